"""Mutations on documents and their contents."""

from __future__ import annotations

from functools import partial
from typing import Any

import strawberry

from planning.reads import Reads, Way, reading
from resolvers.context import ResolveInfo, context_of
from resolvers.writing.documenten import Nieuw, document_toevoegen
from resolvers.writing.documentversie import (
    Versie,
    document_ontgrendelen,
    document_vergrendelen,
    document_versie_toevoegen,
)
from resolvers.writing.mutatie import muteer
from schema.base import edge, graph_type
from schema.document_parts import DocumentStatus
from schema.documenten import Document
from schema.enums import Vertrouwelijkheidaanduiding
from schema.mutation_base import (
    Context,
    Resultaatdeel,
    Sleutel,
    Toelichting,
    mutates,
    zaak_na_afloop,
)
from schema.scalars import Date
from schema.zaken import Zaak
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT

DOCUMENT = "Het document: zijn UUID, URL of globale sleutel (`id`)."
UPLOAD = "Wat `POST /documenten` als `upload` teruggaf: het bestand, van wie het aanleverde."


def _document(source: Any, info: ResolveInfo) -> Any:
    """Return the document as it is after the mutation."""
    url, context = source.urls.get("document"), context_of(info)
    if not url:
        return None
    client, uuid = context.landscape.ref(ENKELVOUDIGINFORMATIEOBJECT, url)
    return context.loaders.by_uuid(ENKELVOUDIGINFORMATIEOBJECT, client, uuid)


def _vergrendeling(source: Any, _info: ResolveInfo) -> Any:
    return source.urls.get("vergrendeling")


_na_afloop = reading(_document, Reads(Way.FOUND, ENKELVOUDIGINFORMATIEOBJECT))
_slot = reading(_vergrendeling, Reads(Way.NOTHING))


@graph_type("Wat er van een opdracht over een document geworden is.")
class DocumentResultaat(Resultaatdeel):
    """The result of a mutation on a document."""

    document: Document | None = edge(
        _na_afloop, "Het document zoals het na de opdracht is; null als er geen is."
    )
    zaak: Zaak | None = edge(zaak_na_afloop, "De zaak waar het document bij kwam.")
    vergrendeling: str | None = edge(
        _slot,
        "Het slot dat op het document zit: na `documentVergrendelen`, of omdat het er na een fout "
        "niet af ging. Wie het heeft, kan het document bijwerken en ontgrendelen.",
    )


@strawberry.input(description="Een document dat bij een zaak komt.")
class DocumentToevoegenInvoer:
    """What documentToevoegen takes."""

    upload: str = strawberry.field(description=UPLOAD)
    zaak: strawberry.ID = strawberry.field(
        description="De zaak: haar UUID, URL of globale sleutel (`id`)."
    )
    informatieobjecttype: strawberry.ID = strawberry.field(
        description="De soort document, een die bij het zaaktype hoort."
    )
    titel: str = strawberry.field(description="De naam waaronder het document bekend is.")
    auteur: str | None = strawberry.field(
        default=None, description="Wie het maakte; weggelaten: wie de opdracht geeft."
    )
    creatiedatum: Date | None = strawberry.field(
        default=None, description="De dag waarop het gemaakt is; weggelaten: vandaag."
    )
    taal: str | None = strawberry.field(
        default=None, description="De taal (ISO 639-2/B); weggelaten: `dut`."
    )
    beschrijving: str | None = strawberry.field(default=None, description="Waar het over gaat.")
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = strawberry.field(
        default=None, description="Hoe openbaar het is; weggelaten: die van het type."
    )
    status: DocumentStatus | None = strawberry.field(default=None, description="Hoever het is.")
    identificatie: str | None = strawberry.field(
        default=None, description="De aanduiding; weggelaten: het register geeft er een."
    )
    bronorganisatie: str | None = strawberry.field(
        default=None, description="RSIN van wie het maakte of ontving; weggelaten: die van de zaak."
    )
    ontvangstdatum: Date | None = strawberry.field(
        default=None, description="De dag waarop het ontvangen is."
    )
    trefwoorden: list[str] | None = strawberry.field(default=None, description="Trefwoorden.")


@strawberry.input(description="Een nieuwe versie van een document.")
class DocumentVersieToevoegenInvoer:
    """What documentVersieToevoegen takes."""

    document: strawberry.ID = strawberry.field(description=DOCUMENT)
    upload: str = strawberry.field(description=UPLOAD)
    vergrendeling: str | None = strawberry.field(
        default=None,
        description="Het slot, van wie het document al vergrendeld heeft; dat gaat er daarna af.",
    )
    titel: str | None = strawberry.field(default=None, description="Een andere titel.")
    auteur: str | None = strawberry.field(default=None, description="Wie deze versie maakte.")
    beschrijving: str | None = strawberry.field(default=None, description="Waar het over gaat.")
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = strawberry.field(
        default=None, description="Hoe openbaar het voortaan is."
    )
    status: DocumentStatus | None = strawberry.field(default=None, description="Hoever het is.")


@strawberry.input(description="Een document dat op slot gaat.")
class DocumentVergrendelenInvoer:
    """What documentVergrendelen takes."""

    document: strawberry.ID = strawberry.field(description=DOCUMENT)


@strawberry.input(description="Een document dat van het slot gaat.")
class DocumentOntgrendelenInvoer:
    """What documentOntgrendelen takes."""

    document: strawberry.ID = strawberry.field(description=DOCUMENT)
    vergrendeling: str = strawberry.field(description="Het slot.")


PLAIN = {
    "titel": "titel",
    "auteur": "auteur",
    "creatiedatum": "creatiedatum",
    "taal": "taal",
    "beschrijving": "beschrijving",
    "identificatie": "identificatie",
    "bronorganisatie": "bronorganisatie",
    "ontvangstdatum": "ontvangstdatum",
    "trefwoorden": "trefwoorden",
}
ENUMS = ("vertrouwelijkheidaanduiding", "status")


def _gegevens(invoer: Any) -> dict[str, Any]:
    """Return the properties of the standard that an input gives."""
    found = {name: getattr(invoer, attr, None) for attr, name in PLAIN.items()}
    found |= {name: getattr(getattr(invoer, name), "value", None) for name in ENUMS}
    return {name: value for name, value in found.items() if value is not None}


async def _toevoegen(
    info: Context,
    invoer: DocumentToevoegenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    asked = Nieuw(invoer.upload, invoer.zaak, invoer.informatieobjecttype, _gegevens(invoer))
    return await muteer(
        info._raw_info,
        partial(document_toevoegen, info.context, asked),
        toelichting=toelichting,
        sleutel=idempotentiesleutel,
    )


async def _versie_toevoegen(
    info: Context,
    invoer: DocumentVersieToevoegenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    asked = Versie(invoer.document, invoer.upload, invoer.vergrendeling, _gegevens(invoer))
    return await muteer(
        info._raw_info,
        partial(document_versie_toevoegen, info.context, asked),
        toelichting=toelichting,
        sleutel=idempotentiesleutel,
    )


async def _vergrendelen(
    info: Context,
    invoer: DocumentVergrendelenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    return await muteer(
        info._raw_info,
        partial(document_vergrendelen, info.context, invoer.document),
        toelichting=toelichting,
        sleutel=idempotentiesleutel,
    )


async def _ontgrendelen(
    info: Context,
    invoer: DocumentOntgrendelenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    return await muteer(
        info._raw_info,
        partial(document_ontgrendelen, info.context, invoer.document, invoer.vergrendeling),
        toelichting=toelichting,
        sleutel=idempotentiesleutel,
    )


@strawberry.type
class DocumentenMutation:
    """The root fields that change documents."""

    document_toevoegen: DocumentResultaat | None = strawberry.field(
        resolver=_toevoegen,
        metadata=mutates(4, 2, resource=ENKELVOUDIGINFORMATIEOBJECT),
        description="Maak van een aangeleverd bestand een document bij een zaak. Een groot bestand "
        "gaat in bestandsdelen. Lukt de inhoud of de koppeling niet, dan wordt het document weer "
        "verwijderd; de stappen zeggen of dat lukte.",
    )
    document_versie_toevoegen: DocumentResultaat | None = strawberry.field(
        resolver=_versie_toevoegen,
        metadata=mutates(4, 3, resource=ENKELVOUDIGINFORMATIEOBJECT),
        description="Geef een document een nieuwe versie. Het gaat zo nodig eerst op slot, en daar "
        "altijd weer van af; lukt dat niet, dan geeft `vergrendeling` het slot.",
    )
    document_vergrendelen: DocumentResultaat | None = strawberry.field(
        resolver=_vergrendelen,
        metadata=mutates(2, 1, resource=ENKELVOUDIGINFORMATIEOBJECT),
        description="Zet een document op slot, zodat niemand anders het bijwerkt.",
    )
    document_ontgrendelen: DocumentResultaat | None = strawberry.field(
        resolver=_ontgrendelen,
        metadata=mutates(2, 1, resource=ENKELVOUDIGINFORMATIEOBJECT),
        description="Haal een document van het slot.",
    )
