"""Makes the records of the Catalogi API out of the table in zaaktypen.py."""

from __future__ import annotations

from sandbox.zgw.data.catalogus_urls import (
    besluittype_url,
    catalogus_url,
    informatieobjecttype_url,
    subtype_url,
    zaaktype_url,
)
from sandbox.zgw.data.context import BRONORGANISATIE, Context, Json
from sandbox.zgw.data.dataset import ZgwData
from sandbox.zgw.data.subtypen import make_subtypes
from sandbox.zgw.data.zaaktypen import ZAAKTYPEN, Besluittype, Zaaktype

CATALOGUSSEN = (("VOORB", "Gemeente Voorbeeldstad"), ("SOCIA", "Sociaal domein Voorbeeldstad"))

INFORMATIEOBJECTTYPEN = {
    "Aanvraagformulier": ("VOORB", "openbaar", "aanvraag"),
    "Tekening": ("VOORB", "openbaar", "tekening"),
    "Foto": ("VOORB", "beperkt_openbaar", "beeld"),
    "Ontvangstbevestiging": ("VOORB", "beperkt_openbaar", "brief"),
    "Advies": ("VOORB", "intern", "advies"),
    "Correspondentie": ("VOORB", "zaakvertrouwelijk", "brief"),
    "Bezwaarschrift": ("VOORB", "zaakvertrouwelijk", "brief"),
    "Besluitdocument": ("VOORB", "openbaar", "besluit"),
    "Inkomensgegevens": ("SOCIA", "vertrouwelijk", "bewijs"),
    "Beschikking bijstand": ("SOCIA", "vertrouwelijk", "besluit"),
}
BESLUITDOCUMENTEN = ("Besluitdocument", "Beschikking bijstand")


def make_catalogi(context: Context, data: ZgwData) -> None:
    """Fill every collection of the Catalogi API."""
    for omschrijving, (domein, openbaarheid, categorie) in INFORMATIEOBJECTTYPEN.items():
        data.informatieobjecttypen.append(
            _informatieobjecttype(context, omschrijving, domein, openbaarheid, categorie)
        )
    for zaaktype in ZAAKTYPEN:
        make_subtypes(context, data, zaaktype)
        data.zaaktypen.append(_zaaktype(context, data, zaaktype))
        if zaaktype.einde is None:
            data.besluittypen.extend(
                _besluittype(context, zaaktype, besluittype)
                for besluittype in zaaktype.besluittypen
            )
    data.catalogussen.extend(_catalogus(context, data, *item) for item in CATALOGUSSEN)


def _informatieobjecttype(
    context: Context, omschrijving: str, domein: str, openbaarheid: str, categorie: str
) -> Json:
    used_in = [item for item in ZAAKTYPEN if omschrijving in item.documenten]
    besluittypen = [
        besluittype.omschrijving
        for item in used_in
        if item.einde is None and omschrijving in BESLUITDOCUMENTEN
        for besluittype in item.besluittypen
    ]
    return {
        "url": informatieobjecttype_url(context, omschrijving),
        "catalogus": catalogus_url(context, domein),
        "omschrijving": omschrijving,
        "vertrouwelijkheidaanduiding": openbaarheid,
        "beginGeldigheid": "2019-01-01",
        "eindeGeldigheid": None,
        "concept": False,
        "besluittypen": [besluittype_url(context, item) for item in besluittypen],
        "informatieobjectcategorie": categorie,
        "trefwoord": [categorie],
        "omschrijvingGeneriek": {
            "informatieobjecttypeOmschrijvingGeneriek": omschrijving,
            "definitieInformatieobjecttypeOmschrijvingGeneriek": f"Een document: {categorie}.",
            "herkomstInformatieobjecttypeOmschrijvingGeneriek": "Voorbeeld",
            "hierarchieInformatieobjecttypeOmschrijvingGeneriek": categorie,
            "opmerkingInformatieobjecttypeOmschrijvingGeneriek": "",
        },
        "zaaktypen": [zaaktype_url(context, item) for item in used_in],
        "beginObject": "2019-01-01",
        "eindeObject": None,
    }


def _besluittype(context: Context, zaaktype: Zaaktype, besluittype: Besluittype) -> Json:
    documenten = [item for item in zaaktype.documenten if item in BESLUITDOCUMENTEN]
    first = zaaktype.besluittypen[0] is besluittype
    resultaten = zaaktype.resultaten if first else ()
    return {
        "url": besluittype_url(context, besluittype.omschrijving),
        "catalogus": catalogus_url(context, zaaktype.domein),
        "zaaktypen": [zaaktype_url(context, zaaktype)],
        "omschrijving": besluittype.omschrijving,
        "omschrijvingGeneriek": "",
        "besluitcategorie": besluittype.categorie,
        "reactietermijn": besluittype.reactietermijn,
        "publicatieIndicatie": besluittype.publicatie,
        "publicatietekst": "Bekendgemaakt in het gemeenteblad." if besluittype.publicatie else "",
        "publicatietermijn": "P7D" if besluittype.publicatie else None,
        "toelichting": "",
        "informatieobjecttypen": [informatieobjecttype_url(context, item) for item in documenten],
        "beginGeldigheid": zaaktype.begin,
        "eindeGeldigheid": zaaktype.einde,
        "concept": zaaktype.concept,
        "resultaattypen": [
            subtype_url(context, "resultaattypen", zaaktype, item.omschrijving)
            for item in resultaten
        ],
        "resultaattypenOmschrijving": [item.omschrijving for item in resultaten],
        "vastgelegdIn": documenten,
        "beginObject": zaaktype.begin,
        "eindeObject": None,
    }


def _catalogus(context: Context, data: ZgwData, domein: str, naam: str) -> Json:
    url = catalogus_url(context, domein)

    def urls(records: list[Json]) -> list[str]:
        return [record["url"] for record in records if record["catalogus"] == url]

    return {
        "url": url,
        "domein": domein,
        "rsin": BRONORGANISATIE,
        "contactpersoonBeheerNaam": "Functioneel beheer",
        "contactpersoonBeheerTelefoonnummer": "0990123456",
        "contactpersoonBeheerEmailadres": "beheer@voorbeeldstad.example",
        "zaaktypen": urls(data.zaaktypen),
        "besluittypen": urls(data.besluittypen),
        "informatieobjecttypen": urls(data.informatieobjecttypen),
        "naam": naam,
        "versie": "",
        "begindatumVersie": None,
    }


def _zaaktype(context: Context, data: ZgwData, zaaktype: Zaaktype) -> Json:
    url = zaaktype_url(context, zaaktype)

    def urls(records: list[Json]) -> list[str]:
        return [record["url"] for record in records if record["zaaktype"] == url]

    return {
        "url": url,
        "identificatie": zaaktype.identificatie,
        "omschrijving": zaaktype.omschrijving,
        "omschrijvingGeneriek": zaaktype.omschrijving,
        "vertrouwelijkheidaanduiding": zaaktype.vertrouwelijkheid,
        "doel": zaaktype.doel,
        "aanleiding": zaaktype.aanleiding,
        "toelichting": "",
        "indicatieInternOfExtern": "extern" if zaaktype.extern else "intern",
        "handelingInitiator": "indienen",
        "onderwerp": zaaktype.onderwerp,
        "handelingBehandelaar": "behandelen",
        "doorlooptijd": f"P{zaaktype.doorlooptijd}D",
        "servicenorm": f"P{zaaktype.servicenorm}D",
        "opschortingEnAanhoudingMogelijk": True,
        "verlengingMogelijk": True,
        "verlengingstermijn": "P42D",
        "trefwoorden": list(zaaktype.trefwoorden),
        "publicatieIndicatie": False,
        "publicatietekst": "",
        "verantwoordingsrelatie": [],
        "productenOfDiensten": [
            f"https://producten.voorbeeldstad.example/{zaaktype.identificatie.lower()}"
        ],
        "selectielijstProcestype": "",
        "referentieproces": {"naam": zaaktype.onderwerp, "link": ""},
        "concept": zaaktype.concept,
        "verantwoordelijke": BRONORGANISATIE,
        "broncatalogus": {"url": "", "domein": "", "rsin": ""},
        "bronzaaktype": {"url": "", "identificatie": "", "omschrijving": ""},
        "beginGeldigheid": zaaktype.begin,
        "eindeGeldigheid": zaaktype.einde,
        "versiedatum": zaaktype.begin,
        "beginObject": min(
            item.begin for item in ZAAKTYPEN if item.identificatie == zaaktype.identificatie
        ),
        "eindeObject": None,
        "catalogus": catalogus_url(context, zaaktype.domein),
        "statustypen": urls(data.statustypen),
        "resultaattypen": urls(data.resultaattypen),
        "eigenschappen": urls(data.eigenschappen),
        "informatieobjecttypen": [
            informatieobjecttype_url(context, item) for item in zaaktype.documenten
        ],
        "roltypen": urls(data.roltypen),
        "besluittypen": [
            besluittype_url(context, item.omschrijving) for item in zaaktype.besluittypen
        ],
        "deelzaaktypen": [zaaktype_url(context, zaaktype)],
        "gerelateerdeZaaktypen": [],
        "zaakobjecttypen": urls(data.zaakobjecttypen),
    }
