"""Makes zaakobjecten and the geometry of a zaak."""

from __future__ import annotations

from sandbox.zgw.data.betrokkenen import natuurlijk_persoon
from sandbox.zgw.data.catalogus_urls import subtype_url
from sandbox.zgw.data.context import Context, Json, make_uuid
from sandbox.zgw.data.plan import ZaakPlan
from sandbox.zgw.data.vocabulary import BAG_ROOT, GEMEENTECODE, STRATEN, WOONPLAATS

BAG_PATHS = {"adres": "adressen", "pand": "panden", "openbare_ruimte": "openbareruimten"}
OVERIGE_OBJECTEN = ("boom", "lantaarnpaal", "container", "bankje")


def make_zaakobjecten(context: Context, plan: ZaakPlan, zaak_url: str) -> list[Json]:
    return [_zaakobject(context, plan, zaak_url, objecttype) for objecttype in plan.objecten]


def _zaakobject(context: Context, plan: ZaakPlan, zaak_url: str, objecttype: str) -> Json:
    uid = make_uuid("zaakobject", plan.index, objecttype)
    overige = objecttype == "overige"
    known = objecttype in plan.zaaktype.objecttypen
    linked = overige and plan.index % 2 == 0
    identificatie = None if linked else _identificatie(context, plan, objecttype)
    return {
        "url": context.url("zaken", "zaakobjecten", uid),
        "uuid": uid,
        "zaak": zaak_url,
        "object": _object_url(plan) if linked else _bag_url(plan, objecttype, identificatie),
        "zaakobjecttype": (
            subtype_url(context, "zaakobjecttypen", plan.zaaktype, objecttype) if known else None
        ),
        "objectType": objecttype,
        "objectTypeOverige": OVERIGE_OBJECTEN[plan.waarden % 4] if overige else "",
        "objectTypeOverigeDefinitie": None,
        "relatieomschrijving": "locatie" if objecttype == "adres" else "betreft",
        "objectIdentificatie": identificatie,
    }


def _bag_url(plan: ZaakPlan, objecttype: str, identificatie: Json | None) -> str:
    """One application writes the URL beside the identificatie, another does not."""
    path = BAG_PATHS.get(objecttype)
    if path is None or identificatie is None or plan.index % 2:
        return ""
    return f"{BAG_ROOT}{path}/{identificatie['identificatie']}"


def _object_url(plan: ZaakPlan) -> str:
    uid = make_uuid("object", plan.index)
    return f"https://objecten.voorbeeldstad.example/api/v2/objects/{uid}"


def _identificatie(context: Context, plan: ZaakPlan, objecttype: str) -> Json:
    straat = STRATEN[plan.straat]
    number = f"{plan.straat:04d}{plan.huisnummer:06d}"
    if objecttype == "natuurlijk_persoon":
        return natuurlijk_persoon(context, plan.waarden)
    shapes: dict[str, Json] = {
        "adres": {
            "identificatie": f"{GEMEENTECODE}20{number}",
            "wplWoonplaatsNaam": WOONPLAATS,
            "gorOpenbareRuimteNaam": straat.naam,
            "huisnummer": plan.huisnummer,
            "huisletter": "",
            "huisnummertoevoeging": "",
            "postcode": straat.postcode,
        },
        "pand": {"identificatie": f"{GEMEENTECODE}10{number}"},
        "kadastrale_onroerende_zaak": {
            "kadastraleIdentificatie": f"{plan.index:05d}{plan.huisnummer:05d}",
            "kadastraleAanduiding": f"VBS00 A {1000 + plan.index}",
        },
        "openbare_ruimte": {
            "identificatie": f"{GEMEENTECODE}30{plan.straat:04d}000000",
            "wplWoonplaatsNaam": WOONPLAATS,
            "gorOpenbareRuimteNaam": straat.naam,
        },
        "buurt": {
            "buurtCode": "01",
            "buurtNaam": "Molenkwartier",
            "gemGemeenteCode": GEMEENTECODE,
            "wykWijkCode": "01",
        },
        "overige": {"overigeData": {"nummer": f"OBJ-{plan.index:05d}", "straat": straat.naam}},
    }
    return shapes[objecttype]


def make_geometrie(plan: ZaakPlan) -> Json | None:
    """A point on the street, or the square plot around it; WGS84, longitude first."""
    straat = STRATEN[plan.straat]
    x = round(straat.longitude + plan.huisnummer * 0.00001, 6)
    y = round(straat.latitude + plan.huisnummer * 0.000005, 6)
    if plan.geometrie == "Point":
        return {"type": "Point", "coordinates": [x, y]}
    if plan.geometrie == "Polygon":
        east, north = round(x + 0.0002, 6), round(y + 0.0002, 6)
        ring = [[x, y], [east, y], [east, north], [x, north], [x, y]]
        return {"type": "Polygon", "coordinates": [ring]}
    return None
