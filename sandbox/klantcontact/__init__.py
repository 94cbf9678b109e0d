"""A stand-in for the older Klanten API 1.0.0 and Contactmomenten API 1.0.0 of the VNG, read only.

What they tell is what the sandbox Open Klant tells, in the older shape: one klant per partij, one
contactmoment per klantcontact. So both say the same of a person, and neither knows of the other.
"""

from sandbox.klantcontact.register import Klantcontact, build_klantcontact

__all__ = ["Klantcontact", "build_klantcontact"]
