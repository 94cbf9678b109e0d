"""One order per mutation that the sandbox carries out; who adds a mutation adds its order here."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from mutation_support import Json, Schrijver
from policy.tickets import UPLOAD, Voucher, owner_of, sealed


def open_zaak(graph: Schrijver) -> Json:
    """Return an open zaak that is not suspended and has no resultaat or deelzaken."""
    return next(
        zaak
        for zaak in graph.zaken()
        if not zaak["opschorting"]["indicatie"] and not zaak["resultaat"] and not zaak["deelzaken"]
    )


def _held(graph: Schrijver) -> str:
    uuid: str = next(one["uuid"] for one in graph.zaken() if one["opschorting"]["indicatie"])
    return uuid


def _with(graph: Schrijver, collection: str, **more: Any) -> Json:
    zaak = open_zaak(graph)
    soort = {"statustypen": "statustype", "resultaattypen": "resultaattype"}[collection]
    url = graph.of_type(collection, zaak)["url"]
    return {"zaak": zaak["uuid"], soort: url, **more}


def _closed(graph: Schrijver) -> Json:
    zaak = graph.zaken(is_open=False)[0]
    return {"zaak": zaak["uuid"], "statustype": graph.of_type("statustypen", zaak)["url"]}


def _new(graph: Schrijver) -> Json:
    return {
        "zaaktype": open_zaak(graph)["zaaktype"],
        "bronorganisatie": "517439943",
        "verantwoordelijkeOrganisatie": "517439943",
        "startdatum": "2026-11-02",
        "omschrijving": "Dakkapel",
    }


def _of(graph: Schrijver, **more: Any) -> Json:
    return {"zaak": open_zaak(graph)["uuid"], **more}


def _rol(graph: Schrijver, **more: Any) -> Json:
    zaak = open_zaak(graph)
    soort = graph.of_type("roltypen", zaak, omschrijvingGeneriek="belanghebbende")
    return {"zaak": zaak["uuid"], "roltype": soort["url"], "medewerker": "jjansen", **more}


def _own_rol(graph: Schrijver) -> Json:
    zaak = open_zaak(graph)
    rol = next(one for one in graph.data.rollen if one["zaak"] == zaak["url"])
    return {"rol": rol["uuid"]}


def _eigenschap(graph: Schrijver) -> Json:
    zaak = open_zaak(graph)
    soort = graph.of_type("eigenschappen", zaak)
    values = soort["specificatie"]["waardenverzameling"]
    return {
        "zaak": zaak["uuid"],
        "eigenschap": soort["url"],
        "waarde": values[0] if values else "1",
    }


def _related(graph: Schrijver) -> Json:
    """Return two zaken of one zaaktype, of which the second is no relation of the first."""
    one, other = graph.zaken()[:2]
    return {"zaak": one["uuid"], "andereZaak": other["uuid"], "soort": "GERELATEERD"}


def _tied(graph: Schrijver) -> Json:
    for zaak in graph.zaken():
        for item in zaak["gerelateerdeZaken"]:
            return {"zaak": zaak["uuid"], "andereZaak": item["url"], "soort": "GERELATEERD"}
    for zaak in graph.zaken():
        for item in zaak["relevanteAndereZaken"]:
            return {"zaak": zaak["uuid"], "andereZaak": item["url"], "soort": "GERELATEERD"}
    raise AssertionError("the sandbox has no related zaken")


def _besluit(graph: Schrijver) -> Json:
    zaak = open_zaak(graph)
    soort = next(one for one in graph.data.besluittypen if zaak["zaaktype"] in one["zaaktypen"])
    return {
        "zaak": zaak["uuid"],
        "besluittype": soort["url"],
        "verantwoordelijkeOrganisatie": "517439943",
        "datum": "2026-11-02",
        "ingangsdatum": "2026-11-02",
    }


def _taken(graph: Schrijver) -> Json:
    zaken = {one["url"] for one in graph.zaken()} | {
        one["url"] for one in graph.zaken(is_open=False)
    }
    besluit = next(
        one for one in graph.data.besluiten if one["zaak"] in zaken and not one["vervalreden"]
    )
    return {"besluit": besluit["url"], "vervaldatum": "2027-01-01"}


def _document(graph: Schrijver, *, is_linked: bool) -> Json:
    zaak = open_zaak(graph)
    soorten = next(one for one in graph.data.zaaktypen if one["url"] == zaak["zaaktype"])
    own = {
        one["informatieobject"]
        for one in graph.data.zaakinformatieobjecten
        if one["zaak"] == zaak["url"]
    }
    visible = {one["url"] for one in graph.zaken()}
    others = {
        one["informatieobject"]
        for one in graph.data.zaakinformatieobjecten
        if one["zaak"] in visible and one["zaak"] != zaak["url"]
    }
    document = next(
        one
        for one in graph.data.enkelvoudiginformatieobjecten
        if one["informatieobjecttype"] in soorten["informatieobjecttypen"]
        and one["url"] in (own if is_linked else others - own)
    )
    return {"zaak": zaak["uuid"], "document": document["url"]}


def _contact(graph: Schrijver) -> Json:
    return {
        "kanaal": "telefoon",
        "onderwerp": "Wanneer komt het besluit?",
        "vertrouwelijk": False,
        "zaak": open_zaak(graph)["uuid"],
    }


def _taak(graph: Schrijver) -> Json:
    taken = graph.sandbox.klanten.data.list("internetaken")
    return {"internetaak": next(one["uuid"] for one in taken if one["status"] == "te_verwerken")}


def _upload(graph: Schrijver) -> str:
    """Return the token of a file that waits for this caller."""
    desk, content = graph.endpoint.desk, b"%PDF-1.7"
    assert desk is not None
    assert desk.uploads is not None
    owner = owner_of(graph.caller[0])
    arriving = desk.uploads.spool.begin(owner, len(content))
    arriving._write(content)
    voucher = Voucher(
        name=arriving.name,
        key=arriving.key,
        sha256=arriving.finish(),
        size=len(content),
        formaat="application/pdf",
        bestandsnaam="brief.pdf",
        expires=time.time() + 60,
        owner=owner,
    )
    return sealed(desk.seals, UPLOAD, voucher)


def _uploaded(graph: Schrijver) -> Json:
    zaak = open_zaak(graph)
    zaaktype = next(one for one in graph.data.zaaktypen if one["url"] == zaak["zaaktype"])
    soort = zaaktype["informatieobjecttypen"][0]
    return {**_of(graph, titel="Brief"), "upload": _upload(graph), "informatieobjecttype": soort}


def _in_register(graph: Schrijver, **more: Any) -> Json:
    """Name a document of an open zaak that nobody locked."""
    links = graph.data.zaakinformatieobjecten
    own = {one["informatieobject"] for one in links if one["zaak"] == open_zaak(graph)["url"]}
    found = graph.data.enkelvoudiginformatieobjecten
    url = next(one["url"] for one in found if one["url"] in own and not one["locked"])
    return {"document": url, **more}


def _locked(graph: Schrijver) -> Json:
    """Name a document that is locked, with its lock; one made up so has its uuid for that."""
    links = {one["informatieobject"]: one["zaak"] for one in graph.data.zaakinformatieobjecten}
    here = {zaak["url"] for zaak in [*graph.zaken(), *graph.zaken(is_open=False)]}
    url = next(
        one["url"]
        for one in graph.data.enkelvoudiginformatieobjecten
        if one["locked"] and links.get(one["url"]) in here
    )
    return {"document": url, "vergrendeling": url.rpartition("/")[2]}


SAMPLES: Mapping[str, Callable[[Schrijver], Json]] = {
    "zaakRegistreren": _new,
    "zaakBijwerken": lambda graph: _of(graph, omschrijving="Anders"),
    "zaakOpschorten": lambda graph: _of(graph, reden="Wacht"),
    "zaakHervatten": lambda graph: {"zaak": _held(graph), "reden": "Verder"},
    "zaakVerlengen": lambda graph: _of(graph, reden="Drukte", duur="P7D"),
    "zaakAfsluiten": lambda graph: _with(graph, "resultaattypen"),
    "zaakHeropenen": _closed,
    "statusZetten": lambda graph: _with(graph, "statustypen"),
    "resultaatZetten": lambda graph: _with(graph, "resultaattypen"),
    "rolToevoegen": _rol,
    "rolBeeindigen": _own_rol,
    "eigenschapZetten": _eigenschap,
    "zakenKoppelen": _related,
    "zakenOntkoppelen": _tied,
    "besluitVastleggen": _besluit,
    "besluitIntrekken": _taken,
    "documentKoppelen": lambda graph: _document(graph, is_linked=False),
    "documentOntkoppelen": lambda graph: _document(graph, is_linked=True),
    "klantcontactRegistreren": _contact,
    "internetaakAfhandelen": _taak,
    "documentToevoegen": _uploaded,
    "documentVersieToevoegen": lambda graph: _in_register(graph, upload=_upload(graph)),
    "documentVergrendelen": _in_register,
    "documentOntgrendelen": _locked,
}
"""The `invoer` per mutation."""

SELECTED = {"internetaakAfhandelen": "klantcontact { url }"}
"""What is asked of a result, where that is not the zaak."""
