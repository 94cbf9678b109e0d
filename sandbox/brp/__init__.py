"""A stand-in for BRP Personen bevragen 2.7.0, made from its specification and features.

Stricter than the proefomgeving in one place: `huisnummer` must be a JSON number. Knows no
authorisation per field, so it never answers 403.
"""

from sandbox.brp.app import build_brp

__all__ = ["build_brp"]
