"""Counts of zaken per group, for dashboards."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry import Info

from resolvers.context import RequestContext, ResolveInfo
from resolvers.telling_assen import Question
from resolvers.tellingen import Groep, Telling, value_of, zaken_telling
from schema.base import UNKNOWN, edge, graph_enum, graph_type, prop
from schema.catalogi import Resultaattype, Statustype, Zaaktype
from schema.enums import Archiefnominatie, Archiefstatus, Vertrouwelijkheidaanduiding
from schema.scalars import Date
from schema.zaak_filter import ZaakFilter


def _value(value: str, description: str) -> Any:
    return strawberry.enum_value(value, description=description)


@graph_enum("Waarnaar zaken te groeperen zijn: alleen wat het register zelf exact kan tellen.")
class ZaakGroepering(Enum):
    """The dimensions of `zakenTelling`; the values are those of resolvers/telling_assen.py."""

    ZAAKTYPE = _value("ZAAKTYPE", "Per zaaktype, alle gepubliceerde versies samen.")
    ZAAKTYPEVERSIE = _value("ZAAKTYPEVERSIE", "Per gepubliceerde versie van een zaaktype.")
    ZAAKTYPEIDENTIFICATIE = _value(
        "ZAAKTYPEIDENTIFICATIE",
        "Per identificatie van een zaaktype: alle versies in alle catalogussen samen.",
    )
    BRON = _value("BRON", "Per register van zaken.")
    STATUSTYPE = _value(
        "STATUSTYPE",
        "Per zaaktype naar het statustype van de huidige status; versies samen, tenzij ook naar "
        "`ZAAKTYPEVERSIE`. Alleen Open Zaak; een ander register weigert dit.",
    )
    RESULTAATTYPE = _value(
        "RESULTAATTYPE",
        "Per zaaktype naar het resultaattype; versies samen, tenzij ook naar `ZAAKTYPEVERSIE`. "
        "Alleen Open Zaak; een ander register weigert dit.",
    )
    OPEN = _value("OPEN", "Of de zaak nog loopt, dus geen einddatum heeft.")
    VERTROUWELIJKHEIDAANDUIDING = _value(
        "VERTROUWELIJKHEIDAANDUIDING",
        "Per vertrouwelijkheidaanduiding: het verschil van twee tellingen van `hoogstens zo "
        "vertrouwelijk`.",
    )
    ARCHIEFNOMINATIE = _value("ARCHIEFNOMINATIE", "Bewaren of vernietigen.")
    ARCHIEFSTATUS = _value("ARCHIEFSTATUS", "Hoever het dossier is met archiveren.")
    JAAR = _value("JAAR", "Per kalenderjaar van `datum`; het filter begrenst die aan twee kanten.")
    KWARTAAL = _value("KWARTAAL", "Per kwartaal van `datum`, begrensd zoals bij `JAAR`.")
    MAAND = _value("MAAND", "Per kalendermaand van `datum`, begrensd zoals bij `JAAR`.")
    WEEK = _value("WEEK", "Per week (ISO 8601) van `datum`, begrensd zoals bij `JAAR`.")
    DAG = _value("DAG", "Per dag van `datum`, begrensd zoals bij `JAAR`.")


@graph_enum("Welke datum van de zaak bepaalt in welke periode zij valt.")
class ZaakTelDatum(Enum):
    """The dates of a zaak that the list can bound on both sides."""

    STARTDATUM = "startdatum"
    REGISTRATIEDATUM = "registratiedatum"
    EINDDATUM = "einddatum"
    EINDDATUM_GEPLAND = "einddatumGepland"
    UITERLIJKE_EINDDATUM_AFDOENING = "uiterlijkeEinddatumAfdoening"
    ARCHIEFACTIEDATUM = "archiefactiedatum"


VALUES = {
    name: [member.value for member in kind if member.value != UNKNOWN]
    for name, kind in (
        ("ARCHIEFNOMINATIE", Archiefnominatie),
        ("ARCHIEFSTATUS", Archiefstatus),
        ("VERTROUWELIJKHEIDAANDUIDING", Vertrouwelijkheidaanduiding),
    )
}


@graph_type("Een periode, voor zover het filter haar meetelt.")
class TelPeriode:
    """resolvers.perioden.Periode."""

    naam: str = prop("`2026`, `2026-K1`, `2026-03`, `2026-W10` of `2026-03-31`.")
    van: Date = prop("De eerste dag die is geteld.")
    tot_en_met: Date = prop("De laatste dag die is geteld.")


def _aantal(groep: Groep, _info: ResolveInfo) -> int:
    return value_of(groep.outcome)


@graph_type("Een groep zaken met wat zij delen: een veld per waarde van `groepeerOp`, andere leeg.")
class ZaakTelGroep:
    """resolvers.tellingen.Groep."""

    aantal: int | None = edge(_aantal, "Hoeveel zaken; leeg met een fout als het tellen mislukte.")
    zaaktype: Zaaktype | None = prop("Bij ZAAKTYPEVERSIE deze versie, anders de nieuwste.")
    bron: str | None = prop("De naam van het register van zaken.")
    statustype: Statustype | None = prop("Het statustype van de huidige status.")
    resultaattype: Resultaattype | None = prop("Het resultaattype.")
    is_open: bool | None = prop("true: nog niet klaar.")
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = prop(
        "Precies zo vertrouwelijk."
    )
    archiefnominatie: Archiefnominatie | None = prop("Bewaren of vernietigen.")
    archiefstatus: Archiefstatus | None = prop("Hoever het dossier is met archiveren.")
    periode: TelPeriode | None = prop("De periode waarin de gekozen datum valt.")


def _totaal(telling: Telling, _info: ResolveInfo) -> Any:
    return telling.totaal()


def _groepen(telling: Telling, _info: ResolveInfo) -> Any:
    return telling.groepen()


def _overig(telling: Telling, _info: ResolveInfo) -> Any:
    return telling.overig()


@graph_type("Hoeveel zaken er zijn, in totaal en per groep, zoals het register telt.")
class ZakenTelling:
    """resolvers.tellingen.Telling."""

    totaal: int | None = edge(_totaal, "Alle zaken die aan het filter voldoen.")
    groepen: list[ZaakTelGroep] | None = edge(
        _groepen,
        "De groepen, in de volgorde van `groepeerOp`. Een groep zonder zaken staat er alleen in "
        "als een andere periode er wel heeft, of met `inclusiefLeeg`.",
    )
    overig: int | None = edge(
        _overig, "Zaken buiten elke groep, zoals die zonder status of archiefnominatie."
    )


_GROEPEER = strawberry.argument(description="Waarnaar, de eerste telt het zwaarst in de volgorde.")
_DATUM = strawberry.argument(description="De datum voor JAAR, KWARTAAL, MAAND, WEEK of DAG.")
_LEEG = strawberry.argument(description="Of groepen zonder zaken er altijd bij staan.")
_BRON = strawberry.argument(description="Alleen dit register; anders alle registers samen.")


_BRONNEN = strawberry.argument(description="Alleen deze registers.")


async def telling(
    info: Info[RequestContext, None],
    groepeer_op: Annotated[list[ZaakGroepering], _GROEPEER],
    filter: ZaakFilter | None = None,
    datum: Annotated[ZaakTelDatum, _DATUM] = ZaakTelDatum.STARTDATUM,
    inclusief_leeg: Annotated[bool, _LEEG] = False,
    bron: Annotated[str | None, _BRON] = None,
    bronnen: Annotated[list[str] | None, _BRONNEN] = None,
) -> Any:
    """Resolve `zakenTelling`."""
    question = Question(
        context=info.context,
        dimensions=tuple(item.value for item in groepeer_op),
        base={},
        datum=datum.value,
        range=None,
        values=VALUES,
    )
    return await zaken_telling(
        info.context, info._raw_info, question, filter, inclusief_leeg, bron, bronnen
    )
