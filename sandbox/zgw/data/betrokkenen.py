"""Makes rollen, with the betrokkeneIdentificatie of each of the five kinds of betrokkene."""

from __future__ import annotations

from sandbox.zgw.data.catalogus_urls import subtype_url
from sandbox.zgw.data.context import Context, Json, make_uuid
from sandbox.zgw.data.plan import RolPlan, ZaakPlan
from sandbox.zgw.data.subtypen import ROLTYPEN
from sandbox.zgw.data.vocabulary import BEDRIJVEN, EENHEDEN, MEDEWERKERS, STRATEN, WOONPLAATS

DIGID = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
EHERKENNING = "urn:etoegang:core:assurance-class:"


def make_rollen(context: Context, plan: ZaakPlan, zaak_url: str) -> list[Json]:
    return [
        _rol(context, plan, zaak_url, number, rol)
        for number, rol in enumerate(plan.rollen, start=1)
    ]


def _rol(context: Context, plan: ZaakPlan, zaak_url: str, number: int, rol: RolPlan) -> Json:
    uid = make_uuid("rol", plan.index, number)
    omschrijving = {generiek: naam for naam, generiek in ROLTYPEN}.get(
        rol.generiek, plan.zaaktype.initiator
    )
    record: Json = {
        "url": context.url("zaken", "rollen", uid),
        "uuid": uid,
        "zaak": zaak_url,
        "betrokkene": "",
        "betrokkeneType": rol.betrokkene_type,
        "afwijkendeNaamBetrokkene": "",
        "roltype": subtype_url(context, "roltypen", plan.zaaktype, rol.generiek),
        "omschrijving": omschrijving,
        "omschrijvingGeneriek": rol.generiek,
        "roltoelichting": omschrijving,
        "registratiedatum": context.moment(plan.days_ago, 5 + number),
        "indicatieMachtiging": rol.machtiging,
        "contactpersoonRol": _contactpersoon(rol),
        "statussen": [],
        "beginGeldigheid": None,
        "eindeGeldigheid": None,
        "betrokkeneIdentificatie": _IDENTIFICATIES[rol.betrokkene_type](context, rol),
    }
    if rol.betrokkene_type in _AUTHENTICATIES:
        authenticated = rol.generiek == "initiator" and plan.index % 3 == 0
        record["authenticatieContext"] = (
            _AUTHENTICATIES[rol.betrokkene_type](plan, record) if authenticated else None
        )
    return record


def _contactpersoon(rol: RolPlan) -> Json:
    if rol.betrokkene_type != "niet_natuurlijk_persoon":
        return {"emailadres": "", "functie": "", "telefoonnummer": "", "naam": ""}
    return {
        "emailadres": f"info{rol.nummer}@bedrijf.example",
        "functie": "Projectleider",
        "telefoonnummer": "0612345678",
        "naam": "C. Bakker",
    }


def natuurlijk_persoon(context: Context, nummer: int) -> Json:
    """A persoon of the BRP as a ZGW betrokkene; the BSN is the link between the two."""
    persoon = context.personen[nummer % len(context.personen)]
    naam = persoon.get("naam", {})
    geslacht = persoon.get("geslacht", {}).get("code", "").lower()
    geboren = persoon.get("geboorte", {}).get("datum", {}).get("datum", "")
    return {
        "inpBsn": persoon["burgerservicenummer"],
        "anpIdentificatie": "",
        "inpA_nummer": "",
        "geslachtsnaam": naam.get("geslachtsnaam", ""),
        "voorvoegselGeslachtsnaam": naam.get("voorvoegsel", ""),
        "voorletters": naam.get("voorletters", ""),
        "voornamen": naam.get("voornamen", ""),
        "geslachtsaanduiding": geslacht if geslacht in ("m", "v", "o") else "",
        "geboortedatum": geboren.replace("-", ""),
        "verblijfsadres": None,
        "subVerblijfBuitenland": None,
    }


def _natuurlijk_persoon(context: Context, rol: RolPlan) -> Json:
    return natuurlijk_persoon(context, rol.nummer)


def _niet_natuurlijk_persoon(_: Context, rol: RolPlan) -> Json:
    bedrijf = BEDRIJVEN[rol.nummer]
    return {
        "innNnpId": bedrijf.rsin,
        "annIdentificatie": "",
        "kvkNummer": bedrijf.kvk_nummer,
        "vestigingsNummer": "",
        "statutaireNaam": bedrijf.naam,
        "innRechtsvorm": bedrijf.rechtsvorm,
        "bezoekadres": f"{STRATEN[6].naam} {rol.nummer + 1}, {WOONPLAATS}",
        "verblijfsadres": None,
        "subVerblijfBuitenland": None,
    }


def _vestiging(_: Context, rol: RolPlan) -> Json:
    bedrijf, straat = BEDRIJVEN[rol.nummer], STRATEN[6]
    return {
        "vestigingsNummer": bedrijf.vestigingsnummer,
        "handelsnaam": [bedrijf.naam],
        "verblijfsadres": {
            "aoaIdentificatie": f"9999010000{rol.nummer:06d}",
            "wplWoonplaatsNaam": WOONPLAATS,
            "gorOpenbareRuimteNaam": straat.naam,
            "aoaPostcode": straat.postcode,
            "aoaHuisnummer": rol.nummer + 1,
            "aoaHuisletter": "",
            "aoaHuisnummertoevoeging": "",
            "inpLocatiebeschrijving": "",
        },
        "subVerblijfBuitenland": None,
        "kvkNummer": bedrijf.kvk_nummer,
    }


def _organisatorische_eenheid(_: Context, rol: RolPlan) -> Json:
    eenheid = EENHEDEN[rol.nummer]
    return {
        "identificatie": eenheid.identificatie,
        "naam": eenheid.naam,
        "isGehuisvestIn": "Stadhuis",
    }


def _medewerker(_: Context, rol: RolPlan) -> Json:
    medewerker = MEDEWERKERS[rol.nummer]
    return {
        "identificatie": medewerker.identificatie,
        "achternaam": medewerker.achternaam,
        "voorletters": medewerker.voorletters,
        "voorvoegselAchternaam": medewerker.voorvoegsel,
    }


def _digid(plan: ZaakPlan, _: Json) -> Json:
    level = ("PasswordProtectedTransport", "MobileTwoFactorContract", "Smartcard")[plan.index % 3]
    return {"source": "digid", "levelOfAssurance": f"{DIGID}{level}"}


def _eherkenning(plan: ZaakPlan, record: Json) -> Json:
    level = ("loa2", "loa2plus", "loa3")[plan.index % 3]
    return {
        "source": "eherkenning",
        "levelOfAssurance": f"{EHERKENNING}{level}",
        "actingSubject": make_uuid("subject", record["uuid"]),
    }


_IDENTIFICATIES = {
    "natuurlijk_persoon": _natuurlijk_persoon,
    "niet_natuurlijk_persoon": _niet_natuurlijk_persoon,
    "vestiging": _vestiging,
    "organisatorische_eenheid": _organisatorische_eenheid,
    "medewerker": _medewerker,
}
_AUTHENTICATIES = {
    "natuurlijk_persoon": _digid,
    "niet_natuurlijk_persoon": _eherkenning,
    "vestiging": _eherkenning,
}
