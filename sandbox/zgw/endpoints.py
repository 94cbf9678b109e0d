"""The list and the detail of any resource."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from starlette.responses import Response
from starlette.routing import Route

from sandbox.zgw.api import Api, Call, etag_of, is_unchanged, json_response
from sandbox.zgw.auth import Applicatie
from sandbox.zgw.data import Json
from sandbox.zgw.expand import Tree, make_renderer, parse_expand, split_expand
from sandbox.zgw.paging import paginate
from sandbox.zgw.problems import forbidden, not_found
from sandbox.zgw.resource import Resource
from sandbox.zgw.selection import (
    check_known,
    is_visible,
    parse_filters,
    parse_ordering,
    select,
)
from sandbox.zgw.store import Collection

PARENT = "parent_uuid"


class Endpoints:
    """The read operations of one resource."""

    def __init__(self, api: Api, resource: Resource, parents: Resource | None = None) -> None:
        self.api = api
        self.resource = resource
        self.parents = parents
        """For a nested resource: the resource in whose path it lies."""

    def routes(self) -> list[Route]:
        resource, api = self.resource, self.api
        return [
            api.route(resource.path, self.list, allow="GET, POST, HEAD, OPTIONS", geo=resource.geo),
            api.route(
                f"{resource.path}/{{uuid}}", self.detail, allow=resource.allow, geo=resource.geo
            ),
        ]

    def list(self, call: Call) -> Response:
        resource, params = self.resource, call.params
        call.applicatie.require(resource.scope)
        among = self._children(call)
        check_known(params, resource.list_parameters)
        chosen = parse_filters(resource, params)
        ordering = parse_ordering(resource, split_expand(params.get("ordering", "")))
        tree = parse_expand(resource, split_expand(params.get("expand", "")), call.applicatie)
        records = select(resource, chosen, call.applicatie, ordering, among)
        return self.answer(call, records, tree)

    def answer(self, call: Call, records: Sequence[Json], tree: Tree, path: str = "") -> Response:
        """Records as a page, or as a bare array where the resource has no pages."""
        resource = self.resource
        render = make_renderer(resource, tree, self.api.by_url, call.applicatie)
        if not resource.paginated:
            return json_response([render(record) for record in records])
        url = self.api.url(path or resource.path)
        return json_response(paginate(records, call.params, url, render))

    def detail(self, call: Call) -> Response:
        resource, params = self.resource, call.params
        call.applicatie.require(resource.scope)
        record = self._find(call)
        known = resource.detail_parameters | ({"expand"} if resource.expand_paths else set())
        check_known(params, frozenset(known))
        tree = parse_expand(resource, split_expand(params.get("expand", "")), call.applicatie)
        record = self.version(call, record)
        headers = {"Warning": f'299 "{record["url"]}" "{resource.warning}"'}
        if resource.has_etag:
            headers["ETag"] = etag_of(record)
            if is_unchanged(call.request, headers["ETag"]):
                return Response(status_code=304, headers={"ETag": headers["ETag"]})
        if not resource.warning:
            del headers["Warning"]
        render = make_renderer(resource, tree, self.api.by_url, call.applicatie)
        return json_response(render(record), headers)

    def version(self, call: Call, record: Json) -> Json:
        """The version of the record that is asked for; only documents have more than one."""
        return record

    def _find(self, call: Call) -> Json:
        self._children(call)
        record = find(self.resource.records, call.request.path_params["uuid"])
        if self.parents and not record["url"].startswith(f"{self._parent(call)['url']}/"):
            raise not_found()
        require_visible(self.resource, record, call.applicatie)
        return record

    def _children(self, call: Call) -> Sequence[Json] | None:
        """For a nested resource: the records below the parent in the path."""
        if self.parents is None:
            return None
        parent = self._parent(call)
        require_visible(self.parents, parent, call.applicatie)
        return self.resource.records.below(parent["url"])

    def _parent(self, call: Call) -> Json:
        if self.parents is None:
            raise not_found()
        return find(self.parents.records, call.request.path_params[PARENT])


@dataclass(frozen=True)
class Register:
    """All that one register answers."""

    endpoints: Sequence[Endpoints]
    extra_routes: Sequence[Route] = field(default_factory=tuple)

    def without_expand(self) -> Register:
        """The same register on a server from before `expand`."""
        for endpoints in self.endpoints:
            endpoints.resource = replace(endpoints.resource, expand_paths=frozenset())
        return self

    def routes(self) -> list[Route]:
        own = [route for endpoints in self.endpoints for route in endpoints.routes()]
        return [*own, *self.extra_routes]


def find(records: Collection, uid: str) -> Json:
    record = records.get(uid)
    if record is None:
        raise not_found()
    return record


def require_visible(resource: Resource, record: Json, applicatie: Applicatie) -> None:
    if not is_visible(resource, record, applicatie):
        raise forbidden()
