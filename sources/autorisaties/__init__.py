"""Autorisaties API (AC): VNG standard 1.0.0, as Open Zaak 1.30 serves it; see reference A.5.

Quirks: Open Zaak also knows authorisations per catalogus, which this API does not show. `clientIds`
is one parameter with commas between. `maxVertrouwelijkheidaanduiding` and the links may be "".
"""
