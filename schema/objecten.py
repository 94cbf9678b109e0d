"""Objects and their types (Objects API 2.7.0, objecttypes included)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import Info
from strawberry.scalars import JSON

from planning.reads import NOTHING, Reads, Way
from resolvers import objectdata, objecten
from resolvers.context import RequestContext
from resolvers.edges import one
from resolvers.errors import BadUserInputError
from resolvers.roots import told
from schema.base import UNKNOWN, Node, edge, graph_enum, graph_type, prop
from schema.connections import Connection
from schema.objecten_filter import ObjectFilter, ObjectSortering, object_ordering
from schema.scalars import Date, GeoJSON, Uuid
from sources.objecten import resources as records

if TYPE_CHECKING:
    from schema.zaken import Zaak

_OBJECT = Annotated["Object", strawberry.lazy("schema.objecten")]
_FIRST = strawberry.argument(description="Hoeveel rijen, vanaf het begin of na `after`.")
_DATUM = strawberry.argument(description="Zoals het op deze dag was; zonder: vandaag.")
_REGISTRATIE = strawberry.argument(
    description="Zoals het op deze dag geregistreerd stond; niet samen met `datum`."
)


@graph_enum("Hoe vertrouwelijk de objecten van een type zijn.")
class Dataclassificatie(Enum):
    """ObjectType.dataClassification."""

    OPEN = "open"
    INTERN = "intern"
    CONFIDENTIAL = "confidential"
    STRICTLY_CONFIDENTIAL = "strictly_confidential"
    ONBEKEND = UNKNOWN


@graph_enum("Hoe vaak de objecten van een type worden bijgewerkt.")
class Actualisering(Enum):
    """ObjectType.updateFrequency; `unknown` is a value of the standard."""

    REAL_TIME = "real_time"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    UNKNOWN = "unknown"
    ONBEKEND = UNKNOWN


@graph_enum("Hoever een versie van een objecttype is.")
class ObjecttypeStatus(Enum):
    """ObjectTypeVersion.status."""

    PUBLISHED = "published"
    DRAFT = "draft"
    DEPRECATED = "deprecated"
    ONBEKEND = UNKNOWN


@graph_enum("Wat voor waarde het is.")
class VeldSoort(Enum):
    """The kinds of JSON Schema, and the formats of texts that a front end shows otherwise."""

    TEKST = "tekst"
    GETAL = "getal"
    GEHEEL_GETAL = "geheel_getal"
    JA_NEE = "ja_nee"
    DATUM = "datum"
    MOMENT = "moment"
    VERWIJZING = "verwijzing"
    LIJST = "lijst"
    GROEP = "groep"
    ONBEKEND = UNKNOWN


@graph_type(
    "Wat het JSON-schema van een objecttype over een waarde zegt.", record=objectdata.VeldDefinitie
)
class VeldDefinitie:
    """A property of a JSON schema (2020-12 and before), groups with their own path."""

    pad: str = prop("Waar de waarde staat, bijvoorbeeld `locatie.straat`.")
    titel: str | None = prop("De naam om te tonen.")
    omschrijving: str | None = prop("Wat ermee bedoeld wordt.")
    soort: VeldSoort | None = prop("Wat voor waarde het moet zijn; null als er meer kunnen.")
    verplicht: bool = prop("Of de waarde er moet zijn, binnen haar groep.")
    waarden: list[str] | None = prop("De teksten die het mag zijn, als dat vastligt.")


@graph_type("Een waarde uit de gegevens van een object.", record=objectdata.Veld)
class ObjectVeld:
    """One value with its kind: the typed fields are null when it is of another kind."""

    pad: str = prop("Waar de waarde staat, bijvoorbeeld `locatie.straat`.")
    soort: VeldSoort = prop("Wat voor waarde er staat, ongeacht wat het schema zegt.")
    waarde: JSON = prop("De waarde zoals die er staat.")
    tekst: str | None = prop("De waarde, als het een tekst is.")
    getal: float | None = prop("De waarde, als het een getal is.")
    ja_nee: bool | None = prop("De waarde, als het ja of nee is.")
    datum: Date | None = prop("De waarde, als het een dag is.")
    teksten: list[str] | None = prop("De waarden, als het een lijst teksten is.")
    definitie: VeldDefinitie | None = edge(
        objectdata.definitie_of_veld, "Wat het objecttype over deze waarde zegt."
    )


async def _veld(root: Any, info: Info[RequestContext, None], pad: str) -> Any:
    return await objectdata.veld_of(root, info.context, pad)


@graph_type("Een versie van een objecttype.", record=records.ObjecttypeVersieRecord)
class ObjecttypeVersie:
    """ObjectTypeVersion; lives below its objecttype and has no id of its own."""

    url: str = prop("Het adres van dit gegeven in zijn eigen register.")
    version: int | None = prop("Het nummer van de versie.")
    status: ObjecttypeStatus | None = prop("Hoever de versie is.")
    json_schema: JSON | None = prop("Het JSON-schema waaraan de gegevens voldoen.")
    created_at: Date | None = prop("De dag waarop de versie is gemaakt.")
    modified_at: Date | None = prop("De dag waarop de versie het laatst is gewijzigd.")
    published_at: Date | None = prop("De dag waarop de versie is gepubliceerd.")
    velden: list[VeldDefinitie] | None = edge(
        objectdata.velden_of_versie, "Elke waarde die het schema beschrijft, met haar pad."
    )
    objecttype: Annotated[Objecttype, strawberry.lazy("schema.objecten")] | None = edge(
        one(records.OBJECTTYPE, "object_type_url"), "Het objecttype."
    )


@graph_type("Wat een object van een dag tot een andere inhoudt.", record=records.ObjectInhoudRecord)
class ObjectInhoud:
    """ObjectRecord and HistoryRecord; has no address of its own."""

    index: int | None = prop("Het volgnummer binnen het object.")
    type_version: int | None = prop("De versie van het objecttype waarin het is vastgelegd.")
    data: JSON | None = prop("De gegevens, voor zover ze getoond mogen worden.")
    geometry: GeoJSON | None = prop("De plek of het gebied van het object.")
    start_at: Date | None = prop("De dag waarop dit ging gelden.")
    end_at: Date | None = prop("De dag waarop dit ophield te gelden; null: het geldt nog.")
    registration_at: Date | None = prop("De dag waarop dit is geregistreerd.")
    correction_for: int | None = prop("Het volgnummer dat hiermee is verbeterd.")
    corrected_by: int | None = prop("Het volgnummer waarmee dit is verbeterd.")
    veld: ObjectVeld | None = strawberry.field(
        resolver=_veld,
        metadata={"reads": NOTHING},
        description="Eén waarde uit de gegevens, met haar soort. Null als die er niet is; een fout "
        "als die niet getoond mag worden.",
    )
    velden: list[ObjectVeld] | None = edge(
        objectdata.velden_of, "Alle waarden uit de gegevens; een groep geeft wat erin zit."
    )
    is_volledig: bool | None = edge(
        objectdata.is_volledig, "Of alle gegevens getoond worden: niets is afgeschermd."
    )
    versie: ObjecttypeVersie | None = edge(
        objectdata.versie_of_record, "De versie van het objecttype, met haar schema."
    )


@graph_type("Een object in de Objects API: gegevens van een type.", resource=records.OBJECT)
class Object(Node):
    """Object (Objects API 2.7.0), with its record of the day that was asked."""

    uuid: Uuid | None = prop("De UUID van het object.")
    record: ObjectInhoud | None = prop("Wat het object inhoudt op de gevraagde dag.")
    objecttype: Annotated[Objecttype, strawberry.lazy("schema.objecten")] | None = edge(
        one(records.OBJECTTYPE, "type_url"), "Het soort object."
    )
    historie: list[ObjectInhoud] | None = edge(
        objecten.historie_of_object,
        "Alles wat het object inhield en zal inhouden, oudste eerst. Niet voor burgers.",
    )
    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        objecten.zaken_of_object, "De zaken die dit object noemen, of die het zelf noemt."
    )


async def list_objecten(
    info: Info[RequestContext, None],
    objecttype: records.ObjecttypeRecord,
    *,
    filter: ObjectFilter | None,
    sorteer: list[ObjectSortering] | None,
    datum: str | None,
    registratiedatum: str | None,
    **page: Any,
) -> Any:
    """Return one page of objects of a type. Raises BadUserInputError before anything is asked."""
    if datum is not None and registratiedatum is not None:
        raise BadUserInputError("give 'datum' or 'registratiedatum', not both")
    days = {"date": datum, "registrationDate": registratiedatum}
    params = {name: day for name, day in days.items() if day is not None}
    wanted = filter or ObjectFilter()
    found = await objecten.object_connection(
        info.context,
        objecttype,
        expressions=list(wanted.expressions()),
        params={**params, **wanted.to_params(), **object_ordering(sorteer)},
        within=wanted.binnen or None,
        **page,
    )
    return told(info.context, info._raw_info, found)


async def _objecten(
    root: Any,
    info: Info[RequestContext, None],
    filter: ObjectFilter | None = None,
    sorteer: list[ObjectSortering] | None = None,
    datum: Annotated[Date | None, _DATUM] = None,
    registratiedatum: Annotated[Date | None, _REGISTRATIE] = None,
    first: Annotated[int | None, _FIRST] = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    bron: str | None = None,
) -> Any:
    return await list_objecten(
        info,
        root,
        filter=filter,
        sorteer=sorteer,
        datum=datum,
        registratiedatum=registratiedatum,
        first=first,
        after=after,
        last=last,
        before=before,
        bron=bron,
    )


@graph_type("Een soort objecten, met een JSON-schema per versie.", resource=records.OBJECTTYPE)
class Objecttype(Node):
    """ObjectType; the properties keep the names of the standard, which are English."""

    uuid: Uuid | None = prop("De UUID van het objecttype.")
    name: str | None = prop("De naam, in enkelvoud.")
    name_plural: str | None = prop("De naam, in meervoud.")
    description: str | None = prop("Wat voor objecten het zijn.")
    data_classification: Dataclassificatie | None = prop("Hoe vertrouwelijk de objecten zijn.")
    maintainer_organization: str | None = prop("De organisatie die het type beheert.")
    maintainer_department: str | None = prop("De afdeling die het type beheert.")
    contact_person: str | None = prop("Wie er meer van weet.")
    contact_email: str | None = prop("Het e-mailadres van wie er meer van weet.")
    source: str | None = prop("Het systeem waar de objecten vandaan komen.")
    update_frequency: Actualisering | None = prop("Hoe vaak de objecten worden bijgewerkt.")
    provider_organization: str | None = prop("De organisatie die de objecten levert.")
    documentation_url: str | None = prop("Waar het type beschreven staat (URL).")
    labels: JSON | None = prop("Trefwoorden met hun waarde.")
    created_at: Date | None = prop("De dag waarop het type is gemaakt.")
    modified_at: Date | None = prop("De dag waarop het type het laatst is gewijzigd.")
    allow_geometry: bool | None = prop("Of de objecten een plek mogen hebben.")
    versies: list[ObjecttypeVersie] | None = edge(
        objectdata.versies_of_objecttype, "De versies van het type, elk met haar schema."
    )
    objecten: Connection[_OBJECT] | None = strawberry.field(
        resolver=_objecten,
        metadata={"reads": Reads(Way.PAGE, records.OBJECT)},
        description="De objecten van dit type, gefilterd, gesorteerd en per bladzijde.",
    )
