"""What a zaakobject may be about, per `objectType`."""

from __future__ import annotations

from sandbox.zgw.data import Json
from sandbox.zgw.writing.bodies_betrokkenen import (
    BETROKKENEN,
    NATUURLIJK_PERSOON,
    NIET_NATUURLIJK_PERSOON,
)
from sandbox.zgw.writing.bodies_zaken import OBJECTTYPE_OVERIGE
from sandbox.zgw.writing.fields import (
    Anything,
    Body,
    Choice,
    Field,
    Group,
    Number,
    Text,
    Url,
    nullable,
    optional,
    required,
)


def _needed(length: int) -> Field:
    return required(Text(length, blank=False))


_PLAATS: Body = {"wplWoonplaatsNaam": _needed(80), "gorOpenbareRuimteNaam": _needed(80)}
_HUISNUMMER: Body = {
    "aoaPostcode": optional(Text(7)),
    "aoaHuisnummer": required(Number(0, 99_999)),
    "aoaHuisletter": optional(Text(1)),
    "aoaHuisnummertoevoeging": optional(Text(4)),
}
_NAMED: Body = {"identificatie": _needed(100), "naam": optional(Text(500))}
_INRICHTINGSELEMENTEN = (
    "bak",
    "bord",
    "installatie",
    "kast",
    "mast",
    "paal",
    "sensor",
    "straatmeubilair",
    "waterinrichtingselement",
    "weginrichtingselement",
)
_KUNSTWERKDELEN = (
    "keermuur",
    "overkluizing",
    "duiker",
    "faunavoorziening",
    "vispassage",
    "bodemval",
    "coupure",
    "ponton",
    "voorde",
    "hoogspanningsmast",
    "gemaal",
    "perron",
    "sluis",
    "strekdam",
    "steiger",
    "stuw",
)
_TERREIN_GEBOUWD_OBJECT: Body = {
    "identificatie": _needed(100),
    "adresAanduidingGrp": nullable(
        Group(
            {
                "numIdentificatie": optional(Text(100)),
                "oaoIdentificatie": optional(Text(100)),
                **_PLAATS,
                **_HUISNUMMER,
                "ogoLocatieAanduiding": optional(Text(100)),
            }
        )
    ),
}
_KADASTRAAL: Body = {
    "kadastraleIdentificatie": _needed(100),
    "kadastraleAanduiding": _needed(1000),
}
_WOZ_OBJECT: Body = {
    "wozObjectNummer": _needed(100),
    "aanduidingWozObject": nullable(
        Group(
            {
                "aoaIdentificatie": optional(Text(100)),
                **_PLAATS,
                **_HUISNUMMER,
                "locatieOmschrijving": optional(Text(1000)),
            }
        )
    ),
}
_GERECHTIGDE: Body = {
    "natuurlijkPersoon": Field(Group(NATUURLIJK_PERSOON)),
    "nietNatuurlijkPersoon": Field(Group(NIET_NATUURLIJK_PERSOON)),
}
OBJECTEN: dict[str, Body] = {
    **BETROKKENEN,
    "adres": {
        "identificatie": optional(Text(100)),
        **_PLAATS,
        "huisnummer": required(Number(0, 99_999)),
        "huisletter": optional(Text(1)),
        "huisnummertoevoeging": optional(Text(4)),
        "postcode": optional(Text(7)),
    },
    "buurt": {
        "buurtCode": _needed(2),
        "buurtNaam": _needed(40),
        "gemGemeenteCode": _needed(4),
        "wykWijkCode": _needed(2),
    },
    "gemeente": {"gemeenteNaam": _needed(80), "gemeenteCode": _needed(4)},
    "gemeentelijke_openbare_ruimte": {
        "identificatie": _needed(100),
        "openbareRuimteNaam": _needed(80),
    },
    "huishouden": {
        "nummer": _needed(12),
        "isGehuisvestIn": nullable(Group(_TERREIN_GEBOUWD_OBJECT)),
    },
    "inrichtingselement": {"type": required(Choice(_INRICHTINGSELEMENTEN)), **_NAMED},
    "kadastrale_onroerende_zaak": _KADASTRAAL,
    "kunstwerkdeel": {
        "type": required(Choice(_KUNSTWERKDELEN)),
        "identificatie": _needed(100),
        "naam": _needed(80),
    },
    "maatschappelijke_activiteit": {"kvkNummer": _needed(8), "handelsnaam": _needed(200)},
    "openbare_ruimte": {"identificatie": _needed(100), **_PLAATS},
    "overige": {"overigeData": required(Anything())},
    "pand": {"identificatie": _needed(100)},
    "spoorbaandeel": {
        "type": required(Choice(("breedspoor", "normaalspoor", "smalspoor", "spoorbaan"))),
        **_NAMED,
    },
    "terreindeel": {"type": _needed(40), **_NAMED},
    "terrein_gebouwd_object": _TERREIN_GEBOUWD_OBJECT,
    "waterdeel": {
        "typeWaterdeel": required(
            Choice(("zee", "waterloop", "watervlakte", "greppel_droge_sloot"))
        ),
        **_NAMED,
    },
    "wegdeel": {"type": _needed(100), **_NAMED},
    "wijk": {"wijkCode": _needed(2), "wijkNaam": _needed(40), "gemGemeenteCode": _needed(4)},
    "woonplaats": {"identificatie": _needed(100), "woonplaatsNaam": _needed(80)},
    "woz_deelobject": {
        "nummerWozDeelObject": _needed(6),
        "isOnderdeelVan": Field(Group(_WOZ_OBJECT)),
    },
    "woz_object": _WOZ_OBJECT,
    "woz_waarde": {"waardepeildatum": _needed(9), "isVoor": Field(Group(_WOZ_OBJECT))},
    "zakelijk_recht": {
        "identificatie": _needed(100),
        "avgAard": _needed(1000),
        "heeftBetrekkingOp": Field(Group(_KADASTRAAL)),
        "heeftAlsGerechtigde": Field(Group(_GERECHTIGDE)),
    },
}
WITHOUT_IDENTIFICATIE = ("besluit", "enkelvoudig_document", "status")
"""Kinds of object that are named by their URL only."""
OBJECTTYPEN = (*OBJECTEN, *WITHOUT_IDENTIFICATIE)

ZAAKOBJECT: Body = {
    "zaak": required(Url()),
    "object": optional(Url(blank=True)),
    "zaakobjecttype": optional(Url(), None),
    "objectType": required(Choice(OBJECTTYPEN)),
    "objectTypeOverige": optional(Text(100)),
    "objectTypeOverigeDefinitie": nullable(Group(OBJECTTYPE_OVERIGE)),
    "relatieomschrijving": optional(Text(80)),
}
"""Beside these a zaakobject has `objectIdentificatie`, by its `objectType`."""


def object_body(value: Json) -> Body:
    """The identificatie that fits what the objectType says."""
    body = OBJECTEN.get(str(value.get("objectType")))
    return {"objectIdentificatie": Field(Group(body), null=True)} if body else {}
