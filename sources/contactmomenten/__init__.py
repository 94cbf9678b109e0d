"""Contactmomenten API 1.0.0 of the VNG, the predecessor of Klantinteracties.

Quirks: no `pageSize`, no `expand`, no multi-key reads; unknown parameters give 400. The list of
contactmomenten knows neither klant nor zaak: these are found through klantcontactmomenten (a bare
list) and objectcontactmomenten (paged), and then each contactmoment is a call of its own.
"""
