"""Carries out the writes of one mutation in their order, and notes of each what became of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from resolvers.context import RequestContext
from resolvers.writing.uitkomst import Fout, Stap, Uitkomst
from sources.betrokkenen import Betrokkene
from sources.client import UpstreamClient
from sources.errors import (
    MALFORMED,
    InvalidParam,
    NotServedError,
    RejectedError,
    SourceError,
    UnconfirmedError,
)
from sources.notificaties.hub import Notificatie
from sources.streaming import Sending, send_contents
from sources.writing import Write, Written, write

REFUSED = "REGISTER_REFUSED"
NOT_REACHED = "NOT_REACHED"
MELDING = "Het register heeft dit niet aangenomen"
ACTIONS = {"POST": "create", "PUT": "update", "PATCH": "partial_update", "DELETE": "destroy"}
NO_FIELDS: Mapping[str, str] = {}


class Stopped(Exception):  # noqa: N818  ends the work, is no error of its own
    """A step was not done, so that those after it are not tried."""


class Over(NamedTuple):
    """What a write is about, as notifications tell it (Notificaties API 1.0)."""

    kanaal: str
    resource: str
    """`zaak`, `status`, ...; also the name of the step, unless that says otherwise."""
    hoofd_url: str = ""
    """What it is part of; empty when it is the main thing itself."""
    kenmerken: Mapping[str, str] = {}


class Uitvoering:
    """The writes of one mutation."""

    def __init__(self, context: RequestContext, uitkomst: Uitkomst, toelichting: str = "") -> None:
        self.context, self.uitkomst = context, uitkomst
        self._toelichting = toelichting
        self._at = 0

    async def stap(
        self,
        client: UpstreamClient,
        asked: Write,
        over: Over,
        *,
        velden: Mapping[str, str] = NO_FIELDS,
        about: Sequence[Betrokkene] = (),
        optional: bool = False,
    ) -> Written:
        """Return the answer to the next write. Raises Stopped when it was not (surely) done.

        `velden` says which argument each of the register's properties came from. An `optional`
        write that the server turns out not to offer raises NotServedError and is no step.
        """
        stap = self._next(over.resource)
        call = self.context.call
        asked = asked._replace(toelichting=asked.toelichting or self._toelichting)
        try:
            written = await write(client, asked, call, call.about(about))
        except SourceError as error:
            if optional and _is_not_offered(error):
                self._at -= 1
                raise NotServedError(client.name, asked.template or asked.path) from None
            self._failed(stap, error, velden)
            raise Stopped from None
        stap.gedaan, stap.url = True, url_of(written)
        url = stap.url or self.context.landscape.url_at(client, asked.path)
        self.tell(over, ACTIONS[asked.method], url)
        return written

    async def deelstap(
        self,
        name: str,
        client: UpstreamClient,
        asked: Write | Sending,
        velden: Mapping[str, str] = NO_FIELDS,
    ) -> Written:
        """Return the answer to the next write; `tell` of it when what it is part of is whole.

        Raises Stopped when it was not (surely) done.
        """
        stap, call = self._next(name), self.context.call
        try:
            if isinstance(asked, Write):
                written = await write(client, asked._replace(toelichting=self._toelichting), call)
            else:
                sent = asked._replace(toelichting=self._toelichting)
                written = await send_contents(client, sent, call)
        except SourceError as error:
            self._failed(stap, error, velden)
            raise Stopped from None
        stap.gedaan, stap.url = True, url_of(written)
        return written

    def plan(self, *names: str) -> None:
        """Put these steps before those that are due: they turned out to be needed."""
        self.uitkomst.stappen[self._at : self._at] = [Stap(name) for name in names]

    def alsnog(self, name: str) -> None:
        """Let this be the next step whatever failed before it: what has to be put right again."""
        stappen = self.uitkomst.stappen
        later = range(self._at, len(stappen))
        self._at = next((at for at in later if stappen[at].stap == name), len(stappen))
        if self._at < len(stappen):
            stappen[self._at].code = None

    def tell(self, over: Over, actie: str, url: str) -> None:
        """Tell this process what was changed, and forget what this request read of it."""
        self.context.loaders.forget()
        self.context.landscape.hub.tell(
            Notificatie(
                kanaal=over.kanaal,
                resource=over.resource,
                actie=actie,
                url=url,
                hoofd_url=over.hoofd_url or url,
                kenmerken=over.kenmerken,
                is_own=True,
            )
        )

    def _next(self, name: str) -> Stap:
        """Return the step that is due: as planned, or one more."""
        stappen = self.uitkomst.stappen
        if self._at == len(stappen):
            stappen.append(Stap(name))
        stap = stappen[self._at]
        self._at += 1
        return stap

    def _failed(self, stap: Stap, error: SourceError, velden: Mapping[str, str]) -> None:
        """Note why a step was not done, and that those after it were not tried."""
        stap.code = error.code
        for later in self.uitkomst.stappen[self._at :]:
            later.code = NOT_REACHED
        if isinstance(error, UnconfirmedError):
            stap.gedaan = None
        if isinstance(error, RejectedError):
            stap.code = REFUSED
            self.uitkomst.fouten += fouten_of(error, velden)
        else:
            self.uitkomst.failed(error)


def _is_not_offered(error: SourceError) -> bool:
    return isinstance(error, RejectedError) and error.reason in ("HTTP 404", "HTTP 405")


def url_of(written: Written) -> str | None:
    """Return the URL of what was made, when the register tells it."""
    try:
        body: Any = msgspec.json.decode(written.body) if written.body else None
    except MALFORMED:
        return None
    url = body.get("url") if isinstance(body, dict) else None
    return url if isinstance(url, str) and url else None


def fouten_of(error: RejectedError, velden: Mapping[str, str]) -> list[Fout]:
    """Return what a register refuses, at the arguments it came from."""
    if not error.invalid_params:
        return [Fout(REFUSED, None, f"{MELDING} ({error.reason}).")]
    return [_fout_of(param, velden) for param in error.invalid_params]


def _fout_of(param: InvalidParam, velden: Mapping[str, str]) -> Fout:
    named = param.name
    veld = velden.get(named)
    while veld is None and "." in named:
        named = named.rpartition(".")[0]
        veld = velden.get(named)
    reason = param.reason or param.code
    text = f"{MELDING}: {reason}" if reason else f"{MELDING}."
    return Fout(REFUSED, veld, text, param.code or None)


class Opdracht(NamedTuple):
    """A mutation that was checked and may be carried out."""

    werk: Callable[[Uitvoering], Awaitable[None]]
    stappen: Sequence[str]
    """What it will do, in order."""
    urls: Mapping[str, str] = {}
    """What it is about, as far as that is there already."""
