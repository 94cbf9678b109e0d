"""The objects of the sandbox Open Klant: per resource in order, and findable by uuid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

Body = dict[str, Any]

NAMESPACE = UUID("5b1f3c2e-6a6d-4c0e-9d43-0b8a1f1c7e21")
RESOURCES = (
    "partijen",
    "partij-identificatoren",
    "betrokkenen",
    "klantcontacten",
    "onderwerpobjecten",
    "bijlagen",
    "digitaleadressen",
    "internetaken",
    "actoren",
    "actorklantcontacten",
    "vertegenwoordigingen",
    "categorieen",
    "categorie-relaties",
    "rekeningnummers",
)


_Snapshot = tuple[dict[str, dict[str, Body]], dict[str, dict[str, list[Body]]], dict[str, Body]]


class Store:
    """Bodies as the API gives them, plus the relations that its bodies do not show."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.resources: dict[str, dict[str, Body]] = {name: {} for name in RESOURCES}
        self.hidden: dict[str, dict[str, list[Body]]] = {}
        self._by_uuid: dict[str, Body] = {}
        self._built: _Snapshot | None = None
        """What there was before the first write."""

    def add(self, resource: str, **properties: Any) -> Body:
        collection = self.resources[resource]
        uuid = str(uuid5(NAMESPACE, f"{resource}/{len(collection)}"))
        body = {"uuid": uuid, "url": f"{self.root}{resource}/{uuid}", **properties}
        collection[uuid] = self._by_uuid[uuid] = body
        return body

    def begin(self) -> None:
        """Remember all there is, before it is written for the first time."""
        if self._built is None:
            self._built = (
                {name: dict(bodies) for name, bodies in self.resources.items()},
                {uid: dict(relations) for uid, relations in self.hidden.items()},
                dict(self._by_uuid),
            )

    def restore(self) -> None:
        """Undo every write."""
        if self._built is not None:
            self.resources, self.hidden, self._by_uuid = self._built
            self._built = None

    def insert(self, resource: str, body: Body, *, first: bool = False) -> Body:
        """Register a new body, as the last of its list or as the first."""
        collection = self.resources[resource]
        new = {body["uuid"]: body}
        self.resources[resource] = {**new, **collection} if first else {**collection, **new}
        self._by_uuid[body["uuid"]] = body
        return body

    def change(self, resource: str, body: Body, **values: Any) -> Body:
        """Put a copy of a body with other values in its place; answers the copy."""
        changed = {**self.resources[resource][body["uuid"]], **values}
        self.resources[resource][body["uuid"]] = self._by_uuid[body["uuid"]] = changed
        return changed

    def remove(self, resource: str, body: Body) -> None:
        del self.resources[resource][body["uuid"]], self._by_uuid[body["uuid"]]

    def relate(self, body: Body, relation: str, related: Body) -> None:
        """Note a hidden relation of something new."""
        relations = self.hidden.get(body["uuid"], {})
        listed = [*relations.get(relation, ()), related]
        self.hidden[body["uuid"]] = {**relations, relation: listed}

    def hide(self, body: Body, relation: str, related: Body) -> None:
        """Note a relation that can be filtered on, but that the body itself does not name."""
        self.hidden.setdefault(body["uuid"], {}).setdefault(relation, []).append(related)

    def list(self, resource: str) -> list[Body]:
        return [*self.resources[resource].values()]

    def find(self, uuid: str) -> Body | None:
        return self._by_uuid.get(uuid)

    def iter_values(self, value: Any, path: str) -> Iterator[Any]:
        """Every value at a dotted path; links and lists on the way are followed."""
        name, _, rest = path.partition(".")
        for found in self._step(value, name):
            items = found if isinstance(found, list) else [found]
            for item in items:
                if rest and item is not None:
                    yield from self.iter_values(item, rest)
                elif not rest:
                    yield item

    def _step(self, value: Body, name: str) -> Iterator[Any]:
        if name in value:
            yield value[name]
            return
        uuid = value.get("uuid", "")
        body = self._by_uuid.get(uuid, {})
        if name in body:
            yield body[name]
        elif name in self.hidden.get(uuid, {}):
            yield self.hidden[uuid][name]


def link(body: Body) -> Body:
    return {"uuid": body["uuid"], "url": body["url"]}
