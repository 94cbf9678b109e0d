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


class Store:
    """Bodies as the API gives them, plus the relations that its bodies do not show."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.resources: dict[str, dict[str, Body]] = {name: {} for name in RESOURCES}
        self.hidden: dict[str, dict[str, list[Body]]] = {}
        self._by_uuid: dict[str, Body] = {}

    def add(self, resource: str, **properties: Any) -> Body:
        collection = self.resources[resource]
        uuid = str(uuid5(NAMESPACE, f"{resource}/{len(collection)}"))
        body = {"uuid": uuid, "url": f"{self.root}{resource}/{uuid}", **properties}
        collection[uuid] = self._by_uuid[uuid] = body
        return body

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
