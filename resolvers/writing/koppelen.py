"""Mutations that tie a document to a zaak or a besluit, or take it away again.

The relation is what is written; the register of documents hears of it from that register itself
(ZGW: `objectinformatieobjecten` are kept by the server).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from resolvers.context import RequestContext
from resolvers.writing.besluit import AANMAKEN, besluit_van, known_of, over_besluit
from resolvers.writing.keuring import NOT_FOUND, OTHER_ZAAKTYPE, afgekeurd, find, same
from resolvers.writing.lichaam import REQUIRED
from resolvers.writing.uitvoering import Opdracht, Over, Uitvoering
from resolvers.writing.zaak import bij_te_werken
from sources.besluiten.resources import BESLUITINFORMATIEOBJECT
from sources.catalogi.resources import BESLUITTYPE, INFORMATIEOBJECTTYPE
from sources.client import UpstreamClient
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.loader import settled
from sources.resource import Resource
from sources.urls import last_segment
from sources.writing import Write
from sources.zaken.resources import ZAAKINFORMATIEOBJECT

LINKED, NOT_LINKED = "ALREADY_LINKED", "NOT_LINKED"
DOCUMENT = "invoer.document"


class Deel(NamedTuple):
    """What a document belongs to, or will."""

    client: UpstreamClient
    relation: Resource[Any]
    by: str
    """The property of the relation that names it."""
    url: str
    over: Over
    soorten: Sequence[str]
    """The informatieobjecttypen that may belong to it."""
    urls: dict[str, str]


async def document_koppelen(context: RequestContext, invoer: Any, more: dict[str, Any]) -> Opdracht:
    """Return what ties a document to a zaak or besluit. Raises Afgekeurd, WriteDeniedError."""
    deel = await _deel(context, invoer)
    melding = "Hier horen geen documenten van dit soort bij."
    document = await document_van_soort(context, invoer.document, deel.soorten, DOCUMENT, melding)
    if await _relation(context, deel, document.url) is not None:
        raise afgekeurd(LINKED, DOCUMENT, "Dit document hoort er al bij.")
    body = {deel.by: deel.url, "informatieobject": document.url}
    if deel.by == "zaak":
        body |= more

    async def werk(uitvoering: Uitvoering) -> None:
        asked = Write("POST", deel.relation.path, body)
        velden = {
            deel.by: f"invoer.{deel.by}",
            "informatieobject": DOCUMENT,
            **{name: f"invoer.{name}" for name in more},
        }
        await uitvoering.stap(deel.client, asked, deel.over, velden=velden)

    return Opdracht(werk, (deel.over.resource,), deel.urls)


async def document_ontkoppelen(context: RequestContext, invoer: Any) -> Opdracht:
    """Return what takes a document from a zaak or besluit. Raises Afgekeurd, WriteDeniedError."""
    deel = await _deel(context, invoer)
    document: Any = await find(context, ENKELVOUDIGINFORMATIEOBJECT, "Document", invoer.document)
    if document is None:
        raise afgekeurd(NOT_FOUND, DOCUMENT, "Dit document is er niet.")
    relation = await _relation(context, deel, document.url)
    if relation is None:
        raise afgekeurd(NOT_LINKED, DOCUMENT, "Dit document hoort er niet bij.")
    path = f"{deel.relation.path}/{last_segment(relation.url)}"

    async def werk(uitvoering: Uitvoering) -> None:
        asked = Write("DELETE", path, template=f"{deel.relation.path}/{{uuid}}")
        await uitvoering.stap(deel.client, asked, deel.over, velden={"nonFieldErrors": DOCUMENT})

    return Opdracht(werk, (deel.over.resource,), deel.urls)


async def document_van_soort(
    context: RequestContext, given: str, soorten: Sequence[str], veld: str, melding: str
) -> Any:
    """Return a document that the caller sees, of one of these types. Raises Afgekeurd."""
    document: Any = await find(context, ENKELVOUDIGINFORMATIEOBJECT, "Document", given)
    if document is None:
        raise afgekeurd(NOT_FOUND, veld, "Dit document is er niet.")
    kind = document.informatieobjecttype_url
    if not any(same(context, INFORMATIEOBJECTTYPE, kind, one) for one in soorten):
        raise afgekeurd(OTHER_ZAAKTYPE, veld, melding)
    return document


async def _deel(context: RequestContext, invoer: Any) -> Deel:
    """Return what the document belongs to; exactly one is named. Raises Afgekeurd."""
    if bool(invoer.zaak) == bool(invoer.besluit):
        raise afgekeurd(REQUIRED, "invoer", "Noem of een zaak, of een besluit.")
    if invoer.zaak:
        gevonden = await bij_te_werken(context, invoer.zaak)
        over = Over("zaken", "zaakinformatieobject", gevonden.zaak.url, gevonden.kenmerken)
        zaaktype = gevonden.zaaktype
        soorten = (zaaktype.informatieobjecttypen_urls or ()) if zaaktype is not None else ()
        zaak = gevonden.zaak.url
        return Deel(
            gevonden.client, ZAAKINFORMATIEOBJECT, "zaak", zaak, over, soorten, {"zaak": zaak}
        )
    besluit, client = await besluit_van(context, invoer.besluit, AANMAKEN)
    over = over_besluit(known_of(besluit), "besluitinformatieobject", besluit.url)
    besluittype: Any = await settled(
        context.loaders.by_url(BESLUITTYPE, besluit.besluittype_url or "")
    )
    soorten = (besluittype.informatieobjecttypen_urls or ()) if besluittype is not None else ()
    urls = {"besluit": besluit.url, **({"zaak": besluit.zaak_url} if besluit.zaak_url else {})}
    return Deel(client, BESLUITINFORMATIEOBJECT, "besluit", besluit.url, over, soorten, urls)


async def _relation(context: RequestContext, deel: Deel, document: str) -> Any:
    """Return the relation that is there between the two, None when there is none."""
    loader = context.loaders.lists(deel.client, deel.relation)
    rows: Any = await settled(loader.get(((deel.by, deel.url), ("informatieobject", document))))
    return next(
        (
            row
            for row in rows
            if same(context, ENKELVOUDIGINFORMATIEOBJECT, row.informatieobject_url, document)
        ),
        None,
    )
