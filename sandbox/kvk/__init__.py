"""A stand-in for the Handelsregister APIs of the KVK: zoeken (v1 and v2), basisprofiel and
vestigingsprofiel (v1), read only.

As the real ones: a search that finds nothing is a 404 (IPD5200), an unknown parameter a 400
(IPD1999), booleans are Ja and Nee, dates are yyyymmdd, and coordinates come only with geoData.
"""

from sandbox.kvk.app import build_kvk
from sandbox.kvk.build import make_handelsregister
from sandbox.kvk.register import Handelsregister

__all__ = ["Handelsregister", "build_kvk", "make_handelsregister"]
