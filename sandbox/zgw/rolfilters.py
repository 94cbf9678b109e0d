"""The filters on rollen; the list of zaken takes the same ones with `rol__` in front."""

from __future__ import annotations

from sandbox.zgw.data import Json
from sandbox.zgw.filters import Filter, by_url, equal
from sandbox.zgw.values import choice, short_text, text

BETROKKENE_TYPES = {
    "natuurlijkPersoon": "natuurlijk_persoon",
    "nietNatuurlijkPersoon": "niet_natuurlijk_persoon",
    "vestiging": "vestiging",
    "medewerker": "medewerker",
    "organisatorischeEenheid": "organisatorische_eenheid",
}
_DIGID_LEVELS = (
    "PasswordProtectedTransport",
    "MobileTwoFactorContract",
    "Smartcard",
    "SmartcardPKI",
)
DIGID = tuple(f"urn:oasis:names:tc:SAML:2.0:ac:classes:{level}" for level in _DIGID_LEVELS)
EHERKENNING = tuple(
    f"urn:etoegang:core:assurance-class:{level}"
    for level in ("loa1", "loa2", "loa2plus", "loa3", "loa4")
)
OMSCHRIJVINGEN = (
    "adviseur",
    "behandelaar",
    "belanghebbende",
    "beslisser",
    "initiator",
    "klantcontacter",
    "mede_initiator",
    "zaakcoordinator",
)


def _identified(soort: str, field: str, limit: int) -> Filter:
    betrokkene_type = BETROKKENE_TYPES[soort]

    def matches(rol: Json, value: str) -> bool:
        if rol["betrokkeneType"] != betrokkene_type:
            return False
        return bool(rol["betrokkeneIdentificatie"][field] == value)

    return Filter(f"betrokkeneIdentificatie__{soort}__{field}", short_text(limit), matches)


def _has_machtiging(rol: Json, value: str) -> bool:
    return bool(rol["indicatieMachtiging"] == ("" if value == "eigen" else value))


def _has_loa(rol: Json, value: str) -> bool:
    """The level at which someone logged in is at most the one asked, within one scheme."""
    context = rol.get("authenticatieContext")
    scheme = DIGID if value in DIGID else EHERKENNING
    if context is None or context["levelOfAssurance"] not in scheme:
        return False
    return scheme.index(context["levelOfAssurance"]) <= scheme.index(value)


ROL_FILTERS = (
    by_url("zaak"),
    by_url("betrokkene"),
    equal("betrokkeneType", choice(*BETROKKENE_TYPES.values())),
    _identified("natuurlijkPersoon", "inpBsn", 9),
    _identified("natuurlijkPersoon", "anpIdentificatie", 17),
    _identified("natuurlijkPersoon", "inpA_nummer", 10),
    _identified("nietNatuurlijkPersoon", "innNnpId", 9),
    _identified("nietNatuurlijkPersoon", "annIdentificatie", 17),
    _identified("nietNatuurlijkPersoon", "kvkNummer", 8).experimental(),
    _identified("nietNatuurlijkPersoon", "vestigingsNummer", 24).experimental(),
    _identified("vestiging", "vestigingsNummer", 24),
    _identified("vestiging", "kvkNummer", 8).experimental(),
    _identified("organisatorischeEenheid", "identificatie", 255),
    _identified("medewerker", "identificatie", 128),
    by_url("roltype"),
    equal("omschrijving", text),
    equal("omschrijvingGeneriek", choice(*OMSCHRIJVINGEN)),
    Filter(
        "machtiging", choice("eigen", "gemachtigde", "machtiginggever"), _has_machtiging
    ).experimental(),
    Filter("machtiging__loa", choice(*DIGID, *EHERKENNING), _has_loa).experimental(),
)
