"""Klanten API 1.0.0 of the VNG, the predecessor of Klantinteracties; as in its document.

Quirks: no `pageSize`, no `expand`, no multi-key reads; unknown parameters give 400. A klant is
found by BSN, RSIN or vestigingsnummer in a query parameter: there is no other way, and none by
KVK-nummer.
"""
