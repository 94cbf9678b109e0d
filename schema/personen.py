"""Persons (BRP Personen bevragen v2): every field asked is a field selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import Info
from strawberry.scalars import JSON

from planning.reads import Reads, Way
from resolvers.context import RequestContext
from resolvers.objecten import objecten_of_persoon
from resolvers.personen import PersoonNode, brp_flag, brp_value, persoon_of_relative
from schema import persoon_parts as parts
from schema.base import edge, graph_type, prop
from schema.bewoning import Verblijf, verblijfplaatshistorie
from schema.klanten import Klant, KlantSoort, constant
from schema.persoon_gezag import Gezagsrelatie
from schema.persoon_verblijf import Nationaliteit, Verblijfplaats
from sources.brp.resources import PersoonBeperktRecord
from sources.objecten.resources import OBJECT

if TYPE_CHECKING:
    from schema.objecten import Object

_AUTOMATIC = ("burgerservicenummer",)
"""What to ask for when only automatic fields are selected: they come with any answer."""
_PERSOON = Annotated["Persoon", strawberry.lazy("schema.personen")]


def brp(attribute: str, description: str, *, path: str = "", name: str | None = None) -> Any:
    """Return a field of Persoon that the BRP knows; `path` when the names differ."""
    own = path or _camel(attribute)
    return edge(brp_value(attribute), description, name=name, brp=(own,))


def automatic(attribute: str, description: str) -> Any:
    """Return a field the BRP delivers unasked."""
    return edge(brp_value(attribute), description, brp=_AUTOMATIC)


_IN_ONDERZOEK = (
    "burgerservicenummer",
    "datumInschrijvingInGemeente",
    "gemeenteVanInschrijving",
    "geslacht",
    "indicatieCurateleRegister",
    "leeftijd",
)
"""What Persoon.inOnderzoek may speak of; the BRP tells only of what is asked."""


def _camel(attribute: str) -> str:
    first, *rest = attribute.split("_")
    return first + "".join(map(str.capitalize, rest))


_OWN_BSN = ("burgerservicenummer",)


async def _objecten(
    root: PersoonNode,
    info: Info[RequestContext, None],
    objecttype: Annotated[
        str | None, strawberry.argument(description="Alleen van dit type (UUID of URL).")
    ] = None,
) -> Any:
    return await objecten_of_persoon(info.context, root, objecttype)


@graph_type("Een kind van een persoon.")
class Kind:
    """Persoon.kinderen[]."""

    burgerservicenummer: str | None = prop("Het BSN, als het kind dat heeft.")
    naam: parts.FamilielidNaam | None = prop("De naam.")
    geboorte: parts.Gebeurtenis | None = prop("De geboorte.")
    in_onderzoek: JSON | None = prop(parts.IN_ONDERZOEK)
    persoon: _PERSOON | None = edge(persoon_of_relative, "Het kind zelf in de BRP.", brp=_OWN_BSN)


@graph_type("Een ouder van een persoon.")
class Ouder:
    """Persoon.ouders[]."""

    burgerservicenummer: str | None = prop("Het BSN, als de ouder dat heeft.")
    geslacht: parts.Waardetabel | None = prop("Het geslacht.")
    ouder_aanduiding: str | None = prop("Eerste (1) of tweede (2) ouder.")
    datum_ingang_familierechtelijke_betrekking: parts.BrpDatum | None = prop("Sinds wanneer.")
    naam: parts.FamilielidNaam | None = prop("De naam.")
    geboorte: parts.Gebeurtenis | None = prop("De geboorte.")
    in_onderzoek: JSON | None = prop(parts.IN_ONDERZOEK)
    persoon: _PERSOON | None = edge(persoon_of_relative, "De ouder zelf in de BRP.", brp=_OWN_BSN)


@graph_type("Een (vroegere) partner van een persoon.")
class Partner:
    """Persoon.partners[]."""

    burgerservicenummer: str | None = prop("Het BSN, als de partner dat heeft.")
    geslacht: parts.Waardetabel | None = prop("Het geslacht.")
    soort_verbintenis: parts.Waardetabel | None = prop("Huwelijk of partnerschap.")
    naam: parts.FamilielidNaam | None = prop("De naam.")
    geboorte: parts.Gebeurtenis | None = prop("De geboorte.")
    aangaan_huwelijk_partnerschap: parts.Gebeurtenis | None = prop("Het begin.")
    ontbinding_huwelijk_partnerschap: parts.Moment | None = prop("Het einde.")
    in_onderzoek: JSON | None = prop(parts.IN_ONDERZOEK)
    persoon: _PERSOON | None = edge(persoon_of_relative, "De partner zelf in de BRP.", brp=_OWN_BSN)


@graph_type("Een natuurlijk persoon in de BRP.", record=PersoonNode)
class Persoon(Klant):
    """Persoon (BRP Personen bevragen 2.7); has no id, for its only key is the BSN."""

    burgerservicenummer: str = prop("Het burgerservicenummer.", attr="bsn")
    weergavenaam: str | None = edge(
        brp_value("naam.volledige_naam"), "De naam om te tonen.", brp=("naam.volledigeNaam",)
    )
    soort: KlantSoort = edge(constant("persoon"), "Wat voor klant het is.")
    a_nummer: str | None = brp("a_nummer", "Het administratienummer.")
    geslacht: parts.Waardetabel | None = brp("geslacht", "Het geslacht.")
    leeftijd: int | None = brp("leeftijd", "De leeftijd in jaren.")
    naam: parts.PersoonNaam | None = brp("naam", "De naam.")
    geboorte: parts.Gebeurtenis | None = brp("geboorte", "De geboorte.")
    overlijden: parts.Gebeurtenis | None = brp("overlijden", "Het overlijden.")
    datum_eerste_inschrijving_gba: parts.BrpDatum | None = brp(
        "datum_eerste_inschrijving_gba",
        "Wanneer iemand voor het eerst is ingeschreven.",
        path="datumEersteInschrijvingGBA",
        name="datumEersteInschrijvingGBA",
    )
    nationaliteiten: list[Nationaliteit] | None = brp("nationaliteiten", "De nationaliteiten.")
    verblijfplaats: Verblijfplaats | None = brp("verblijfplaats", "Waar iemand verblijft.")
    immigratie: parts.Immigratie | None = brp("immigratie", "De komst naar Nederland.")
    gemeente_van_inschrijving: parts.Waardetabel | None = brp(
        "gemeente_van_inschrijving", "De gemeente waar iemand is ingeschreven."
    )
    datum_inschrijving_in_gemeente: parts.BrpDatum | None = brp(
        "datum_inschrijving_in_gemeente", "Sinds wanneer iemand daar is ingeschreven."
    )
    adressering: parts.Adressering | None = brp("adressering", "Hoe iemand aan te schrijven is.")
    indicatie_curatele_register: bool | None = edge(
        brp_flag("indicatie_curatele_register"),
        "Of iemand onder curatele staat.",
        brp=("indicatieCurateleRegister",),
    )
    indicatie_gezag_minderjarige: parts.Waardetabel | None = brp(
        "indicatie_gezag_minderjarige", "Wie het gezag heeft over een minderjarige."
    )
    gezag: list[Gezagsrelatie] | None = brp("gezag", "De gezagsrelaties.")
    uitsluiting_kiesrecht: parts.UitsluitingKiesrecht | None = brp(
        "uitsluiting_kiesrecht", "Dat iemand niet mag stemmen."
    )
    europees_kiesrecht: parts.EuropeesKiesrecht | None = brp(
        "europees_kiesrecht", "Of iemand voor het Europees parlement stemt."
    )
    verblijfstitel: parts.Verblijfstitel | None = brp("verblijfstitel", "Het verblijfsrecht.")
    kinderen: list[Kind] | None = brp("kinderen", "De kinderen.")
    ouders: list[Ouder] | None = brp("ouders", "De ouders.")
    partners: list[Partner] | None = brp(
        "partners", "De huidige partner, of de laatste als er geen is."
    )
    objecten: list[Annotated[Object, strawberry.lazy("schema.objecten")]] | None = strawberry.field(
        resolver=_objecten,
        metadata={"reads": Reads(Way.CHILDREN, OBJECT, everywhere=True)},
        description="De objecten in de Objects API over deze persoon, van elk type waarvan is "
        "ingericht waar een BSN staat.",
    )
    geheimhouding_persoonsgegevens: bool | None = edge(
        brp_flag("geheimhouding_persoonsgegevens"),
        "Of de gegevens niet zomaar verstrekt mogen worden.",
        brp=_AUTOMATIC,
    )
    opschorting_bijhouding: parts.OpschortingBijhouding | None = automatic(
        "opschorting_bijhouding", "Of en waarom de gegevens niet meer worden bijgehouden."
    )
    rni: list[parts.Rni] | None = automatic("rni", "De registraties van een niet-ingezetene.")
    verificatie: parts.Verificatie | None = automatic("verificatie", "Wanneer nagegaan.")
    in_onderzoek: JSON | None = edge(
        brp_value("in_onderzoek"),
        "Welke van de gevraagde gegevens in onderzoek zijn, buiten de groepen; is er verder niets "
        "gevraagd, dan van al die gegevens.",
        brp=_AUTOMATIC,
        alone=_IN_ONDERZOEK,
    )
    verblijfplaatshistorie: list[Verblijf] | None = strawberry.field(
        resolver=verblijfplaatshistorie,
        metadata={"reads": Reads(Way.CHILDREN)},
        description="Waar iemand verbleef op een dag (`peildatum`) of in een periode (`van` en "
        "`tot`), het nieuwste eerst. Alleen met een doelbinding.",
    )


@graph_type("Een persoon zoals een zoekvraag die vindt.", record=PersoonBeperktRecord)
class PersoonBeperkt:
    """PersoonBeperkt (BRP Personen bevragen 2.7)."""

    burgerservicenummer: str | None = prop("Het burgerservicenummer.", brp=("burgerservicenummer",))
    geslacht: parts.Waardetabel | None = prop("Het geslacht.", brp=("geslacht",))
    leeftijd: int | None = prop("De leeftijd in jaren.", brp=("leeftijd",))
    naam: parts.NaamBeperkt | None = prop("De naam.", brp=("naam",))
    geboorte: parts.Moment | None = prop("De geboorte.", brp=("geboorte",))
    adressering: parts.AdresseringBeperkt | None = prop("Het adres.", brp=("adressering",))
    geheimhouding_persoonsgegevens: bool | None = prop(
        "Of de gegevens niet zomaar verstrekt mogen worden.", brp=_AUTOMATIC
    )
    opschorting_bijhouding: parts.OpschortingBijhouding | None = prop(
        "Of en waarom de gegevens niet meer worden bijgehouden.", brp=_AUTOMATIC
    )
    rni: list[parts.Rni] = prop("De registraties van een niet-ingezetene.", brp=_AUTOMATIC)
    verificatie: parts.Verificatie | None = prop("Wanneer nagegaan.", brp=_AUTOMATIC)
    in_onderzoek: JSON | None = prop(
        "Welke van de gevraagde gegevens in onderzoek zijn, buiten de groepen; is er verder niets "
        "gevraagd, dan van al die gegevens.",
        brp=_AUTOMATIC,
        alone=("burgerservicenummer", "geslacht", "leeftijd"),
    )
    gezag: list[Gezagsrelatie] = prop(
        "De gezagsrelaties. De BRP geeft ze alleen bij zoeken met `adresseerbaarObject`; bij een "
        "andere zoekvraag is dit veld vragen een fout. Gebruik daar `persoon { gezag }`.",
        brp=("gezag",),
    )
    persoon: Persoon | None = edge(persoon_of_relative, "De hele persoon in de BRP.", brp=_OWN_BSN)
