"""Mutations on contacts with klanten, and on the tasks that follow from them."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import strawberry

from planning.reads import Reads, Way, reading
from resolvers.context import ResolveInfo, context_of
from resolvers.writing.klantcontacten import internetaak_afhandelen, klantcontact_registreren
from resolvers.writing.lichaam import NOT_BLANK, body_of, velden_of
from resolvers.writing.mutatie import muteer
from schema.base import edge, graph_type
from schema.klant_parts import BetrokkeneRol
from schema.klantinteracties import Internetaak, Klantcontact
from schema.mutation_base import (
    Context,
    Resultaatdeel,
    Sleutel,
    Toelichting,
    mutates,
    zaak_na_afloop,
)
from schema.mutation_invoer import ZAAK, optional, property_field, required, required_property
from schema.scalars import DateTime
from schema.zaken import Zaak
from sources.klantinteracties.resources import INTERNETAAK, KLANTCONTACT
from sources.loader import settled

Bron = Annotated[
    str | None,
    strawberry.argument(description="Het register; nodig als er meer dan één klantregister is."),
]


async def _klantcontact(source: Any, info: ResolveInfo) -> Any:
    url, context = source.urls.get("klantcontact"), context_of(info)
    return None if url is None else await settled(context.loaders.by_url(KLANTCONTACT, url))


async def _internetaak(source: Any, info: ResolveInfo) -> Any:
    url, context = source.urls.get("internetaak"), context_of(info)
    return None if url is None else await settled(context.loaders.by_url(INTERNETAAK, url))


KLANTCONTACT_NA_AFLOOP = reading(_klantcontact, Reads(Way.FOUND, KLANTCONTACT))


@graph_type("Wat er van een opdracht over een klantcontact geworden is.")
class KlantcontactResultaat(Resultaatdeel):
    """The result of a mutation on a klantcontact."""

    klantcontact: Klantcontact | None = edge(
        KLANTCONTACT_NA_AFLOOP, "Het klantcontact zoals het na de opdracht is."
    )
    zaak: Zaak | None = edge(zaak_na_afloop, "De zaak waar het contact over ging.")


@graph_type("Wat er van een opdracht over een interne taak geworden is.")
class InternetaakResultaat(Resultaatdeel):
    """The result of a mutation on an interne taak."""

    internetaak: Internetaak | None = edge(
        reading(_internetaak, Reads(Way.FOUND, INTERNETAAK)), "De taak zoals zij na de opdracht is."
    )
    klantcontact: Klantcontact | None = edge(
        KLANTCONTACT_NA_AFLOOP, "Het klantcontact waar de taak uit voortkwam."
    )


@strawberry.input(description="De naam van wie contact had, als er geen partij van is.")
class ContactnaamInvoer:
    """Betrokkene.contactnaam."""

    voorletters: str | None = property_field("voorletters", "De voorletters.", "")
    voornaam: str | None = property_field("voornaam", "De voornaam.", "")
    voorvoegsel_achternaam: str | None = property_field(
        "voorvoegselAchternaam", "Het voorvoegsel van de achternaam.", ""
    )
    achternaam: str | None = property_field("achternaam", "De achternaam.", "")


@strawberry.input(description="Wie er aan het contact deelnam.")
class ContactBetrokkeneInvoer:
    """The betrokkene of a new klantcontact."""

    partij: strawberry.ID | None = optional("De partij: haar UUID, URL of globale sleutel.")
    rol: BetrokkeneRol = required_property("rol", "Of het de klant zelf was.")
    initiator: bool = required_property("initiator", "Of het contact van de betrokkene uitging.")
    contactnaam: ContactnaamInvoer | None = property_field(
        "contactnaam", "De naam, als er geen partij van is."
    )
    organisatienaam: str | None = property_field(
        "organisatienaam", "De organisatie waar de betrokkene voor sprak.", ""
    )


@strawberry.input(description="Wat er na een contact nog moet gebeuren.")
class InternetaakInvoer:
    """The interne taak of a new klantcontact."""

    gevraagde_handeling: str = required_property("gevraagdeHandeling", "Wat er moet gebeuren.")
    taaktoelichting: str | None = property_field("toelichting", "Toelichting op de taak.", "")
    toegewezen_aan: list[strawberry.ID] = required(
        "De actoren die de taak krijgen: UUID, URL of globale sleutel."
    )


@strawberry.input(description="Een contact met een klant.")
class KlantcontactRegistrerenInvoer:
    """What klantcontactRegistreren takes (Klantinteracties 0.9.0, `maak-klantcontact`)."""

    kanaal: str = required_property("kanaal", "Het kanaal, zoals telefoon of balie.")
    onderwerp: str = required_property("onderwerp", "Waar het contact over ging.")
    taal: str = strawberry.field(
        default="nld",
        description="De taal (ISO 639-2/B).",
        metadata={"property": "taal", "blank": NOT_BLANK},
    )
    vertrouwelijk: bool = required_property("vertrouwelijk", "Of het contact vertrouwelijk is.")
    inhoud: str | None = property_field("inhoud", "Wat er besproken is.", "")
    reactie: str | None = property_field("reactie", "Wat er geantwoord is.", "")
    indicatie_contact_gelukt: bool | None = property_field(
        "indicatieContactGelukt", "Of het contact gelukt is."
    )
    verdere_actie_ondernomen: bool | None = property_field(
        "verdereActieOndernomen", "Of er actie is ondernomen.", NOT_BLANK
    )
    plaatsgevonden_op: DateTime | None = property_field(
        "plaatsgevondenOp", "Wanneer het contact was; anders nu.", NOT_BLANK
    )
    betrokkene: ContactBetrokkeneInvoer | None = optional("Wie er aan het contact deelnam.")
    zaak: strawberry.ID | None = optional(f"{ZAAK} Waar het contact over ging.")
    taak: InternetaakInvoer | None = optional("Wat er na het contact nog moet gebeuren.")


@strawberry.input(description="Een interne taak die klaar is.")
class InternetaakAfhandelenInvoer:
    """What internetaakAfhandelen takes."""

    internetaak: strawberry.ID = required("De taak: haar UUID, URL of globale sleutel (`id`).")
    taaktoelichting: str | None = property_field(
        "toelichting", "De toelichting op de taak; vervangt de vorige.", ""
    )
    afgehandeld_op: DateTime | None = property_field(
        "afgehandeldOp", "Wanneer de taak klaar was; anders zegt het register het zelf."
    )


async def _klantcontact_registreren(
    info: Context,
    invoer: KlantcontactRegistrerenInvoer,
    bron: Bron = None,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    work = partial(klantcontact_registreren, info.context, invoer, bron)
    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


async def _internetaak_afhandelen(
    info: Context,
    invoer: InternetaakAfhandelenInvoer,
    toelichting: Toelichting = None,
    idempotentiesleutel: Sleutel = None,
) -> Any:
    async def work() -> Any:
        more, velden = body_of(invoer), velden_of(InternetaakAfhandelenInvoer)
        return await internetaak_afhandelen(info.context, invoer.internetaak, more, velden)

    return await muteer(info._raw_info, work, toelichting=toelichting, sleutel=idempotentiesleutel)


@strawberry.type
class KlantenMutation:
    """The root fields that register contacts and finish tasks."""

    klantcontact_registreren: KlantcontactResultaat | None = strawberry.field(
        resolver=_klantcontact_registreren,
        metadata=mutates(4, 2, resource=KLANTCONTACT),
        description="Leg een contact met een klant vast, met wie er sprak, over welke zaak, en "
        "wat er nog moet gebeuren.",
    )
    internetaak_afhandelen: InternetaakResultaat | None = strawberry.field(
        resolver=_internetaak_afhandelen,
        metadata=mutates(2, 1, resource=INTERNETAAK),
        description="Zeg dat een interne taak klaar is.",
    )
