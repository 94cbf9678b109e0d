"""Makes what happened to a zaak: its statussen, resultaat and eigenschappen."""

from __future__ import annotations

from sandbox.zgw.data.catalogus_urls import subtype_url
from sandbox.zgw.data.context import Context, Json, make_uuid
from sandbox.zgw.data.plan import ZaakPlan


def make_statussen(context: Context, plan: ZaakPlan, zaak_url: str) -> list[Json]:
    """The history of statussen, oldest first, spread over the time the zaak was open."""
    span = plan.days_open if plan.days_open is not None else plan.days_ago - 1
    steps = max(len(plan.statussen) - 1, 1)
    records = []
    for step, number in enumerate(plan.statussen):
        uid = make_uuid("status", plan.index, number)
        records.append(
            {
                "url": context.url("zaken", "statussen", uid),
                "uuid": uid,
                "zaak": zaak_url,
                "statustype": subtype_url(context, "statustypen", plan.zaaktype, number),
                "datumStatusGezet": context.moment(plan.days_ago - span * step // steps, 60 * step),
                "statustoelichting": plan.zaaktype.statussen[number - 1][1],
                "indicatieLaatstGezetteStatus": step == len(plan.statussen) - 1,
                "gezetdoor": None,
                "zaakinformatieobjecten": [],
            }
        )
    return records


def make_resultaten(context: Context, plan: ZaakPlan, zaak_url: str) -> list[Json]:
    if plan.resultaat is None:
        return []
    uid = make_uuid("resultaat", plan.index)
    omschrijving = plan.zaaktype.resultaten[plan.resultaat].omschrijving
    return [
        {
            "url": context.url("zaken", "resultaten", uid),
            "uuid": uid,
            "zaak": zaak_url,
            "resultaattype": subtype_url(context, "resultaattypen", plan.zaaktype, omschrijving),
            "toelichting": f"{plan.onderwerp}: {omschrijving.lower()}",
        }
    ]


def make_eigenschappen(context: Context, plan: ZaakPlan, zaak_url: str) -> list[Json]:
    records = []
    for eigenschap in plan.zaaktype.eigenschappen:
        uid = make_uuid("zaakeigenschap", plan.index, eigenschap.naam)
        records.append(
            {
                "url": f"{zaak_url}/zaakeigenschappen/{uid}",
                "uuid": uid,
                "zaak": zaak_url,
                "eigenschap": subtype_url(context, "eigenschappen", plan.zaaktype, eigenschap.naam),
                "naam": eigenschap.naam,
                "waarde": eigenschap.waarden[plan.waarden % len(eigenschap.waarden)],
            }
        )
    return records
