"""Links between the registers: what one of them says of another's objects, made to exist.

The registers are built one by one; here their loose ends are tied together, before anyone asks.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any

from sandbox.klant import Klanten
from sandbox.zgw import ZgwRegisters

Json = dict[str, Any]


def link_registers(zgw: ZgwRegisters, klanten: Klanten) -> None:
    """Verzendingen name real partijen and actoren, bijlagen real documents of their zaak."""
    zaak_of = {
        relatie["informatieobject"]: relatie["object"]
        for relatie in zgw.data.objectinformatieobjecten
        if relatie["objectType"] == "zaak"
    }
    _link_verzendingen(zgw, klanten, zaak_of)
    _link_bijlagen(klanten, zaak_of)


def _link_verzendingen(zgw: ZgwRegisters, klanten: Klanten, zaak_of: dict[str, str]) -> None:
    partijen, actoren = _partijen_by_bsn(klanten), cycle(klanten.data.list("actoren"))
    anyone = klanten.data.list("partijen")[0]
    initiators = {
        rol["zaak"]: rol["betrokkeneIdentificatie"].get("inpBsn", "")
        for rol in zgw.data.rollen
        if rol["omschrijvingGeneriek"] == "initiator"
    }
    for verzending in zgw.data.verzendingen:
        bsn = initiators.get(zaak_of.get(verzending["informatieobject"], ""), "")
        verzending["betrokkene"] = partijen.get(bsn, anyone)["url"]
        verzending["contactPersoon"] = next(actoren)["url"]


def _partijen_by_bsn(klanten: Klanten) -> dict[str, Json]:
    return {
        identificator["partijIdentificator"]["objectId"]: partij
        for partij in klanten.data.list("partijen")
        for identificator in partij["partijIdentificatoren"]
        if identificator["partijIdentificator"]["codeSoortObjectId"] == "bsn"
    }


def _link_bijlagen(klanten: Klanten, zaak_of: dict[str, str]) -> None:
    """A bijlage of a contact about no zaak keeps its made-up uuid: a document nobody has."""
    document_of = {_uuid_of(zaak): document for document, zaak in zaak_of.items()}
    for onderwerp in klanten.data.list("onderwerpobjecten"):
        about = onderwerp["onderwerpobjectidentificator"]
        document = document_of.get(about["objectId"]) if about else None
        contact = klanten.data.find(onderwerp["klantcontact"]["uuid"])
        if document is None or contact is None:
            continue
        for link in contact["omvatteBijlagen"]:
            bijlage = klanten.data.resources["bijlagen"][link["uuid"]]
            bijlage["bijlageidentificator"]["objectId"] = _uuid_of(document)


def _uuid_of(url: str) -> str:
    return url.rpartition("/")[2]
