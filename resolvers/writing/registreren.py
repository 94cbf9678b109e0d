"""zaakRegistreren: a new zaak with its initiator, first status, documents and eigenschappen.

Open Zaak makes all but the eigenschappen in one write (`zaak_registreren`), when there is a
status; elsewhere each is a write of its own, the zaak first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from resolvers.context import RequestContext
from resolvers.kalender import today
from resolvers.roots import catalogus_list
from resolvers.writing.betrokkene import about_rol, betrokkene_body, rol_of
from resolvers.writing.eigenschap import WRONG_VALUE, complaint
from resolvers.writing.keuring import (
    NOT_FOUND,
    afgekeurd,
    deel_van_zaaktype,
    find,
    kenmerken_of,
    register_voor,
    same,
)
from resolvers.writing.koppelen import document_van_soort
from resolvers.writing.lichaam import REQUIRED, body_of, given, velden_of
from resolvers.writing.status import AANMAKEN, Status, now
from resolvers.writing.termijn import moved
from resolvers.writing.uitvoering import Opdracht, Over, Uitvoering, samen_of_apart
from resolvers.writing.zaak import BIJWERKEN, CRS_HEADERS, NOT_ALLOWED, UITERLIJK
from sources.catalogi.resources import (
    EIGENSCHAP,
    ROLTYPE,
    STATUSTYPE,
    ZAAKTYPE,
    RoltypeRecord,
    ZaaktypeRecord,
)
from sources.client import UpstreamClient
from sources.urls import last_segment
from sources.writing import Write
from sources.zaken.resources import (
    ROL,
    STATUS,
    ZAAK,
    ZAAKINFORMATIEOBJECT,
    ZaakExpand,
    ZaakRecord,
)

NOT_PUBLISHED, NOT_VALID = "ZAAKTYPE_NOT_PUBLISHED", "ZAAKTYPE_NOT_VALID"
INITIATOR = "initiator"
OF_ROL = {
    "roltype": "invoer.initiator.roltype",
    "roltoelichting": "invoer.initiator.roltoelichting",
    **dict.fromkeys(
        ("betrokkeneType", "betrokkeneIdentificatie", "betrokkene"), "invoer.initiator"
    ),
}
"""Which argument each property of the initiator's rol came from."""
MAX_PARTS = 50
"""Eigenschappen and documenten of one new zaak: each may take a write."""
TOO_MANY = "TOO_MANY"


class Nieuw(NamedTuple):
    """A zaak that was checked: the bodies of all that is to be made."""

    client: UpstreamClient
    zaak: dict[str, Any]
    rol: dict[str, Any] | None
    status: dict[str, Any] | None
    documenten: Sequence[str]
    eigenschappen: Sequence[dict[str, str]]
    velden: Mapping[str, Mapping[str, str]]
    """Per part, which argument each property came from."""

    @property
    def stappen(self) -> tuple[str, ...]:
        """What will be made, in order."""
        return (
            "zaak",
            *(["rol"] if self.rol is not None else []),
            *(["status"] if self.status is not None else []),
            *("zaakinformatieobject" for _ in self.documenten),
            *("zaakeigenschap" for _ in self.eigenschappen),
        )


async def zaak_registreren(context: RequestContext, invoer: Any, bron: str | None) -> Opdracht:
    """Return what makes a new zaak. Raises Afgekeurd, WriteDeniedError."""
    client = await register_voor(context, ZAAK, bron, (AANMAKEN,))
    if len(invoer.eigenschappen or ()) + len(invoer.documenten or ()) > MAX_PARTS:
        melding = f"Geef bij een nieuwe zaak samen hoogstens {MAX_PARTS} stukken mee."
        raise afgekeurd(TOO_MANY, "invoer", melding)
    zaaktype = await _zaaktype(context, invoer)
    zaak = _zaak_body(context, invoer, zaaktype)
    rol, roltype = await _initiator(context, invoer, zaaktype)
    await _require_allowed(context, client, zaaktype, zaak, (rol, roltype), invoer)
    nieuw = Nieuw(
        client,
        zaak,
        rol,
        await _status(context, invoer, zaaktype),
        await _documenten(context, invoer, zaaktype),
        await _eigenschappen(context, invoer, zaaktype),
        _velden(type(invoer)),
    )

    async def werk(uitvoering: Uitvoering) -> None:
        await _make(uitvoering, nieuw)

    return Opdracht(werk, nieuw.stappen)


def _velden(invoer: type) -> dict[str, dict[str, str]]:
    return {
        "zaak": velden_of(invoer) | {"zaaktype": "invoer.zaaktype"},
        "rol": OF_ROL,
        "status": Status("", veld="invoer.status").velden,
    }


async def _zaaktype(context: RequestContext, invoer: Any) -> ZaaktypeRecord:
    """Return the zaaktype, published and valid on the first day of the zaak. Raises Afgekeurd."""
    found: Any = await find(context, ZAAKTYPE, "Zaaktype", invoer.zaaktype)
    veld = "invoer.zaaktype"
    if found is None:
        raise afgekeurd(NOT_FOUND, veld, "Dit zaaktype is er niet.")
    if found.concept:
        raise afgekeurd(NOT_PUBLISHED, veld, "Dit zaaktype is nog niet gepubliceerd.")
    start = _start(context, invoer)
    if (found.begin_geldigheid or "") > start or (found.einde_geldigheid or "9999") <= start:
        melding = "Deze versie van het zaaktype geldt niet op de startdatum van de zaak."
        raise afgekeurd(NOT_VALID, veld, melding)
    zaaktype: ZaaktypeRecord = found
    return zaaktype


def _start(context: RequestContext, invoer: Any) -> str:
    start: str = given(invoer.startdatum) or today(context).isoformat()
    return start


def _zaak_body(context: RequestContext, invoer: Any, zaaktype: ZaaktypeRecord) -> dict[str, Any]:
    """Return the zaak as the register takes it. Raises Afgekeurd."""
    body = {"startdatum": _start(context, invoer), **body_of(invoer), "zaaktype": zaaktype.url}
    if not set(body.get("productenOfDiensten") or ()) <= set(zaaktype.producten_of_diensten or ()):
        melding = "Het zaaktype kent niet al deze producten of diensten."
        raise afgekeurd(NOT_ALLOWED, "invoer.productenOfDiensten", melding)
    last = moved(body["startdatum"], zaaktype.doorlooptijd or "")
    if UITERLIJK not in body and last is not None:
        body[UITERLIJK] = last
    latest = body.get(UITERLIJK)
    if latest is not None and date.fromisoformat(latest) < date.fromisoformat(body["startdatum"]):
        melding = "De zaak kan niet klaar moeten zijn voordat zij begint."
        raise afgekeurd(NOT_ALLOWED, f"invoer.{UITERLIJK}", melding)
    return body


async def _require_allowed(
    context: RequestContext,
    client: UpstreamClient,
    zaaktype: ZaaktypeRecord,
    zaak: Mapping[str, Any],
    initiator: tuple[dict[str, Any] | None, RoltypeRecord | None],
    invoer: Any,
) -> None:
    """Raise WriteDeniedError unless the caller may make such a zaak, and what comes with it."""
    rol, roltype = initiator
    level = zaak.get("vertrouwelijkheidaanduiding") or zaaktype.vertrouwelijkheidaanduiding
    generiek = roltype.omschrijving_generiek if roltype is not None else None
    rollen = [] if rol is None else [rol_of(rol, generiek)]
    candidate = ZaakRecord(
        url="",
        zaaktype_url=zaaktype.url,
        vertrouwelijkheidaanduiding=level,
        expanded=ZaakExpand(rollen=rollen),
    )
    guard = context.call.guard
    await guard.require_new(client, ZAAK, candidate, (AANMAKEN,))
    if rol is not None or invoer.eigenschappen:
        await guard.require_new(client, ZAAK, candidate, BIJWERKEN)


async def _initiator(
    context: RequestContext, invoer: Any, zaaktype: ZaaktypeRecord
) -> tuple[dict[str, Any] | None, RoltypeRecord | None]:
    """Return the rol of the initiator without its zaak, and its roltype. Raises Afgekeurd."""
    asked = given(invoer.initiator)
    if asked is None:
        return None, None
    veld = "invoer.initiator"
    if asked.roltype:
        roltype = await deel_van_zaaktype(
            context, ROLTYPE, "Roltype", asked.roltype, zaaktype.url, f"{veld}.roltype"
        )
    else:
        roltype = await _own_roltype(context, zaaktype)
    body = {
        "roltype": roltype.url,
        "roltoelichting": asked.roltoelichting or roltype.omschrijving or INITIATOR,
        **betrokkene_body(asked, veld),
    }
    return body, roltype


async def _own_roltype(context: RequestContext, zaaktype: ZaaktypeRecord) -> RoltypeRecord:
    """Return the roltype of this zaaktype's initiator. Raises Afgekeurd."""
    found = [
        one
        for one in await catalogus_list(context, ROLTYPE)
        if one.omschrijving_generiek == INITIATOR
        and same(context, ZAAKTYPE, one.zaaktype_url, zaaktype.url)
    ]
    if len(found) != 1:
        melding = "Het zaaktype heeft niet precies één roltype voor de initiator; noem het."
        raise afgekeurd(REQUIRED, "invoer.initiator.roltype", melding)
    roltype: RoltypeRecord = found[0]
    return roltype


async def _status(
    context: RequestContext, invoer: Any, zaaktype: ZaaktypeRecord
) -> dict[str, Any] | None:
    """Return the first status without its zaak. Raises Afgekeurd."""
    asked = given(invoer.status)
    if asked is None:
        return None
    veld = "invoer.status.statustype"
    statustype = await deel_van_zaaktype(
        context, STATUSTYPE, "Statustype", asked.statustype, zaaktype.url, veld
    )
    if statustype.is_eindstatus:
        raise afgekeurd(NOT_ALLOWED, veld, "Een nieuwe zaak begint niet met haar eindstatus.")
    body = {"statustype": statustype.url, "datumStatusGezet": asked.datum_status_gezet or now()}
    if asked.statustoelichting:
        body["statustoelichting"] = asked.statustoelichting
    return body


async def _documenten(
    context: RequestContext, invoer: Any, zaaktype: ZaaktypeRecord
) -> Sequence[str]:
    """Return the URLs of documents that may belong to such a zaak. Raises Afgekeurd."""
    known = zaaktype.informatieobjecttypen_urls or ()
    found = []
    for at, name in enumerate(given(invoer.documenten) or ()):
        veld = f"invoer.documenten.{at}"
        melding = "Het zaaktype kent geen documenten van dit soort."
        document = await document_van_soort(context, name, known, veld, melding)
        found.append(document.url)
    return found


async def _eigenschappen(
    context: RequestContext, invoer: Any, zaaktype: ZaaktypeRecord
) -> Sequence[dict[str, str]]:
    """Return the values, each of an eigenschap of this zaaktype and of its form."""
    found = []
    for at, asked in enumerate(given(invoer.eigenschappen) or ()):
        veld = f"invoer.eigenschappen.{at}"
        eigenschap = await deel_van_zaaktype(
            context, EIGENSCHAP, "Eigenschap", asked.eigenschap, zaaktype.url, f"{veld}.eigenschap"
        )
        wrong = complaint(eigenschap, asked.waarde)
        if wrong is not None:
            raise afgekeurd(WRONG_VALUE, f"{veld}.waarde", wrong)
        found.append({"eigenschap": eigenschap.url, "waarde": asked.waarde})
    return found


async def _make(uitvoering: Uitvoering, nieuw: Nieuw) -> None:
    """Make the zaak and what comes with it. Raises Stopped."""
    if nieuw.status is None:
        await _apart(uitvoering, nieuw)
    else:
        await _samen(uitvoering, nieuw)
    zaak = uitvoering.uitkomst.urls["zaak"]
    for at, eigenschap in enumerate(nieuw.eigenschappen):
        path = f"{ZAAK.path}/{last_segment(zaak)}/zaakeigenschappen"
        asked = Write(
            "POST", path, {"zaak": zaak, **eigenschap}, f"{ZAAK.path}/{{uuid}}/zaakeigenschappen"
        )
        veld = f"invoer.eigenschappen.{at}"
        velden = {"eigenschap": f"{veld}.eigenschap", "waarde": f"{veld}.waarde"}
        over = _over(nieuw, "zaakeigenschap", zaak)
        await uitvoering.stap(nieuw.client, asked, over, velden=velden)


def _over(nieuw: Nieuw, resource: str, zaak: str = "", at: str = "") -> Over:
    return Over("zaken", resource, zaak, _kenmerken(nieuw), at)


def _kenmerken(nieuw: Nieuw) -> Mapping[str, str]:
    names = ("bronorganisatie", "vertrouwelijkheidaanduiding")
    told = {name: nieuw.zaak.get(name) for name in names}
    return kenmerken_of(ZaakRecord(url="", zaaktype_url=nieuw.zaak["zaaktype"], **told))


async def _samen(uitvoering: Uitvoering, nieuw: Nieuw) -> None:
    """Make all but the eigenschappen in one write, where the server has that."""
    body: dict[str, Any] = {"zaak": nieuw.zaak, "rollen": [], "status": nieuw.status}
    overs = [_over(nieuw, "zaak")]
    velden = {f"zaak.{name}": veld for name, veld in nieuw.velden["zaak"].items()}
    velden |= {f"status.{name}": veld for name, veld in nieuw.velden["status"].items()}
    if nieuw.rol is not None:
        body["rollen"] = [nieuw.rol]
        overs.append(_over(nieuw, "rol", at="rollen.0"))
        velden["rollen"] = "invoer.initiator"
        velden |= {f"rollen.0.{name}": veld for name, veld in OF_ROL.items()}
    overs.append(_over(nieuw, "status"))
    if nieuw.documenten:
        body["zaakinformatieobjecten"] = [{"informatieobject": url} for url in nieuw.documenten]
        for at in range(len(nieuw.documenten)):
            overs.append(_over(nieuw, "zaakinformatieobject", at=f"zaakinformatieobjecten.{at}"))
            velden[f"zaakinformatieobjecten.{at}"] = f"invoer.documenten.{at}"
    asked = Write("POST", "zaak_registreren", body, headers=CRS_HEADERS)

    async def apart(uitvoering: Uitvoering) -> None:
        await _apart(uitvoering, nieuw)

    about = about_rol(nieuw.rol) if nieuw.rol is not None else ()
    made = await samen_of_apart(uitvoering, nieuw.client, asked, overs, velden, apart, about)
    if made is not None:
        uitvoering.made("zaak", nieuw.client, ZAAK.path)


async def _apart(uitvoering: Uitvoering, nieuw: Nieuw) -> None:
    """Make all but the eigenschappen, each in a write of its own."""
    client = nieuw.client
    asked = Write("POST", ZAAK.path, nieuw.zaak, headers=CRS_HEADERS)
    await uitvoering.stap(client, asked, _over(nieuw, "zaak"), velden=nieuw.velden["zaak"])
    zaak = uitvoering.made("zaak", nieuw.client, ZAAK.path)
    if nieuw.rol is not None:
        asked = Write("POST", ROL.path, {"zaak": zaak, **nieuw.rol})
        over, about = _over(nieuw, "rol", zaak), about_rol(nieuw.rol)
        await uitvoering.stap(client, asked, over, velden=nieuw.velden["rol"], about=about)
    if nieuw.status is not None:
        asked = Write("POST", STATUS.path, {"zaak": zaak, **nieuw.status})
        over = _over(nieuw, "status", zaak)
        await uitvoering.stap(client, asked, over, velden=nieuw.velden["status"])
    for at, url in enumerate(nieuw.documenten):
        asked = Write("POST", ZAAKINFORMATIEOBJECT.path, {"zaak": zaak, "informatieobject": url})
        over = _over(nieuw, "zaakinformatieobject", zaak)
        velden = {"informatieobject": f"invoer.documenten.{at}"}
        await uitvoering.stap(client, asked, over, velden=velden)
