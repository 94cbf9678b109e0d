"""A minimal OpenAPI document per register: its version and what every path takes."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.routing import Route

from sandbox.zgw.data import Json
from sandbox.zgw.endpoints import PARENT
from sandbox.zgw.resource import Resource


def make_openapi(
    title: str, version: str, resources: Iterable[Resource], others: Iterable[Route] = ()
) -> Json:
    """The document of a register: its lists with their parameters, and what else can be asked."""
    paths: Json = {
        resource.path.replace(PARENT, "zaak_uuid"): {"get": _operation(resource)}
        for resource in resources
    }
    for route in others:
        operations = paths.setdefault(route.path.replace(PARENT, "zaak_uuid"), {})
        for method in (route.methods or set()) - {"HEAD"}:
            operations.setdefault(method.lower(), {"responses": {}})
    return {"openapi": "3.0.3", "info": {"title": title, "version": version}, "paths": paths}


def _operation(resource: Resource) -> Json:
    return {
        "parameters": [
            {"in": "query", "name": name, "schema": _schema(resource, name)}
            for name in sorted(resource.list_parameters)
        ],
        "responses": {"200": {"description": "OK"}},
    }


def _schema(resource: Resource, name: str) -> Json:
    enums = {"expand": sorted(resource.expand_paths), "ordering": list(resource.orderings)}
    if name in enums:
        return {"type": "array", "items": {"type": "string", "enum": enums[name]}}
    return {"type": "integer"} if name in ("page", "pageSize") else {"type": "string"}
