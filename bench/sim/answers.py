"""From a method, path, query and body to the bytes of an answer and the work it took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import msgspec

from bench.sim.cost import Work
from bench.sim.personen import pick
from bench.sim.store import Store
from bench.sim.tables import Table, UnknownParameterError, encode

PAGE_SIZE, MAX_PAGE_SIZE = 100, 500
BARE_ARRAYS = ("zaakinformatieobjecten", "objectinformatieobjecten", "besluitinformatieobjecten")
BSNS_PER_CALL = 20


@dataclass(frozen=True)
class Answer:
    """What goes back, and what it cost the server."""

    status: int
    body: bytes
    work: Work


@dataclass(frozen=True)
class Request:
    """One call, taken apart."""

    api: str
    method: str
    path: str
    query: str
    body: bytes


class Registers:
    """Answers the calls to every API of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def answer(self, request: Request) -> Answer:
        """Return the answer; what is not there is a 404, what is not known a 400."""
        try:
            if request.api == "brp":
                return self._personen(request.body)
            return self._resource(request)
        except UnknownParameterError as error:
            return problem(400, f"unknown parameter: {error}")

    def _resource(self, request: Request) -> Answer:
        name, *below = request.path.rstrip("/").split("/")
        if name == "openapi.json":
            return self._describe(request.api)
        table = self._store.tables.get((request.api, name))
        if table is None:
            return problem(404, "unknown resource")
        params = dict(parse_qsl(request.query))
        if not below:
            return self._list(request.api, table, params, name)
        if below == ["_zoek"] and request.method == "POST":
            return self._zoek(request, table, params)
        if len(below) == 1:
            return self._detail(request.api, table, below[0], params)
        return self._nested(request.api, below[0], below[1])

    def _list(self, api: str, table: Table, params: Mapping[str, str], kind: str) -> Answer:
        positions = table.select(params)
        expand = self._expand(api, table, params.get("expand", ""))
        if params.get("ordering", "") in ("identificatie", "startdatum", "registratiedatum"):
            positions = sorted(positions, reverse=True)
        if table.name in BARE_ARRAYS:
            rows = table.render(positions, expand)
            return Answer(200, b"[" + b",".join(rows) + b"]", Work(kind, len(rows)))
        size = min(int(params.get("pageSize", PAGE_SIZE)), MAX_PAGE_SIZE)
        number = int(params.get("page", 1))
        if number > max(1, -(-len(positions) // size)):
            return problem(404, "no such page")
        rows = table.render(positions[(number - 1) * size : number * size], expand)
        url = f"{self._store.roots.by_api[api]}{kind}"
        body = _page(rows, len(positions), url, params, number, size)
        return Answer(200, body, Work(kind, len(rows), expand.split(",") if expand else ()))

    def _zoek(self, request: Request, table: Table, params: Mapping[str, str]) -> Answer:
        asked = msgspec.json.decode(request.body)
        if not asked:
            return problem(400, "empty_search_body")
        filters = {
            name: ",".join(value) if isinstance(value, list) else str(value)
            for name, value in asked.items()
        }
        return self._list(request.api, table, {**params, **filters}, f"{table.name}/_zoek")

    def _detail(self, api: str, table: Table, uuid: str, params: Mapping[str, str]) -> Answer:
        at = table.by_uuid.get(uuid)
        if at is None:
            return problem(404, "not found")
        expand = self._expand(api, table, params.get("expand", ""))
        body = table.render([at], expand)[0]
        return Answer(200, body, Work(table.name, 1, expand.split(",") if expand else ()))

    def _nested(self, api: str, zaak: str, name: str) -> Answer:
        """Return the parts of a zaak: its eigenschappen, as a bare array."""
        table = self._store.tables.get((api, name))
        if table is None:
            return problem(404, "unknown resource")
        rows = table.render(table.select({"zaak": self._store.roots.url(api, "zaken", zaak)}), "")
        return Answer(200, b"[" + b",".join(rows) + b"]", Work(name, len(rows)))

    def _expand(self, api: str, table: Table, raw: str) -> str:
        paths = sorted({path.strip() for path in raw.split(",") if path.strip()})
        for path in paths:
            if not self._store.may_expand(api, table.name, path):
                raise UnknownParameterError(f"expand={path}")
        return ",".join(paths)

    def _personen(self, body: bytes) -> Answer:
        asked = msgspec.json.decode(body)
        bsns = asked.get("burgerservicenummer", [])
        if not 1 <= len(bsns) <= BSNS_PER_CALL:
            return problem(400, "between 1 and 20 BSNs")
        known = [self._store.personen[bsn] for bsn in bsns if bsn in self._store.personen]
        found = [pick(persoon, asked["fields"]) for persoon in known]
        answer = {"type": asked["type"], "personen": found}
        return Answer(200, encode(answer), Work("personen", len(found)))

    def _describe(self, api: str) -> Answer:
        """Return as much of an OpenAPI document as tells what the server can."""
        names = [name for owner, name in self._store.tables if owner == api]
        extra = ("expand", "page", "pageSize") if api != "catalogi" else ("page", "pageSize")
        get = {"parameters": [{"name": name, "in": "query"} for name in extra]}
        paths = {f"/{name}": {"get": get} for name in names}
        version = {"zaken": "1.5.1", "documenten": "1.4.2", "catalogi": "1.3.1"}.get(api, "1.1.0")
        info = {"title": api, "version": version}
        return Answer(200, encode({"openapi": "3.0.3", "info": info, "paths": paths}), Work("meta"))


def _page(
    rows: list[bytes], count: int, url: str, params: Mapping[str, str], number: int, size: int
) -> bytes:
    def link(target: int) -> bytes:
        if not 1 <= target <= -(-count // size):
            return b"null"
        return encode(f"{url}?{urlencode({**params, 'page': str(target)})}")

    head = b'{"count":%d,"next":%b,"previous":%b,"results":[' % (
        count,
        link(number + 1),
        link(number - 1),
    )
    return head + b",".join(rows) + b"]}"


def problem(status: int, detail: str) -> Answer:
    """Return a problem document."""
    body = {"type": "about:blank", "title": "problem", "status": status, "detail": detail}
    return Answer(status, encode(body), Work("problem"))
