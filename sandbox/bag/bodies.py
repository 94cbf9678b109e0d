"""The HAL bodies of the BAG: an object under its own name, `_links`, and what was expanded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.bag.register import (
    AdresseerbaarObject,
    Bag,
    Nummeraanduiding,
    OpenbareRuimte,
    Pand,
    Woonplaats,
)
from sandbox.zgw.data.vocabulary import GEMEENTECODE

Body = dict[str, Any]
Expand = frozenset[str]
NOTHING: Expand = frozenset()
PATHS = {"Verblijfsobject": "verblijfsobjecten", "Ligplaats": "ligplaatsen"}
LONGEST_REGEL = 24  # characters of a street name in an adresregel (NEN 5825)


def lean(**properties: Any) -> Body:
    """What has no value is left out, as the BAG does."""
    return {name: value for name, value in properties.items() if value not in ("", None, (), [])}


def soort_path(soort: str) -> str:
    return PATHS.get(soort, "standplaatsen")


class Renderer:
    """Bodies with links below one root."""

    def __init__(self, bag: Bag, root: str) -> None:
        self._bag = bag
        self._root = root

    def href(self, path: str, identificatie: str) -> Body:
        return {"href": f"{self._root}{path}/{identificatie}"}

    def woonplaats(self, place: Woonplaats, expand: Expand = NOTHING) -> Body:
        own = _own("Woonplaats", place.identificatie, place.begin)
        own |= {"naam": place.naam, "status": "Woonplaats aangewezen"}
        links = {
            "self": self.href("woonplaatsen", place.identificatie),
            "bronhouders": [self.href("bronhouders", GEMEENTECODE)],
        }
        embedded: Body = {}
        if "geometrie" in expand:
            embedded["geometrie"] = {"vlak": _vlak(139000.0, 453000.0, 9000.0)}
        if "bronhouders" in expand:
            embedded["bronhouders"] = [_gemeente(place)]
        return _hal("woonplaats", own, links, embedded)

    def openbare_ruimte(self, ruimte: OpenbareRuimte, expand: Expand = NOTHING) -> Body:
        place = self._bag.woonplaats
        own = _own("OpenbareRuimte", ruimte.identificatie, ruimte.begin) | {
            "naam": ruimte.naam,
            "korteNaam": ruimte.korte_naam,
            "type": ruimte.type,
            "status": "Naamgeving uitgegeven",
            "ligtIn": place.identificatie,
        }
        links = {
            "self": self.href("openbareruimten", ruimte.identificatie),
            "ligtInWoonplaats": self.href("woonplaatsen", place.identificatie),
        }
        embedded = {}
        if "ligtInWoonplaats" in expand:
            embedded["ligtInWoonplaats"] = self.woonplaats(place)
        return _hal("openbareRuimte", own, links, embedded)

    def nummeraanduiding(self, adres: Nummeraanduiding, expand: Expand = NOTHING) -> Body:
        """`ligtIn` is told only of an address outside the woonplaats of its street: none here."""
        own = _own("Nummeraanduiding", adres.identificatie, adres.begin) | lean(
            huisnummer=adres.huisnummer,
            huisletter=adres.huisletter,
            huisnummertoevoeging=adres.huisnummertoevoeging,
            postcode=adres.postcode,
            typeAdresseerbaarObject=self._bag.objecten[adres.object].soort,
            status=adres.status,
            ligtAan=adres.openbare_ruimte,
        )
        links = {
            "self": self.href("nummeraanduidingen", adres.identificatie),
            "ligtAanOpenbareRuimte": self.href("openbareruimten", adres.openbare_ruimte),
        }
        embedded = {}
        if "ligtAanOpenbareRuimte" in expand:
            ruimte = self._bag.openbareruimten[adres.openbare_ruimte]
            embedded["ligtAanOpenbareRuimte"] = self.openbare_ruimte(ruimte)
        return _hal("nummeraanduiding", own, links, embedded)

    def pand(self, pand: Pand, expand: Expand = NOTHING) -> Body:
        own = _own("Pand", pand.identificatie, pand.begin) | {
            "geometrie": _vlak(pand.x, pand.y, 10.0),
            "oorspronkelijkBouwjaar": f"{pand.bouwjaar:04d}",
            "status": pand.status,
        }
        return _hal("pand", own, {"self": self.href("panden", pand.identificatie)}, {})

    def object(self, object_: AdresseerbaarObject, expand: Expand = NOTHING) -> Body:
        """A verblijfsobject, ligplaats or standplaats under its own name."""
        is_verblijfsobject = object_.soort == "Verblijfsobject"
        punt = {"punt": {"type": "Point", "coordinates": [object_.x, object_.y, 0.0]}}
        own = _own(object_.soort, object_.identificatie, object_.begin) | lean(
            type=object_.soort,
            heeftAlsHoofdAdres=object_.hoofdadres,
            heeftAlsNevenAdres=list(object_.nevenadressen),
            geometrie=punt if is_verblijfsobject else _vlak(object_.x, object_.y, 12.0),
            gebruiksdoelen=list(object_.gebruiksdoelen),
            oppervlakte=object_.oppervlakte or None,
            status=object_.status,
            maaktDeelUitVan=list(object_.panden),
        )
        body = _hal(
            object_.soort.lower(), own, self._object_links(object_), self._around(object_, expand)
        )
        if object_.in_onderzoek:
            body["inonderzoek"] = [_onderzoek(object_)]
        return body

    def adresseerbaar_object(self, object_: AdresseerbaarObject, expand: Expand = NOTHING) -> Body:
        """The same, one level down: any of the three kinds may come."""
        self_ = self.href("adresseerbareobjecten", object_.identificatie)
        return {object_.soort.lower(): self.object(object_, expand), "_links": {"self": self_}}

    def adres(self, adres: Nummeraanduiding, expand: Expand = NOTHING) -> Body:
        object_ = self._bag.objecten[adres.object]
        body = self._adres(adres, object_) | {"_links": self._adres_links(adres, object_)}
        embedded: dict[str, Callable[[], Any]] = {
            "openbareRuimte": lambda: self.openbare_ruimte(
                self._bag.openbareruimten[adres.openbare_ruimte]
            ),
            "nummeraanduiding": lambda: self.nummeraanduiding(adres),
            "woonplaats": lambda: self.woonplaats(self._bag.woonplaats),
            "adresseerbaarObject": lambda: self.adresseerbaar_object(object_),
            "panden": lambda: [self.pand(self._bag.panden[pand]) for pand in object_.panden],
        }
        found = {name: make() for name, make in embedded.items() if name in expand}
        return body | ({"_embedded": lean(**found)} if found else {})

    def adres_uitgebreid(self, adres: Nummeraanduiding, expand: Expand = NOTHING) -> Body:
        object_ = self._bag.objecten[adres.object]
        own = self.object(object_)[object_.soort.lower()]
        geometrie = own["geometrie"]
        panden = [self._bag.panden[pand] for pand in object_.panden]
        return self._adres(adres, object_) | lean(
            typeAdresseerbaarObject=object_.soort,
            adresseerbaarObjectGeometrie=geometrie if "punt" in geometrie else {"vlak": geometrie},
            adresseerbaarObjectStatus=object_.status,
            gebruiksdoelen=list(object_.gebruiksdoelen),
            oppervlakte=object_.oppervlakte or None,
            oorspronkelijkBouwjaar=[f"{pand.bouwjaar:04d}" for pand in panden],
            pandStatussen=[pand.status for pand in panden],
            _links=self._adres_links(adres, object_),
        )

    def zoekresultaat(self, adres: Nummeraanduiding, expand: Expand = NOTHING) -> Body:
        adressen = f"{self._root}adressen?zoekresultaatIdentificatie={zoek_id(adres)}"
        return {
            "omschrijving": self.omschrijving(adres),
            "identificatie": zoek_id(adres),
            "_links": {"adres": {"href": adressen}},
        }

    def omschrijving(self, adres: Nummeraanduiding) -> str:
        """The address on one line, as people type it."""
        straat = self._bag.openbareruimten[adres.openbare_ruimte].naam
        return f"{straat} {_huis(adres)}, {adres.postcode} {self._bag.woonplaats.naam}"

    def _adres(self, adres: Nummeraanduiding, object_: AdresseerbaarObject) -> Body:
        ruimte, place = self._bag.openbareruimten[adres.openbare_ruimte], self._bag.woonplaats
        postcode = f"{adres.postcode[:4]} {adres.postcode[4:]}"
        return lean(
            openbareRuimteNaam=ruimte.naam,
            korteNaam=ruimte.korte_naam,
            huisnummer=adres.huisnummer,
            huisletter=adres.huisletter,
            huisnummertoevoeging=adres.huisnummertoevoeging,
            postcode=adres.postcode,
            woonplaatsNaam=place.naam,
            nummeraanduidingIdentificatie=adres.identificatie,
            openbareRuimteIdentificatie=ruimte.identificatie,
            woonplaatsIdentificatie=place.identificatie,
            adresseerbaarObjectIdentificatie=adres.object,
            pandIdentificaties=list(object_.panden),
            indicatieNevenadres=True if adres.is_neven else None,
            adresregel5=f"{ruimte.korte_naam[:LONGEST_REGEL]} {_huis(adres)}",
            adresregel6=f"{postcode}  {place.naam.upper()}",
        )

    def _adres_links(self, adres: Nummeraanduiding, object_: AdresseerbaarObject) -> Body:
        links = {
            "self": self.href("adressen", adres.identificatie),
            "openbareRuimte": self.href("openbareruimten", adres.openbare_ruimte),
            "nummeraanduiding": self.href("nummeraanduidingen", adres.identificatie),
            "woonplaats": self.href("woonplaatsen", self._bag.woonplaats.identificatie),
            "adresseerbaarObject": self.href(soort_path(object_.soort), object_.identificatie),
        }
        return links | lean(panden=[self.href("panden", pand) for pand in object_.panden])

    def _object_links(self, object_: AdresseerbaarObject) -> Body:
        neven = [self.href("nummeraanduidingen", adres) for adres in object_.nevenadressen]
        return {
            "self": self.href(soort_path(object_.soort), object_.identificatie),
            "heeftAlsHoofdAdres": self.href("nummeraanduidingen", object_.hoofdadres),
        } | lean(
            heeftAlsNevenAdres=neven,
            maaktDeelUitVan=[self.href("panden", pand) for pand in object_.panden],
        )

    def _around(self, object_: AdresseerbaarObject, expand: Expand) -> Body:
        hoofdadres, *neven = self._bag.adressen_of(object_)
        found: Body = {}
        if "heeftAlsHoofdAdres" in expand:
            found["heeftAlsHoofdAdres"] = self.nummeraanduiding(hoofdadres)
        if "heeftAlsNevenAdres" in expand:
            found["heeftAlsNevenAdres"] = [self.nummeraanduiding(adres) for adres in neven]
        if "maaktDeelUitVan" in expand:
            panden = [self._bag.panden[pand] for pand in object_.panden]
            found["maaktDeelUitVan"] = [self.pand(pand) for pand in panden]
        return lean(**found)


def zoek_id(adres: Nummeraanduiding) -> str:
    """An opaque key: clients only hand it back."""
    return f"adr-{adres.identificatie[::-1]}"


def _huis(adres: Nummeraanduiding) -> str:
    toevoeging = f"-{adres.huisnummertoevoeging}" if adres.huisnummertoevoeging else ""
    return f"{adres.huisnummer}{adres.huisletter}{toevoeging}"


def _own(soort: str, identificatie: str, begin: str) -> Body:
    """What every kind of object tells of itself."""
    return {
        "identificatie": identificatie,
        "domein": f"NL.IMBAG.{soort}",
        "geconstateerd": "N",
        "documentdatum": begin,
        "documentnummer": f"BAG-{begin[:4]}-{identificatie[-5:]}",
        "voorkomen": {
            "tijdstipRegistratie": f"{begin}T11:14:27.000+01:00",
            "versie": 1,
            "beginGeldigheid": begin,
            "tijdstipRegistratieLV": f"{begin}T11:31:13.488+01:00",
        },
    }


def _hal(name: str, own: Body, links: Body, embedded: Body) -> Body:
    body: Body = {name: own, "_links": links}
    return body | ({"_embedded": embedded} if embedded else {})


def _vlak(x: float, y: float, size: float) -> Body:
    """A square with its south-west corner at a point; RD, with a height, counter-clockwise."""
    east, north = round(x + size, 3), round(y + size, 3)
    corners = ((x, y), (east, y), (east, north), (x, north), (x, y))
    return {"type": "Polygon", "coordinates": [[[*corner, 0.0] for corner in corners]]}


def _gemeente(place: Woonplaats) -> Body:
    return {
        "code": GEMEENTECODE,
        "naam": place.naam,
        "beginGeldigheid": place.begin,
        "provincie": {"identificatie": 26, "naam": "Utrecht", "afkorting": "UT"},
        "status": "Actief",
        "versie": 1,
        "tijdstipRegistratieLV": f"{place.begin}T08:00:00.000+01:00",
    }


def _onderzoek(object_: AdresseerbaarObject) -> Body:
    return {
        "kenmerk": "oppervlakte",
        "identificatieVanVerblijfsobject": object_.identificatie,
        "inOnderzoek": "J",
        "historie": {
            "tijdstipRegistratie": "2023-03-01T10:00:00.000+01:00",
            "beginGeldigheid": "2023-03-01",
            "tijdstipRegistratieLV": "2023-03-01T10:30:00.000+01:00",
        },
        "documentdatum": "2023-03-01",
        "documentnummer": f"OND-{object_.identificatie[-5:]}",
    }
