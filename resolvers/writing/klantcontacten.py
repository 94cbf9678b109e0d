"""Mutations on contacts with klanten and the tasks that follow (Klantinteracties 0.9.0).

A contact with its betrokkene and onderwerpobject is one write (`maak-klantcontact`); a server
without that gets them one by one. The interne taak is always a write of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from resolvers.context import RequestContext
from resolvers.registers import permitted
from resolvers.writing.keuring import (
    NOT_FOUND,
    afgekeurd,
    find,
    register_voor,
    require_any,
    zaak_te_zien,
)
from resolvers.writing.lichaam import REQUIRED, body_of, given, velden_of
from resolvers.writing.status import now
from resolvers.writing.uitvoering import Opdracht, Over, Uitvoering, samen_of_apart
from sources.client import UpstreamClient
from sources.klantinteracties.resources import (
    ACTOR,
    BETROKKENE,
    INTERNETAAK,
    KLANTCONTACT,
    ONDERWERPOBJECT,
    PARTIJ,
    KlantcontactRecord,
)
from sources.urls import last_segment
from sources.writing import Write

SCHRIJVEN = ("klantinteracties.schrijven",)
OTHER_REGISTER = "OTHER_REGISTER"
TASK_DONE = "TAAK_VERWERKT"
VERWERKT = "verwerkt"
MAKE = "maak-klantcontact"
VAN_ZAAK = {"codeObjecttype": "zaak", "codeRegister": "open-zaak", "codeSoortObjectId": "uuid"}
"""How an onderwerpobject names a zaak; only the first is fixed (Open Klant), the rest is custom."""


class Contact(NamedTuple):
    """A contact that was checked: the bodies of all that is to be made."""

    client: UpstreamClient
    parts: Mapping[str, dict[str, Any]]
    """`klantcontact`, and `betrokkene` and `onderwerpobject` where they were given."""
    velden: Mapping[str, str]
    taak: dict[str, Any] | None


PLACES = {
    "klantcontact": KLANTCONTACT.path,
    "betrokkene": BETROKKENE.path,
    "onderwerpobject": ONDERWERPOBJECT.path,
}


async def klantcontact_registreren(
    context: RequestContext, invoer: Any, bron: str | None
) -> Opdracht:
    """Return what registers a contact. Raises Afgekeurd, WriteDeniedError."""
    client = await register_voor(context, KLANTCONTACT, bron, SCHRIJVEN)
    guard = context.call.guard
    await guard.require_new(client, KLANTCONTACT, KlantcontactRecord(url=""), SCHRIJVEN)
    body = {"plaatsgevondenOp": now(), **body_of(invoer)}
    parts: dict[str, dict[str, Any]] = {"klantcontact": body}
    urls: dict[str, str] = {}
    betrokkene = await _betrokkene(context, client, given(invoer.betrokkene))
    if betrokkene is not None:
        parts["betrokkene"] = betrokkene
    if given(invoer.zaak) is not None:
        zaak = (await zaak_te_zien(context, invoer.zaak)).zaak
        urls["zaak"] = zaak.url
        identificator = {**VAN_ZAAK, "objectId": last_segment(zaak.url)}
        parts["onderwerpobject"] = {
            "wasKlantcontact": None,
            "onderwerpobjectidentificator": identificator,
        }
    taak = await _taak(context, client, given(invoer.taak))
    contact = Contact(client, parts, velden_of(type(invoer)), taak)

    async def werk(uitvoering: Uitvoering) -> None:
        await _make(uitvoering, contact)

    stappen = (*parts, *(("internetaak",) if taak is not None else ()))
    return Opdracht(werk, stappen, urls)


async def _betrokkene(
    context: RequestContext, client: UpstreamClient, asked: Any
) -> dict[str, Any] | None:
    """Return who took part, as the register takes it. Raises Afgekeurd."""
    if asked is None:
        return None
    body = {"wasPartij": None, **body_of(asked, "invoer.betrokkene")}
    veld = "invoer.betrokkene.partij"
    if given(asked.partij) is not None:
        partij = await _there(context, PARTIJ, "Partij", asked.partij, client, veld)
        body["wasPartij"] = {"uuid": last_segment(partij.url)}
    elif not (body.get("contactnaam") or body.get("organisatienaam")):
        melding = "Noem een partij, of een contactnaam of organisatienaam."
        raise afgekeurd(REQUIRED, "invoer.betrokkene", melding)
    return body


async def _taak(
    context: RequestContext, client: UpstreamClient, asked: Any
) -> dict[str, Any] | None:
    """Return the interne taak without its klantcontact. Raises Afgekeurd."""
    if asked is None:
        return None
    actoren = []
    for at, one in enumerate(asked.toegewezen_aan):
        veld = f"invoer.taak.toegewezenAan.{at}"
        actor = await _there(context, ACTOR, "Actor", one, client, veld)
        actoren.append({"uuid": last_segment(actor.url)})
    if not actoren:
        melding = "Noem wie de taak krijgt."
        raise afgekeurd(REQUIRED, "invoer.taak.toegewezenAan", melding)
    body = body_of(asked, "invoer.taak")
    return {**body, "toegewezenAanActoren": actoren, "status": "te_verwerken"}


async def _there(
    context: RequestContext,
    resource: Any,
    type_name: str,
    name: str,
    client: UpstreamClient,
    veld: str,
) -> Any:
    """Return what an argument names, in the register that is written. Raises Afgekeurd."""
    found: Any = await find(context, resource, type_name, name)
    if found is None:
        raise afgekeurd(NOT_FOUND, veld, f"Deze {type_name.lower()} is er niet.")
    if context.landscape.locate(found.url)[0] is not client:
        melding = "Dit staat in een ander register dan waarin het contact komt."
        raise afgekeurd(OTHER_REGISTER, veld, melding)
    return found


async def _make(uitvoering: Uitvoering, contact: Contact) -> None:
    """Register the contact and what belongs to it. Raises Stopped."""
    client, parts = contact.client, contact.parts
    asked = Write("POST", MAKE, dict(parts))
    overs = [_over(name, at=name) for name in parts]
    velden = {f"klantcontact.{name}": veld for name, veld in contact.velden.items()}
    velden |= {name: _argument(name) for name in parts if name != "klantcontact"}

    async def apart(uitvoering: Uitvoering) -> None:
        await _apart(uitvoering, contact)

    if await samen_of_apart(uitvoering, client, asked, overs, velden, apart) is not None:
        uitvoering.made("klantcontact", client, KLANTCONTACT.path)
    if contact.taak is not None:
        uuid = last_segment(uitvoering.uitkomst.urls["klantcontact"])
        body = {**contact.taak, "aanleidinggevendKlantcontact": {"uuid": uuid}}
        names = {name: f"invoer.taak.{name}" for name in ("gevraagdeHandeling", "toelichting")}
        names["toegewezenAanActoren"] = "invoer.taak.toegewezenAan"
        over = Over("internetaken", "internetaak")
        await uitvoering.stap(client, Write("POST", INTERNETAAK.path, body), over, velden=names)


async def _apart(uitvoering: Uitvoering, contact: Contact) -> None:
    client, parts = contact.client, contact.parts
    asked = Write("POST", KLANTCONTACT.path, parts["klantcontact"])
    await uitvoering.stap(client, asked, _over("klantcontact"), velden=contact.velden)
    reference = {"uuid": last_segment(uitvoering.made("klantcontact", client, KLANTCONTACT.path))}
    for name, link in (("betrokkene", "hadKlantcontact"), ("onderwerpobject", "klantcontact")):
        if name in parts:
            asked = Write("POST", PLACES[name], {**parts[name], link: reference})
            velden = dict.fromkeys(parts[name], _argument(name))
            await uitvoering.stap(client, asked, _over(name), velden=velden)


def _argument(part: str) -> str:
    return "invoer.betrokkene" if part == "betrokkene" else "invoer.zaak"


def _over(resource: str, at: str = "") -> Over:
    return Over("klantcontacten", resource, at=at)


async def internetaak_afhandelen(
    context: RequestContext, name: str, more: Mapping[str, Any], velden: Mapping[str, str]
) -> Opdracht:
    """Return what says that an interne taak is done. Raises Afgekeurd, WriteDeniedError."""
    clients: Sequence[UpstreamClient] = context.landscape.of(INTERNETAAK.api)
    await require_any(context, permitted(context, INTERNETAAK, clients), INTERNETAAK, SCHRIJVEN)
    taak = await find(context, INTERNETAAK, "Internetaak", name)
    veld = "invoer.internetaak"
    if taak is None:
        raise afgekeurd(NOT_FOUND, veld, "Deze interne taak is er niet.")
    client = context.landscape.locate(taak.url)[0]
    await context.call.guard.require_write(client, INTERNETAAK, taak, SCHRIJVEN)
    if taak.status == VERWERKT:
        raise afgekeurd(TASK_DONE, veld, "Deze interne taak is al afgehandeld.")
    path = f"{INTERNETAAK.path}/{last_segment(taak.url)}"
    asked = Write("PATCH", path, {"status": VERWERKT, **more}, f"{INTERNETAAK.path}/{{uuid}}")
    over = Over("internetaken", "internetaak", taak.url)

    async def werk(uitvoering: Uitvoering) -> None:
        await uitvoering.stap(client, asked, over, velden=velden)

    urls = {"internetaak": taak.url}
    contact = taak.aanleidinggevend_klantcontact_ref
    if contact is not None and contact.url:
        urls["klantcontact"] = contact.url
    return Opdracht(werk, ("internetaak",), urls)
