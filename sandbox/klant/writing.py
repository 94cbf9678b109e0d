"""Writes of klantinteracties: contacts, who and what they were about, and what comes of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from sandbox.klant import bodies
from sandbox.klant.partijen import make_volledige_naam
from sandbox.klant.problems import invalid, invalid_params, method_not_allowed, not_found
from sandbox.klant.store import Body, Store, link
from sandbox.zgw.writing import fields
from sandbox.zgw.writing.fields import FaultyValueError, as_utc, fault, read_body

Publish = Callable[[Body], None]
ACTIES = {"POST": "create", "PUT": "update", "PATCH": "partial_update", "DELETE": "destroy"}
KANALEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "partijen": ("partij", ("nummer", "interneNotitie", "soortPartij")),
    "internetaken": ("internetaak", ("nummer", "gevraagdeHandeling", "toelichting", "status")),
    "klantcontacten": (
        "klantcontact",
        ("hoofdOnderwerpType", "indicatieContactGelukt", "verdereActieOndernomen"),
    ),
}
"""Per kanaal what a message calls the resource, and by what it can be filtered."""
_NO_ACTOREN = (
    "`toegewezen_aan_actor` of `toegewezen_aan_actoren` is required (mag niet beiden gebruiken)."
)
_BOTH_ACTOREN = (
    "`toegewezen_aan_actor` en `toegewezen_aan_actoren` mag niet beiden gebruikt worden."
)


@dataclass(frozen=True)
class Kind:
    """How one resource is written."""

    body: fields.Body
    links: Mapping[str, str]
    """Per field that links: the resource it links to."""
    listed_in: tuple[str, str] | None = None
    """The linking field, and the list of what it links to in which this one then stands."""
    methods: tuple[str, ...] = ("POST", "PUT", "PATCH")


KINDS: dict[str, Kind] = {
    "klantcontacten": Kind(bodies.KLANTCONTACT, {}),
    "betrokkenen": Kind(
        bodies.BETROKKENE,
        {"wasPartij": "partijen", "hadKlantcontact": "klantcontacten"},
        ("hadKlantcontact", "hadBetrokkenen"),
    ),
    "onderwerpobjecten": Kind(
        bodies.ONDERWERPOBJECT,
        {"klantcontact": "klantcontacten", "wasKlantcontact": "klantcontacten"},
        ("klantcontact", "gingOverOnderwerpobjecten"),
        ("POST", "PUT", "PATCH", "DELETE"),
    ),
    "internetaken": Kind(
        bodies.INTERNETAAK,
        {
            "aanleidinggevendKlantcontact": "klantcontacten",
            "toegewezenAanActor": "actoren",
            "toegewezenAanActoren": "actoren",
        },
        ("aanleidinggevendKlantcontact", "leiddeTotInterneTaken"),
    ),
    "actorklantcontacten": Kind(
        bodies.ACTORKLANTCONTACT,
        {"actor": "actoren", "klantcontact": "klantcontacten"},
        methods=("POST", "DELETE"),
    ),
    "digitaleadressen": Kind(
        bodies.DIGITAALADRES,
        {"verstrektDoorBetrokkene": "betrokkenen", "verstrektDoorPartij": "partijen"},
        ("verstrektDoorBetrokkene", "digitaleAdressen"),
    ),
    "bijlagen": Kind(
        bodies.BIJLAGE,
        {"wasBijlageVanKlantcontact": "klantcontacten"},
        ("wasBijlageVanKlantcontact", "omvatteBijlagen"),
    ),
    "partijen": Kind({}, {}, methods=("PATCH",)),
}
_NEW: dict[str, Body] = {
    "klantcontacten": {
        "gingOverOnderwerpobjecten": [],
        "hadBetrokkenActoren": [],
        "omvatteBijlagen": [],
        "hadBetrokkenen": [],
        "leiddeTotInterneTaken": [],
        "metadata": {},
    },
    "betrokkenen": {"digitaleAdressen": []},
}
NUMBERED = {"klantcontacten": "KC", "internetaken": "IT"}


class Writer:
    """Carries out writes; what it refuses is a Problem, and then nothing was done."""

    def __init__(self, store: Store, publish: Publish) -> None:
        self._store = store
        self._publish = publish

    def post(self, resource: str, raw: bytes) -> Body:
        if resource == "maak-klantcontact":
            return self._make_klantcontact(_object(raw))
        kind = _kind(resource, "POST")
        values = self._read(resource, kind.body, _object(raw), "POST", None)
        created = self._create(resource, values)
        self._tell(resource, created, "create")
        return created

    def change(self, resource: str, uid: str, raw: bytes, method: str) -> Body | None:
        """The body after a PUT or PATCH; None after a DELETE."""
        kind = _kind(resource, method)
        body = self._store.resources[resource].get(uid)
        if body is None:
            raise not_found()
        if method == "DELETE":
            self._store.begin()
            self._unlist(resource, body)
            self._store.remove(resource, body)
            return None
        shape = bodies.partij_body(body) if resource == "partijen" else kind.body
        values = self._read(resource, shape, _object(raw), method, body)
        self._store.begin()
        changed = self._store.change(resource, body, **self._derived(resource, values, body))
        if kind.listed_in and kind.listed_in[0] in values:
            self._unlist(resource, body)
            self._list(resource, changed)
        self._tell(resource, changed, ACTIES[method])
        return changed

    def _make_klantcontact(self, said: Body) -> Body:
        """A contact with who and what it was about: all of them, or nothing."""
        parts = {
            "klantcontact": ("klantcontacten", bodies.KLANTCONTACT),
            "betrokkene": ("betrokkenen", bodies.BETROKKENE_OF_NEW),
            "onderwerpobject": ("onderwerpobjecten", bodies.ONDERWERPOBJECT_OF_NEW),
        }
        faults, read = [], {}
        for name, (resource, shape) in parts.items():
            if name not in said and name != "klantcontact":
                continue
            try:
                part = _group(said.get(name), name)
                read[name] = read_body(part, shape)
                self._check(resource, read[name], "POST", None)
            except FaultyValueError as error:
                faults += [
                    invalid(f"{name}.{item.name}".rstrip("."), item.code, item.reason)
                    for item in error.faults
                ]
        if faults:
            raise invalid_params(faults)
        contact = self._create("klantcontacten", read["klantcontact"])
        found: Body = {"klantcontact": contact, "betrokkene": None, "onderwerpobject": None}
        for name, field in (("betrokkene", "hadKlantcontact"), ("onderwerpobject", "klantcontact")):
            if name in read:
                values = {**read[name], field: {"uuid": contact["uuid"]}}
                found[name] = self._create(parts[name][0], values)
        found["klantcontact"] = self._store.find(contact["uuid"])
        self._tell("klantcontacten", contact, "create")
        return found

    def _read(
        self, resource: str, shape: fields.Body, said: Body, method: str, before: Body | None
    ) -> Body:
        try:
            values = read_body(said, shape, method)
            self._check(resource, values, method, before)
        except FaultyValueError as error:
            raise invalid_params(
                [invalid(item.name, item.code, item.reason) for item in error.faults]
            ) from error
        return values

    def _check(self, resource: str, values: Body, method: str, before: Body | None) -> None:
        for name, target in KINDS[resource].links.items():
            for item in _links(values.get(name)):
                if item["uuid"] not in self._store.resources[target]:
                    where = f"{name}.uuid"
                    raise fault("invalid", f"{_noun(target)} object bestaat niet.", where)
        if resource != "internetaken":
            return
        given = [name for name in ("toegewezenAanActor", "toegewezenAanActoren") if name in values]
        if len(given) > 1:
            raise fault("invalid", _BOTH_ACTOREN, "nonFieldErrors")
        if not given and method != "PATCH":
            raise fault("invalid", _NO_ACTOREN, "nonFieldErrors")
        kept = {**(before or {}), **values}
        if values.get("afgehandeldOp") and kept["status"] != "verwerkt":
            reason = (
                "De Internetaak kan geen afgehandeld op datum bevatten als de status niet op "
                "'verwerkt' staat."
            )
            raise fault("invalid", reason, "afgehandeldOp")

    def _create(self, resource: str, values: Body) -> Body:
        self._store.begin()
        uid = str(uuid.uuid4())
        body = {
            "uuid": uid,
            "url": f"{self._store.root}{resource}/{uid}",
            **{name: value.copy() for name, value in _NEW.get(resource, {}).items()},
            **self._derived(resource, values, None),
        }
        created = self._store.insert(resource, body, first=resource == "klantcontacten")
        self._list(resource, created)
        return self._store.resources[resource][created["uuid"]]

    def _derived(self, resource: str, values: Body, before: Body | None) -> Body:
        """The values with links as Open Klant shows them, and what follows from them."""
        found = {**values}
        for name, target in KINDS[resource].links.items():
            if name in found:
                found[name] = self._linked(found[name], target)
        if resource in NUMBERED and before is None:
            number = len(self._store.resources[resource]) + 1
            found["nummer"] = found.get("nummer") or f"{number:010d}"
            reference = f"{NUMBERED[resource]}{number:08d}"
            found["referentienummer"] = found.get("referentienummer") or reference
        if resource == "klantcontacten" and before is None:
            found.setdefault("plaatsgevondenOp", _now())
        if resource == "betrokkenen" and "contactnaam" in found:
            naam = found["contactnaam"]
            found["volledigeNaam"] = make_volledige_naam(naam) if naam else ""
        if resource == "internetaken":
            _settle_taak(found, before)
        if resource == "partijen" and "partijIdentificatie" in found and before:
            found["partijIdentificatie"] = _identificatie(found, before)
        return found

    def _linked(self, value: Any, target: str) -> Any:
        if isinstance(value, list):
            return [self._linked(item, target) for item in value]
        return link(self._store.resources[target][value["uuid"]]) if value else None

    def _list(self, resource: str, body: Body) -> None:
        """Let what a new body links to know of it."""
        kind = KINDS[resource]
        if resource == "actorklantcontacten":
            actor = self._store.resources["actoren"][body["actor"]["uuid"]]
            self._append("klantcontacten", body["klantcontact"], "hadBetrokkenActoren", actor)
        elif kind.listed_in and body[kind.listed_in[0]]:
            field, name = kind.listed_in
            self._append(kind.links[field], body[field], name, link(body))
        if resource == "betrokkenen" and body["wasPartij"]:
            self._append("partijen", body["wasPartij"], "betrokkenen", link(body))
        if resource == "onderwerpobjecten" and body["wasKlantcontact"]:
            previous = self._store.resources["klantcontacten"][body["wasKlantcontact"]["uuid"]]
            self._store.relate(previous, "wasOnderwerpobjecten", body)

    def _append(self, resource: str, to: Body, name: str, item: Body) -> None:
        target = self._store.resources[resource][to["uuid"]]
        self._store.change(resource, target, **{name: [*target[name], item]})

    def _unlist(self, resource: str, body: Body) -> None:
        kind = KINDS[resource]
        if resource == "actorklantcontacten":
            places = [("klantcontacten", body["klantcontact"], "hadBetrokkenActoren")]
            gone = body["actor"]["uuid"]
        elif kind.listed_in and body[kind.listed_in[0]]:
            field, name = kind.listed_in
            places, gone = [(kind.links[field], body[field], name)], body["uuid"]
        else:
            return
        for target, to, name in places:
            owner = self._store.resources[target][to["uuid"]]
            rest = [item for item in owner[name] if item["uuid"] != gone]
            self._store.change(target, owner, **{name: rest})

    def _tell(self, resource: str, body: Body, actie: str) -> None:
        if resource not in KANALEN:
            return
        soort, kenmerken = KANALEN[resource]
        self._publish(
            {
                "kanaal": resource,
                "hoofdObject": body["url"],
                "resource": soort,
                "resourceUrl": body["url"],
                "actie": actie,
                "aanmaakdatum": _now(),
                "kenmerken": {name: _as_text(body[name]) for name in kenmerken},
            }
        )


def _kind(resource: str, method: str) -> Kind:
    kind = KINDS.get(resource)
    if kind is None or method not in kind.methods:
        raise method_not_allowed(method)
    return kind


def _object(raw: bytes) -> Body:
    try:
        found: Any = msgspec.json.decode(raw or b"{}")
    except msgspec.DecodeError as error:
        raise invalid_params([invalid("nonFieldErrors", "parse_error", str(error))]) from error
    if not isinstance(found, dict):
        reason = f"Ongeldige data. Verwacht een dictionary, kreeg een {type(found).__name__}."
        raise invalid_params([invalid("nonFieldErrors", "invalid", reason)])
    return found


def _group(value: Any, name: str) -> Body:
    if value is None:
        raise fault(*fields.REQUIRED)
    if not isinstance(value, dict):
        raise fault("invalid", f"Ongeldige data voor {name}.", "nonFieldErrors")
    return value


def _links(value: Any) -> Iterable[Body]:
    return value if isinstance(value, list) else [value] if value else []


def _noun(resource: str) -> str:
    nouns = {"partijen": "Partij", "klantcontacten": "Klantcontact", "actoren": "Actor"}
    return nouns.get(resource, resource.removesuffix("en").capitalize())


def _settle_taak(found: Body, before: Body | None) -> None:
    """The first of its actoren, and when it was done."""
    if "toegewezenAanActor" in found:
        found["toegewezenAanActoren"] = [found["toegewezenAanActor"]]
    elif "toegewezenAanActoren" in found:
        actoren = found["toegewezenAanActoren"]
        found["toegewezenAanActor"] = actoren[0] if actoren else None
    if before is None:
        found["toegewezenOp"] = _now()
    status = found.get("status")
    if status == "te_verwerken":
        found["afgehandeldOp"] = None
    elif status == "verwerkt" and not found.get("afgehandeldOp"):
        found["afgehandeldOp"] = (before or {}).get("afgehandeldOp") or _now()


def _identificatie(found: Body, before: Body) -> Body:
    changed = {**before["partijIdentificatie"], **found["partijIdentificatie"]}
    if "volledigeNaam" in changed and changed.get("contactnaam"):
        changed["volledigeNaam"] = make_volledige_naam(changed["contactnaam"])
    return changed


def _as_text(value: Any) -> str | None:
    """A kenmerk as the Python behind Open Klant writes it: `True`, and null where there is none."""
    return None if value is None else str(value)


def _now() -> str:
    return as_utc(datetime.now(UTC))
