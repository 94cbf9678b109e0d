"""Registers that misbehave: what is in their answers, and how these arrive."""

from __future__ import annotations

import copy
import gzip
import json
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import httpx

from fuzz.documents import operation, post
from fuzz.judge import Case
from fuzz.world import Answer, Fault
from sandbox import ROOTS
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import SHOWCASE_ZAAK_UUID

FOREIGN = (
    "http://elders.example/zaken/api/v1/zaken/1", "http://169.254.169.254/latest",
    "file:///etc/passwd", f"{ROOTS['zaken']}../../../admin",
    f"{ROOTS['zaken']}zaken/%2e%2e/rollen/1", "", "x", "\x00",
    f"{ROOTS['zaken']}zaken/{SHOWCASE_ZAAK_UUID}", f"{ROOTS['catalogi']}zaaktypen/1?a=b#c",
    f"http://a:b@openzaak.sandbox/zaken/api/v1/zaken/{SHOWCASE_ZAAK_UUID}", "a" * 5_000,
    f"{ROOTS['documenten']}enkelvoudiginformatieobjecten/{SHOWCASE_ZAAK_UUID}",
)  # fmt: skip
VALUES: Sequence[Any] = (
    None, True, 0, -1, 2**63, 10**30, 1.5, 1e308, float("nan"), "", "x", "a" * 20_000, "\x00",
    "\ud800", [], {}, [None], [[[]]], {"url": None}, "2026-99-99", "P", "999990639", *FOREIGN,
)  # fmt: skip
FAILURES: Sequence[Callable[[], Exception]] = (
    lambda: httpx.ConnectError("x"), lambda: httpx.ConnectTimeout("x"),
    lambda: httpx.ReadTimeout("x"), lambda: httpx.ReadError("x"), lambda: httpx.WriteError("x"),
    lambda: httpx.PoolTimeout("x"), lambda: httpx.RemoteProtocolError("x"),
    lambda: httpx.LocalProtocolError("x"), lambda: httpx.UnsupportedProtocol("x"),
    lambda: ConnectionResetError(), lambda: OSError(24, "x"), lambda: httpx.DecodingError("x"),
    lambda: httpx.CloseError("x"), lambda: TimeoutError(),
)  # fmt: skip
STATUSES = (
    101, 199, 201, 202, 203, 204, 205, 206, 226, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402,
    403, 404, 405, 406, 409, 410, 411, 412, 413, 415, 418, 422, 425, 429, 431, 451, 500, 501, 502,
    503, 504, 505, 507, 511, 520, 599, 600, 999,
)  # fmt: skip
BOMB = gzip.compress(b"[" * 8_000_000)
RETRY_AFTER = (
    "0", "1", "-1", "1e9", "9" * 400, "abc", "", "Wed, 21 Oct 2065 07:28:00 GMT",
               "Wed, 21 Oct 1865 07:28:00 GMT", "Thu, 99 Foo 99999 99:99:99 GMT", "\u00b2",
)  # fmt: skip
Change = Callable[[Any, Random], Any]


def places(value: Any, found: list[tuple[Any, Any]] | None = None) -> list[tuple[Any, Any]]:
    """Return (container, key) of everything inside a JSON value."""
    found = [] if found is None else found
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        found.append((value, key))
        if isinstance(inner, dict | list):
            places(inner, found)
    return found


def _some(value: Any, random: Random) -> list[tuple[Any, Any]]:
    every = places(value)
    count = min(len(every), random.choice((1, 1, 2, 5, 30)))
    return random.sample(every, count) if every else []


def _value(random: Random) -> Any:
    """Return a value of its own: a shared one that is changed would end up inside itself."""
    return copy.deepcopy(random.choice(VALUES))


def _replace(value: Any, random: Random) -> Any:
    for container, key in _some(value, random):
        container[key] = _value(random)
    return value


def _remove(value: Any, random: Random) -> Any:
    for container, key in _some(value, random):
        if isinstance(container, dict):
            container.pop(key, None)
    return value


def _add(value: Any, random: Random) -> Any:
    for container, _ in _some(value, random):
        if isinstance(container, dict):
            container[random.choice(("extra", "_expand", "url", "next", "", "\x00"))] = _value(
                random
            )
    return value


def _links(value: Any, random: Random) -> Any:
    links = [
        (container, key)
        for container, key in places(value)
        if isinstance(container[key], str) and container[key].startswith("http")
    ]
    own = value.get("url") if isinstance(value, dict) else None
    every = [container[key] for container, key in links] or [""]
    for container, key in links:
        if random.random() < 0.4:
            container[key] = random.choice((*FOREIGN, own, random.choice(every)))
    return value


def _loops(value: Any, random: Random) -> Any:
    """Return a zaak (or type) that is its own hoofdzaak, deelzaak, gerelateerde and catalogus."""
    rows = value.get("results", [value]) if isinstance(value, dict) else value
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    for row in rows:
        own, other = row.get("url"), random.choice(rows).get("url")
        for name in (
            "hoofdzaak",
            "catalogus",
            "zaaktype",
            "status",
            "resultaat",
            "zaak",
            "besluittype",
        ):
            if name in row and random.random() < 0.5:
                row[name] = random.choice((own, other))
        for name in ("deelzaken", "eigenschappen", "rollen", "statussen", "relevanteAndereZaken"):
            if name in row:
                link = {"url": own, "aardRelatie": "vervolg"} if name.startswith("rel") else own
                row[name] = [link] * random.choice((1, 3, 400))
    return value


def _paging(value: Any, random: Random) -> Any:
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        value["next"] = random.choice(
            ("http://elders.example/?page=2", "x", None, 1, value.get("url"))
        )
        value["count"] = random.choice(
            (0, 1, 10**9, 2**63, -5, len(value["results"]), 150, None, "3")
        )
        if random.random() < 0.3:
            value["results"] = value["results"] * random.choice((0, 2, 60))
    return value


def _rows(value: Any, random: Random) -> Any:
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        rows = value["results"]
        random.shuffle(rows)
        value["results"] = rows[: random.randint(0, len(rows))] + rows[: random.randint(0, 3)]
    return value


def _persons(value: Any, random: Random) -> Any:
    """Return a BRP answer about others than were asked."""
    if isinstance(value, dict) and isinstance(value.get("personen"), list):
        for persoon in (row for row in value["personen"] if isinstance(row, dict)):
            persoon["burgerservicenummer"] = random.choice((*SHOWCASE_BSNS, "x", None, 999993653))
        value["personen"] *= random.choice((1, 1, 3))
    return value


_CHANGES: Sequence[Change] = (
    _replace, _replace, _remove, _add, _links, _loops, _paging, _rows, _persons,
)  # fmt: skip


def changed(random: Random, share: float) -> Fault:
    """Return a fault that changes what is in this share of the answers."""
    earlier: list[Answer] = []

    def fault(_request: httpx.Request, answer: Answer) -> Answer:
        earlier.append(answer)
        if random.random() > share:
            return answer
        if random.random() < 0.1:
            return random.choice(earlier)
        try:
            value = json.loads(answer.body)
        except ValueError:
            return answer
        for _ in range(random.choice((1, 1, 2, 4))):
            value = random.choice(_CHANGES)(value, random)
        if random.random() < 0.05:
            value = _value(random)
        return answer.but(parts=[json.dumps(value).encode()])

    return fault


def answers(random: Random) -> Case:
    """Return an operation over registers whose answers hold something else."""
    return _case("answers", random, changed)


def wire(random: Random) -> Case:
    """Return an operation over registers whose answers arrive damaged, late or not at all."""
    return _case("wire", random, damaged)


def _case(family: str, random: Random, make: Callable[[Random, float], Fault]) -> Case:
    made = operation(random)
    headers = ((b"content-type", b"application/json"), (b"x-gateway-explain", b"true"))
    request = post({"query": made.text, "variables": made.variables}, headers)
    seed = random.randrange(2**48)
    return Case(family, request, make(Random(seed), random.choice((0.05, 0.3, 1.0))))


def damaged(random: Random, share: float) -> Fault:
    """Return a fault of transport, status, encoding or bytes in this share of the answers."""

    def fault(request: httpx.Request, answer: Answer) -> Answer:
        if random.random() > share:
            return answer
        return random.choice(_WIRE)(request, answer, random)

    return fault


def _status(_request: httpx.Request, answer: Answer, random: Random) -> Answer:
    param = {"name": "bsn999993653", "code": "x", "reason": "999993653 is fout"}
    problem = {
        "status": 400,
        "code": random.choice(("jwt-expired", "permission_denied", "999993653", None)),
        "detail": "bsn 999993653",
        "invalidParams": random.choice(([], None, [param], "x", [1])),
    }
    headers = [
        ("location", random.choice(FOREIGN).replace("\x00", "")),
        ("retry-after", random.choice(RETRY_AFTER).encode().decode("latin-1")),
        ("content-type", "application/problem+json"), ("set-cookie", "a=b"),
    ]  # fmt: skip
    body = random.choice(
        (json.dumps(problem).encode(), b"", answer.body, b"<html>999993653</html>")
    )
    return Answer(random.choice(STATUSES), headers, [body])


def _storm(_request: httpx.Request, answer: Answer, random: Random) -> Answer:
    status = random.choice((401, 403, 429, 503))
    return answer.but(status=status, parts=[b'{"code": "jwt-expired"}'])


def _fails(_request: httpx.Request, _answer: Answer, random: Random) -> Answer:
    raise random.choice(FAILURES)()


def _breaks_off(_request: httpx.Request, answer: Answer, random: Random) -> Answer:
    body = answer.body
    at = random.randrange(len(body) + 1)
    end = random.choice((random.choice(FAILURES)(), None, 1e9, b""))
    return answer.but(parts=[body[:at], end])


def _drips(_request: httpx.Request, answer: Answer, random: Random) -> Answer:
    pause = random.choice((0.01, 1.0, 30.0))
    parts: list[Any] = []
    for at in range(0, min(len(answer.body), 200)):
        parts += [pause, answer.body[at : at + 1]]
    return answer.but(parts=[*parts, answer.body[200:]])


def _encodes(_request: httpx.Request, answer: Answer, random: Random) -> Answer:
    body = answer.body
    once = gzip.compress(body)
    packing, data = random.choice(
        (("gzip", once), ("gzip", gzip.compress(once)), ("gzip, gzip", gzip.compress(once)),
         ("gzip", body), ("gzip", once[: len(once) // 2]), ("gzip",
         BOMB), ("br", body), ("x", body), ("deflate",
         zlib.compress(body)), ("deflate", b"\x00"), ("gzip", once + b"trailing"), ("identity",
         body), ("GZIP", once), ("gzip", once + once), ("zstd", body), ("", body), (",", body))
    )  # fmt: skip
    return answer.but(headers=[*answer.headers, ("content-encoding", packing)], parts=[data])


def _bytes(_request: httpx.Request, answer: Answer, random: Random) -> Answer:
    body = bytearray(answer.body)
    text = answer.body.decode("utf-8", "replace")
    for _ in range(random.choice((1, 3, 30))):
        at = random.randrange(len(body) + 1)
        body[at : at + random.randint(0, 4)] = random.randbytes(random.randint(0, 4))
    made = random.choice(
        (bytes(body), answer.body[: random.randrange(len(answer.body) + 1)], b"", b"\x00" * 100,
         b"\xef\xbb\xbf" + answer.body, text.encode("utf-16"), text.encode("latin-1", "replace"),
         answer.body + answer.body, b"[" * 100_000, b'{"results":' + b"[" * 50_000, b"null", b"[]",
         b"{}", b'{"url":"' + b"a" * 2_000_000 + b'"}',
         b'{"results":[' + b"{}," * 100_000 + b"{}]}",
         b'{"results":[' + b"[" * 900 + b"]" * 900 + b"]}", b'"\\ud800"', b"NaN", b"1e999",
         b"<html>")
    )  # fmt: skip
    charset = random.choice(("text/html", "application/json; charset=utf-16", "", "x" * 5_000))
    return answer.but(headers=[("content-type", charset), ("content-length", "3")], parts=[made])


_WIRE: Sequence[Callable[[httpx.Request, Answer, Random], Answer]] = (
    _status, _status, _storm, _fails, _breaks_off, _drips, _encodes, _bytes, _bytes,
)  # fmt: skip
