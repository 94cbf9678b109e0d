"""Makes documents with real bytes, their links to zaken and besluiten, and gebruiksrechten."""

from __future__ import annotations

import hashlib

from sandbox.zgw.data.catalogus import BESLUITDOCUMENTEN, INFORMATIEOBJECTTYPEN
from sandbox.zgw.data.catalogus_urls import informatieobjecttype_url
from sandbox.zgw.data.context import BRONORGANISATIE, Context, Json, make_uuid, uuid_of
from sandbox.zgw.data.dataset import ZgwData
from sandbox.zgw.data.pdf import make_pdf
from sandbox.zgw.data.plan import ZaakPlan
from sandbox.zgw.data.vocabulary import MEDEWERKERS

PATH = "enkelvoudiginformatieobjecten"
TEXTS = ("Ontvangstbevestiging", "Correspondentie", "Inkomensgegevens")
"""Documents kept as plain text; all others are PDF."""


def make_zaakdocumenten(
    context: Context, data: ZgwData, plan: ZaakPlan, zaak_url: str
) -> list[Json]:
    """The documents of one zaak, registered; answers their zaakinformatieobjecten."""
    relations = []
    for number in range(1, plan.documenten + 1):
        soort = plan.zaaktype.documenten[(number - 1) % len(plan.zaaktype.documenten)]
        document = make_document(context, data, plan, number, soort)
        link(context, data, document["url"], zaak_url, "zaak")
        relations.append(_zaakinformatieobject(context, plan, zaak_url, number, document))
    return relations


def _zaakinformatieobject(
    context: Context, plan: ZaakPlan, zaak_url: str, number: int, document: Json
) -> Json:
    uid = make_uuid("zaakinformatieobject", plan.index, number)
    return {
        "url": context.url("zaken", "zaakinformatieobjecten", uid),
        "uuid": uid,
        "informatieobject": document["url"],
        "zaak": zaak_url,
        "aardRelatieWeergave": "Hoort bij, omgekeerd: kent",
        "titel": document["titel"],
        "beschrijving": "",
        "registratiedatum": document["beginRegistratie"],
        "vernietigingsdatum": None,
        "status": None,
    }


def link(context: Context, data: ZgwData, document_url: str, owner_url: str, kind: str) -> None:
    """The mirror of a relation, as the Documenten API keeps it."""
    uid = make_uuid("objectinformatieobject", uuid_of(document_url), uuid_of(owner_url))
    data.objectinformatieobjecten.append(
        {
            "url": context.url("documenten", "objectinformatieobjecten", uid),
            "informatieobject": document_url,
            "object": owner_url,
            "objectType": kind,
        }
    )


def make_document(context: Context, data: ZgwData, plan: ZaakPlan, number: int, soort: str) -> Json:
    """Register one document; every seventh has an earlier version."""
    url = context.url("documenten", PATH, make_uuid("document", plan.index, number))
    sequence = len(data.enkelvoudiginformatieobjecten) + 1
    versions = 2 if sequence % 7 == 0 else 1
    history = [
        _version(context, data, plan, url, (sequence, number, versie, versions), soort)
        for versie in range(1, versions + 1)
    ]
    data.versies[url] = history
    data.enkelvoudiginformatieobjecten.append(history[-1])
    if history[-1]["indicatieGebruiksrecht"]:
        data.gebruiksrechten.append(_gebruiksrecht(context, plan, url))
    return history[-1]


def _version(
    context: Context,
    data: ZgwData,
    plan: ZaakPlan,
    url: str,
    numbers: tuple[int, int, int, int],
    soort: str,
) -> Json:
    sequence, number, versie, versions = numbers
    is_text = soort in TEXTS
    titel = f"{soort} {number} - {plan.onderwerp}"
    content = _content(titel, plan, versie, is_text=is_text)
    data.inhoud[(url, versie)] = content
    days_ago = max(plan.days_ago - number, 1)
    incoming = soort in ("Aanvraagformulier", "Tekening", "Foto", "Bezwaarschrift")
    final = versie == versions
    return {
        "url": url,
        "identificatie": f"DOCUMENT-2026-{sequence:010d}",
        "bronorganisatie": BRONORGANISATIE,
        "creatiedatum": context.day(days_ago),
        "titel": titel,
        "vertrouwelijkheidaanduiding": INFORMATIEOBJECTTYPEN[soort][1],
        "auteur": "Aanvrager" if incoming else MEDEWERKERS[sequence % 8].identificatie,
        "status": ("" if incoming else "definitief") if final else "in_bewerking",
        "formaat": "text/plain" if is_text else "application/pdf",
        "taal": "nld",
        "versie": versie,
        "beginRegistratie": context.moment(days_ago, 30 * versie + number),
        "bestandsnaam": f"{soort.lower().replace(' ', '-')}-{number}.{'txt' if is_text else 'pdf'}",
        "inhoud": f"{url}/download?versie={versie}",
        "bestandsomvang": len(content),
        "link": "",
        "beschrijving": f"{soort} bij {plan.identificatie}",
        "ontvangstdatum": context.day(days_ago) if incoming else None,
        "verzenddatum": None,
        "indicatieGebruiksrecht": sequence % 5 == 0,
        "verschijningsvorm": "",
        "ondertekening": (
            {"soort": "digitaal", "datum": context.day(days_ago)}
            if soort in BESLUITDOCUMENTEN
            else None
        ),
        "integriteit": _integriteit(context, content, days_ago) if sequence % 3 == 0 else None,
        "informatieobjecttype": informatieobjecttype_url(context, soort),
        "locked": sequence % 97 == 0,
        "bestandsdelen": [],
        "trefwoorden": list(plan.zaaktype.trefwoorden[: sequence % 3]),
    }


def _content(titel: str, plan: ZaakPlan, versie: int, *, is_text: bool) -> bytes:
    lines = (
        f"Gemeente Voorbeeldstad - {plan.identificatie}",
        f"Betreft: {plan.onderwerp}",
        f"Versie {versie}. Dit document is verzonnen.",
    )
    if is_text:
        return "\n".join((titel, *lines, "")).encode()
    return make_pdf(titel, lines)


def _integriteit(context: Context, content: bytes, days_ago: int) -> Json:
    return {
        "algoritme": "sha_256",
        "waarde": hashlib.sha256(content).hexdigest(),
        "datum": context.day(days_ago),
    }


def _gebruiksrecht(context: Context, plan: ZaakPlan, document_url: str) -> Json:
    uid = make_uuid("gebruiksrecht", uuid_of(document_url))
    return {
        "url": context.url("documenten", "gebruiksrechten", uid),
        "informatieobject": document_url,
        "startdatum": f"{context.day(plan.days_ago)}T00:00:00Z",
        "einddatum": None,
        "omschrijvingVoorwaarden": "Alleen te gebruiken voor de behandeling van de zaak.",
    }
