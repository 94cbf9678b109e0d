"""Makes a zaak out of its plan, and with it everything that hangs below the zaak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sandbox.zgw.data.besluiten import make_besluiten
from sandbox.zgw.data.betrokkenen import make_rollen
from sandbox.zgw.data.catalogus import make_catalogi
from sandbox.zgw.data.catalogus_urls import zaaktype_url
from sandbox.zgw.data.contact import make_surroundings, make_verzending
from sandbox.zgw.data.context import BRONORGANISATIE, Context, Json, add_years, make_uuid
from sandbox.zgw.data.dataset import ZgwData
from sandbox.zgw.data.documenten import make_zaakdocumenten
from sandbox.zgw.data.objecten import make_geometrie, make_zaakobjecten
from sandbox.zgw.data.plan import SEED, ZaakPlan, make_plans
from sandbox.zgw.data.verloop import make_eigenschappen, make_resultaten, make_statussen
from sandbox.zgw.data.vocabulary import STRATEN

COMMUNICATIEKANALEN = "https://referentielijsten.voorbeeldstad.example/api/v1/communicatiekanalen"


def make_data(context: Context, seed: int = SEED) -> ZgwData:
    """All records of all four registers; another seed makes other zaken of the same persons."""
    data = ZgwData()
    make_catalogi(context, data)
    plans = make_plans(len(context.personen), seed)
    deelzaken: dict[int, list[str]] = {}
    for plan in plans:
        if plan.hoofdzaak is not None:
            deelzaken.setdefault(plan.hoofdzaak, []).append(_zaak_url(context, plan))
    for plan in plans:
        _make_zaak(context, data, plan, plans, deelzaken.get(plan.index, []))
    return data


def _zaak_url(context: Context, plan: ZaakPlan) -> str:
    return context.url("zaken", "zaken", plan.uuid)


def _make_zaak(
    context: Context,
    data: ZgwData,
    plan: ZaakPlan,
    plans: Sequence[ZaakPlan],
    deelzaken: list[str],
) -> None:
    url = _zaak_url(context, plan)
    children: dict[str, list[Json]] = {
        "eigenschappen": make_eigenschappen(context, plan, url),
        "rollen": make_rollen(context, plan, url),
        "statussen": make_statussen(context, plan, url),
        "zaakinformatieobjecten": make_zaakdocumenten(context, data, plan, url),
        "zaakobjecten": make_zaakobjecten(context, plan, url),
        "resultaten": make_resultaten(context, plan, url),
    }
    data.zaakeigenschappen.extend(children["eigenschappen"])
    for name in ("rollen", "statussen", "zaakinformatieobjecten", "zaakobjecten", "resultaten"):
        getattr(data, name).extend(children[name])
    documenten = [item["informatieobject"] for item in children["zaakinformatieobjecten"]]
    make_besluiten(context, data, plan, url, documenten)
    relations = {
        "hoofdzaak": None if plan.hoofdzaak is None else _zaak_url(context, plans[plan.hoofdzaak]),
        "deelzaken": deelzaken,
        **_gerelateerd(context, plan, plans),
    }
    zaak = _zaak(context, plan, url, relations, children)
    data.zaken.append(zaak)
    make_surroundings(context, data, plan, zaak)
    if documenten and plan.index % 9 == 0:
        data.verzendingen.append(make_verzending(context, plan, documenten[0]))


def _gerelateerd(context: Context, plan: ZaakPlan, plans: Sequence[ZaakPlan]) -> Json:
    if plan.gerelateerd is None:
        return {"relevanteAndereZaken": [], "gerelateerdeZaken": []}
    url = _zaak_url(context, plans[plan.gerelateerd])
    relevant = {
        "url": url,
        "aardRelatie": "vervolg",
        "overigeRelatie": "",
        "toelichting": "",
    }
    return {"relevanteAndereZaken": [relevant], "gerelateerdeZaken": [{"url": url}]}


def _zaak(
    context: Context, plan: ZaakPlan, url: str, relations: Json, children: dict[str, list[Json]]
) -> Json:
    def urls(name: str) -> list[str]:
        return [child["url"] for child in children[name]]

    def last_url(name: str) -> str | None:
        return children[name][-1]["url"] if children[name] else None

    straat = STRATEN[plan.straat]
    termijnen, archief = _termijnen(context, plan), _archief(context, plan)
    return {
        "url": url,
        "uuid": plan.uuid,
        "identificatie": plan.identificatie,
        "bronorganisatie": BRONORGANISATIE,
        "omschrijving": f"{plan.onderwerp}, {straat.naam} {plan.huisnummer}"[:80],
        "toelichting": f"{plan.zaaktype.aanleiding} Deze zaak is verzonnen.",
        "zaaktype": zaaktype_url(context, plan.zaaktype),
        "registratiedatum": context.day(plan.days_ago),
        "verantwoordelijkeOrganisatie": BRONORGANISATIE,
        "startdatum": context.day(plan.days_ago),
        **termijnen,
        "publicatiedatum": None,
        "laatstGemuteerd": context.moment(_last_change(plan), plan.index % 500),
        "laatstGeopend": None,
        "communicatiekanaal": f"{COMMUNICATIEKANALEN}/{make_uuid('kanaal', plan.index % 4)}",
        "communicatiekanaalNaam": "",
        "productenOfDiensten": [],
        "vertrouwelijkheidaanduiding": plan.vertrouwelijkheid,
        **_betaling(context, plan),
        "zaakgeometrie": make_geometrie(plan),
        "verlenging": {"reden": "Extra advies nodig", "duur": "P42D"} if plan.verlengd else None,
        "opschorting": {
            "indicatie": plan.opgeschort and plan.days_open is None,
            "eerdereOpschorting": plan.opgeschort,
            "reden": "Wacht op aanvullende gegevens" if plan.opgeschort else "",
        },
        "selectielijstklasse": "",
        **relations,
        "eigenschappen": urls("eigenschappen"),
        "rollen": urls("rollen"),
        "status": last_url("statussen"),
        "zaakinformatieobjecten": urls("zaakinformatieobjecten"),
        "zaakobjecten": urls("zaakobjecten"),
        "kenmerken": _kenmerken(plan),
        **archief,
        "resultaat": last_url("resultaten"),
        "opdrachtgevendeOrganisatie": "",
        "processobjectaard": "",
        "startdatumBewaartermijn": termijnen["einddatum"],
        "processobject": {
            "datumkenmerk": "",
            "identificatie": "",
            "objecttype": "",
            "registratie": "",
        },
    }


def _last_change(plan: ZaakPlan) -> int:
    return plan.days_ago - plan.days_open if plan.days_open is not None else min(plan.days_ago, 1)


def _termijnen(context: Context, plan: ZaakPlan) -> dict[str, Any]:
    start = context.date(plan.days_ago)
    allowed = plan.zaaktype.doorlooptijd + (42 if plan.verlengd else 0)
    ended = None if plan.days_open is None else start + timedelta(days=plan.days_open)
    return {
        "einddatum": ended and ended.isoformat(),
        "einddatumGepland": (start + timedelta(days=plan.zaaktype.servicenorm)).isoformat(),
        "uiterlijkeEinddatumAfdoening": (start + timedelta(days=allowed)).isoformat(),
    }


def _archief(context: Context, plan: ZaakPlan) -> dict[str, Any]:
    if plan.days_open is None or plan.resultaat is None:
        return {
            "archiefnominatie": None,
            "archiefstatus": "nog_te_archiveren",
            "archiefactiedatum": None,
        }
    resultaat = plan.zaaktype.resultaten[plan.resultaat]
    ended = context.date(plan.days_ago - plan.days_open)
    return {
        "archiefnominatie": resultaat.archiefnominatie,
        "archiefstatus": "gearchiveerd" if plan.index % 40 == 0 else "nog_te_archiveren",
        "archiefactiedatum": add_years(ended, resultaat.jaren).isoformat(),
    }


def _betaling(context: Context, plan: ZaakPlan) -> dict[str, Any]:
    if not plan.zaaktype.besluittypen or plan.index % 3:
        return {
            "betalingsindicatie": "",
            "betalingsindicatieWeergave": "",
            "laatsteBetaaldatum": None,
        }
    paid = plan.days_open is not None
    return {
        "betalingsindicatie": "geheel" if paid else "nog_niet",
        "betalingsindicatieWeergave": (
            "De met de zaak gemoeide kosten zijn geheel betaald."
            if paid
            else "De met de zaak gemoeide kosten zijn (nog) niet betaald."
        ),
        "laatsteBetaaldatum": context.moment(plan.days_ago - 1, 15) if paid else None,
    }


def _kenmerken(plan: ZaakPlan) -> list[Json]:
    if plan.index % 2:
        return []
    return [{"kenmerk": f"K{plan.index:05d}", "bron": "oud-systeem"}]
