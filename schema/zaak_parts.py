"""What hangs below a zaak: rollen, objecten, eigenschappen and relations with documents."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from resolvers.bag_zaken import bag_object
from resolvers.betrokkenen import naam_van_rol
from resolvers.edges import links, one
from resolvers.klanten import klant_of_rol
from resolvers.objecten import object_of_zaakobject
from resolvers.personen import persoon_of_rol
from resolvers.zaken import betrokkene_identificatie, object_identificatie
from schema.base import UNKNOWN, Node, edge, graph_enum, graph_type, prop
from schema.enums import BetrokkeneType, RolOmschrijvingGeneriek
from schema.klanten import Klant
from schema.personen import Persoon
from schema.scalars import Date, DateTime, Uuid
from schema.zaak_identificaties import BetrokkeneIdentificatie, ObjectIdentificatie
from sources.catalogi.resources import EIGENSCHAP, ROLTYPE, ZAAKOBJECTTYPE
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.zaken import resources as records

if TYPE_CHECKING:
    from schema.bag import BagObject
    from schema.catalogi import Eigenschap, Roltype, Zaakobjecttype
    from schema.documenten import Document
    from schema.objecten import Object
    from schema.zaken import Status, Zaak


@graph_enum("Of de betrokkene een machtiging geeft of gekregen heeft.")
class IndicatieMachtiging(Enum):
    """Rol.indicatieMachtiging."""

    GEMACHTIGDE = "gemachtigde"
    MACHTIGINGGEVER = "machtiginggever"
    ONBEKEND = UNKNOWN


@graph_type("De contactpersoon van een betrokkene.", record=records.ContactpersoonRol)
class ContactpersoonRol:
    """Rol.contactpersoonRol."""

    naam: str | None = prop("De opgemaakte naam van de contactpersoon.")
    functie: str | None = prop("De functie bij de betrokkene.")
    emailadres: str | None = prop("Het e-mailadres.")
    telefoonnummer: str | None = prop("Het telefoonnummer.")


@graph_type("Wie bij een zaak betrokken is, en in welke hoedanigheid.", resource=records.ROL)
class Rol(Node):
    """Rol (Zaken API 1.5.1)."""

    uuid: Uuid | None = prop("De UUID van de rol.")
    betrokkene: str | None = prop("Verwijzing (URL) naar de betrokkene in een ander register.")
    betrokkene_type: BetrokkeneType | None = prop("Wat voor partij de betrokkene is.")
    afwijkende_naam_betrokkene: str | None = prop("De naam die de betrokkene in deze rol voert.")
    omschrijving: str | None = prop("De aard van de rol.")
    omschrijving_generiek: RolOmschrijvingGeneriek | None = prop("De aard, in algemene termen.")
    toelichting: str | None = prop("Toelichting op de rol (roltoelichting).", attr="roltoelichting")
    registratiedatum: DateTime | None = prop("Wanneer de rol is geregistreerd.")
    indicatie_machtiging: IndicatieMachtiging | None = prop("Geeft of heeft een machtiging.")
    contactpersoon_rol: ContactpersoonRol | None = prop("De contactpersoon van de betrokkene.")
    begin_geldigheid: Date | None = prop("Vanaf wanneer de rol geldt (Open Zaak).")
    einde_geldigheid: Date | None = prop("Tot wanneer de rol geldt (Open Zaak).")
    betrokkene_identificatie: BetrokkeneIdentificatie | None = edge(
        betrokkene_identificatie,
        "Wie de betrokkene is, zoals de zaak het vastlegt; vraagt geen ander register.",
    )
    authenticatie_context: JSON | None = prop("Hoe de betrokkene inlogde (Open Zaak).")
    persoon: Persoon | None = edge(
        persoon_of_rol, "De betrokkene in de BRP, als het een natuurlijk persoon met BSN is."
    )
    klant: Klant | None = edge(
        klant_of_rol, "De betrokkene: persoon, bedrijf, vestiging, medewerker of afdeling."
    )
    weergavenaam: str | None = edge(
        naam_van_rol, "De naam zoals de zaak die vastlegt; vraagt geen ander register."
    )
    roltype: Annotated[Roltype, strawberry.lazy("schema.catalogi")] | None = edge(
        one(ROLTYPE, "roltype_url"), "Het soort rol."
    )
    zaak: Annotated[Zaak, strawberry.lazy("schema.zaken")] | None = edge(
        one(records.ZAAK, "zaak_url"), "De zaak van deze rol."
    )
    statussen: list[Annotated[Status, strawberry.lazy("schema.zaken")] | None] | None = edge(
        links(records.STATUS, "statussen_urls"), "De statussen die deze rol heeft gezet."
    )


@graph_type("De relatie tussen een zaak en een document.", resource=records.ZAAKINFORMATIEOBJECT)
class ZaakInformatieObject(Node):
    """ZaakInformatieObject (Zaken API 1.5.1)."""

    uuid: Uuid | None = prop("De UUID van de relatie.")
    aard_relatie_weergave: str | None = prop("Hoe zaak en document samenhangen.")
    titel: str | None = prop("De naam van het document binnen de zaak.")
    beschrijving: str | None = prop("Wat het document voor de zaak betekent.")
    registratiedatum: DateTime | None = prop("Wanneer het document bij de zaak is geregistreerd.")
    vernietigingsdatum: DateTime | None = prop("Wanneer het document uit de zaak verdwijnt.")
    document: Annotated[Document, strawberry.lazy("schema.documenten")] | None = edge(
        one(ENKELVOUDIGINFORMATIEOBJECT, "informatieobject_url"),
        "Het document (informatieobject).",
    )
    zaak: Annotated[Zaak, strawberry.lazy("schema.zaken")] | None = edge(
        one(records.ZAAK, "zaak_url"), "De zaak."
    )
    status: Annotated[Status, strawberry.lazy("schema.zaken")] | None = edge(
        one(records.STATUS, "status_url"), "De status waarbij het document hoort."
    )


@graph_type(
    "Het type en de gegevens van een object dat geen eigen type heeft.",
    record=records.ObjectTypeOverigeDefinitie,
)
class ObjectTypeOverigeDefinitie:
    """ZaakObject.objectTypeOverigeDefinitie."""

    url: str | None = prop("Het adres van het objecttype.")
    schema_pad: str | None = prop("Het pad naar het JSON-schema (schema).", attr="schema")
    object_data: str | None = prop("Het pad naar de gegevens van het object.")


@graph_type("Een object waar een zaak over gaat.", resource=records.ZAAKOBJECT)
class ZaakObject(Node):
    """ZaakObject (Zaken API 1.5.1)."""

    uuid: Uuid | None = prop("De UUID van de relatie.")
    object: str | None = prop("Verwijzing (URL) naar het object in zijn register.")
    object_in_register: Annotated[Object, strawberry.lazy("schema.objecten")] | None = edge(
        object_of_zaakobject, "Het object zelf, als het in een ingerichte Objects API staat."
    )
    object_type: str | None = prop("Het soort object, zoals de standaard het noemt.")
    object_type_overige: str | None = prop("Het soort object, als het een eigen soort is.")
    object_type_overige_definitie: ObjectTypeOverigeDefinitie | None = prop(
        "Waar type en gegevens van zo'n eigen soort staan."
    )
    relatieomschrijving: str | None = prop("Wat het object met de zaak te maken heeft.")
    object_identificatie: ObjectIdentificatie | None = edge(
        object_identificatie, "Wat het object is, zoals de zaak het vastlegt."
    )
    bag_object: Annotated[BagObject, strawberry.lazy("schema.bag")] | None = edge(
        bag_object, "Het object in de BAG, als het daarin staat."
    )
    zaakobjecttype: Annotated[Zaakobjecttype, strawberry.lazy("schema.catalogi")] | None = edge(
        one(ZAAKOBJECTTYPE, "zaakobjecttype_url"), "Het soort relatie dat het zaaktype kent."
    )
    zaak: Annotated[Zaak, strawberry.lazy("schema.zaken")] | None = edge(
        one(records.ZAAK, "zaak_url"), "De zaak."
    )


@graph_type("De waarde van een eigenschap van een zaak.", record=records.ZaakEigenschapRecord)
class ZaakEigenschap:
    """ZaakEigenschap (Zaken API 1.5.1); lives below its zaak and has no id of its own."""

    url: str = prop("Het adres van dit gegeven in zijn eigen register.")
    uuid: Uuid | None = prop("De UUID van de eigenschapwaarde.")
    naam: str | None = prop("De naam van de eigenschap.")
    waarde: str | None = prop("De waarde voor deze zaak.")
    eigenschap: Annotated[Eigenschap, strawberry.lazy("schema.catalogi")] | None = edge(
        one(EIGENSCHAP, "eigenschap_url"), "De eigenschap zoals het zaaktype die beschrijft."
    )
    zaak: Annotated[Zaak, strawberry.lazy("schema.zaken")] | None = edge(
        one(records.ZAAK, "zaak_url"), "De zaak."
    )
