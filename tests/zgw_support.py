"""Clients for the sandbox's ZGW registers, and the official documents to hold them against."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
import yaml
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from sandbox.brp.data import make_personen
from sandbox.zgw import ZgwRegisters, build_zgw
from sandbox.zgw.dialect import Dialect

SHARED = Path(__file__).resolve().parents[2] / "shared"
TODAY = date(2026, 11, 23)
ROOTS = {
    name: f"http://openzaak.sandbox/{name}/api/v1/"
    for name in ("zaken", "catalogi", "documenten", "besluiten")
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CRS = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}


@cache
def personen() -> list[dict[str, Any]]:
    return make_personen(TODAY)


@cache
def registers(dialect: Dialect = "openzaak") -> ZgwRegisters:
    return build_zgw(ROOTS, personen(), TODAY, dialect=dialect)


def make_token(
    client_id: str = "gateway", *, secret: str = "", age: int = 30, **claims: Any
) -> str:
    payload = {
        "iss": client_id,
        "iat": int(time.time()) - age,
        "client_id": client_id,
        "user_id": "tester",
        "user_representation": "Tester",
        **claims,
    }
    known = {name: value for name, value in payload.items() if value is not None}
    return jwt.encode(known, secret or registers().clients[client_id], algorithm="HS256")


def connect(
    name: str, *, client_id: str = "gateway", dialect: Dialect = "openzaak", token: str = ""
) -> httpx.AsyncClient:
    """A client of one register, with the headers a well-behaved caller sends."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(registers(dialect).apps[name]),
        base_url=ROOTS[name],
        headers={
            "Authorization": f"Bearer {token or make_token(client_id)}",
            "Accept-Encoding": "identity",
            **CRS,
        },
    )


async def get(name: str, path: str, params: Mapping[str, str] | None = None) -> Any:
    """The body of a call that must succeed."""
    async with connect(name) as client:
        response = await client.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


async def count(name: str, path: str, **params: str) -> int:
    body = await get(name, path, params)
    return len(body) if isinstance(body, list) else int(body["count"])


@cache
def load_spec(name: str) -> dict[str, Any]:
    path = SHARED / "specs" / f"oz-{name}.yaml"
    if not path.exists():
        pytest.skip("the official OpenAPI documents are not here")
    with path.open(encoding="utf-8") as stream:
        document = yaml.load(stream, Loader=_LOADER)  # noqa: S506 - one of the safe loaders
    assert isinstance(document, dict)
    return document


def deviations(api: str, path: str, body: Any) -> Iterator[tuple[str, Any, str]]:
    """Where a body breaks the official schema: the field, what was there, the complaint."""
    document = load_spec(api)
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    validator = OAS30Validator(
        {**schema["schema"], "components": document["components"]},
        format_checker=oas30_format_checker,
    )
    for error in validator.iter_errors(body):
        field = ".".join(str(part) for part in error.absolute_path if not isinstance(part, int))
        yield field, error.instance, error.message


@cache
def load_sample(name: str) -> Any:
    path = SHARED / "samples" / "open-zaak" / f"{name}.json"
    if not path.exists():
        pytest.skip("the real Open Zaak answers are not here")
    return json.loads(path.read_text(encoding="utf-8"))
