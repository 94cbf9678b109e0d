"""Reading the Handelsregister: zoeken (free) and the profiles (paid), each once per request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from sources.betrokkenen import KVK, RSIN, VESTIGING, Betrokkene, betrokkenen_in
from sources.call import Call
from sources.client import UpstreamClient
from sources.errors import MALFORMED, ContractError, NotServedError, RejectedError
from sources.kvk.resources import (
    VESTIGINGEN,
    ZOEKEN,
    VestigingenRecord,
    ZoekPage,
    ZoekResultaatRecord,
)
from sources.loader import EntityLoader, Loader, Params, each
from sources.records import NO_ROWS, Rows
from sources.resource import R, Resource

KVK_NUMMER = re.compile(r"[0-9]{8}")
VESTIGINGSNUMMER = re.compile(r"[0-9]{12}")
RSIN_NUMMER = re.compile(r"[0-9]{9}")
LARGEST_PAGE = 100
V1, V2 = "v1/zoeken", "v2/zoeken"
SIZE = {V1: "aantal", V2: "resultatenPerPagina"}
V1_NAMES: Mapping[str, str] = {
    "naam": "handelsnaam",
    "inclusiefInactieveRegistraties": "InclusiefInactieveRegistraties",
}
"""What zoeken v1 calls otherwise."""
NOT_IN_V1 = frozenset({"huisletter", "postbusnummer"})
NUMBERS = (("rsin", RSIN), ("vestigingsnummer", VESTIGING), ("kvkNummer", KVK))


class ProfielLoader(EntityLoader[R]):
    """Reads profiles by their number; with or without geoData, but never both ways."""

    def __init__(
        self, client: UpstreamClient, resource: Resource[R], call: Call, number: re.Pattern[str]
    ) -> None:
        super().__init__(client, resource, call)
        geo = call.names is not None and "geoData" in call.names
        self._params = {"geoData": "true"} if geo else None
        self._number = number

    async def fetch(self, keys: Sequence[str]) -> list[R | Exception | None]:
        """Return the profiles in order; None where there is none.

        What is no such number is never sent: other registers do not check what they hold.
        """
        asked = [key for key in keys if self._number.fullmatch(key)]
        answers = await each([self.read(key, self._params) for key in asked])
        found = dict(zip(asked, answers, strict=True))
        return [found.get(key) for key in keys]


class VestigingenLoader(Loader[str, VestigingenRecord | None]):
    """Reads the list of all branches of a company."""

    def __init__(self, client: UpstreamClient, call: Call) -> None:
        super().__init__()
        self._client, self._call = client, call

    async def fetch(self, keys: Sequence[str]) -> list[VestigingenRecord | Exception | None]:
        """Return the lists in order; None for a KVK-nummer that is not there, or not to see."""
        return await each([self._read(key) for key in keys])

    async def _read(self, kvk_nummer: str) -> VestigingenRecord | None:
        client, guard = self._client, self._call.guard
        if not KVK_NUMMER.fullmatch(kvk_nummer) or not guard.reaches(client, VESTIGINGEN):
            return None
        about = self._call.about([Betrokkene(KVK, kvk_nummer)])
        template = VESTIGINGEN.path.format("{kvkNummer}")
        path = VESTIGINGEN.path.format(kvk_nummer)
        body = await client.get(path, self._call, template=template, about=about)
        if body is None:
            return None
        record = VESTIGINGEN.parse_one(body, client.name)
        seen: list[VestigingenRecord | None] = await guard.admit(client, VESTIGINGEN, [record])
        return seen[0]


class ZoekLoader(Loader[Params, list[ZoekResultaatRecord]]):
    """Reads what zoeken finds by a number, also when it has ended."""

    def __init__(self, client: UpstreamClient, call: Call) -> None:
        super().__init__()
        self._client, self._call = client, call

    async def fetch(self, keys: Sequence[Params]) -> list[list[ZoekResultaatRecord] | Exception]:
        """Return the rows per question, the active ones first."""
        return await each([self._read(dict(key)) for key in keys])

    async def _read(self, params: Mapping[str, str]) -> list[ZoekResultaatRecord]:
        asked = {**params, "inclusiefInactieveRegistraties": "true"}
        rows = await zoeken(self._client, asked, self._call, size=LARGEST_PAGE)
        return sorted(rows.results, key=lambda row: row.actief is False)


async def zoeken(
    client: UpstreamClient,
    params: Mapping[str, str],
    call: Call,
    *,
    page: int = 1,
    size: int = LARGEST_PAGE,
) -> Rows[ZoekResultaatRecord]:
    """Return one page of what the caller may see of a search, asked in the words of v2.

    Raises AccessDeniedError for a citizen or company that asks for others, and SourceError.
    """
    guard = call.guard
    if not guard.reaches(client, ZOEKEN):
        return NO_ROWS
    asked = await guard.narrow(client, ZOEKEN, params)
    if asked is None:
        return NO_ROWS
    about = call.about(Betrokkene(soort, params[name]) for name, soort in NUMBERS if name in params)
    body = await _ask(client, asked.params, call, page, size, about)
    if body is None:
        return NO_ROWS
    found = _decode(body, client.name)
    if about is not None:
        about.extend(betrokkenen_in(found.resultaten))
    rows = await guard.admit(client, ZOEKEN, found.resultaten)
    if asked.is_exact:
        return Rows(rows, found.totaal)
    return Rows(rows, found.totaal, is_exact=False)


async def _ask(
    client: UpstreamClient,
    params: Mapping[str, str],
    call: Call,
    page: int,
    size: int,
    about: list[Betrokkene] | None,
) -> bytes | None:
    """Return the answer of v2, or of v1 where there is no v2; that is remembered for a while."""
    if client.filters_by.get(V2) is not False:
        try:
            return await client.get(V2, call, params=_query(V2, params, page, size), about=about)
        except NotServedError:
            client.filters_by[V2] = False
    refused = NOT_IN_V1 & params.keys()
    if refused:
        reason = f"zoeken v1 does not know {', '.join(sorted(refused))}"
        raise RejectedError(client.name, V1, reason=reason)
    return await client.get(V1, call, params=_query(V1, params, page, size), about=about)


def _query(version: str, params: Mapping[str, str], page: int, size: int) -> dict[str, str]:
    names = V1_NAMES if version == V1 else {}
    query = {names.get(name, name): value for name, value in params.items()}
    return {**query, "pagina": str(page), SIZE[version]: str(size)}


def _decode(body: bytes, upstream: str) -> ZoekPage:
    try:
        return msgspec.json.decode(body, type=ZoekPage)
    except MALFORMED:
        raise ContractError(upstream, ZOEKEN.path, reason="unexpected answer") from None
