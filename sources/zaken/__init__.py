"""Zaken API (ZRC): VNG standard 1.5.1, as Open Zaak 1.30 serves it; see reference A.1.

Quirks: every /zaken call wants `Accept-Crs` (412 without), `_zoek` also `Content-Crs`; lists of
zaakinformatieobjecten and zaakeigenschappen are bare arrays; enumerations may be "".
"""
