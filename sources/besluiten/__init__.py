"""Besluiten API (BRC): VNG standard 1.1.0, which Open Zaak 1.30 serves without `expand`."""
