"""A gateway that writes to the sandbox: what it sent, what the register holds, how it may fail."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import httpx
import msgspec
from access_support import Acting

from policy.grants import UNLIMITED, Grant, Rights, Rule, TypeSelector
from policy.idempotency import LocalKeys
from policy.identity import DEVELOPER, Principal
from sources.call import Caller
from sources.notificaties.hub import Hub
from sources.transport import Incoming, Outgoing
from spec_support import load_spec_named

Json = dict[str, Any]
EVERYTHING = (DEVELOPER, UNLIMITED)
READING = frozenset({"zaken.lezen", "catalogi.lezen", "documenten.lezen", "besluiten.lezen"})
PAYLOAD = "fouten { code veld melding registerCode } stappen { stap gedaan code } herhaald"
DAY = 86_400.0
GATEWAY = Caller("gateway", "Gateway")
SPECS = {
    **dict.fromkeys(
        ("besluiten", "besluitinformatieobjecten", "besluit_verwerken"), "oz-besluiten"
    ),
    **dict.fromkeys(
        ("klantcontacten", "betrokkenen", "onderwerpobjecten", "internetaken", "maak-klantcontact"),
        "ok-klantinteracties",
    ),
    **dict.fromkeys(("enkelvoudiginformatieobjecten", "bestandsdelen"), "oz-documenten"),
}
"""The official OpenAPI document of each path that is not of the Zaken API."""


class Sent(NamedTuple):
    """One write as a register got it."""

    method: str
    path: str
    """Below the root of the API."""
    headers: dict[str, str]
    body: Any

    @property
    def complaints(self) -> list[str]:
        """In what the body does not follow the official OpenAPI document; skips without it."""
        if self.body is None or isinstance(self.body, bytes):
            return []
        parts = self.path.split("/")
        name = SPECS.get(parts[0], "oz-zaken")
        spec = _sent(name)
        operation = next(
            item[self.method.lower()]
            for path, item in spec.document["paths"].items()
            if self.method.lower() in item and _fits(path, parts)
        )
        schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        found: list[str] = spec.complaints(schema.rpartition("/")[2], self.body)
        return found


@cache
def _sent(name: str) -> Any:
    """Return the document for what is sent: what only a server fills in is not required."""
    spec = copy.deepcopy(load_spec_named(name))
    spec._validators.clear()
    for title, schema in spec.document["components"]["schemas"].items():
        own = schema.get("properties", {})
        filled = {key for key, value in own.items() if value.get("readOnly")}
        sent = spec._schemas.get(title, {})
        if "required" in sent:
            sent["required"] = [key for key in sent["required"] if key not in filled]
    return spec


def _fits(template: str, parts: list[str]) -> bool:
    steps = template.strip("/").split("/")
    pairs = zip(steps, parts, strict=False)
    return len(steps) == len(parts) and all(a == b or a.startswith("{") for a, b in pairs)


class Schrijver(Acting):
    """The gateway over a sandbox in which may be written, as one caller uses it."""

    def __init__(self, caller: tuple[Principal, Rights] = EVERYTHING, **settings: Any) -> None:
        super().__init__(caller, **settings)
        self.sent: list[Sent] = []
        self.failures: dict[int, Exception | int] = {}
        """What the nth write meets instead of the register: an exception, or an HTTP status."""
        self.late: dict[int, Exception] = {}
        """The same, after the register carried it out."""
        self._exchanges = {
            client: self._between(client.settings.root, client._exchange)
            for client in self.endpoint._landscape
        }
        self.reset(caller)

    def reset(self, caller: tuple[Principal, Rights] = EVERYTHING) -> None:
        """Forget what was sent and what had to fail; what the registers hold is not touched."""
        self.caller = caller
        for known in (self.sent, self.failures, self.late):
            known.clear()
        for client, exchange in self._exchanges.items():
            client._exchange = exchange
            client.capabilities._no_composing.clear()
        self.endpoint._landscape.hub = Hub()
        self.endpoint.writing.keys = LocalKeys(DAY)
        self.sandbox.faults.clear()

    def _between(self, root: str, exchange: Any) -> Any:
        async def passing(request: Outgoing) -> Incoming:
            if not request.is_write:
                answer: Incoming = await exchange(request)
                return answer
            content = request.content
            if content is not None and not isinstance(content, bytes):
                content = b"".join([part async for part in content])
                request = request._replace(content=content)
            is_form = request.headers.get("content-type", "").startswith("multipart/")
            body: Any = content if is_form else content and msgspec.json.decode(content)
            path = request.url.removeprefix(root)
            self.sent.append(Sent(request.method, path, dict(request.headers), body))
            at = len(self.sent)
            failure = self.failures.get(at)
            if isinstance(failure, Exception):
                raise failure
            if failure is not None:
                return _answering(failure)
            incoming: Incoming = await exchange(request)
            if at in self.late:
                raise self.late[at]
            return incoming

        return passing

    def fails(self, nth: int, failure: Exception | int, *, late: bool = False) -> None:
        """Let the nth write fail, before or after the register carries it out."""
        if late:
            assert isinstance(failure, Exception)
            self.late[nth] = failure
        else:
            self.failures[nth] = failure

    async def mutate(
        self, name: str, invoer: Json, select: str = "zaak { url }", **arguments: Any
    ) -> Json:
        """Return the whole answer to one mutation; `arguments` besides `invoer`."""
        input_type = f"{name[0].upper()}{name[1:]}Invoer!"
        more = "".join(f", ${key}: String" for key in arguments)
        given = "".join(f", {key}: ${key}" for key in arguments)
        text = (
            f"mutation M($invoer: {input_type}{more}) "
            f"{{ {name}(invoer: $invoer{given}) {{ {select} {PAYLOAD} }} }}"
        )
        return await self.post(text, invoer=invoer, **arguments)

    async def done(self, name: str, invoer: Json, select: str = "", **arguments: Any) -> Json:
        """Return the result of a mutation that has to be carried out whole."""
        body = await self.mutate(name, invoer, select or "zaak { url }", **arguments)
        assert "errors" not in body, body["errors"]
        result: Json = body["data"][name]
        assert result["fouten"] == []
        assert all(stap["gedaan"] for stap in result["stappen"])
        return result

    async def fouten(
        self, name: str, invoer: Json, select: str = "zaak { url }", **arguments: Any
    ) -> list[tuple[str, str]]:
        """Return the codes and fields of a mutation of which nothing may be carried out."""
        body = await self.mutate(name, invoer, select, **arguments)
        assert "errors" not in body, body["errors"]
        result = body["data"][name]
        assert result.get("zaak") is None or not any(stap["gedaan"] for stap in result["stappen"])
        return [(fout["code"], fout["veld"]) for fout in result["fouten"]]

    @property
    def paths(self) -> list[str]:
        """Every write in order: method and collection."""
        return [f"{sent.method} {_collection(sent.path)}" for sent in self.sent]

    @property
    def data(self) -> Any:
        """What the ZGW registers of the sandbox hold."""
        return self.sandbox.zgw.data

    def zaken(
        self, identificatie: str = "OMGEVINGSVERGUNNING", *, is_open: bool = True
    ) -> list[Json]:
        """Return the zaken of a zaaktype that go on, or those that ended."""
        types = {
            item["url"] for item in self.data.zaaktypen if item["identificatie"] == identificatie
        }
        return [
            item
            for item in self.data.zaken
            if item["zaaktype"] in types and (item["einddatum"] is None) is is_open
        ]

    def zaak(self) -> Json:
        """Return the open zaak that tests change."""
        return self.zaken()[0]

    def composes(self, *, is_offered: bool) -> None:
        """Say whether the register is known to lack the endpoints that do several things."""
        capabilities = self.endpoint._landscape.clients["openzaak-zaken"].capabilities
        for name in ("zaak_registreren", "zaak_bijwerken", "zaak_afsluiten"):
            if not is_offered:
                capabilities.refuses_composing(name)

    def of_type(self, collection: str, zaak: Json, **values: Any) -> Json:
        """Return the first statustype, roltype, ... of the zaaktype of a zaak."""
        return next(
            item
            for item in getattr(self.data, collection)
            if item["zaaktype"] == zaak["zaaktype"]
            and all(item[name] == value for name, value in values.items())
        )

    async def rest(self, path: str) -> Any:
        """Return what the register itself answers: its own state, not through the graph."""
        root = self.endpoint._landscape.clients["openzaak-zaken"].settings.root
        url = path if "://" in path else f"{root}{path}"
        client = self.endpoint._landscape.locate(url)[0]
        headers = {"Accept-Crs": "EPSG:4326", **await client._auth.headers(GATEWAY)}
        async with httpx.AsyncClient(transport=client._transport) as http:
            response = await http.get(url, headers=headers)
        assert response.status_code == 200, response.text
        return response.json()


def _collection(path: str) -> str:
    parts = path.split("/")
    return "/".join(part for part in parts if "-" not in part)


def _answering(status: int) -> Incoming:
    problem = {"code": "error", "title": "Er ging iets mis.", "status": status}
    chunks = [msgspec.json.encode(problem), b""]

    async def read() -> bytes:
        return chunks.pop(0)

    async def release() -> None:
        return None

    return Incoming(status, {"content-type": "application/problem+json"}, read, release)


@cache
def _shared() -> Schrijver:
    return Schrijver()


@contextmanager
def lent(
    caller: tuple[Principal, Rights] = EVERYTHING, *, composes: bool = True
) -> Iterator[Schrijver]:
    """Give the gateway that tests share, with the catalogus in memory, as nobody used it yet."""
    graph = _shared()
    graph.reset(caller)
    graph.composes(is_offered=composes)
    with restored(graph):
        yield graph


@contextmanager
def restored(graph: Schrijver) -> Iterator[Schrijver]:
    """Give the sandbox back as it was: every test shares it."""
    try:
        yield graph
    finally:
        graph.sandbox.restore()


def may_write(
    *scopes: str, identificatie: str = "OMGEVINGSVERGUNNING", ceiling: str = "zeer_geheim"
) -> Grant:
    """Return the grant of who reads one zaaktype and has these scopes there."""
    types = TypeSelector(identificaties=frozenset({identificatie}))
    return Grant(
        "schrijver",
        scopes=READING | frozenset(scopes),
        zaken=(Rule(ceiling, types),),
        documenten=(Rule(ceiling),),
        besluiten=(Rule(),),
        via_zaak=True,
    )
