"""A stand-in for Open Klant (klantinteracties 0.9.0), read only, made from its specification.

Filters on several properties of one relation are independent of each other, as in the real
thing. Bijlagen name documents that are in no register of the sandbox.
"""

from sandbox.klant.app import Klanten, build_klanten

__all__ = ["Klanten", "build_klanten"]
