"""Catalogi API (ZTC): VNG standard 1.3.1, as Open Zaak 1.30 serves it; see reference A.4.

Quirks: without `status=alles` a list hides concepts; catalogussen does not know that parameter,
and zaakobjecttypen only on Open Zaak.
"""
