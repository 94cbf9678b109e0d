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
    ContractError,
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
KANALEN = {
    "zaak": "zaken",
    "document": "documenten",
    "besluit": "besluiten",
    "klantcontact": "klantcontacten",
    "internetaak": "internetaken",
}
"""Where changes are told of what a mutation is about."""
ANYTHING = "*"
NO_FIELDS: Mapping[str, str] = {}
NO_ENDPOINT = ("HTTP 404", "HTTP 405")
"""What a server answers that does not have an endpoint; nothing was done."""


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
    at: str = ""
    """Where the answer to a write of several things has this one: `status`, `rollen.0`."""
    actie: str = ""
    """What was done, where the method of the write does not say it."""


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
    ) -> Written:
        """Return the answer to the next write. Raises Stopped when it was not (surely) done.

        `velden` says which argument each of the register's properties came from.
        """
        (stap,) = self._next((over,))
        try:
            written = await self._write(client, asked, about)
        except SourceError as error:
            self._failed((stap,), error, velden)
            raise Stopped from None
        self._done(stap, over, asked, client, url_of(_body(written)))
        return written

    async def samen(
        self,
        client: UpstreamClient,
        asked: Write,
        overs: Sequence[Over],
        velden: Mapping[str, str] = NO_FIELDS,
        about: Sequence[Betrokkene] = (),
    ) -> Any:
        """Return the answer to one write that is several steps: all of them are done, or none.

        Raises Stopped, and NotServedError when the server has no such endpoint: nothing was done.
        """
        stappen = self._next(overs)
        try:
            written = await self._write(client, asked, about)
        except SourceError as error:
            if isinstance(error, RejectedError) and error.reason in NO_ENDPOINT:
                self._at -= len(overs)
                raise NotServedError(client.name, asked.template) from None
            self._failed(stappen, error, velden)
            raise Stopped from None
        body = _body(written)
        whole = url_of(_part(body, "zaak")) or ""
        for stap, named in zip(stappen, overs, strict=True):
            over = named._replace(hoofd_url=named.hoofd_url or whole)
            self._done(stap, over, asked, client, url_of(_part(body, over.at or over.resource)))
        return body

    async def _write(
        self, client: UpstreamClient, asked: Write, about: Sequence[Betrokkene]
    ) -> Written:
        call = self.context.call
        asked = asked._replace(toelichting=asked.toelichting or self._toelichting)
        return await write(client, asked, call, call.about(about))

    def _done(
        self, stap: Stap, over: Over, asked: Write, client: UpstreamClient, url: str | None
    ) -> None:
        stap.gedaan, stap.url = True, url
        told = url or self.context.landscape.url_at(client, asked.path)
        self.tell(over, over.actie or ACTIONS[asked.method], told)

    def lost(self, error: SourceError) -> Stopped:
        """Return what ends the work when what was made cannot be found again."""
        self.uitkomst.failed(error)
        for later in self.uitkomst.stappen[self._at :]:
            later.code = NOT_REACHED
        return Stopped()

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
        (stap,), call = self._next((Over("", name),)), self.context.call
        try:
            if isinstance(asked, Write):
                written = await write(client, asked._replace(toelichting=self._toelichting), call)
            else:
                sent = asked._replace(toelichting=self._toelichting)
                written = await send_contents(client, sent, call)
        except SourceError as error:
            self._failed((stap,), error, velden)
            raise Stopped from None
        stap.gedaan, stap.url = True, url_of(_body(written))
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

    def made(self, name: str, client: UpstreamClient, path: str) -> str:
        """Keep and return where the main thing is, which the first step made.

        Raises Stopped when the register does not tell.
        """
        url = self.uitkomst.stappen[0].url
        if url is None:
            reason = "it did not tell the URL of what it made"
            raise self.lost(ContractError(client.name, path, reason=reason))
        self.uitkomst.urls[name] = url
        return url

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

    def _next(self, overs: Sequence[Over]) -> Sequence[Stap]:
        """Return the steps that are due: as planned, or more."""
        stappen, end = self.uitkomst.stappen, self._at + len(overs)
        stappen += [Stap(over.resource) for over in overs[len(stappen) - self._at :]]
        due = stappen[self._at : end]
        self._at = end
        return due

    def _failed(
        self, stappen: Sequence[Stap], error: SourceError, velden: Mapping[str, str]
    ) -> None:
        """Note why steps were not done, and that those after them were not tried."""
        refused = isinstance(error, RejectedError)
        for stap in stappen:
            stap.code = REFUSED if refused else error.code
            stap.gedaan = None if isinstance(error, UnconfirmedError) else False
        for later in self.uitkomst.stappen[self._at :]:
            later.code = NOT_REACHED
        if isinstance(error, RejectedError):
            self.uitkomst.fouten += fouten_of(error, velden)
        else:
            self.uitkomst.failed(error)


def tell_unsure(context: RequestContext, uitkomst: Uitkomst) -> None:
    """Have nothing shown that was read before of what a mutation is about.

    A step that was not confirmed may have been done, and one that was broken off done in part; who
    looks how it stands has to see it.
    """
    context.loaders.forget()
    for kind, url in uitkomst.urls.items():
        if kind in KANALEN:
            told = Notificatie(
                kanaal=KANALEN[kind],
                resource=ANYTHING,
                actie="update",
                url=url,
                hoofd_url=url,
                is_own=True,
            )
            context.landscape.hub.tell(told)


async def samen_of_apart(
    uitvoering: Uitvoering,
    client: UpstreamClient,
    asked: Write,
    overs: Sequence[Over],
    velden: Mapping[str, str],
    apart: Callable[[Uitvoering], Awaitable[None]],
    about: Sequence[Betrokkene] = (),
) -> Any:
    """Do several things in one write where the server has that, and otherwise one by one.

    Returns the answer to the one write, None when there was none. Raises Stopped.
    """
    name = asked.path.partition("/")[0]
    if client.capabilities.composes(name):
        try:
            return await uitvoering.samen(client, asked, overs, velden, about)
        except NotServedError:
            client.capabilities.refuses_composing(name)
    await apart(uitvoering)
    return None


def _body(written: Written) -> Any:
    try:
        return msgspec.json.decode(written.body) if written.body else None
    except MALFORMED:
        return None


def _part(body: Any, path: str) -> Any:
    """Return what the answer to a composed write has at a place such as `rollen.0`."""
    for step in path.split("."):
        if isinstance(body, list) and step.isdigit() and int(step) < len(body):
            body = body[int(step)]
        else:
            body = body.get(step) if isinstance(body, dict) else None
    return body


def url_of(body: Any) -> str | None:
    """Return the URL of what was made, when the register tells it."""
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
