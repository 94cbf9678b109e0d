"""The filter and order of `zaken`: every filter of Open Zaak 1.30's list, typed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import strawberry

from schema.base import graph_enum
from schema.connections import filter_field
from schema.enums import (
    Archiefnominatie,
    Archiefstatus,
    BetrokkeneType,
    RolOmschrijvingGeneriek,
    Vertrouwelijkheidaanduiding,
)
from schema.scalars import Bsn, Date
from sources.catalogi.resources import RESULTAATTYPE, STATUSTYPE, ZAAKTYPE

_ROL = "rol__betrokkeneIdentificatie__"
_OPEN_ZAAK = " Alleen Open Zaak."


@strawberry.input(description="Alleen zaken met een rol die aan alles hieronder tegelijk voldoet.")
class ZaakRolFilter:
    """The rol__* filters; the register combines them on one and the same rol."""

    betrokkene: str | None = filter_field("rol__betrokkene", "URL van de betrokkene.")
    betrokkene_type: BetrokkeneType | None = filter_field(
        "rol__betrokkeneType", "Soort betrokkene."
    )
    omschrijving_generiek: RolOmschrijvingGeneriek | None = filter_field(
        "rol__omschrijvingGeneriek", "Aard van de rol, zoals INITIATOR."
    )
    bsn: Bsn | None = filter_field(
        f"{_ROL}natuurlijkPersoon__inpBsn", "BSN van de betrokkene.", personal=True
    )
    anp_identificatie: str | None = filter_field(
        f"{_ROL}natuurlijkPersoon__anpIdentificatie", "Sleutel van een ander natuurlijk persoon."
    )
    a_nummer: str | None = filter_field(
        f"{_ROL}natuurlijkPersoon__inpA_nummer", "Administratienummer.", personal=True
    )
    rsin: str | None = filter_field(f"{_ROL}nietNatuurlijkPersoon__innNnpId", "RSIN (innNnpId).")
    ann_identificatie: str | None = filter_field(
        f"{_ROL}nietNatuurlijkPersoon__annIdentificatie", "Sleutel van een ander bedrijf."
    )
    kvk_nummer: str | None = filter_field(
        f"{_ROL}nietNatuurlijkPersoon__kvkNummer", f"KVK-nummer van een bedrijf.{_OPEN_ZAAK}"
    )
    bedrijf_vestigingsnummer: str | None = filter_field(
        f"{_ROL}nietNatuurlijkPersoon__vestigingsNummer",
        f"Vestigingsnummer bij een niet-natuurlijk persoon.{_OPEN_ZAAK}",
    )
    vestigingsnummer: str | None = filter_field(
        f"{_ROL}vestiging__vestigingsNummer", "Vestigingsnummer van een vestiging."
    )
    vestiging_kvk_nummer: str | None = filter_field(
        f"{_ROL}vestiging__kvkNummer", f"KVK-nummer van een vestiging.{_OPEN_ZAAK}"
    )
    medewerker: str | None = filter_field(
        f"{_ROL}medewerker__identificatie", "Aanduiding van de medewerker."
    )
    organisatorische_eenheid: str | None = filter_field(
        f"{_ROL}organisatorischeEenheid__identificatie", "Aanduiding van de afdeling."
    )
    machtiging: str | None = filter_field(
        "rol__machtiging", f"`eigen`, `gemachtigde` of `machtiginggever`.{_OPEN_ZAAK}"
    )
    machtiging_loa: str | None = filter_field(
        "rol__machtiging__loa", f"Betrouwbaarheidsniveau van de machtiging (URN).{_OPEN_ZAAK}"
    )


@strawberry.input(description="Welke zaken: alle opgegeven voorwaarden gelden tegelijk.")
class ZaakFilter:
    """Every list filter of Open Zaak 1.30; a strictly standard server refuses some."""

    identificatie: str | None = filter_field("identificatie", "Precies deze identificatie.")
    identificatie_bevat: str | None = filter_field(
        "identificatie__icontains", f"Deel van de identificatie.{_OPEN_ZAAK}"
    )
    omschrijving: str | None = filter_field(
        "omschrijving", f"Deel van de omschrijving.{_OPEN_ZAAK}"
    )
    bronorganisatie: str | None = filter_field("bronorganisatie", "RSIN van de bronorganisatie.")
    bronorganisatie_in: list[str] | None = filter_field(
        "bronorganisatie__in", "Een van deze bronorganisaties (RSIN)."
    )
    zaaktype: str | None = filter_field("zaaktype", "Zaaktype (UUID of URL).", resource=ZAAKTYPE)
    zaaktype_omschrijving: str | None = filter_field(
        "zaaktype__omschrijving", f"Omschrijving van het zaaktype.{_OPEN_ZAAK}"
    )
    statustype: str | None = filter_field(
        "status__statustype",
        f"Statustype van de huidige status (UUID of URL).{_OPEN_ZAAK}",
        resource=STATUSTYPE,
    )
    resultaattype: str | None = filter_field(
        "resultaat__resultaattype",
        f"Resultaattype (UUID of URL).{_OPEN_ZAAK}",
        resource=RESULTAATTYPE,
    )
    kenmerk: str | None = filter_field("kenmerk", f"Kenmerk.{_OPEN_ZAAK}")
    kenmerk_bron: str | None = filter_field("kenmerk__bron", f"Bron van het kenmerk.{_OPEN_ZAAK}")
    maximale_vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = filter_field(
        "maximaleVertrouwelijkheidaanduiding", "Hoogstens zo vertrouwelijk."
    )
    startdatum: Date | None = filter_field("startdatum", "Op deze dag gestart.")
    startdatum_gt: Date | None = filter_field("startdatum__gt", "Na deze dag gestart.")
    startdatum_gte: Date | None = filter_field("startdatum__gte", "Op of na deze dag gestart.")
    startdatum_lt: Date | None = filter_field("startdatum__lt", "Voor deze dag gestart.")
    startdatum_lte: Date | None = filter_field("startdatum__lte", "Op of voor deze dag gestart.")
    registratiedatum: Date | None = filter_field("registratiedatum", "Op deze dag geregistreerd.")
    registratiedatum_gt: Date | None = filter_field("registratiedatum__gt", "Na deze dag.")
    registratiedatum_lt: Date | None = filter_field("registratiedatum__lt", "Voor deze dag.")
    einddatum: Date | None = filter_field("einddatum", "Op deze dag klaar.")
    einddatum_gt: Date | None = filter_field("einddatum__gt", "Na deze dag klaar.")
    einddatum_lt: Date | None = filter_field("einddatum__lt", "Voor deze dag klaar.")
    is_open: bool | None = filter_field("einddatum__isnull", "true: nog niet klaar.")
    einddatum_gepland: Date | None = filter_field("einddatumGepland", "Op deze dag gepland.")
    einddatum_gepland_gt: Date | None = filter_field("einddatumGepland__gt", "Na deze dag.")
    einddatum_gepland_lt: Date | None = filter_field("einddatumGepland__lt", "Voor deze dag.")
    uiterlijke_einddatum_afdoening: Date | None = filter_field(
        "uiterlijkeEinddatumAfdoening", "Uiterlijk op precies deze dag klaar."
    )
    uiterlijke_einddatum_afdoening_gt: Date | None = filter_field(
        "uiterlijkeEinddatumAfdoening__gt", "Uiterste dag na deze dag."
    )
    uiterlijke_einddatum_afdoening_lt: Date | None = filter_field(
        "uiterlijkeEinddatumAfdoening__lt", "Uiterste dag voor deze dag."
    )
    archiefnominatie: Archiefnominatie | None = filter_field(
        "archiefnominatie", "Bewaren of vernietigen."
    )
    archiefnominatie_in: list[Archiefnominatie] | None = filter_field(
        "archiefnominatie__in", "Een van deze archiefnominaties."
    )
    archiefstatus: Archiefstatus | None = filter_field("archiefstatus", "Stand van archiveren.")
    archiefstatus_in: list[Archiefstatus] | None = filter_field(
        "archiefstatus__in", "Een van deze archiefstatussen."
    )
    archiefactiedatum: Date | None = filter_field("archiefactiedatum", "Archiefactie op deze dag.")
    archiefactiedatum_gt: Date | None = filter_field("archiefactiedatum__gt", "Na deze dag.")
    archiefactiedatum_lt: Date | None = filter_field("archiefactiedatum__lt", "Voor deze dag.")
    archiefactiedatum_is_leeg: bool | None = filter_field(
        "archiefactiedatum__isnull", "true: nog geen archiefactiedatum."
    )
    rol: ZaakRolFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Voorwaarden aan een en dezelfde rol."
    )


@graph_enum("Volgorde van zaken.")
class ZaakSortering(Enum):
    """The `ordering` values of the zaken list."""

    STARTDATUM = "startdatum"
    STARTDATUM_AFLOPEND = "-startdatum"
    EINDDATUM = "einddatum"
    EINDDATUM_AFLOPEND = "-einddatum"
    REGISTRATIEDATUM = "registratiedatum"
    REGISTRATIEDATUM_AFLOPEND = "-registratiedatum"
    PUBLICATIEDATUM = "publicatiedatum"
    PUBLICATIEDATUM_AFLOPEND = "-publicatiedatum"
    ARCHIEFACTIEDATUM = "archiefactiedatum"
    ARCHIEFACTIEDATUM_AFLOPEND = "-archiefactiedatum"
    IDENTIFICATIE = "identificatie"
    IDENTIFICATIE_AFLOPEND = "-identificatie"


def ordering(sorteer: Sequence[Enum] | None) -> dict[str, str]:
    """Return the `ordering` parameter, if an order is asked."""
    return {"ordering": ",".join(str(item.value) for item in sorteer)} if sorteer else {}
