"""What became of a mutation: what was done, what was not, and what was wrong with the input."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from planning.partial import Partial


class Fout(msgspec.Struct, frozen=True):
    """Why something was not done, that who asked can do something about."""

    code: str
    """UPPER_SNAKE, stable; see docs/mutations.md."""
    veld: str | None = None
    """The argument that is wrong, such as `invoer.statustype`."""
    melding: str = ""
    """Dutch, for who filled it in; without personal data."""
    register_code: str | None = None
    """The code that the register itself gave (invalidParams)."""


class Stap(msgspec.Struct):
    """One write of a mutation."""

    stap: str
    """What it was about: `zaak`, `status`, `rol`, `eigenschap`, ..."""
    gedaan: bool | None = False
    """None: sent, and whether it was carried out is not known."""
    code: str | None = None
    """Why it was not done, or is not known to be."""
    url: str | None = None
    """What came of it."""
    melding: str | None = None


class Uitkomst(Partial):
    """The result of one mutation."""

    __slots__ = ("_failures", "fouten", "herhaald", "stappen", "urls")

    def __init__(
        self,
        fouten: Sequence[Fout] = (),
        stappen: Sequence[Stap] = (),
        urls: dict[str, str] | None = None,
        *,
        herhaald: bool = False,
    ) -> None:
        self.fouten = list(fouten)
        self.stappen = list(stappen)
        self.urls: dict[str, str] = urls or {}
        """What the mutation is about, by its kind: `zaak`, `besluit`, ..."""
        self.herhaald = herhaald
        """Whether this was done before, under the same idempotency key."""
        self._failures: list[Exception] = []

    @property
    def failures(self) -> Sequence[Exception]:
        """What failed after something was done: told beside the result."""
        return self._failures

    def failed(self, error: Exception) -> None:
        """Note what failed of the registers themselves."""
        self._failures.append(error)

    @property
    def is_untouched(self) -> bool:
        """Whether certainly nothing was changed."""
        return all(stap.gedaan is False for stap in self.stappen)


class Afgekeurd(Exception):  # noqa: N818  a verdict on the input
    """The input may not be carried out: nothing was written."""

    def __init__(self, *fouten: Fout) -> None:
        super().__init__(", ".join(fout.code for fout in fouten))
        self.fouten = fouten


class _Kept(msgspec.Struct, omit_defaults=True):
    """An outcome as it is kept under an idempotency key: no text of a register or a person."""

    urls: dict[str, str] = {}
    stappen: list[tuple[str, bool | None, str | None, str | None]] = []
    fouten: list[tuple[str, str | None, str | None]] = []


AS_BEFORE = "Dit is eerder zo gemeld, bij dezelfde idempotentiesleutel."


def encode(uitkomst: Uitkomst) -> bytes:
    """Return the outcome as it is kept: URLs, steps and codes."""
    kept = _Kept(
        uitkomst.urls,
        [(one.stap, one.gedaan, one.code, one.url) for one in uitkomst.stappen],
        [(one.code, one.veld, one.register_code) for one in uitkomst.fouten],
    )
    return msgspec.json.encode(kept)


def decode(text: bytes) -> Uitkomst:
    """Return an outcome that was kept."""
    kept = msgspec.json.decode(text, type=_Kept)
    return Uitkomst(
        [Fout(code, veld, AS_BEFORE, register) for code, veld, register in kept.fouten],
        [Stap(stap, gedaan, code, url) for stap, gedaan, code, url in kept.stappen],
        kept.urls,
        herhaald=True,
    )
