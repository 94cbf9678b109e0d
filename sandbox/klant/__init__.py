"""A stand-in for Open Klant (klantinteracties 0.9.0), read only, made from its specification.

Filters on several properties of one relation are independent of each other, as in the real
thing. Bijlagen name documents by a made-up uuid, until sandbox/links.py ties them to real ones.
"""

from sandbox.klant.app import Klanten, build_klanten

__all__ = ["Klanten", "build_klanten"]
