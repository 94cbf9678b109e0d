"""Writes to the sandbox's registers over REST, undone after each test: all tests share it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from graph_support import shared_sandbox
from sandbox.zgw.dialect import Dialect
from zgw_support import CRS, ROOTS, make_token

Json = dict[str, Any]
NOW = "2026-11-20T10:00:00Z"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leave the sandbox to other tests as it was; import it into a module that writes."""
    yield
    for dialect in _written:
        shared_sandbox(dialect).restore()
    _written.clear()


_written: set[Dialect] = set()


class Registers:
    """The four registers as nobody has written in them yet."""

    def __init__(self, dialect: Dialect = "openzaak") -> None:
        _written.add(dialect)
        self.sandbox = shared_sandbox(dialect)
        self.sandbox.restore()
        self.zgw = self.sandbox.zgw
        self.data = self.zgw.data

    @property
    def told(self) -> list[Json]:
        """Every notification that was sent, in order."""
        return self.sandbox.notificaties.published

    def client(self, api: str = "zaken", client_id: str = "gateway", **claims: Any) -> Any:
        token = make_token(client_id, secret=self.zgw.clients[client_id], **claims)
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.zgw.apps[api]),
            base_url=ROOTS[api],
            headers={"Authorization": f"Bearer {token}", **CRS},
        )

    async def send(
        self, method: str, path: str, body: Any = None, *, api: str = "zaken", **headers: str
    ) -> httpx.Response:
        async with self.client(api) as client:
            response: httpx.Response = await client.request(
                method, path, json=body, headers=headers
            )
        return response

    async def write(self, method: str, path: str, body: Any = None, *, api: str = "zaken") -> Json:
        """The body of a write that has to succeed."""
        response = await self.send(method, path, body, api=api)
        assert response.is_success, response.text
        return dict(response.json()) if response.content else {}

    async def refused(
        self, method: str, path: str, body: Any = None, *, api: str = "zaken"
    ) -> list[tuple[str, str]]:
        """The fields and codes of a write that has to be refused as invalid."""
        response = await self.send(method, path, body, api=api)
        assert response.status_code == 400, response.text
        return [(item["name"], item["code"]) for item in response.json()["invalidParams"]]

    async def read(self, path: str, *, api: str = "zaken") -> Any:
        response = await self.send("GET", path, api=api)
        assert response.status_code == 200, response.text
        body = response.json()
        if isinstance(body, dict) and body.get("_expand") == {}:
            del body["_expand"]
        return body

    def limit(self, *scopes: str) -> None:
        """Let the gateway have these scopes only, until the next Registers."""
        self.zgw.permit("gateway", scopes)

    def zaaktype(self, identificatie: str = "OMGEVINGSVERGUNNING") -> Json:
        return next(
            item
            for item in self.data.zaaktypen
            if item["identificatie"] == identificatie and not item["eindeGeldigheid"]
        )

    def of_type(self, name: str, zaaktype: Json, **values: Any) -> Json:
        """The first statustype, roltype ... of a zaaktype with these values."""
        return next(
            item
            for item in getattr(self.data, name)
            if item["zaaktype"] == zaaktype["url"]
            and all(item[field] == value for field, value in values.items())
        )

    def zaak_body(self, **values: Any) -> Json:
        return {
            "bronorganisatie": "517439943",
            "verantwoordelijkeOrganisatie": "517439943",
            "zaaktype": self.zaaktype()["url"],
            "startdatum": "2026-11-02",
            **values,
        }

    async def new_zaak(self, **values: Any) -> Json:
        return await self.write("POST", "zaken", self.zaak_body(**values))

    def status_body(self, zaak: Json, *, final: bool = False, **values: Any) -> Json:
        zaaktype = next(item for item in self.data.zaaktypen if item["url"] == zaak["zaaktype"])
        statustype = self.of_type("statustypen", zaaktype, isEindstatus=final)
        return {
            "zaak": zaak["url"],
            "statustype": statustype["url"],
            "datumStatusGezet": NOW,
            **values,
        }

    def acts(self) -> list[tuple[str, str]]:
        """What was told: resource and actie, in order."""
        return [(item["resource"], item["actie"]) for item in self.told]


def without(record: Json, *names: str) -> Json:
    return {name: value for name, value in record.items() if name not in names}
