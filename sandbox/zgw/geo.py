"""Just enough geometry for `zaakgeometrie.within`: points inside polygons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.zgw.data import Json

Ring = Sequence[Sequence[float]]


def is_geometry(value: Any) -> bool:
    """Whether a GeoJSON polygon or multipolygon can be searched within."""
    return (
        isinstance(value, dict)
        and value.get("type") in ("Polygon", "MultiPolygon")
        and isinstance(value.get("coordinates"), list)
        and bool(value["coordinates"])
    )


def is_within(geometry: Json | None, area: Json) -> bool:
    """Whether every corner of a geometry lies in the area."""
    if geometry is None:
        return False
    return all(_contains(area, corner) for corner in _corners(geometry["coordinates"]))


def _corners(coordinates: Any) -> Iterator[Sequence[float]]:
    if isinstance(coordinates[0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from _corners(part)


def _contains(area: Json, corner: Sequence[float]) -> bool:
    polygons = [area["coordinates"]] if area["type"] == "Polygon" else area["coordinates"]
    return any(
        _inside(polygon[0], corner) and not any(_inside(hole, corner) for hole in polygon[1:])
        for polygon in polygons
    )


def _inside(ring: Ring, corner: Sequence[float]) -> bool:
    """Ray casting: an odd number of edges to the right means inside."""
    x, y = corner[0], corner[1]
    inside = False
    for (x1, y1, *_), (x2, y2, *_) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
