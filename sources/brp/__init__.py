"""BRP Personen bevragen v2 (Haal Centraal, specification 2.7.0); see reference, section 2.

Quirks: 20 BSNs a call; `fields` is obligatory and decides what comes back; an unknown BSN is
simply absent; the order is not promised; what is false or unknown is left out.
"""
