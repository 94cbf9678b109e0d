"""Makes what hangs below one zaaktype: statustypen, resultaattypen, roltypen and the like."""

from __future__ import annotations

from sandbox.zgw.data.catalogus_urls import (
    besluittype_url,
    catalogus_url,
    informatieobjecttype_url,
    subtype_url,
    zaaktype_url,
)
from sandbox.zgw.data.context import Context, Json, make_uuid
from sandbox.zgw.data.dataset import ZgwData
from sandbox.zgw.data.zaaktypen import Eigenschap, Resultaat, Zaaktype

SELECTIELIJST = "https://selectielijst.openzaak.nl/api/v1"
ROLTYPEN = (
    ("Mede-aanvrager", "mede_initiator"),
    ("Behandelaar", "behandelaar"),
    ("Belanghebbende", "belanghebbende"),
    ("Beslisser", "beslisser"),
    ("Adviseur", "adviseur"),
    ("Zaakcoördinator", "zaakcoordinator"),
)
_GELDIGHEID = {
    "beginGeldigheid": None,
    "eindeGeldigheid": None,
    "beginObject": None,
    "eindeObject": None,
}


def make_subtypes(context: Context, data: ZgwData, zaaktype: Zaaktype) -> None:
    shared = {
        "zaaktype": zaaktype_url(context, zaaktype),
        "zaaktypeIdentificatie": zaaktype.identificatie,
        "catalogus": catalogus_url(context, zaaktype.domein),
    }
    for number, status in enumerate(zaaktype.statussen, start=1):
        data.statustypen.append(_statustype(context, zaaktype, shared, number, status))
    for resultaat in zaaktype.resultaten:
        data.resultaattypen.append(_resultaattype(context, zaaktype, shared, resultaat))
    for rol in ((zaaktype.initiator, "initiator"), *ROLTYPEN):
        data.roltypen.append(_roltype(context, zaaktype, shared, rol))
    for eigenschap in zaaktype.eigenschappen:
        data.eigenschappen.append(_eigenschap(context, zaaktype, shared, eigenschap))
    for objecttype in zaaktype.objecttypen:
        data.zaakobjecttypen.append(_zaakobjecttype(context, zaaktype, shared, objecttype))
    for number, document in enumerate(zaaktype.documenten, start=1):
        data.zaaktypeinformatieobjecttypen.append(
            _zaaktype_document(context, zaaktype, shared, number, document)
        )


def _statustype(
    context: Context, zaaktype: Zaaktype, shared: Json, number: int, status: tuple[str, str]
) -> Json:
    return {
        "url": subtype_url(context, "statustypen", zaaktype, number),
        "omschrijving": status[0],
        "omschrijvingGeneriek": "",
        "statustekst": status[1],
        "zaaktype": shared["zaaktype"],
        "zaaktypeIdentificatie": shared["zaaktypeIdentificatie"],
        "volgnummer": number,
        "isEindstatus": number == len(zaaktype.statussen),
        "informeren": number in (1, len(zaaktype.statussen)),
        "doorlooptijd": None,
        "toelichting": None,
        "checklistitemStatustype": [],
        "catalogus": shared["catalogus"],
        "eigenschappen": [],
        "zaakobjecttypen": [],
        **_GELDIGHEID,
    }


def _resultaattype(
    context: Context, zaaktype: Zaaktype, shared: Json, resultaat: Resultaat
) -> Json:
    name = resultaat.omschrijving
    besluittypen = zaaktype.besluittypen[:1]
    return {
        "url": subtype_url(context, "resultaattypen", zaaktype, name),
        "zaaktype": shared["zaaktype"],
        "zaaktypeIdentificatie": shared["zaaktypeIdentificatie"],
        "omschrijving": name,
        "resultaattypeomschrijving": (
            f"{SELECTIELIJST}/resultaattypeomschrijvingen/{make_uuid('omschrijving', name)}"
        ),
        "omschrijvingGeneriek": name,
        "selectielijstklasse": f"{SELECTIELIJST}/resultaten/{make_uuid('selectielijst', name)}",
        "toelichting": "",
        "archiefnominatie": resultaat.archiefnominatie,
        "archiefactietermijn": f"P{resultaat.jaren}Y",
        "brondatumArchiefprocedure": {
            "afleidingswijze": "afgehandeld",
            "datumkenmerk": "",
            "einddatumBekend": False,
            "objecttype": "",
            "registratie": "",
            "procestermijn": None,
        },
        "procesobjectaard": "",
        "indicatieSpecifiek": None,
        "procestermijn": None,
        "catalogus": shared["catalogus"],
        "besluittypen": [besluittype_url(context, item.omschrijving) for item in besluittypen],
        "besluittypeOmschrijving": [item.omschrijving for item in besluittypen],
        "informatieobjecttypen": [],
        "informatieobjecttypeOmschrijving": [],
        **_GELDIGHEID,
    }


def _roltype(context: Context, zaaktype: Zaaktype, shared: Json, rol: tuple[str, str]) -> Json:
    return {
        "url": subtype_url(context, "roltypen", zaaktype, rol[1]),
        "zaaktype": shared["zaaktype"],
        "zaaktypeIdentificatie": shared["zaaktypeIdentificatie"],
        "omschrijving": rol[0],
        "omschrijvingGeneriek": rol[1],
        "catalogus": shared["catalogus"],
        **_GELDIGHEID,
    }


def _eigenschap(context: Context, zaaktype: Zaaktype, shared: Json, eigenschap: Eigenschap) -> Json:
    return {
        "url": subtype_url(context, "eigenschappen", zaaktype, eigenschap.naam),
        "naam": eigenschap.naam,
        "definitie": eigenschap.definitie,
        "specificatie": {
            "groep": "",
            "formaat": eigenschap.formaat,
            "lengte": eigenschap.lengte,
            "kardinaliteit": "1",
            "waardenverzameling": list(eigenschap.waarden) if eigenschap.gesloten else [],
        },
        "toelichting": "",
        "zaaktype": shared["zaaktype"],
        "zaaktypeIdentificatie": shared["zaaktypeIdentificatie"],
        "catalogus": shared["catalogus"],
        "statustype": None,
        **_GELDIGHEID,
    }


def _zaakobjecttype(context: Context, zaaktype: Zaaktype, shared: Json, objecttype: str) -> Json:
    return {
        "url": subtype_url(context, "zaakobjecttypen", zaaktype, objecttype),
        "anderObjecttype": objecttype == "overige",
        "objecttype": f"https://objecttypen.voorbeeldstad.example/api/v2/objecttypes/{objecttype}",
        "relatieOmschrijving": "locatie" if objecttype == "adres" else "betreft",
        "zaaktype": shared["zaaktype"],
        "zaaktypeIdentificatie": shared["zaaktypeIdentificatie"],
        "resultaattypen": [],
        "statustype": None,
        "catalogus": shared["catalogus"],
        **_GELDIGHEID,
    }


def _zaaktype_document(
    context: Context, zaaktype: Zaaktype, shared: Json, number: int, document: str
) -> Json:
    incoming = ("Aanvraagformulier", "Tekening", "Foto", "Bezwaarschrift", "Inkomensgegevens")
    internal = ("Advies",)
    richting = "inkomend" if document in incoming else "uitgaand"
    return {
        "url": subtype_url(context, "zaaktype-informatieobjecttypen", zaaktype, document),
        "zaaktype": shared["zaaktype"],
        "zaaktypeIdentificatie": shared["zaaktypeIdentificatie"],
        "informatieobjecttype": informatieobjecttype_url(context, document),
        "volgnummer": number,
        "richting": "intern" if document in internal else richting,
        "statustype": None,
        "catalogus": shared["catalogus"],
    }
