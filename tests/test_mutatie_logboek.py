"""What is written about people is in the log of processing too, and a log that fails says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from logboek_support import PSEUDONIEMEN, LoggingGraph
from policy.logboek import SUBJECT
from policy.spool import SpoolError

BSN = "999993653"
NEW = """mutation {{ zaakRegistreren(invoer: {{ zaaktype: "{zaaktype}"
  bronorganisatie: "517439943" verantwoordelijkeOrganisatie: "517439943"
  initiator: {{ bsn: "{bsn}" }} }}) {{ stappen {{ gedaan }} }} }}"""


def new_zaak(graph: LoggingGraph) -> str:
    """Return a mutation that makes a zaak for somebody."""
    data = graph.sandbox.zgw.data
    zaaktype = next(one for one in data.zaaktypen if one["identificatie"] == "BEZWAAR")
    return NEW.format(zaaktype=zaaktype["url"], bsn=BSN)


async def test_whom_a_rol_is_written_for_is_logged(tmp_path: Path) -> None:
    graph = LoggingGraph(tmp_path)
    try:
        async with graph:
            answer = await graph.ask(new_zaak(graph))
    finally:
        graph.sandbox.zgw.restore()
    assert answer == {"zaakRegistreren": {"stappen": [{"gedaan": True}] * 2}}
    writes = [span for span in graph.spans if ": POST " in span["name"]]
    assert [
        span["name"].partition(": ")[2] for span in writes if SUBJECT not in span["attributes"]
    ] == [
        "POST zaken",
        "POST rollen",
    ]
    (about,) = [span for span in writes if SUBJECT in span["attributes"]]
    assert about["attributes"][SUBJECT] == PSEUDONIEMEN.of("BSN", BSN)
    assert BSN not in str(graph.spans)


async def test_a_log_that_fails_shows_nothing_but_what_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = LoggingGraph(tmp_path)
    try:
        async with graph:

            async def full(_records: object) -> None:
                raise SpoolError

            monkeypatch.setattr(graph.journal, "keep", full)
            response = await graph.post(new_zaak(graph))
    finally:
        graph.sandbox.zgw.restore()
    assert response.status_code == 503
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "LOGBOEK_UNAVAILABLE"
    assert error["extensions"]["uitgevoerd"] == [
        {
            "veld": "zaakRegistreren",
            "stappen": [
                {"stap": "zaak", "gedaan": True, "code": None},
                {"stap": "rol", "gedaan": True, "code": None},
            ],
        }
    ]
