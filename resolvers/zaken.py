"""Logic of the zaken domain: polymorphic parts, related zaken, lookups by identificatie."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any

import msgspec

from planning.reads import NOTHING, Reads, Way, declares
from planning.zaken import read_zaken
from policy.numbers import is_bsn
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.edges import along, links, load_links, one
from resolvers.lists import prime
from resolvers.paging import Window
from resolvers.registers import first_found, permitted
from sources.client import UpstreamClient
from sources.errors import ContractError
from sources.landscape import Ref
from sources.loader import each
from sources.paging import fetch_page
from sources.records import Record
from sources.zaken.identificaties import BETROKKENEN, OBJECTEN, OverigObject
from sources.zaken.resources import ZAAK, RolRecord, ZaakObjectRecord, ZaakRecord


@declares(NOTHING)
def betrokkene_identificatie(rol: RolRecord, _info: ResolveInfo) -> Record | None:
    """Return who the betrokkene is, by betrokkeneType; None for a type not known here."""
    kind = BETROKKENEN.get(rol.betrokkene_type or "")
    if kind is None or not rol.betrokkene_identificatie:
        return None
    return _convert(rol.betrokkene_identificatie, kind)


@declares(NOTHING)
def object_identificatie(zaakobject: ZaakObjectRecord, _info: ResolveInfo) -> Record | None:
    """Return what the object is, by objectType; types without one of their own as their data."""
    data = zaakobject.object_identificatie
    if not data:
        return None
    kind = OBJECTEN.get(zaakobject.object_type or "")
    return OverigObject(data=data) if kind is None else _convert(data, kind)


def _convert(data: Mapping[str, Any], kind: type[Record]) -> Record:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError:
        raise ContractError("zaken", kind.__name__) from None


@declares(Reads(Way.LINKS, ZAAK))
def gerelateerde_zaken(zaak: ZaakRecord, info: ResolveInfo) -> list[Any] | Awaitable[list[Any]]:
    """Return the related zaken, from `gerelateerdeZaken` and `relevanteAndereZaken`, each once."""
    related = [*(zaak.gerelateerde_zaken_links or ()), *(zaak.relevante_andere_zaken or ())]
    urls = list(dict.fromkeys(link.url for link in related if link.url is not None))
    return load_links(context_of(info), ZAAK, urls, along(ZAAK, info))


deelzaken = links(ZAAK, "deelzaken_urls")
hoofdzaak = one(ZAAK, "hoofdzaak_url")


async def zaak_by_identificatie(
    context: RequestContext,
    identificatie: str,
    bronorganisatie: str,
    asked: frozenset[str] = frozenset(),
) -> ZaakRecord | None:
    """Return the zaak with this identification, from whichever register holds it."""
    params = {"identificatie": identificatie, "bronorganisatie": bronorganisatie}

    async def ask(client: UpstreamClient) -> ZaakRecord | None:
        async def window(_count: int, *, split: int, expand: tuple[str, ...]) -> Window:
            page = await fetch_page(
                client, ZAAK, params, context.call, expand=expand, in_body=is_bsn(identificatie)
            )
            prime(context, client, ZAAK, page.results)
            return Window(0, page.places, page.count, page.is_exact)

        found = await read_zaken(context.loaders, client, 1, asked, window)
        return found.rows[0] if found.rows else None

    registers = permitted(context, ZAAK, context.landscape.of(ZAAK.api))
    answers = await each([ask(client) for client in registers])
    found: ZaakRecord | None = first_found(answers)
    return found


def zaak_ref(context: RequestContext, zaak: ZaakRecord) -> Ref:
    """Return the identity of a zaak."""
    return context.landscape.ref(ZAAK, zaak.url)
