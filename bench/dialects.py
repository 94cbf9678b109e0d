"""How a target asks and answers when it has field names of its own: Hive Gateway over OpenAPI.

The same operation in its own words, and its answer in the gateway's, so that the two can be
compared. What the client would have to put together itself, is put together here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.load import Operation

Json = dict[str, Any]
HIVE = Path(__file__).parent / "baselines" / "hive" / "queries"
CODES = (
    *("betrokkeneType", "vertrouwelijkheidaanduiding", "archiefstatus"),
    *("soortPartij", "soortDigitaalAdres"),
)
"""Fields that are enums in the gateway and the register's lower case text elsewhere."""


@dataclass(frozen=True)
class Dialect:
    """A translation there and back."""

    ask: Callable[[Operation], Operation]
    read: Callable[[str, Any], Any]


def _same(operation: Operation) -> Operation:
    return operation


def _plain(_name: str, data: Any) -> Any:
    return _without_cursors(data)


def _to_hive(operation: Operation) -> Operation:
    text = (HIVE / f"{operation.name[0]}.graphql").read_text("utf-8")
    return replace(operation, text=text, by_cursor=False)


def _from_hive(name: str, data: Any) -> Any:
    data = _upper_codes(data)
    if name == "K":
        return _klant(data)
    if "zaken" in data:
        page = data["zaken"]
        info = {"hasNextPage": page["next"] is not None}
        return {"zaken": {"nodes": page["nodes"], "pageInfo": info}}
    return data


def _klant(data: Mapping[str, Any]) -> Json:
    persoon, partij = data["personen"]["personen"][0], data["partijen"]["results"][0]
    return {
        "klant": {
            "weergavenaam": persoon["naam"]["volledigeNaam"],
            "soort": "PERSOON",
            "partij": partij,
            "digitaleAdressen": data["digitaleAdressen"]["results"],
            "zaken": data["zakenZoek"],
            "klantcontacten": data["klantcontacten"]["results"],
        }
    }


def _upper_codes(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: part.upper() if name in CODES and part else _upper_codes(part)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_upper_codes(part) for part in value]
    return value


def _without_cursors(value: Any) -> Any:
    """Cursors differ by design; everything else must be the same."""
    if isinstance(value, dict):
        return {name: _without_cursors(part) for name, part in value.items() if name != "endCursor"}
    if isinstance(value, list):
        return [_without_cursors(part) for part in value]
    return value


PLAIN = Dialect(_same, _plain)
OF_HIVE = Dialect(_to_hive, _from_hive)
