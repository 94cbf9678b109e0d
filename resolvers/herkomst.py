"""Where a record came from: its register, the standard it speaks, and when it was read.

Only an operation that selects `_herkomst` notes when what was read (`Call.fetched`); for the others
this costs one look at None per page. Values are read from the register unless they stand in the
catalogus cache, or in the zaak cache where that is on.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from planning.reads import NOTHING, declares
from resolvers.context import ResolveInfo, context_of
from sources.standaarden import STANDAARDEN

FIELD = "_herkomst"


class Herkomst:
    """The origin of one record."""

    __slots__ = ("bron", "opgehaald", "standaard", "uit_cache", "versie")

    def __init__(
        self, bron: str, standaard: str, versie: str | None, opgehaald: str | None, uit_cache: bool
    ) -> None:
        self.bron, self.standaard, self.versie = bron, standaard, versie
        self.opgehaald, self.uit_cache = opgehaald, uit_cache


@declares(NOTHING)
def herkomst(source: Any, info: ResolveInfo) -> Herkomst:
    """Return where the record with this URL came from."""
    context = context_of(info)
    client, path = context.landscape.locate(source.url)
    parent, _, uuid = path.rpartition("/")
    call = context.call
    moment = context.loaders.catalogus.fetched(client, parent, uuid)
    if moment is None:
        moment = (call.fetched or {}).get(source.url)
    is_cached = moment is not None and moment < call.began
    api = client.settings.api
    told = client.told_version or client.settings.version or None
    return Herkomst(client.name, STANDAARDEN.get(api, api), told, _text(moment), is_cached)


def _text(moment: float | None) -> str | None:
    if moment is None:
        return None
    text = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
