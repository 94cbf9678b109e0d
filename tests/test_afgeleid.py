"""The derived fields of a zaak: their definitions (docs/begrippen.md), and what they cost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from graph_support import Graph, shared_sandbox
from resolvers import kalender
from sandbox.zgw import SHOWCASE_ZAAK_UUID

TERMS = "isOpen isTeLaat doorlooptijd dagenTotStreefdatum dagenTotFataleDatum"
FIELDS = f"""{TERMS} isHeropend laatsteWijziging {{ tijdstip bron }}
  voortgang {{ volgnummer totaal fractie }}
  initiator {{ url }} behandelaar {{ url }} coordinator {{ url }} groep {{ url }}"""
ALONE = (
    *TERMS.split(),
    "isHeropend",
    "laatsteWijziging { tijdstip bron }",
    "voortgang { volgnummer totaal fractie }",
    *(f"{rol} {{ url }}" for rol in ("initiator", "behandelaar", "coordinator", "groep")),
)
RUNNING = {
    "startdatum": "2026-06-01",
    "einddatum": None,
    "einddatumGepland": "2026-07-10",
    "uiterlijkeEinddatumAfdoening": "2026-06-30",
    "opschorting": {"indicatie": False, "eerdereOpschorting": False, "reden": ""},
}
PAUSED = {"indicatie": True, "eerdereOpschorting": False, "reden": "wacht op stukken"}


def zaak_of(uuid: str) -> dict[str, Any]:
    """Return the body of a zaak in the sandbox."""
    zaken = shared_sandbox("openzaak").zgw.data.zaken
    return next(zaak for zaak in zaken if zaak["uuid"] == uuid)


def parts_of(zaak: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the statussen or rollen of a zaak in the sandbox, oldest first."""
    rows = shared_sandbox("openzaak").zgw.data.collections()[name]
    return [row for row in rows if row["zaak"] == zaak["url"]]


async def ask(graph: Graph, fields: str, uuid: str = SHOWCASE_ZAAK_UUID) -> dict[str, Any]:
    """Return these fields of one zaak; what was asked before is forgotten."""
    graph.forget()
    text = f"query($uuid: UUID!) {{ zaak(uuid: $uuid) {{ {fields} }} }}"
    found: dict[str, Any] = (await graph.ask(text, uuid=uuid))["zaak"]
    return found


@pytest.fixture
async def graph() -> Graph:
    graph = Graph(strategy="fewest")
    await graph.warm()
    return graph


@pytest.mark.parametrize(
    ("now", "changed", "expected"),
    [
        pytest.param("2026-06-30T21:59:00", {}, (True, False, 29, 10, 0), id="the-last-day"),
        pytest.param("2026-06-30T22:00:00", {}, (True, True, 30, 9, -1), id="midnight-amsterdam"),
        pytest.param(
            "2026-06-30T22:00:00",
            {"opschorting": PAUSED},
            (True, None, 30, None, None),
            id="no-term-runs-while-opgeschort",
        ),
        pytest.param(
            "2026-09-01T12:00:00",
            {"einddatum": "2026-06-30"},
            (False, False, 29, None, None),
            id="closed-on-the-last-day",
        ),
        pytest.param(
            "2026-06-01T12:00:00",
            {"einddatum": "2026-07-01", "opschorting": PAUSED},
            (False, True, 30, None, None),
            id="closed-too-late-whatever-the-opschorting",
        ),
        pytest.param(
            "2026-05-01T12:00:00",
            {"einddatumGepland": None, "uiterlijkeEinddatumAfdoening": None},
            (True, None, 0, None, None),
            id="without-dates-and-not-begun",
        ),
    ],
)
async def test_terms_are_counted_in_days_of_amsterdam(
    graph: Graph,
    monkeypatch: pytest.MonkeyPatch,
    now: str,
    changed: dict[str, Any],
    expected: tuple[Any, ...],
) -> None:
    for name, value in (RUNNING | changed).items():
        monkeypatch.setitem(zaak_of(SHOWCASE_ZAAK_UUID), name, value)
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    monkeypatch.setattr(kalender, "now", lambda: moment)
    assert tuple((await ask(graph, TERMS)).values()) == expected
    assert graph.calls == {"openzaak-zaken": 1}


async def test_a_date_that_is_none_is_an_error_of_the_register_on_that_field(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(zaak_of(SHOWCASE_ZAAK_UUID), "startdatum", "1 juni")
    body = await graph.post(f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ isOpen doorlooptijd }} }}')
    assert body["data"]["zaak"] == {"isOpen": False, "doorlooptijd": None}
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "UPSTREAM_CONTRACT"
    assert error["extensions"]["upstream"] == "openzaak-zaken"
    assert "1 juni" not in str(error)


async def test_rollen_one_by_one_cost_what_rollen_cost(graph: Graph) -> None:
    single = "initiator { url } behandelaar { url } coordinator { url } groep { url }"
    for fields in ("rollen { url }", single, f"{single} rollen {{ url }}"):
        graph.forget()
        await graph.ask(f"{{ zaken(first: 50) {{ nodes {{ {fields} }} }} }}")
        assert graph.calls == {"openzaak-zaken": 1}
        (asked,) = graph.asked
        assert "expand=rollen" in asked[2]


async def test_the_initiators_of_a_werklijst_share_their_brp_call(graph: Graph) -> None:
    fields = "identificatie initiator { klant { weergavenaam } }"
    rows = (await graph.ask(f"{{ zaken(first: 20) {{ nodes {{ {fields} }} }} }}"))["zaken"]["nodes"]
    assert sum(bool(row["initiator"]) for row in rows) >= 15
    assert graph.calls == {"openzaak-zaken": 1, "brp": 1}


async def test_the_rol_that_holds_is_the_one_that_is_shown(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = parts_of(zaak_of(SHOWCASE_ZAAK_UUID), "rollen")
    kinds = {"omschrijvingGeneriek": "behandelaar", "betrokkeneType": "medewerker"}
    moments = ("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01")
    roles = [first, *others][:4]
    for rol, day in zip(roles, moments, strict=True):
        for name, value in {**kinds, "registratiedatum": f"{day}T12:00:00Z"}.items():
            monkeypatch.setitem(rol, name, value)
    for rol in others[3:]:
        monkeypatch.setitem(rol, "omschrijvingGeneriek", "adviseur")
    monkeypatch.setitem(roles[3], "eindeGeldigheid", "2026-06-30")
    monkeypatch.setitem(roles[2], "beginGeldigheid", "2026-07-02")
    monkeypatch.setitem(roles[0], "betrokkeneType", "organisatorische_eenheid")
    monkeypatch.setattr(kalender, "now", lambda: datetime(2026, 7, 1, 12, tzinfo=UTC))
    found = await ask(graph, "initiator { url } behandelaar { url } groep { url }")
    assert found["behandelaar"]["url"] == roles[1]["url"]
    assert found["groep"]["url"] == roles[0]["url"]
    assert found["initiator"] is None
    monkeypatch.setattr(kalender, "now", lambda: datetime(2026, 7, 2, 12, tzinfo=UTC))
    assert (await ask(graph, "behandelaar { url }"))["behandelaar"]["url"] == roles[2]["url"]


async def test_a_zaak_is_heropend_when_it_is_open_after_an_end_status(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    zaak = zaak_of(SHOWCASE_ZAAK_UUID)
    assert await ask(graph, "isHeropend") == {"isHeropend": False}
    assert graph.calls == {"openzaak-zaken": 1}, "a closed zaak takes no read"
    trail = parts_of(zaak, "statussen")
    assert [status["url"] for status in trail].index(zaak["status"]) == len(trail) - 1
    monkeypatch.setitem(zaak, "einddatum", None)
    monkeypatch.setitem(zaak, "status", trail[1]["url"])
    for fields in (
        "isHeropend",
        "isHeropend statussen { url } status { url } voortgang { fractie }",
    ):
        assert (await ask(graph, fields))["isHeropend"] is True
        assert graph.calls == {"openzaak-zaken": 2}, "the zaak and its statussen"
    running = next(
        row
        for row in shared_sandbox("openzaak").zgw.data.zaken
        if row["einddatum"] is None and row["status"] and row is not zaak
    )
    assert await ask(graph, "isHeropend", running["uuid"]) == {"isHeropend": False}
    assert graph.calls == {"openzaak-zaken": 2}


async def test_voortgang_takes_the_status_and_nothing_more(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    zaak = zaak_of(SHOWCASE_ZAAK_UUID)
    fields = "voortgang { volgnummer totaal fractie }"
    assert (await ask(graph, fields))["voortgang"] == {"volgnummer": 4, "totaal": 4, "fractie": 1.0}
    assert sum(graph.calls.values()) <= 2
    second = parts_of(zaak, "statussen")[1]
    monkeypatch.setitem(zaak, "status", second["url"])
    half = {"volgnummer": 2, "totaal": 4, "fractie": 0.5}
    assert (await ask(graph, f"{fields} statussen {{ url }}"))["voortgang"] == half
    assert graph.calls == {"openzaak-zaken": 2}
    monkeypatch.setitem(zaak, "status", None)
    none = {"volgnummer": None, "totaal": 4, "fractie": 0.0}
    assert (await ask(graph, fields))["voortgang"] == none
    assert graph.calls == {"openzaak-zaken": 1}
    graph.forget()
    rows = (await graph.ask(f"{{ zaken(first: 50) {{ nodes {{ {fields} }} }} }}"))["zaken"]["nodes"]
    assert {row["voortgang"]["totaal"] for row in rows} > {4}
    assert graph.calls == {"openzaak-zaken": 1}


async def test_the_last_change_says_what_it_was_taken_from(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    zaak = zaak_of(SHOWCASE_ZAAK_UUID)
    fields = "laatsteWijziging { tijdstip bron }"
    expected = {"tijdstip": zaak["laatstGemuteerd"], "bron": "REGISTER"}
    assert (await ask(graph, fields))["laatsteWijziging"] == expected
    assert graph.calls == {"openzaak-zaken": 1}
    monkeypatch.setitem(zaak, "laatstGemuteerd", None)
    last = parts_of(zaak, "statussen")[-1]["datumStatusGezet"]
    expected = {"tijdstip": last, "bron": "STATUS"}
    assert (await ask(graph, fields))["laatsteWijziging"] == expected
    assert graph.calls == {"openzaak-zaken": 2}


async def test_a_field_alone_has_the_value_it_has_beside_all_others(graph: Graph) -> None:
    running = next(
        row["uuid"]
        for row in shared_sandbox("openzaak").zgw.data.zaken
        if row["opschorting"]["indicatie"]
    )
    plain = Graph(planner=False)
    for uuid in (SHOWCASE_ZAAK_UUID, running):
        every = await ask(graph, FIELDS, uuid)
        assert await ask(plain, FIELDS, uuid) == every
        for field in ALONE:
            assert await ask(graph, field, uuid) == {field.split()[0]: every[field.split()[0]]}
