"""A stand-in for the Kadaster's BAG API Individuele Bevragingen v2 (LVBAG 2.6.0), read only.

Every address the other sandbox registers speak of is in it. As the real one it ignores
parameters it does not know, refuses combinations it does not offer, speaks RD coordinates only,
and expands one level deep. History (`/lvc`, versions) and searching by point are left out.
"""

from sandbox.bag.app import build_bag
from sandbox.bag.build import make_bag
from sandbox.bag.register import Bag

__all__ = ["Bag", "build_bag", "make_bag"]
