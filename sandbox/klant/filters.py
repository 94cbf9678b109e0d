"""Every list filter of klantinteracties 0.9.0: its name, its value, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

Reader = Callable[[str], Any]
Matcher = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Filter:
    path: str
    read: Reader = str
    matches: Matcher | None = None  # None: equal, answered from an index
    is_presence: bool = False  # asks whether there is anything at the path


def _read_boolean(value: str) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    return known[value.lower()]


def _read_uuid(value: str) -> str:
    return str(UUID(value))


def _read_url(value: str) -> str:
    """The uuid at the end; a url that ends in something else finds nothing (as upstream does)."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(value)
    return parts.path.rstrip("/").rpartition("/")[2]


def _read_date(value: str) -> str:
    return date.fromisoformat(value).isoformat()


def _read_moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


def _one_of(*choices: str) -> Reader:
    known = {choice: choice for choice in choices}
    return lambda value: known[value]


def _contains(found: Any, wanted: Any) -> bool:
    return str(wanted).casefold() in str(found).casefold()


def _is_moment(found: Any, wanted: Any) -> bool:
    return bool(datetime.fromisoformat(found) == wanted)


def _text(path: str) -> Filter:
    return Filter(path)


def _search(path: str) -> Filter:
    return Filter(path, str, _contains)


def _boolean(path: str) -> Filter:
    return Filter(path, _read_boolean)


def _presence(path: str) -> Filter:
    return Filter(path, _read_boolean, is_presence=True)


def _moment(path: str) -> Filter:
    return Filter(path, _read_moment, _is_moment)


def _link(name: str, path: str) -> dict[str, Filter]:
    return {
        f"{name}__uuid": Filter(f"{path}.uuid", _read_uuid),
        f"{name}__url": Filter(f"{path}.uuid", _read_url),
    }


_CODES = ("codeObjecttype", "codeRegister", "codeSoortObjectId", "objectId")
_ADRES = ("adresregel1", "adresregel2", "adresregel3", "land", "nummeraanduidingId")


def _codes(prefix: str, path: str) -> dict[str, Filter]:
    """The four parts of an identificator, named with `__` when it lies in another resource."""
    if prefix.endswith("__"):
        return {f"{prefix}{code}": _text(f"{path}.{code}") for code in _CODES}
    return {f"{prefix}{code[0].upper()}{code[1:]}": _text(f"{path}.{code}") for code in _CODES}


def _adres(name: str) -> dict[str, Filter]:
    return {f"{name}{part[0].upper()}{part[1:]}": _text(f"{name}.{part}") for part in _ADRES}


_PARTIJ_ID = "partijIdentificatoren.partijIdentificator"
_OBJECT_ID = "onderwerpobjectidentificator"
_SOORT_PARTIJ = _one_of("persoon", "organisatie", "contactpersoon")

FILTERS: dict[str, dict[str, Filter]] = {
    "partijen": _adres("bezoekadres")
    | _adres("correspondentieadres")
    | _codes("partijIdentificator__", _PARTIJ_ID)
    | _codes(
        "subIdentificatorVan__",
        "partijIdentificatoren.subIdentificatorVan.partijIdentificator",
    )
    # upstream looks for who is represented *by* the given partij
    | _link("vertegenwoordigdePartij", "vertegenwoordigers")
    | {
        "categorierelatie__categorie__naam": Filter(
            "categorieRelaties.categorieNaam",
            lambda value: value.split(","),
            lambda found, wanted: found in wanted,
        ),
        "indicatieActief": _boolean("indicatieActief"),
        "indicatieGeheimhouding": _boolean("indicatieGeheimhouding"),
        "nummer": _text("nummer"),
        "soortPartij": Filter("soortPartij", _SOORT_PARTIJ),
    },
    "partij-identificatoren": {
        "anderePartijIdentificator": _text("anderePartijIdentificator"),
        "partijIdentificatorCodeObjecttype": Filter(
            "partijIdentificator.codeObjecttype",
            _one_of("natuurlijk_persoon", "niet_natuurlijk_persoon", "vestiging"),
        ),
        "partijIdentificatorCodeRegister": Filter(
            "partijIdentificator.codeRegister", _one_of("brp", "hr")
        ),
        "partijIdentificatorCodeSoortObjectId": Filter(
            "partijIdentificator.codeSoortObjectId",
            _one_of("bsn", "kvk_nummer", "rsin", "vestigingsnummer"),
        ),
        "partijIdentificatorObjectId": _text("partijIdentificator.objectId"),
    },
    "betrokkenen": _link("hadKlantcontact", "hadKlantcontact")
    | _link("verstrektedigitaalAdres", "digitaleAdressen")
    | _link("wasPartij", "wasPartij")
    | _codes("wasPartij__partijIdentificator__", f"wasPartij.{_PARTIJ_ID}")
    | {
        "contactnaamAchternaam": _text("contactnaam.achternaam"),
        "contactnaamVoorletters": _text("contactnaam.voorletters"),
        "contactnaamVoornaam": _text("contactnaam.voornaam"),
        "contactnaamVoorvoegselAchternaam": _text("contactnaam.voorvoegselAchternaam"),
        "hadKlantcontact__nummer": _text("hadKlantcontact.nummer"),
        "hadKlantcontact__referentienummer": _text("hadKlantcontact.referentienummer"),
        "organisatienaam": _text("organisatienaam"),
        "verstrektedigitaalAdres__adres": _text("digitaleAdressen.adres"),
        "wasPartij__nummer": _text("wasPartij.nummer"),
    },
    "klantcontacten": _link("hadBetrokkene", "hadBetrokkenen")
    | _link("hadBetrokkene__wasPartij", "hadBetrokkenen.wasPartij")
    | _codes(
        "hadBetrokkene__wasPartij__partijIdentificator__",
        f"hadBetrokkenen.wasPartij.{_PARTIJ_ID}",
    )
    | _link("onderwerpobject", "gingOverOnderwerpobjecten")
    | _codes(f"onderwerpobject__{_OBJECT_ID}", f"gingOverOnderwerpobjecten.{_OBJECT_ID}")
    | _link("wasOnderwerpobject", "wasOnderwerpobjecten")
    | _codes(f"wasOnderwerpobject__{_OBJECT_ID}", f"wasOnderwerpobjecten.{_OBJECT_ID}")
    | {
        "hadBetrokkene__digitaaladres__adres__icontains": _search(
            "hadBetrokkenen.digitaleAdressen.adres"
        ),
        "hadBetrokkene__wasPartij": _presence("hadBetrokkenen.wasPartij"),
        "indicatieContactGelukt": _boolean("indicatieContactGelukt"),
        "inhoud": _search("inhoud"),
        "kanaal": _text("kanaal"),
        "leiddeTotInterneTaken": _presence("leiddeTotInterneTaken"),
        "nummer": _text("nummer"),
        "onderwerp": _search("onderwerp"),
        "plaatsgevondenOp": _moment("plaatsgevondenOp"),
        "reactie": _search("reactie"),
        "referentienummer": _text("referentienummer"),
        "vertrouwelijk": _boolean("vertrouwelijk"),
    },
    "onderwerpobjecten": _link("klantcontact", "klantcontact")
    | _link("wasKlantcontact", "wasKlantcontact")
    | _codes(_OBJECT_ID, _OBJECT_ID),
    "bijlagen": _codes("bijlageidentificator", "bijlageidentificator")
    | {"klantcontact__uuid": Filter("wasBijlageVanKlantcontact.uuid", _read_uuid)},
    "digitaleadressen": _link("verstrektDoorBetrokkene", "verstrektDoorBetrokkene")
    | _link("verstrektDoorPartij", "verstrektDoorPartij")
    | _codes("verstrektDoorPartij__partijIdentificator__", f"verstrektDoorPartij.{_PARTIJ_ID}")
    | {
        "adres": _text("adres"),
        "adres__icontains": _search("adres"),
        "isGeverifieerd": _presence("verificatieDatum"),
        "isStandaardAdres": _boolean("isStandaardAdres"),
        "omschrijving": _text("omschrijving"),
        "referentie": _text("referentie"),
        "soortDigitaalAdres": Filter(
            "soortDigitaalAdres", _one_of("email", "telefoonnummer", "overig")
        ),
        "verificatieDatum": Filter("verificatieDatum", _read_date),
        "verificatieDatum__gt": Filter("verificatieDatum", _read_date, lambda a, b: a > b),
        "verificatieDatum__gte": Filter("verificatieDatum", _read_date, lambda a, b: a >= b),
        "verificatieDatum__lt": Filter("verificatieDatum", _read_date, lambda a, b: a < b),
        "verificatieDatum__lte": Filter("verificatieDatum", _read_date, lambda a, b: a <= b),
        "verstrektDoorBetrokkene__rol": Filter(
            "verstrektDoorBetrokkene.rol", _one_of("klant", "vertegenwoordiger")
        ),
        "verstrektDoorPartij__soortPartij": Filter(
            "verstrektDoorPartij.soortPartij", _SOORT_PARTIJ
        ),
    },
    "internetaken": _link("aanleidinggevendKlantcontact", "aanleidinggevendKlantcontact")
    | _link("toegewezenAanActor", "toegewezenAanActoren")
    | {
        "actoren__naam": _text("toegewezenAanActoren.naam"),
        "klantcontact__nummer": _text("aanleidinggevendKlantcontact.nummer"),
        "klantcontact__referentienummer": _text("aanleidinggevendKlantcontact.referentienummer"),
        "klantcontact__uuid": Filter("aanleidinggevendKlantcontact.uuid", _read_uuid),
        "nummer": _text("nummer"),
        "referentienummer": _text("referentienummer"),
        "status": Filter("status", _one_of("te_verwerken", "verwerkt")),
        "toegewezenOp": _moment("toegewezenOp"),
    },
    "actoren": _codes("actoridentificator", "actoridentificator")
    | {
        "indicatieActief": _boolean("indicatieActief"),
        "naam": _search("naam"),
        "soortActor": Filter(
            "soortActor",
            _one_of("medewerker", "geautomatiseerde_actor", "organisatorische_eenheid"),
        ),
    },
    "actorklantcontacten": _link("actor", "actor") | _link("klantcontact", "klantcontact"),
    "vertegenwoordigingen": _link("vertegenwoordigdePartij", "vertegenwoordigdePartij")
    | _link("vertegenwoordigendePartij", "vertegenwoordigendePartij"),
    "categorieen": {},
    "categorie-relaties": _link("categorie", "categorie")
    | _link("partij", "partij")
    | {
        "beginDatum": Filter("beginDatum", _read_date),
        "eindDatum": Filter("eindDatum", _read_date),
        "categorie__naam": _text("categorie.naam"),
        "partij__nummer": _text("partij.nummer"),
    },
    "rekeningnummers": {
        "uuid": Filter("uuid", _read_uuid),
        "iban": _text("iban"),
        "bic": _text("bic"),
    },
}
