"""A stand-in for Open Object 4.0.0: Objects API v2 with the objecttypes in the same app, read only.

Its quirks are those of the real one: unknown query parameters are ignored, `fields` that a single
result lacks is a 400, `in` compares texts only, `data_icontains` is a regular expression, records
come and go by date, and a token may be allowed part of the fields of a type.
"""

from sandbox.objecten.app import build_objecten
from sandbox.objecten.build import make_objecten
from sandbox.objecten.register import Objecten

__all__ = ["Objecten", "build_objecten", "make_objecten"]
