"""Makes besluiten with their documents, and the besluiten as the zaak sees them."""

from __future__ import annotations

from sandbox.zgw.data.catalogus import BESLUITDOCUMENTEN
from sandbox.zgw.data.catalogus_urls import besluittype_url
from sandbox.zgw.data.context import BRONORGANISATIE, Context, Json, make_uuid, uuid_of
from sandbox.zgw.data.dataset import ZgwData
from sandbox.zgw.data.documenten import link, make_document
from sandbox.zgw.data.plan import ZaakPlan


def make_besluiten(
    context: Context, data: ZgwData, plan: ZaakPlan, zaak_url: str, documenten: list[str]
) -> None:
    """Register the besluiten of one zaak; each shares a document with it and has its own."""
    for number in range(1, plan.besluiten + 1):
        besluit = _besluit(context, data, plan, zaak_url, number)
        data.besluiten.append(besluit)
        data.zaakbesluiten.append(_zaakbesluit(zaak_url, besluit))
        soort = next(item for item in plan.zaaktype.documenten if item in BESLUITDOCUMENTEN)
        own = make_document(context, data, plan, 100 + number, soort)
        for document_url in (*documenten[-number:][:1], own["url"]):
            data.besluitinformatieobjecten.append(
                _besluitinformatieobject(context, besluit["url"], document_url)
            )
            link(context, data, document_url, besluit["url"], "besluit")


def _besluit(context: Context, data: ZgwData, plan: ZaakPlan, zaak_url: str, number: int) -> Json:
    besluittypen = plan.zaaktype.besluittypen
    besluittype = besluittypen[(number - 1) % len(besluittypen)]
    decided = plan.days_ago - (plan.days_open or 0) + 1
    published = besluittype.publicatie
    return {
        "url": context.url("besluiten", "besluiten", make_uuid("besluit", plan.index, number)),
        "identificatie": f"BESLUIT-2026-{len(data.besluiten) + 1:010d}",
        "verantwoordelijkeOrganisatie": BRONORGANISATIE,
        "besluittype": besluittype_url(context, besluittype.omschrijving),
        "zaak": zaak_url,
        "datum": context.day(decided),
        "toelichting": f"{besluittype.omschrijving}: {plan.onderwerp}",
        "bestuursorgaan": "College van burgemeester en wethouders",
        "ingangsdatum": context.day(decided - 1),
        "vervaldatum": context.day(decided - 1 - 365) if plan.index % 4 == 0 else None,
        "vervalreden": "tijdelijk" if plan.index % 4 == 0 else "",
        "vervalredenWeergave": "Besluit met tijdelijke werking" if plan.index % 4 == 0 else "",
        "publicatiedatum": context.day(decided - 1) if published else None,
        "verzenddatum": context.day(decided),
        "uiterlijkeReactiedatum": context.day(decided - 42) if besluittype.reactietermijn else None,
    }


def _zaakbesluit(zaak_url: str, besluit: Json) -> Json:
    uid = uuid_of(besluit["url"])
    return {"url": f"{zaak_url}/besluiten/{uid}", "uuid": uid, "besluit": besluit["url"]}


def _besluitinformatieobject(context: Context, besluit_url: str, document_url: str) -> Json:
    uid = make_uuid("besluitinformatieobject", uuid_of(besluit_url), uuid_of(document_url))
    return {
        "url": context.url("besluiten", "besluitinformatieobjecten", uid),
        "informatieobject": document_url,
        "besluit": besluit_url,
    }
