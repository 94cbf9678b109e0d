"""Makes what surrounds some zaken: contacts, notes, substatussen and verzendingen."""

from __future__ import annotations

from sandbox.zgw.data.context import Context, Json, make_uuid
from sandbox.zgw.data.dataset import ZgwData
from sandbox.zgw.data.plan import ZaakPlan
from sandbox.zgw.data.vocabulary import MEDEWERKERS, STRATEN, WOONPLAATS

KLANTINTERACTIES = "https://openklant.voorbeeldstad.example/klantinteracties/api/v1"


def make_surroundings(context: Context, data: ZgwData, plan: ZaakPlan, zaak: Json) -> None:
    """A spread of the rarer resources; every few zaken have one."""
    if plan.index % 10 == 0:
        data.klantcontacten.append(_klantcontact(context, plan, zaak))
    if plan.index % 11 == 0:
        data.zaaknotities.append(_zaaknotitie(context, plan, zaak))
    if plan.index % 12 == 0:
        data.zaakcontactmomenten.append(
            _reference(context, plan, zaak, "zaakcontactmomenten", "contactmoment")
        )
    if plan.index % 14 == 0:
        data.zaakverzoeken.append(_reference(context, plan, zaak, "zaakverzoeken", "verzoek"))
    if plan.index % 15 == 0 and zaak["status"]:
        data.substatussen.append(_substatus(context, plan, zaak))


def make_verzending(context: Context, plan: ZaakPlan, document_url: str) -> Json:
    straat = STRATEN[plan.straat]
    return {
        "url": context.url("documenten", "verzendingen", make_uuid("verzending", plan.index)),
        "betrokkene": f"{KLANTINTERACTIES}/partijen/{make_uuid('partij', plan.index)}",
        "informatieobject": document_url,
        "aardRelatie": "geadresseerde",
        "toelichting": "Per post verzonden",
        "ontvangstdatum": None,
        "verzenddatum": context.day(max(plan.days_ago - 2, 1)),
        "contactPersoon": f"{KLANTINTERACTIES}/actoren/{make_uuid('actor', plan.index)}",
        "contactpersoonnaam": "",
        "binnenlandsCorrespondentieadres": {
            "huisletter": "",
            "huisnummer": plan.huisnummer,
            "huisnummerToevoeging": "",
            "naamOpenbareRuimte": straat.naam,
            "postcode": straat.postcode,
            "woonplaatsnaam": WOONPLAATS,
        },
        "buitenlandsCorrespondentieadres": None,
        "correspondentiePostadres": None,
        "faxnummer": "",
        "emailadres": "",
        "mijnOverheid": False,
        "telefoonnummer": "",
    }


def _klantcontact(context: Context, plan: ZaakPlan, zaak: Json) -> Json:
    uid = make_uuid("klantcontact", plan.index)
    return {
        "url": context.url("zaken", "klantcontacten", uid),
        "uuid": uid,
        "zaak": zaak["url"],
        "identificatie": f"KC-{plan.index:05d}",
        "datumtijd": context.moment(max(plan.days_ago - 1, 1), 45),
        "kanaal": "telefoon",
        "onderwerp": "Vraag over de voortgang",
        "toelichting": "",
    }


def _zaaknotitie(context: Context, plan: ZaakPlan, zaak: Json) -> Json:
    moment = context.moment(max(plan.days_ago - 1, 1), 120)
    return {
        "url": context.url("zaken", "zaaknotities", make_uuid("zaaknotitie", plan.index)),
        "onderwerp": "Afspraak met de aanvrager",
        "tekst": "De aanvrager levert de ontbrekende stukken deze week aan.",
        "aangemaaktDoor": MEDEWERKERS[plan.index % 8].identificatie,
        "notitieType": "intern" if plan.index % 2 else "extern",
        "status": "definitief",
        "aanmaakdatum": moment,
        "wijzigingsdatum": moment,
        "gerelateerdAan": zaak["url"],
    }


def _reference(context: Context, plan: ZaakPlan, zaak: Json, path: str, field: str) -> Json:
    uid = make_uuid(path, plan.index)
    return {
        "url": context.url("zaken", path, uid),
        "uuid": uid,
        "zaak": zaak["url"],
        field: f"{KLANTINTERACTIES}/klantcontacten/{make_uuid(field, plan.index)}",
    }


def _substatus(context: Context, plan: ZaakPlan, zaak: Json) -> Json:
    uid = make_uuid("substatus", plan.index)
    return {
        "url": context.url("zaken", "substatussen", uid),
        "uuid": uid,
        "zaak": zaak["url"],
        "status": zaak["status"],
        "omschrijving": "Wacht op stukken",
        "tijdstip": context.moment(max(plan.days_ago - 1, 1), 60),
        "doelgroep": "betrokkenen",
    }
