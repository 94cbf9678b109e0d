"""A contactmoment for every klantcontact, and what ties it to klanten and zaken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sandbox.klant import Klanten
from sandbox.zgw.data import BRONORGANISATIE
from sandbox.zgw.data.context import Json, make_uuid

ROLLEN = {"klant": "gesprekspartner", "vertegenwoordiger": "belanghebbende"}


class ContactmomentBuilder:
    """Makes contactmomenten; `klant_url` tells the url of the klant of a partij."""

    def __init__(
        self,
        root: str,
        register: Klanten,
        zaken: Mapping[str, str],
        klant_url: Callable[[str], str],
    ) -> None:
        self._root = root
        self._store = register.data
        self._zaken = zaken
        self._klant_url = klant_url

    def contactmomenten(self) -> list[Json]:
        """Oldest first; a follow-up and what it follows name each other."""
        contacten = self._store.list("klantcontacten")
        earlier = {
            item["klantcontact"]["uuid"]: item["wasKlantcontact"]["uuid"]
            for item in self._store.list("onderwerpobjecten")
            if item["wasKlantcontact"]
        }
        later = {previous: following for following, previous in earlier.items()}
        ordered = sorted(contacten, key=lambda item: str(item["plaatsgevondenOp"]))
        return [
            self._contactmoment(item)
            | {
                "vorigContactmoment": self._url_of(earlier.get(item["uuid"])),
                "volgendContactmoment": self._url_of(later.get(item["uuid"])),
            }
            for item in ordered
        ]

    def klantcontactmomenten(self) -> list[Json]:
        """One per betrokkene that is a partij; who stays unknown has none."""
        return [
            {
                "url": f"{self._root}klantcontactmomenten/{make_uuid('kcm', item['uuid'])}",
                "contactmoment": self._url(item["hadKlantcontact"]["uuid"]),
                "klant": self._klant_url(item["wasPartij"]["uuid"]),
                "rol": ROLLEN[item["rol"]],
            }
            for item in self._store.list("betrokkenen")
            if item["wasPartij"]
        ]

    def objectcontactmomenten(self) -> list[Json]:
        return [
            {
                "url": f"{self._root}objectcontactmomenten/{make_uuid('ocm', item['uuid'])}",
                "contactmoment": self._url(item["klantcontact"]["uuid"]),
                "object": self._zaken[item["onderwerpobjectidentificator"]["objectId"]],
                "objectType": "zaak",
            }
            for item in self._store.list("onderwerpobjecten")
            if item["onderwerpobjectidentificator"]
        ]

    def link(self, zaakcontactmomenten: Sequence[Json]) -> list[Json]:
        """Let these name contactmomenten that exist; returns the mirror of each, as kept here."""
        contacten = self._store.list("klantcontacten")
        mirrors = []
        for number, item in enumerate(zaakcontactmomenten):
            contact = contacten[number * 11 % len(contacten)]
            item["contactmoment"] = self._url(contact["uuid"])
            mirrors.append(
                {
                    "url": f"{self._root}objectcontactmomenten/{make_uuid('zcm', item['uuid'])}",
                    "contactmoment": item["contactmoment"],
                    "object": item["zaak"],
                    "objectType": "zaak",
                }
            )
        return mirrors

    def _contactmoment(self, contact: Json) -> Json:
        actor = contact["hadBetrokkenActoren"][0] if contact["hadBetrokkenActoren"] else None
        betrokkene = self._store.find(contact["hadBetrokkenen"][0]["uuid"]) or {}
        partij = betrokkene.get("wasPartij")
        return {
            "url": self._url(contact["uuid"]),
            "bronorganisatie": BRONORGANISATIE,
            "klant": self._klant_url(partij["uuid"]) if partij else "",
            "registratiedatum": contact["plaatsgevondenOp"],
            "kanaal": contact["kanaal"],
            "voorkeurskanaal": "",
            "voorkeurstaal": contact["taal"],
            "tekst": f"{contact['onderwerp']}. {contact['inhoud']}",
            "onderwerpLinks": [],
            "initiatiefnemer": "klant" if betrokkene.get("initiator") else "gemeente",
            "medewerker": "",
            "medewerkerIdentificatie": _medewerker(actor) if actor else None,
        }

    def _url(self, uuid: str) -> str:
        return f"{self._root}contactmomenten/{make_uuid('contactmoment', uuid)}"

    def _url_of(self, uuid: str | None) -> str | None:
        return None if uuid is None else self._url(uuid)


def _medewerker(actor: Json) -> Json | None:
    """Of an automaat or an afdeling there is no medewerker to name."""
    if actor["soortActor"] != "medewerker":
        return None
    voornaam, *middle, achternaam = actor["naam"].split()
    return {
        "identificatie": actor["actoridentificator"]["objectId"][:24],
        "achternaam": achternaam,
        "voorletters": f"{voornaam[0]}.",
        "voorvoegselAchternaam": " ".join(middle),
    }
