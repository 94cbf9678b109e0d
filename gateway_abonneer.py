"""`gateway.py abonneer`: the abonnementen of this gateway at the configured Notificaties APIs."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator, Iterator

from settings import Settings, SettingsError
from settings_notificaties import API
from sources.errors import (
    ForbiddenError,
    RejectedError,
    SourceError,
    UnauthorizedError,
    UnconfirmedError,
)
from sources.landscape import Landscape
from sources.notificaties.abonnementen import Abonnementen, Stand, Verschil, kanalen_of

ACTIONS = {
    "toon": "show what is there, and in what it is not as it should be (default)",
    "maak": "make the abonnement, or put right what is not as it should be",
    "vernieuw": "write it again in any case: after a new auth, which many servers do not show",
    "verwijder": "remove the abonnement",
}
WORDS = {
    Verschil.ABSENT: "no abonnement for this callback: run `gateway.py abonneer maak`",
    Verschil.KANALEN: "it is for other kanalen",
    Verschil.FILTERS: "it has filters, so not every change is told",
    Verschil.AUTH: "it has another auth: what it sends is refused",
    Verschil.DOUBLE: "there is more than one for this callback",
}
REACHED = """\
  The Notificaties API called the callback to try it, and was not answered 204. Check that
  - the gateway runs now, with this landschap.toml ([notificaties]), and
    `curl -i -X POST {callback}` from where the Notificaties API runs answers 401;
  - DNS, firewall and proxy let that server through to it, and the proxy passes on POST and the
    `Authorization` header;
  - the certificate of the callback is one that server trusts (EXTRA_VERIFY_CERTS);
  - the gateway was started with the same value of the auth as this command."""
OPEN = """\
  The Notificaties API called the callback without an auth, and was not refused with 401 or 403:
  something else than this gateway answers at {callback}, or a proxy adds that header."""
EXPLAINED = {
    "invalid-callback-url": REACHED,
    "no-auth-on-callback-url": OPEN,
    "kanaal_naam": "  A kanaal vanished between two calls: run the command again.",
}
"""What Open Notificaties' own codes mean; the standard names none."""


def add_actions(parser: argparse.ArgumentParser) -> None:
    """Add what `abonneer` can be asked to do."""
    words = "; ".join(f"{name}: {text}" for name, text in ACTIONS.items())
    parser.add_argument("action", nargs="?", default="toon", choices=ACTIONS, help=words)


def abonnementen_of(settings: Settings, landscape: Landscape) -> Iterator[Abonnementen]:
    """Yield our abonnement at each configured Notificaties API."""
    own = settings.notificaties
    if own is None:
        return
    kanalen = kanalen_of(client.settings.api for client in landscape)
    for client in landscape:
        if client.settings.api == API and client.name in own.auth:
            yield Abonnementen(client, own.callback, own.auth[client.name], kanalen)


async def run_abonneer(settings: Settings, landscape: Landscape, action: str) -> int:
    """Print what `abonneer` does and finds; 1 when something is not well."""
    well = True
    async for line, is_well in abonneer(settings, landscape, action):
        print(line)
        well = well and is_well
    await landscape.aclose()
    return 0 if well else 1


async def abonneer(
    settings: Settings, landscape: Landscape, action: str
) -> AsyncIterator[tuple[str, bool]]:
    """Do what is asked at every Notificaties API; yield lines, and whether it is well so far.

    Raises SettingsError when none is configured.
    """
    every = list(abonnementen_of(settings, landscape))
    if not every:
        raise SettingsError(
            f"no [[upstream]] with api '{API}' and [{API}]; see docs/notificaties.md"
        )
    for one in every:
        yield f"{one.client.name}: {one.client.settings.root}", True
        try:
            async for line, is_well in _at(one, action):
                yield f"  {line}", is_well
        except SourceError as error:
            yield f"  {error}", False
            for line in explained(error, one.callback):
                yield line, False


async def _at(one: Abonnementen, action: str) -> AsyncIterator[tuple[str, bool]]:
    """Do what is asked at one API, and say how it stands then."""
    stand = await one.stand()
    if action == "verwijder":
        await one.remove(stand)
        yield f"removed: {len(stand.own)} abonnement(en) for {one.callback}", True
        return
    wants = action == "vernieuw" or (action == "maak" and not stand.is_well)
    if wants and stand.wanted:
        await one.make(stand)
        yield f"{'written again' if stand.own else 'made'}: {one.callback}", True
        stand = await one.stand()
    is_well = stand.is_well and bool(stand.wanted)
    for line in shown(stand, one.callback):
        yield line, is_well


def shown(stand: Stand, callback: str) -> Iterator[str]:
    """Yield in words how it stands."""
    for abonnement in stand.own:
        names = ", ".join(sorted(kanaal.naam for kanaal in abonnement.kanalen)) or "no kanaal"
        yield f"abonnement {abonnement.uuid} for {callback}: {names}"
    for verschil in stand.verschillen:
        yield f"DIFFERS: {WORDS[verschil]}"
    if not stand.wanted:
        yield "none of the kanalen of this landscape exists here: register them at their registers"
    if stand.missing:
        yield f"no such kanaal here: {', '.join(stand.missing)}"
    if stand.own and not stand.shows_auth:
        yield "the auth is not shown by this server; `abonneer vernieuw` writes it again"


def explained(error: SourceError, callback: str) -> Iterator[str]:
    """Yield what to check after an error."""
    if isinstance(error, UnauthorizedError):
        yield "  Check `client_id` and `secret_env` of this upstream, and the clock of this server."
    elif isinstance(error, ForbiddenError):
        yield "  The application of the gateway needs the scope `notificaties.consumeren` there."
    elif isinstance(error, UnconfirmedError):
        yield "  It may have been made all the same: run `gateway.py abonneer` to see."
    elif isinstance(error, RejectedError):
        for param in error.invalid_params:
            yield f"  {param.name} ({param.code}): {param.reason}"
            if param.code in EXPLAINED:
                yield EXPLAINED[param.code].format(callback=callback)


def verdict(stand: Stand) -> str:
    """Return what `gateway.py check` says of it: `ok`, or what is not."""
    if not stand.wanted:
        return "none of the kanalen of this landscape exists at this Notificaties API"
    return "; ".join(WORDS[verschil] for verschil in stand.verschillen) or "ok"
