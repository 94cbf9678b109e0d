"""What may stand nowhere but in the data a caller asked for: BSNs, tokens, secrets."""

from __future__ import annotations

import re

from policy.numbers import is_bsn
from sandbox import BRP_KEY, KLANT_TOKEN, Sandbox
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import BRONORGANISATIE

BEARER = "eyJhbGciOiJIUzI1NiJ9.eyJjbGllbnRfaWQiOiJnZXBsYW50In0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
"""A token that the fuzzer plants; it opens nothing."""
PLANTED = ("999993653", "999990639", "999992077", BEARER, f"Bearer {BEARER}")
_DIGITS = re.compile(r"\d{9,}")
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]{8,}")


class Secrets:
    """Every number and secret of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        rollen = sandbox.zgw.data.rollen
        held = {str(rol["betrokkeneIdentificatie"].get("inpBsn", "")) for rol in rollen}
        self.bsns = frozenset({bsn for bsn in held if is_bsn(bsn)} | set(SHOWCASE_BSNS))
        self.credentials = (KLANT_TOKEN, BRP_KEY, *sandbox.zgw.clients.values())

    def numbers_in(self, text: str) -> list[str]:
        """Return the BSNs in a text: well-formed ones, and known ones inside longer numbers."""
        found = []
        for digits in _DIGITS.findall(text):
            known = [bsn for bsn in self.bsns if bsn in digits] if len(digits) > 9 else []
            found += known or ([digits] if is_bsn(digits) and digits != BRONORGANISATIE else [])
        return found

    def credentials_in(self, text: str) -> list[str]:
        """Return the secrets of registers in a text, and every token whoever made it."""
        return [secret for secret in self.credentials if secret in text] + _TOKEN.findall(text)

    def in_text(self, text: str) -> list[str]:
        """Return everything in a text that may not be there."""
        return self.numbers_in(text) + self.credentials_in(text)
