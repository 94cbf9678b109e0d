"""The bodies of the KVK APIs: Ja and Nee, yyyymmdd, and nothing that has no value."""

from __future__ import annotations

from typing import Any

from sandbox.kvk.register import Adres, Onderneming, Vestiging

Body = dict[str, Any]
UITGEBREID = {
    "BeslotenVennootschap": "Besloten vennootschap met gewone structuur",
    "VennootschapOnderFirma": "Vennootschap onder firma",
    "VerenigingVanEigenaars": "Vereniging van eigenaars",
}


def lean(**properties: Any) -> Body:
    return {name: value for name, value in properties.items() if value not in ("", None, [])}


def ja_nee(value: bool) -> str:
    return "Ja" if value else "Nee"


class Renderer:
    """Bodies with links below one root."""

    def __init__(self, root: str) -> None:
        self._root = root

    def link(self, rel: str, path: str) -> Body:
        return {"rel": rel, "href": f"{self._root}{path}"}

    def basisprofiel(self, item: Onderneming, geo: bool) -> Body:
        base = f"v1/basisprofielen/{item.kvk_nummer}"
        hoofd = item.hoofdvestiging
        embedded = {"eigenaar": self.eigenaar(item, geo)}
        if hoofd is not None:
            embedded = {"hoofdvestiging": self.hoofdvestiging(item, hoofd, geo), **embedded}
        return lean(
            kvkNummer=item.kvk_nummer,
            indNonMailing=ja_nee(item.wil_geen_reclame),
            naam=item.handelsnamen[0],
            formeleRegistratiedatum=item.begin,
            materieleRegistratie=lean(datumAanvang=item.begin, datumEinde=item.einde),
            totaalWerkzamePersonen=sum(v.voltijd + v.deeltijd for v in item.vestigingen),
            statutaireNaam=item.naam if item.is_rechtspersoon else "",
            handelsnamen=_handelsnamen(item.handelsnamen),
            sbiActiviteiten=_sbi(item),
            links=[self.link("self", base), self.link("vestigingen", f"{base}/vestigingen")],
            _embedded=embedded,
        )

    def eigenaar(self, item: Onderneming, geo: bool) -> Body:
        """Of someone who trades under their own name there is no rsin: that would be a BSN."""
        base = f"v1/basisprofielen/{item.kvk_nummer}"
        adressen = [self.adres(item.adres, geo, "bezoekadres")] if item.is_rechtspersoon else []
        return lean(
            rsin=item.rsin,
            rechtsvorm=item.rechtsvorm,
            uitgebreideRechtsvorm=UITGEBREID.get(item.rechtsvorm, item.rechtsvorm),
            adressen=adressen,
            links=[self.link("self", f"{base}/eigenaar"), self.link("basisprofiel", base)],
        )

    def hoofdvestiging(self, item: Onderneming, vestiging: Vestiging, geo: bool) -> Body:
        base = f"v1/basisprofielen/{item.kvk_nummer}"
        links = [
            self.link("self", f"{base}/hoofdvestiging"),
            self.link("vestigingen", f"{base}/vestigingen"),
            self.link("basisprofiel", base),
            self.link("vestigingsprofiel", f"v1/vestigingsprofielen/{vestiging.nummer}"),
        ]
        return self._vestiging(item, vestiging, geo) | {"links": links}

    def vestigingsprofiel(self, item: Onderneming, vestiging: Vestiging, geo: bool) -> Body:
        base = f"v1/basisprofielen/{item.kvk_nummer}"
        return self._vestiging(item, vestiging, geo) | {
            "handelsnamen": _handelsnamen([vestiging.naam]),
            "links": [
                self.link("self", f"v1/vestigingsprofielen/{vestiging.nummer}"),
                self.link("basisprofiel", base),
                self.link("vestigingen", f"{base}/vestigingen"),
            ],
        }

    def vestigingen(self, item: Onderneming) -> Body:
        base = f"v1/basisprofielen/{item.kvk_nummer}"
        commercieel = sum(vestiging.is_commercieel for vestiging in item.vestigingen)
        total = len(item.vestigingen)
        return {
            "kvkNummer": item.kvk_nummer,
            "aantalCommercieleVestigingen": commercieel,
            "aantalNietCommercieleVestigingen": total - commercieel,
            "totaalAantalVestigingen": total,
            "vestigingen": [self._basis(item, vestiging) for vestiging in item.vestigingen],
            "links": [self.link("self", f"{base}/vestigingen"), self.link("basisprofiel", base)],
        }

    def adres(self, adres: Adres, geo: bool, soort: str, *, is_afgeschermd: bool = False) -> Body:
        """Of a shielded address no more is told than that there is one."""
        if is_afgeschermd:
            return {"type": soort, "indAfgeschermd": "Ja"}
        body = {
            "type": soort,
            "indAfgeschermd": "Nee",
            "volledigAdres": _volledig(adres),
            "straatnaam": adres.straat,
            "huisnummer": adres.huisnummer,
            "postcode": adres.postcode,
            "plaats": adres.plaats,
            "land": "Nederland",
        }
        return body | ({"geoData": _geo(adres)} if geo else {})

    def _vestiging(self, item: Onderneming, vestiging: Vestiging, geo: bool) -> Body:
        afgeschermd = vestiging.is_afgeschermd
        return lean(
            vestigingsnummer=vestiging.nummer,
            kvkNummer=item.kvk_nummer,
            rsin=item.rsin,
            indNonMailing=ja_nee(item.wil_geen_reclame),
            formeleRegistratiedatum=item.begin,
            materieleRegistratie=lean(datumAanvang=item.begin, datumEinde=item.einde),
            eersteHandelsnaam=vestiging.naam,
            indHoofdvestiging=ja_nee(vestiging.is_hoofd),
            indCommercieleVestiging=ja_nee(vestiging.is_commercieel),
            voltijdWerkzamePersonen=vestiging.voltijd,
            totaalWerkzamePersonen=vestiging.voltijd + vestiging.deeltijd,
            deeltijdWerkzamePersonen=vestiging.deeltijd,
            adressen=[self.adres(vestiging.adres, geo, "bezoekadres", is_afgeschermd=afgeschermd)],
            websites=[] if afgeschermd else [f"www.{_plain(vestiging.naam)}.voorbeeld.nl"],
            sbiActiviteiten=_sbi(item),
        )

    def _basis(self, item: Onderneming, vestiging: Vestiging) -> Body:
        profiel = f"v1/vestigingsprofielen/{vestiging.nummer}"
        return lean(
            vestigingsnummer=vestiging.nummer,
            kvkNummer=item.kvk_nummer,
            eersteHandelsnaam=vestiging.naam,
            indHoofdvestiging=ja_nee(vestiging.is_hoofd),
            indAdresAfgeschermd=ja_nee(vestiging.is_afgeschermd),
            indCommercieleVestiging=ja_nee(vestiging.is_commercieel),
            volledigAdres="" if vestiging.is_afgeschermd else _volledig(vestiging.adres),
            links=[self.link("vestigingsprofiel", profiel)],
        )


def _handelsnamen(namen: list[str]) -> list[Body]:
    return [{"naam": naam, "volgorde": order} for order, naam in enumerate(namen, start=1)]


def _sbi(item: Onderneming) -> list[Body]:
    code, omschrijving = item.sbi
    return [{"sbiCode": code, "sbiOmschrijving": omschrijving, "indHoofdactiviteit": "Ja"}]


def _volledig(adres: Adres) -> str:
    return f"{adres.straat} {adres.huisnummer} {adres.postcode}{adres.plaats}"


def _geo(adres: Adres) -> Body:
    """The KVK spells `addresseerbaar` and `nummerAanduiding` in its own way."""
    return {
        "addresseerbaarObjectId": adres.object,
        "nummerAanduidingId": adres.nummeraanduiding,
        "gpsLatitude": adres.gps[0],
        "gpsLongitude": adres.gps[1],
        "rijksdriehoekX": adres.rd[0],
        "rijksdriehoekY": adres.rd[1],
        "rijksdriehoekZ": 0.0,
    }


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isascii() and char.isalnum())
