"""Documents, variables and bodies: valid ones of our own schema, and what becomes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from test_differential import LISTS, roots

from fuzz.asgi import JSON, Request
from fuzz.judge import Case
from fuzz.personal import BEARER, PLANTED
from query_support import FIELDS, Author, Operation

_TOKENS = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\])*"|\.\.\.|\w+|\S|\s+')
PIECES: Sequence[str] = (
    "query", "mutation", "subscription", "fragment", "on", "...", "{", "}", "(", ")", "[", "]", "$",
    "$v0", ":", "=", "!", "|", "&", "@", "@include(if: true)", "@skip(if: $nee)", "@defer", '"',
    '"""', "#", ",", "null", "true", "-0", "1e400", "9" * 400, "0x10", "1.", "__typename",
    "__schema", "{ __schema { types { name } } }", "...F0", "...F99", "\x00", "\ufeff", "\ud800",
    "\U0001f600", "\u202e", "\\u{D800}", "\\uD800", "{" * 60, "[" * 500, "(" * 60, '"\\',
    "a" * 5_000, "\r", "\u2028",
)  # fmt: skip


def operation(random: Random) -> Operation:
    """Return a valid operation over the sandbox."""
    return Author(random, roots(), LISTS, random.randint(1, FIELDS)).operation()


def encoded(body: Any) -> bytes:
    """Return a JSON body; what JSON cannot hold goes out as Python writes it (NaN, say)."""
    return json.dumps(body).encode("utf-8", "surrogatepass")


def post(body: Any, headers: Any = JSON) -> Request:
    """Return a request with this body."""
    raw = body if isinstance(body, bytes) else encoded(body)
    return Request(headers=headers, chunks=(raw,))


def valid(random: Random) -> Case:
    """Return an operation as it should be."""
    made = operation(random)
    return Case("valid", post({"query": made.text, "variables": made.variables}))


def mutated(text: str, random: Random) -> str:
    """Return a document with up to six changes."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        text = random.choice(_CHANGES)(text, random)
    return text


def _flip(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + chr(random.randrange(0x250)) + text[at + 1 :]


def _cut(text: str, random: Random) -> str:
    start = random.randrange(len(text) + 1)
    return text[:start] if random.random() < 0.5 else text[start:]


def _on_tokens(change: Callable[[list[str], int, Random], None]) -> Callable[[str, Random], str]:
    def apply(text: str, random: Random) -> str:
        tokens = _TOKENS.findall(text) or [""]
        change(tokens, random.randrange(len(tokens)), random)
        return "".join(tokens)

    return apply


def _delete(tokens: list[str], at: int, _random: Random) -> None:
    del tokens[at]


def _double(tokens: list[str], at: int, random: Random) -> None:
    end = at + random.randint(1, 12)
    tokens[at:end] = tokens[at:end] * random.choice((2, 2, 3, 40))


def _swap(tokens: list[str], at: int, random: Random) -> None:
    other = random.randrange(len(tokens))
    tokens[at], tokens[other] = tokens[other], tokens[at]


def _put(tokens: list[str], at: int, random: Random) -> None:
    tokens.insert(at, f" {random.choice(PIECES)} ")


def _replace(tokens: list[str], at: int, random: Random) -> None:
    tokens[at] = random.choice(PIECES)


def _splice(text: str, random: Random) -> str:
    other = operation(random).text
    return text[: random.randrange(len(text) + 1)] + other[random.randrange(len(other)) :]


_CHANGES: Sequence[Callable[[str, Random], str]] = (
    _flip, _cut, _splice, *map(_on_tokens, (_delete, _double, _swap, _put, _replace)),
)  # fmt: skip


def document(random: Random) -> Case:
    """Return an operation whose text was damaged."""
    made = operation(random)
    text = mutated(made.text, random)
    return Case("documents", post({"query": text, "variables": made.variables}))


def strange(random: Random, depth: int = 3) -> Any:
    """Return a value of any JSON type, often an awkward one."""
    plain: Sequence[Any] = (
        None, True, False, 0, -1, 2**31, 2**63, 2**64, 10**30, -(2**70), 1.5, 1e308, float("nan"),
        float("inf"), "", " ", "a" * 3_000, "\x00", "\ud800", "\U0001f600", "../..", "%2e%2e",
        "999993653", "99999365", "2026-02-30", "2026-01-01T00:00:00", "P", "null", [], {},
        *PLANTED,
    )  # fmt: skip
    if depth and random.random() < 0.3:
        inner = [strange(random, depth - 1) for _ in range(random.randint(0, 3))]
        keys = ("bsn", "type", "filter", "a", "")
        return inner if random.random() < 0.5 else dict(zip(keys, inner, strict=False))
    if random.random() < 0.02:
        return nested(random.choice((50, 900, 5_000)), random.random() < 0.5)
    return random.choice(plain)


def nested(depth: int, is_list: bool) -> Any:
    """Return a value this deep; as a marker, for Python could not write it either."""
    return f"\x01{'L' if is_list else 'O'}{depth}\x01"


_NESTED = re.compile(rb'"\\u0001([LO])(\d+)\\u0001"')


def deepened(raw: bytes) -> bytes:
    """Return the body with every marker of `nested` written out."""

    def write(found: re.Match[bytes]) -> bytes:
        depth = int(found[2])
        if found[1] == b"L":
            return b"[" * depth + b"]" * depth
        return b'{"a":' * depth + b"1" + b"}" * depth

    return _NESTED.sub(write, raw)


def variables(random: Random) -> Case:
    """Return an operation with other variables than it declares."""
    made = operation(random)
    text, values = made.text, dict(made.variables)
    if not values or random.random() < 0.4:
        text, values = random.choice(WITH_VARIABLES), {}
        names = re.findall(r"\$(\w+):", text)
        values = {name: strange(random) for name in names if random.random() < 0.9}
    for name in list(values):
        if random.random() < 0.5:
            values[name] = strange(random)
    if random.random() < 0.1:
        values[random.choice(("999993653", "", "\x00", BEARER, "v0"))] = strange(random)
    body: Any = {"query": text, "variables": values}
    if random.random() < 0.05:
        body["variables"] = strange(random)
    return Case("variables", post(deepened(encoded(body))))


WITH_VARIABLES: Sequence[str] = (
    "query($bsn: BSN!) { persoon(bsn: $bsn) { naam { volledigeNaam } } }",
    "query($bsn: BSN, $kvk: String) { klant(bsn: $bsn, kvkNummer: $kvk) { weergavenaam } }",
    "query($f: ZaakFilter, $s: [ZaakSortering!], $n: Int) "
    "{ zaken(filter: $f, sorteer: $s, first: $n) { totalCount nodes { identificatie } } }",
    "query($z: PersonenZoekvraag!) { personen(zoek: $z) { naam { volledigeNaam } } }",
    "query($id: ID!) { node(id: $id) { id } }",
    "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
    "query($f: ZaakFilter) { zakenTelling(filter: $f) { totaal } }",
    "query($b: Boolean!) { zaken(first: 1) { totalCount @include(if: $b) nodes { url } } }",
    "query($u: UUID, $url: String) { document(uuid: $u, url: $url) { titel } }",
    "query($f: PartijFilter) { partijen(filter: $f) { totalCount } }",
    "query($f: KlantcontactFilter) { klantcontacten(filter: $f) { totalCount } }",
    "query($f: DocumentFilter) { documenten(filter: $f) { totalCount } }",
)


def body(random: Random) -> Case:
    """Return a request body that was damaged as JSON."""
    made = operation(random)
    whole: Any = {
        "query": made.text,
        "variables": made.variables,
        "operationName": random.choice((None, "Zaak", "999993653", strange(random))),
        "extensions": random.choice((None, {}, {"persistedQuery": strange(random)}, _hash(random))),
    }
    choice = random.random()
    if choice < 0.3:
        whole[random.choice(list(whole))] = strange(random)
    elif choice < 0.4:
        whole = [whole] * random.choice((1, 2, 20))
    elif choice < 0.45:
        whole = strange(random)
    raw = bytearray(deepened(encoded(whole)))
    if choice > 0.6 and raw:
        for _ in range(random.choice((1, 1, 3, 20))):
            at = random.randrange(len(raw))
            raw[at : at + random.randint(0, 3)] = random.randbytes(random.randint(0, 3))
            raw = raw or bytearray(b" ")
    return Case("bodies", post(bytes(raw)))


def _hash(random: Random) -> Any:
    sha256 = random.choice(("0" * 64, "999993653", strange(random)))
    version = random.choice((1, 2, strange(random)))
    return {"persistedQuery": {"sha256Hash": sha256, "version": version}}


def hostile(random: Random) -> Case:
    """Return a document that is made to be expensive."""
    size = random.choice((10, 100, 1_000, 3_000))
    text = random.choice(_HOSTILE)(size)
    return Case("hostile", post({"query": text}))


def _fragments(size: int) -> str:
    parts = [f"fragment F{n} on Zaak {{ ...F{n + 1} ...F{n + 1} }}" for n in range(min(size, 60))]
    last = f"fragment F{len(parts)} on Zaak {{ identificatie }}"
    return "{ zaken { nodes { ...F0 } } } " + " ".join([*parts, last])


def _cycle(size: int) -> str:
    parts = [
        f"fragment F{n} on Zaak {{ hoofdzaak {{ ...F{(n + 1) % size} }} }}" for n in range(size)
    ]
    return "{ zaken { nodes { ...F0 } } } " + " ".join(parts)


_HOSTILE: Sequence[Callable[[int], str]] = (
    lambda n: "{ zaken { nodes " + "{ hoofdzaak " * n + "{ url }" + " }" * n + " } }",
    lambda n: "{" * n + "}" * n,
    lambda n: "{ zaken(filter: {rol: " + "[" * n + "]" * n + "}) { totalCount } }",
    lambda n: "{ " + " ".join(f"a{k}: zaken(first: 1) {{ totalCount }}" for k in range(n)) + " }",
    lambda n: "{ zaken " + "@include(if: true) " * n + "{ totalCount } }",
    lambda n: "query(" + " ".join(f"$v{k}: Int" for k in range(n)) + ") { __typename }",
    lambda n: "{ __typename " * n + "}" * n,
    lambda n: (
        "{ __schema { types { fields { type " + "{ ofType " * n + "{ name }" + "}" * n + " } } } }"
    ),
    lambda n: "{ zaken { " + "totalCount " * n + "} }",
    lambda n: "{ ... " * n + "{ __typename }" + "}" * n,
    _fragments,
    _cycle,
)
