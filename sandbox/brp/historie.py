"""BRP Bewoning 2.1.0 and Historie 2.0.0: who lived in a house, and where someone lived.

No fields can be chosen and nothing can be asked of several addresses or persons at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.brp.app import JSON_UTF8, check_headers, parse_body
from sandbox.brp.problems import InvalidParam, Problem, invalid, invalid_params
from sandbox.brp.values import Body
from sandbox.brp.verblijf import Verblijf, bewoner_body, make_verblijven, verblijfplaats_body

MAX_BEWONERS = 100
"""Of a house with more only the fact is told."""
OBJECT = ("adresseerbaarObjectIdentificatie", "^[0-9]{16}$")
PERSOON = ("burgerservicenummer", "^[0-9]{9}$")
DATES = {"Peildatum": ("peildatum",), "Periode": ("datumVan", "datumTot")}
Answer = Callable[[str, date, date], Body]


class _History:
    def __init__(self, personen: Sequence[Body]) -> None:
        self._by_object: dict[str, list[Verblijf]] = {}
        self._by_bsn: dict[str, list[Verblijf]] = {}
        for stay in make_verblijven(personen):
            if stay.object:
                self._by_object.setdefault(stay.object, []).append(stay)
            bsn = str(stay.persoon["burgerservicenummer"])
            self._by_bsn.setdefault(bsn, []).append(stay)

    def bewoningen(self, object_: str, van: date, tot: date) -> Body:
        """A bewoning for every part of the period in which the same people lived there."""
        stays = self._by_object.get(object_, ())
        edges = {van, tot} | {day for s in stays for day in (s.van, s.tot) if day}
        days = sorted(day for day in edges if van <= day <= tot)
        found = []
        for begin, end in pairwise(days):
            here = [stay.persoon for stay in stays if stay.overlaps(begin, end)]
            if here:
                found.append(_bewoning(object_, begin, end, here))
        return {"bewoningen": found}

    def verblijfplaatsen(self, bsn: str, van: date, tot: date) -> Body:
        stays = self._by_bsn.get(bsn, [])
        found = [verblijfplaats_body(stay) for stay in stays if stay.overlaps(van, tot)]
        body: Body = {"verblijfplaatsen": found}
        for name in ("opschortingBijhouding", "geheimhoudingPersoonsgegevens"):
            if stays and stays[0].persoon.get(name):
                body[name] = stays[0].persoon[name]
        return body


def _bewoning(object_: str, begin: date, end: date, here: Sequence[Body]) -> Body:
    body: Body = {
        "adresseerbaarObjectIdentificatie": object_,
        "periode": {"datumVan": begin.isoformat(), "datumTot": end.isoformat()},
        "bewoners": [],
        "mogelijkeBewoners": [],
    }
    if len(here) > MAX_BEWONERS:
        return body | {"indicatieVeelBewoners": True}
    return body | {"bewoners": [bewoner_body(persoon) for persoon in here]}


def _check(body: Mapping[str, object], prefix: str, subject: tuple[str, str]) -> tuple[date, date]:
    """The period that is asked about, of one day for a peildatum."""
    dates = {f"{prefix}Met{kind}": names for kind, names in DATES.items()}
    kind = body.get("type")
    if kind is None:
        raise invalid_params([invalid("type", "required", "Parameter is verplicht.")])
    if not isinstance(kind, str) or kind not in dates:
        raise invalid_params([invalid("type", "value", "Waarde is geen geldig zoek type.")])
    faults = _faults(body, {subject[0]: subject[1], **dict.fromkeys(dates[kind], "")})
    if faults:
        raise invalid_params(faults)
    days = [date.fromisoformat(str(body[name])) for name in dates[kind]]
    if len(days) == 1:
        return days[0], days[0] + timedelta(days=1)
    if days[1] <= days[0]:
        reason = "datumTot moet na datumVan liggen."
        raise invalid_params([invalid("datumTot", "date", reason)])
    return days[0], days[1]


def _faults(body: Mapping[str, object], known: Mapping[str, str]) -> list[InvalidParam]:
    faults = [
        invalid(name, "unknownParam", "Parameter is niet verwacht.")
        for name in body
        if name not in known and name != "type"
    ]
    for name, pattern in known.items():
        value = body.get(name)
        if value is None:
            faults.append(invalid(name, "required", "Parameter is verplicht."))
        elif pattern and not (isinstance(value, str) and re.fullmatch(pattern, value)):
            reason = f"Waarde voldoet niet aan patroon {pattern}."
            faults.append(invalid(name, "pattern", reason))
        elif not pattern and not _is_day(value):
            faults.append(invalid(name, "date", "Waarde is geen geldige datum."))
    return faults


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value) is not None
    except ValueError:
        return False


def _app(
    root: str, path: str, key: str, prefix: str, subject: tuple[str, str], answer: Answer
) -> ASGIApp:
    async def respond(request: Request) -> JSONResponse:
        try:
            check_headers(request, key)
            body = parse_body(await request.body())
            van, tot = _check(body, prefix, subject)
            found = answer(str(body[subject[0]]), van, tot)
        except Problem as problem:
            return problem.respond(request)
        return JSONResponse({"type": body["type"], **found}, media_type=JSON_UTF8)

    where = urlsplit(root).path.rstrip("/")
    return Starlette(routes=[Route(f"{where}/{path}", respond, methods=["POST"])])


def build_historie(
    personen: Sequence[Body], api_key: str, bewoning_root: str, historie_root: str
) -> tuple[ASGIApp, ASGIApp]:
    """Return the apps of bewoning and of verblijfplaatshistorie, over the same persons."""
    history = _History(personen)
    return (
        _app(bewoning_root, "bewoningen", api_key, "Bewoning", OBJECT, history.bewoningen),
        _app(
            historie_root,
            "verblijfplaatshistorie",
            api_key,
            "Raadpleeg",
            PERSOON,
            history.verblijfplaatsen,
        ),
    )
