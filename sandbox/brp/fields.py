"""Which field paths may be asked of a person, and what an answer to them holds."""

from __future__ import annotations

from typing import Any

from sandbox.brp.values import Body

# A tree of what may be asked: {} is a plain value, OPEN an object that is only given whole but
# below which any name is accepted (dates and waardetabellen), CLOSED one that is only asked whole.
Tree = dict[str, Any]
OPEN: Tree = {"*": "open"}
CLOSED: Tree = {"*": "closed"}
VALUE: Tree = {}

AUTOMATIC = (
    "geheimhoudingPersoonsgegevens",
    "inOnderzoek",
    "opschortingBijhouding",
    "rni",
    "verificatie",
    "indicatieVastgesteldVerblijftNietOpAdres",
)
ALIASES = {"verblijfplaatsBinnenland": "verblijfplaats", "adresseringBinnenland": "adressering"}
ABROAD = "VerblijfplaatsBuitenland"
NIET_OP_ADRES = "indicatieVastgesteldVerblijftNietOpAdres"


def _group(values: str = "", opens: str = "", **groups: Tree) -> Tree:
    tree: Tree = {name: VALUE for name in values.split()}
    return tree | {name: OPEN for name in opens.split()} | groups


_NAAM = _group("voornamen voorvoegsel geslachtsnaam voorletters", "adellijkeTitelPredicaat")
_VOLLEDIGE_NAAM = _NAAM | _group("volledigeNaam")
_GEBOORTE = _group("", "datum land plaats")
_ADRESREGELS = _group("adresregel1 adresregel2 adresregel3", "land")
_BINNENLAND_REGELS = _group("adresregel1 adresregel2")
_BINNENLAND_VERBLIJFADRES = _group(
    "huisletter huisnummer huisnummertoevoeging korteStraatnaam officieleStraatnaam postcode "
    "woonplaats locatiebeschrijving",
    "aanduidingBijHuisnummer",
)
_BINNENLAND = _group(
    "adresseerbaarObjectIdentificatie nummeraanduidingIdentificatie",
    "datumVan datumIngangGeldigheid functieAdres",
    verblijfadres=_BINNENLAND_VERBLIJFADRES,
)
_VERBLIJFADRES = _BINNENLAND_VERBLIJFADRES | _group("regel1 regel2 regel3", "land")
_GERELATEERDE = _group("burgerservicenummer", naam=_NAAM, geboorte=_GEBOORTE)
_VERBINTENIS = _group(
    "",
    "geslacht soortVerbintenis",
    aangaanHuwelijkPartnerschap=_GEBOORTE,
    ontbindingHuwelijkPartnerschap=_group("", "datum"),
)

PERSOON_BEPERKT = _group(
    "burgerservicenummer leeftijd",
    "geslacht",
    naam=_VOLLEDIGE_NAAM,
    geboorte=_group("", "datum"),
    adressering=_ADRESREGELS,
    adresseringBinnenland=_BINNENLAND_REGELS,
)
GEZAG_PERSOON_BEPERKT = PERSOON_BEPERKT | {"gezag": CLOSED}
PERSOON = _group(
    "aNummer burgerservicenummer leeftijd indicatieCurateleRegister",
    "datumEersteInschrijvingGBA datumInschrijvingInGemeente gemeenteVanInschrijving geslacht "
    "indicatieGezagMinderjarige",
    gezag=CLOSED,
    naam=_VOLLEDIGE_NAAM | _group("", "aanduidingNaamgebruik"),
    geboorte=_GEBOORTE,
    overlijden=_GEBOORTE,
    europeesKiesrecht=_group("", "aanduiding einddatumUitsluiting"),
    uitsluitingKiesrecht=_group("uitgeslotenVanKiesrecht", "einddatum"),
    nationaliteiten=_group("", "redenOpname datumIngangGeldigheid nationaliteit"),
    verblijfplaats=_BINNENLAND | {"verblijfadres": _VERBLIJFADRES},
    verblijfplaatsBinnenland=_BINNENLAND,
    immigratie=_group(
        "indicatieVestigingVanuitBuitenland vanuitVerblijfplaatsOnbekend",
        "datumVestigingInNederland landVanwaarIngeschreven",
    ),
    adressering=_ADRESREGELS
    | _group("aanhef gebruikInLopendeTekst", aanschrijfwijze=_group("naam aanspreekvorm")),
    adresseringBinnenland=_BINNENLAND_REGELS,
    verblijfstitel=_group("", "aanduiding datumEinde datumIngang"),
    kinderen=_GERELATEERDE,
    ouders=_GERELATEERDE
    | _group("ouderAanduiding", "geslacht datumIngangFamilierechtelijkeBetrekking"),
    partners=_GERELATEERDE | _VERBINTENIS,
)


def explain_illegal(path: str, tree: Tree) -> str | None:
    """Why a path may not be asked, in the words of the service; None when it may."""
    names = path.split(".")
    if any(name in AUTOMATIC for name in names):
        return "Parameter bevat een niet toegestane veldnaam."
    for name in names:
        if tree is OPEN:
            return None
        if tree is CLOSED:
            return "Parameter bevat een niet toegestane veldnaam."
        if name not in tree:
            return "Parameter bevat een niet bestaande veldnaam."
        tree = tree[name]
    return None


def make_selection(paths: list[str], tree: Tree) -> Tree:
    """The legal paths as one tree; a group that is asked whole holds all that is in it."""
    selection: Tree = {}
    for path in paths:
        _select(path.split("."), tree, selection)
    return selection


def _select(names: list[str], tree: Tree, selection: Tree) -> None:
    name, rest, below = names[0], names[1:], tree[names[0]]
    if below is OPEN or below is CLOSED or below is VALUE:
        selection[name] = below
    elif rest:
        _select(rest, below, selection.setdefault(name, {}))
    else:
        selection[name] = _merge(selection.get(name, {}), below)


def _merge(one: Tree, other: Tree) -> Tree:
    merged = dict(one)
    for name, below in other.items():
        known = merged.get(name)
        merged[name] = _merge(known, below) if known and below is not OPEN else below
    return merged


def project(persoon: Body, selection: Tree) -> Body:
    """What is delivered of a person: what was asked and has a value, and the automatic fields."""
    asked = _resolve_aliases(persoon, selection)
    body = _project_group(persoon, asked)
    for name in AUTOMATIC:
        if name in persoon and name not in ("inOnderzoek", NIET_OP_ADRES):
            body[name] = persoon[name]
    return body


def _resolve_aliases(persoon: Body, selection: Tree) -> Tree:
    """Aliases answer under the real name, and give nothing of an address abroad."""
    asked = {name: below for name, below in selection.items() if name not in ALIASES}
    is_abroad = persoon.get("verblijfplaats", {}).get("type") == ABROAD
    for alias, name in ALIASES.items():
        if alias in selection and not is_abroad:
            asked[name] = _merge(asked.get(name, {}), selection[alias])
    return asked


def _project_group(group: Body, selection: Tree) -> Body:
    found: Body = {}
    for name, below in selection.items():
        value = _project_value(group.get(name), below)
        if value is not None and value is not False and value != {} and value != []:
            found[name] = value
    if "type" in group:
        found["type"] = group["type"]
    if group.get(NIET_OP_ADRES) and _holds_address(selection):
        found[NIET_OP_ADRES] = True
    in_onderzoek = _in_onderzoek(group.get("inOnderzoek", {}), selection)
    return found | ({"inOnderzoek": in_onderzoek} if in_onderzoek else {})


def _project_value(value: Any, selection: Tree) -> Any:
    if selection is OPEN or selection is CLOSED or not isinstance(value, (dict, list)):
        return value
    if isinstance(value, list):
        return [_project_group(item, selection) for item in value]
    return _project_group(value, selection)


def _holds_address(selection: Tree) -> bool:
    return not selection.keys().isdisjoint({*_ADRESREGELS, "verblijfadres", *_BINNENLAND})


def _in_onderzoek(flags: Body, selection: Tree) -> Body:
    """The flags of what was asked (and of the type, which comes with it), with their dates."""
    kept = {name for name in flags if name in selection}
    if not kept and not (selection and "type" in flags):
        return {}
    return {
        name: flag
        for name, flag in flags.items()
        if name in kept or name == "type" or name.startswith("datumIngangOnderzoek")
    }
