"""What reaches the gateway besides documents: HTTP itself, ids, cursors, URLs, personal data."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Sequence
from random import Random
from typing import Any

from test_differential import global_ids

from fuzz.asgi import JSON, Request
from fuzz.documents import PIECES, encoded, operation, post, strange
from fuzz.judge import Case
from fuzz.personal import BEARER, PLANTED
from resolvers.nodes import encode_id
from sandbox import BRP_ROOT, HOST, KLANT_ROOT, ROOTS
from sandbox.zgw import SHOWCASE_ZAAK_UUID

QUERIES = (b"", b"", b"query={__typename}", b"bsn=999993653", b"%ff&=&", b"a" * 9_000)
METHODS = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "post", "CONNECT", "")
PATHS = (
    "/graphql", "/graphql/", "//graphql", "/GRAPHQL", "/graphql/../graphql", "/graphql%00", "/",
    "/health/live", "/health/ready", "/schema.graphql", "/graphiql/", "/graphiql/start.js",
    "/graphiql/../endpoint.py", "/graphiql/%2e%2e/endpoint.py", "/graphiql/..\\endpoint.py",
    "/graphiql/....//endpoint.py", "/graphiql/\x00", "/graphiql/" + "a" * 5_000, "/metrics",
    "/persoon/999993653", "/\ud800", "/.well-known/openid-configuration",
)  # fmt: skip
CONTENT_TYPES = (
    b"application/json", b"application/json; charset=utf-8", b"application/json; charset=utf-16",
    b"APPLICATION/JSON", b"application/graphql", b"text/plain", b"", b"multipart/form-data",
    b"application/x-www-form-urlencoded", b"application/json, text/plain", b"\xff\xfe",
    b"application/json;" * 500, b"application/graphql-response+json",
)  # fmt: skip
NAMES = (
    b"x-user-id", b"x-user-representation", b"traceparent", b"tracestate", b"baggage", b"origin",
    b"x-gateway-explain", b"content-length", b"content-encoding", b"transfer-encoding", b"accept",
    b"authorization", b"cookie", b"host", b"x-forwarded-for", b"x-doelbinding", b"x-purpose",
    b"x-request-id", b"accept-encoding", b"if-none-match", b"range", b"x-http-method-override",
)  # fmt: skip
VALUES = (
    b"", b"true", b"gzip", b"chunked", b"-1", b"0", b"99999999999999999999", b"a" * 9_000,
    b"999993653", b"\xff\xfe\x00", b"a\r\nX-Injected: yes", b"null", b"https://elders.example",
    b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", b"00-" + b"0" * 32 + b"-x-01",
    f"Bearer {BEARER}".encode(), b"Bearer ", b"Basic OTk5OTkzNjUzOng=", b"bytes=0-", b"*/*",
)  # fmt: skip


def http(random: Random) -> Case:
    """Return a request that is odd as HTTP."""
    made = operation(random)
    raw = encoded({"query": made.text, "variables": made.variables})
    headers = [
        (b"content-type", random.choice(CONTENT_TYPES) if _one_in(random, 3) else JSON[0][1])
    ]
    for _ in range(random.choice((0, 1, 2, 5, 200))):
        headers.append((random.choice(NAMES), random.choice(VALUES)))
    if _one_in(random, 8):
        raw = gzip.compress(raw if _one_in(random, 2) else b"\0" * 1_000_000)
        headers.append((b"content-encoding", b"gzip"))
    if _one_in(random, 12):
        raw = b" " * random.choice((1, 262_143, 262_145, 400_000)) + raw
    return Case(
        "http",
        Request(
            method=random.choice(METHODS) if _one_in(random, 3) else "POST",
            path=random.choice(PATHS) if _one_in(random, 2) else "/graphql",
            query=random.choice(
                (b"", b"", b"query={__typename}", b"bsn=999993653", b"%ff&=&", b"a" * 9_000)
            ),
            headers=headers,
            chunks=_chunks(raw, random),
            gone=_one_in(random, 10),
        ),
    )


def _one_in(random: Random, number: int) -> bool:
    return random.random() * number < 1


def _chunks(raw: bytes, random: Random) -> Sequence[bytes]:
    size = random.choice((len(raw) or 1, 7, 1_000))
    return [raw[at : at + size] for at in range(0, min(len(raw), size * 2_000), size)]


def _damaged(text: str, random: Random) -> str:
    """Return an opaque text with something else in it, inside or outside its encoding."""
    if _one_in(random, 2):
        inside = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        at = random.randrange(len(inside) + 1)
        piece = random.choice(
            (b"", b":", b"::", b"999993653", b"-1", b"[" * 3_000, b"9" * 400, b"../..", b"\xff",
             b"null", b",[[]]", b"1e5", b"\x00", random.randbytes(3), "\uff11".encode())
        )  # fmt: skip
        inside[at : at + random.randint(0, 4)] = piece
        return base64.urlsafe_b64encode(bytes(inside)).decode().rstrip("=")
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(PIECES) + text[at + random.randint(0, 3) :]


def cursor(random: Random) -> str:
    """Return a cursor of any list, with any numbers in it."""
    numbers = (0, 1, 24, 99, 100, 10**6, 2**31, 2**63, 2**64, 10**25, -1)
    extra = random.choice(("", "", ",1", ',{"a":[[[]]]}', "," + "[" * 5_000 + "]" * 5_000))
    uuid = random.choice((SHOWCASE_ZAAK_UUID, "", "x", "999993653", "a" * 2_000))
    text = f'[{random.choice(numbers)},{random.choice(numbers)},"{uuid}"{extra}]'
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def ids(random: Random) -> Case:
    """Return a request with a cursor or global id that may not be one."""
    if _one_in(random, 2):
        argument = random.choice(("after", "before"))
        size = random.choice(("", "first: 3,", "last: 3,", "first: 100,"))
        field = random.choice(("zaken", "documenten", "besluiten", "partijen", "klantcontacten"))
        text = (
            f"query($c: String) {{ {field}({size} {argument}: $c) "
            "{ totalCount pageInfo { hasNextPage endCursor } edges { cursor } } }"
        )
        made = cursor(random)
        return Case("ids", post({"query": text, "variables": {"c": _maybe(made, random)}}))
    known = random.choice(global_ids())
    odd = encode_id(
        random.choice(("Zaak", "Rol", "Persoon", "Query", "", "Zaaktype", "Partij")),
        random.choice(("openzaak-zaken", "brp", "", "x", "openzaak-catalogi", "openklant")),
        random.choice(
            (SHOWCASE_ZAAK_UUID, f"{{{SHOWCASE_ZAAK_UUID}}}", f"urn:uuid:{SHOWCASE_ZAAK_UUID}",
             SHOWCASE_ZAAK_UUID.replace("-", ""), "../../zaken", "999993653", "", "a" * 3_000,
             "\uff11" * 32, "0_" * 15 + "00")
        ),
    )  # fmt: skip
    several = [
        _maybe(random.choice((known, odd)), random) for _ in range(random.choice((1, 3, 101)))
    ]
    if len(several) == 1:
        text = "query($i: ID!) { node(id: $i) { __typename id } }"
        return Case("ids", post({"query": text, "variables": {"i": several[0]}}))
    text = "query($i: [ID!]!) { nodes(ids: $i) { __typename id } }"
    return Case("ids", post({"query": text, "variables": {"i": several}}))


def _maybe(text: str, random: Random) -> Any:
    if _one_in(random, 20):
        return strange(random)
    return _damaged(text, random) if _one_in(random, 2) else text


FIELDS = ("opUrl", "zaak", "document", "besluit", "zaaktype", "partij", "klantcontact")
HOSTS = (
    "openzaak.sandbox", "openzaak.sandbox.", "OPENZAAK.SANDBOX", "openzaak.sandbox:80",
    "openzaak.sandbox:8080", "openzaak.sandbox@169.254.169.254", "x:y@openzaak.sandbox", "[::1]",
    "169.254.169.254", "localhost", "127.1", "0x7f000001", "[::ffff:127.0.0.1]", "elders.example",
    "openzaak.sandbox#@elders.example", "openzaak.sandbox\\@elders.example",
    "\uff4fpenzaak.sandbox",
    "openzaak.sandbox%00.elders.example", "openzaak.sandbox:99999", "openzaak.sandbox:a", "", "[",
    "openzaak\u3002sandbox", "openzaak.sandbox\t", "brp.sandbox", "openklant.sandbox",
)  # fmt: skip
SCHEMES = ("http", "https", "HTTP", "ftp", "file", "gopher", "javascript", "", "http:", "unix")
STEPS = (
    "..", ".", "%2e%2e", "%252e%252e", "%2e%2e%2f", "..;", "..;a=b", "\\..", "%5c..", "", "%00",
    "\u2025", "..%c0%af", ";", "?a=b", "#", "%23", "%3f", "admin", "\r\nHost: x", " ", "%0d%0a",
    "zaken", "_zoek", "a" * 300, "\ud800",
)  # fmt: skip


def url(random: Random) -> str:
    """Return a URL that is, or nearly is, or pretends to be, one of a register."""
    root = random.choice((*ROOTS.values(), KLANT_ROOT, BRP_ROOT))
    path = random.choice(("zaken", "rollen", "zaaktypen", "partijen", "personen", "besluiten"))
    whole = f"{root}{path}/{SHOWCASE_ZAAK_UUID}"
    scheme, _, rest = whole.partition("://")
    host, _, rest = rest.partition("/")
    if _one_in(random, 2):
        host = random.choice(HOSTS)
    if _one_in(random, 4):
        scheme = random.choice(SCHEMES)
    parts = rest.split("/")
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        parts.insert(random.randrange(len(parts) + 1), random.choice(STEPS))
    made = f"{scheme}://{host}/{'/'.join(parts)}"
    if _one_in(random, 12):
        at = random.randrange(len(made))
        made = made[:at] + random.choice(PIECES) + made[at:]
    if _one_in(random, 30):
        made += "/a" * random.choice((2_000, 50_000))
    return made.replace("openzaak.sandbox", HOST.partition("://")[2])


def urls(random: Random) -> Case:
    """Return a request with such a URL in an argument or a filter."""
    made = url(random)
    if _one_in(random, 4):
        text = "query($u: String) { zaken(filter: {zaaktype: $u}) { totalCount } }"
    else:
        field = random.choice(FIELDS)
        text = (
            f"query($u: String{'!' * (field == 'opUrl')}) {{ {field}(url: $u) {{ __typename }} }}"
        )
    return Case("urls", post({"query": text, "variables": {"u": made}}))


MISPLACED = (
    "query Q%s {{ zaken(first: 1) {{ totalCount }} }}",
    "{{ a%s: zaken(first: 0) {{ totalCount }} }}",
    '{{ a%s: zaak(url: "https://elders.example/%s") {{ url }} }}',
    '{{ zaken(filter: {{bsn: "%s"}}) {{ totalCount }} }}',
    "{{ zaken(first: %s) {{ totalCount }} }}",
    '{{ zaken(after: "%s") {{ totalCount }} }}',
    "{{ persoon(bsn: %s) {{ bsn }} }}",
    '{{ persoon(bsn: "%s") {{ b%s }} }}',
    '{{ node(id: "%s") {{ id }} }}',
    '{{ zaken(bron: "%s") {{ totalCount }} }}',
    '{{ zaak(uuid: "%s") {{ url }} }}',
    '{{ zaak(identificatie: "%s", bronorganisatie: "%s") {{ f%s: url }} }}',
    "# %s\n{{ nee }}",
    "fragment F%s on Zaak {{ url }} {{ zaken {{ nodes {{ ...F%s }} }} }}",
    '{{ zaken(first: 1) @include(if: "%s") {{ totalCount }} }}',
    "query($v%s: Int!) {{ zaken(first: $v%s) {{ totalCount }} }}",
    '{{ klant(kvkNummer: "%s", bsn: "%s") {{ weergavenaam }} }}',
    "%s",
)


def personal(random: Random) -> Case:
    """Return a request with a BSN or token where none belongs."""
    number = random.choice(PLANTED)
    template = random.choice(MISPLACED)
    text = template.replace("{{", "{").replace("}}", "}").replace("%s", number)
    body: dict[str, Any] = {"query": text}
    place = random.random()
    if place < 0.2:
        body["operationName"] = number
    elif place < 0.4:
        body["variables"] = {f"v{number}": number, number: {number: [number]}}
    elif place < 0.5:
        body["extensions"] = {"persistedQuery": {"sha256Hash": number, "version": 1}}
    elif place < 0.6:
        body[number] = number
    headers = [*JSON, (b"x-gateway-explain", b"true")]
    if place > 0.6:
        headers.append((random.choice(NAMES), number.encode()))
    return Case("personal", post(body, headers))
