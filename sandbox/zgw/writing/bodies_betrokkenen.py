"""Who a rol or a zaakobject is about, per kind of betrokkene, and how they logged in."""

from __future__ import annotations

from sandbox.zgw.data import Json
from sandbox.zgw.writing.fields import (
    Body,
    Choice,
    Field,
    Group,
    Kind,
    Many,
    Number,
    Rsin,
    Text,
    Uid,
    nullable,
    optional,
    required,
)

BETROKKENE_TYPEN = (
    "natuurlijk_persoon",
    "niet_natuurlijk_persoon",
    "vestiging",
    "organisatorische_eenheid",
    "medewerker",
)
RECHTSVORMEN = (
    "besloten_vennootschap",
    "cooperatie_europees_economische_samenwerking",
    "europese_cooperatieve_venootschap",
    "europese_naamloze_vennootschap",
    "kerkelijke_organisatie",
    "naamloze_vennootschap",
    "onderlinge_waarborg_maatschappij",
    "overig_privaatrechtelijke_rechtspersoon",
    "stichting",
    "vereniging",
    "vereniging_van_eigenaars",
    "publiekrechtelijke_rechtspersoon",
    "vennootschap_onder_firma",
    "maatschap",
    "rederij",
    "commanditaire_vennootschap",
    "kapitaalvennootschap_binnen_eer",
    "overige_buitenlandse_rechtspersoon_vennootschap",
    "kapitaalvennootschap_buiten_eer",
)
VERBLIJFSADRES: Body = {
    "aoaIdentificatie": required(Text(100)),
    "wplWoonplaatsNaam": required(Text(80, blank=False)),
    "gorOpenbareRuimteNaam": required(Text(80, blank=False)),
    "aoaPostcode": optional(Text(7)),
    "aoaHuisnummer": required(Number(0, 99_999)),
    "aoaHuisletter": optional(Text(1)),
    "aoaHuisnummertoevoeging": optional(Text(4)),
    "inpLocatiebeschrijving": optional(Text(1000)),
}
SUB_VERBLIJF_BUITENLAND: Body = {
    "lndLandcode": required(Text(4, blank=False)),
    "lndLandnaam": required(Text(40, blank=False)),
    "subAdresBuitenland_1": optional(Text(35)),
    "subAdresBuitenland_2": optional(Text(35)),
    "subAdresBuitenland_3": optional(Text(35)),
}
_ADRESSEN: Body = {
    "verblijfsadres": nullable(Group(VERBLIJFSADRES)),
    "subVerblijfBuitenland": nullable(Group(SUB_VERBLIJF_BUITENLAND)),
}
NATUURLIJK_PERSOON: Body = {
    "inpBsn": optional(Rsin(blank=False, noun="BSN")),
    "anpIdentificatie": optional(Text(17)),
    "inpA_nummer": optional(Text(10)),
    "geslachtsnaam": optional(Text(200)),
    "voorvoegselGeslachtsnaam": optional(Text(80)),
    "voorletters": optional(Text(20)),
    "voornamen": optional(Text(200)),
    "geslachtsaanduiding": optional(Choice(("m", "v", "o"), blank=True)),
    "geboortedatum": optional(Text(18)),
    **_ADRESSEN,
}
NIET_NATUURLIJK_PERSOON: Body = {
    "innNnpId": optional(Rsin(blank=False)),
    "annIdentificatie": optional(Text(17)),
    "kvkNummer": optional(Text(8)),
    "vestigingsNummer": optional(Text(24)),
    "statutaireNaam": optional(Text(500)),
    "innRechtsvorm": optional(Choice(RECHTSVORMEN, blank=True)),
    "bezoekadres": optional(Text(1000)),
    **_ADRESSEN,
}
VESTIGING: Body = {
    "vestigingsNummer": optional(Text(24)),
    "handelsnaam": optional(Many(Text(625)), ()),
    **_ADRESSEN,
    "kvkNummer": optional(Text(8)),
}
ORGANISATORISCHE_EENHEID: Body = {
    "identificatie": optional(Text(255)),
    "naam": optional(Text(255)),
    "isGehuisvestIn": optional(Text(255)),
}
MEDEWERKER: Body = {
    "identificatie": optional(Text(128)),
    "achternaam": optional(Text(200)),
    "voorletters": optional(Text(20)),
    "voorvoegselAchternaam": optional(Text(10)),
}
BETROKKENEN: dict[str, Body] = {
    "natuurlijk_persoon": NATUURLIJK_PERSOON,
    "niet_natuurlijk_persoon": NIET_NATUURLIJK_PERSOON,
    "vestiging": VESTIGING,
    "organisatorische_eenheid": ORGANISATORISCHE_EENHEID,
    "medewerker": MEDEWERKER,
}

_CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
_LOA = "urn:etoegang:core:assurance-class:loa"
DIGID: Body = {
    "source": required(Choice(("digid",))),
    "levelOfAssurance": required(
        Choice(
            tuple(
                f"{_CLASSES}{name}"
                for name in (
                    "PasswordProtectedTransport",
                    "MobileTwoFactorContract",
                    "Smartcard",
                    "SmartcardPKI",
                )
            )
        )
    ),
    "representee": Field(
        Group(
            {
                "identifierType": required(Choice(("bsn",))),
                "identifier": required(Text(9, blank=False)),
            }
        )
    ),
    "mandate": Field(
        Group({"services": required(Many(Group({"id": required(Text(blank=False))})))})
    ),
}
EHERKENNING: Body = {
    "source": required(Choice(("eherkenning",))),
    "levelOfAssurance": required(
        Choice(tuple(f"{_LOA}{level}" for level in ("1", "2", "2plus", "3", "4")))
    ),
    "actingSubject": required(Text(100, blank=False)),
    "representee": Field(
        Group(
            {
                "identifierType": required(Choice(("bsn", "kvkNummer"))),
                "identifier": required(Text(9, blank=False)),
            }
        )
    ),
    "mandate": Field(
        Group(
            {
                "role": Field(Choice(("bewindvoerder", "curator", "mentor"))),
                "services": required(
                    Many(Group({"id": required(Text(blank=False)), "uuid": required(Uid())}))
                ),
            }
        )
    ),
}
AUTHENTICATIES: dict[str, Body] = {
    "natuurlijk_persoon": DIGID,
    "niet_natuurlijk_persoon": EHERKENNING,
    "vestiging": EHERKENNING,
}


def betrokkene_body(value: Json) -> Body:
    """The fields that a rol has beside the common ones, by what its betrokkeneType says."""
    soort = str(value.get("betrokkeneType"))
    if soort not in BETROKKENEN:
        return {}
    found = {"betrokkeneIdentificatie": Field(_identificatie(soort), null=True)}
    if soort in AUTHENTICATIES:
        found["authenticatieContext"] = nullable(Group(AUTHENTICATIES[soort]))
    return found


def _identificatie(soort: str) -> Kind:
    return Group(BETROKKENEN[soort])
