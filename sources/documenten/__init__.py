"""Documenten API (DRC): VNG standard 1.4.2, as Open Zaak 1.30 serves it; see reference A.2.

Quirks: no `uuid` property anywhere; objectinformatieobjecten and gebruiksrechten are bare
arrays; `inhoud` is a download address, never the bytes.
"""
