"""The operations that are measured, with the variables the simulator's data needs."""

from __future__ import annotations

from pathlib import Path

from bench.load import Operation
from bench.sim.personen import make_personen
from bench.sim.shapes import make_uuid
from bench.sim.zaken import DETAIL_ZAAK, ZAAK_COUNT

QUERIES = Path(__file__).parent / "queries"
PAGE_SIZE = 100
BIG_PAGE = 500
"""The largest page of Open Zaak; the gateway is started with `max_page_size` at this."""

WARM = """{
  zaaktypen {
    statustypen { omschrijving }
    resultaattypen { omschrijving }
    roltypen { omschrijving }
    eigenschappen { naam }
    informatieobjecttypen { omschrijving }
    besluittypen { omschrijving }
    zaakobjecttypen { relatieOmschrijving }
  }
}"""


def _text(name: str) -> str:
    return (QUERIES / f"{name}.graphql").read_text("utf-8")


def make_operations() -> dict[str, Operation]:
    """Return the operations by name, in the order of the table."""
    detail = make_uuid("zaken", DETAIL_ZAAK)
    bsn = next(iter(make_personen()))
    bulk = _text("B")
    made = (
        Operation("S", _text("S"), {"uuid": detail}),
        Operation("W", _text("W"), {"first": 50}),
        Operation("D", _text("D"), {"uuid": detail}),
        Operation("K", _text("K"), {"bsn": bsn}),
        Operation("B", bulk, {"first": PAGE_SIZE}, ZAAK_COUNT // PAGE_SIZE),
        Operation("B500", bulk, {"first": BIG_PAGE}, ZAAK_COUNT // BIG_PAGE),
    )
    return {operation.name: operation for operation in made}
