"""The made-up Voorbeeldstad: its streets, civil servants and companies."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.zgw.data.elfproef import make_rsin

GEMEENTECODE = "9999"
WOONPLAATS = "Voorbeeldstad"
WOONPLAATSCODE = "3999"
BAG_ROOT = "http://bag.sandbox/lvbag/individuelebevragingen/v2/"
"""Where the BAG objects live that some zaakobjecten name by URL too."""


@dataclass(frozen=True)
class Straat:
    """A street with its postcode and a point on it (longitude, latitude)."""

    naam: str
    postcode: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Medewerker:
    identificatie: str
    voorletters: str
    voorvoegsel: str
    achternaam: str


@dataclass(frozen=True)
class Eenheid:
    identificatie: str
    naam: str


@dataclass(frozen=True)
class Bedrijf:
    naam: str
    kvk_nummer: str
    vestigingsnummer: str
    rsin: str
    rechtsvorm: str


STRATEN = (
    Straat("Dorpsstraat", "9990AA", 5.1130, 52.0910),
    Straat("Marktplein", "9990AB", 5.1152, 52.0921),
    Straat("Kerkstraat", "9990AC", 5.1174, 52.0932),
    Straat("Stationsweg", "9990BA", 5.1211, 52.0888),
    Straat("Molenlaan", "9990BB", 5.1093, 52.0957),
    Straat("Beatrixlaan", "9991CA", 5.1260, 52.0975),
    Straat("Industrieweg", "9992DA", 5.1333, 52.0851),
    Straat("Parkzicht", "9991CB", 5.1047, 52.0989),
    Straat("Havenkade", "9992DB", 5.1301, 52.0824),
    Straat("Eikenhof", "9991CC", 5.1015, 52.0940),
    Straat("Schoolstraat", "9990BC", 5.1188, 52.0902),
    Straat("Zuiderdiep", "9993EA", 5.1120, 52.0799),
)

MEDEWERKERS = (
    Medewerker("medewerker01", "S.", "", "Yilmaz"),
    Medewerker("medewerker02", "P.", "van der", "Meer"),
    Medewerker("medewerker03", "A.", "de", "Groot"),
    Medewerker("medewerker04", "F.", "", "El Amrani"),
    Medewerker("medewerker05", "J.", "", "Postma"),
    Medewerker("medewerker06", "K.", "van", "Dijk"),
    Medewerker("medewerker07", "R.", "", "Sewnandan"),
    Medewerker("medewerker08", "L.", "ter", "Horst"),
)

EENHEDEN = (
    Eenheid("VTH", "Vergunningen, Toezicht en Handhaving"),
    Eenheid("BOR", "Beheer Openbare Ruimte"),
    Eenheid("JZ", "Juridische Zaken"),
    Eenheid("SD", "Sociaal Domein"),
)

BEDRIJVEN = (
    Bedrijf(
        "Bouwbedrijf Van Loon B.V.",
        "68750110",
        "000037178598",
        make_rsin(85750110),
        "besloten_vennootschap",
    ),
    Bedrijf(
        "Constructiebureau De Balk B.V.",
        "69599084",
        "000038509504",
        make_rsin(85959908),
        "besloten_vennootschap",
    ),
    Bedrijf(
        "Stichting Oranjecomité Voorbeeldstad",
        "55344526",
        "000022222222",
        make_rsin(85134452),
        "stichting",
    ),
    Bedrijf(
        "Wijkvereniging Molenkwartier",
        "90001354",
        "000037143557",
        make_rsin(85900013),
        "vereniging",
    ),
    Bedrijf(
        "Café De Gouden Leeuw",
        "90004760",
        "000037143530",
        make_rsin(85900047),
        "vennootschap_onder_firma",
    ),
)
