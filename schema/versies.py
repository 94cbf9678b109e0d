"""Versions of documents (Documenten API 1.4.2); the document itself is its latest version."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import Info

from planning.reads import Reads, Way
from resolvers import roots, versies
from resolvers.context import RequestContext
from resolvers.edges import one
from schema.base import edge, graph_type, prop
from schema.catalogi import Informatieobjecttype
from schema.document_parts import DocumentStatus, Integriteit, Ondertekening
from schema.downloads import Download, download_field
from schema.enums import Vertrouwelijkheidaanduiding
from schema.scalars import Date, DateTime, Uuid
from sources.catalogi.resources import INFORMATIEOBJECTTYPE
from sources.documenten import resources as records

FEW = 10
Context = Info[RequestContext, None]
_UUID = strawberry.argument(description="De UUID in het register.")
_URL = strawberry.argument(description="Het adres (URL) in het register.")
_VERSIE = strawberry.argument(description="Het versienummer.")
_MOMENT = strawberry.argument(description="De versie die op dit moment gold.")
UuidArg = Annotated[Uuid | None, _UUID]
UrlArg = Annotated[str | None, _URL]
Versie = Annotated[int | None, _VERSIE]
Moment = Annotated[DateTime | None, _MOMENT]
First = Annotated[int, strawberry.argument(description="Hoeveel versies, vanaf de nieuwste.")]


@graph_type(
    "Een document zoals het in een van zijn versies was.", record=records.DocumentVersieRecord
)
class DocumentVersie:
    """EnkelvoudigInformatieObject with `versie` or `registratieOp` (Documenten API 1.4.2).

    No Node: its URL is the document's, so an id of its own would say that it is that document.
    """

    url: str = prop("Het adres van het document in zijn register.")
    versie: int | None = prop("Het versienummer.")
    begin_registratie: DateTime | None = prop("Wanneer deze versie is geregistreerd.")
    titel: str | None = prop("De naam waaronder het document bekend was.")
    auteur: str | None = prop("Wie verantwoordelijk is voor de inhoud.")
    beschrijving: str | None = prop("Waar het document over gaat.")
    status: DocumentStatus | None = prop("Hoever het document was.")
    creatiedatum: Date | None = prop("De dag waarop het document is gemaakt.")
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = prop(
        "Hoe openbaar het document was."
    )
    formaat: str | None = prop("Het mediatype van het bestand.")
    taal: str | None = prop("De taal van de inhoud (ISO 639-2/B).")
    bestandsnaam: str | None = prop("De naam van het bestand.")
    bestandsomvang: int | None = prop("De omvang van het bestand in bytes.")
    inhoud_url: str | None = prop(
        "Waar het register het bestand van deze versie aanbiedt (inhoud).", attr="inhoud"
    )
    download: Download | None = download_field()
    ontvangstdatum: Date | None = prop("Wanneer het document is ontvangen.")
    verzenddatum: Date | None = prop("Wanneer het document is verzonden.")
    ondertekening: Ondertekening | None = prop("De ondertekening.")
    integriteit: Integriteit | None = prop("Waaraan te zien is dat het ongewijzigd is.")
    trefwoorden: list[str] = prop("Trefwoorden van deze versie.")
    informatieobjecttype: Informatieobjecttype | None = edge(
        one(INFORMATIEOBJECTTYPE, "informatieobjecttype_url"), "De soort document."
    )


async def versies_of_document(
    root: strawberry.Parent[records.DocumentRecord], info: Context, first: First = FEW
) -> Any:
    """Return the latest versions of a document, newest first."""
    return await versies.versions_of(info.context, root, first)


async def _document_versie(
    info: Context,
    uuid: UuidArg = None,
    url: UrlArg = None,
    versie: Versie = None,
    registratie_op: Moment = None,
) -> Any:
    roots.exactly_one(uuid=uuid, url=url)
    roots.exactly_one(versie=versie, registratieOp=registratie_op)
    return await versies.version_at(info.context, uuid, url, versie, registratie_op)


@strawberry.type
class VersieQuery:
    """The root fields about versions."""

    document_versie: DocumentVersie | None = strawberry.field(
        resolver=_document_versie,
        metadata={"reads": Reads(Way.FOUND, records.DOCUMENTVERSIE, everywhere=True)},
        description="Een document zoals het in een versie, of op een moment, was.",
    )
