"""Who sees which objects, and which part of their data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from access_support import Acting, citizen, own_grant, principal, staff
from objectgraph_support import ALSO, current, in_urls, matching, objects_of, reads

from graph_support import Graph
from policy.beleid import BeleidError, parse_beleid
from policy.grants import Grant, ObjectRule, Rights, Rule
from policy.identity import Kind, PersonalNumber, Subject
from sandbox.objecten.objecttypen import BOOM, MELDING, STRAATMEUBILAIR, TAAK
from sources.betrokkenen import BSN as SOORT
from sources.betrokkenen import Betrokkene, betrokkenen_asked, betrokkenen_in
from sources.objecten.expressions import expression, packed
from sources.objecten.resources import OBJECT

BSN = "999993653"
ALLES = "{ totalCount nodes { uuid record { data } } }"
LIJST = f"query($type: String!) {{ objecten(objecttype: $type, first: 100) {ALLES} }}"


def grant(*rules: ObjectRule, scopes: tuple[str, ...] = ("objecten.lezen",)) -> Grant:
    """Return what a role gets of the Objects API."""
    return Grant("rol", scopes=frozenset(scopes), objecten=rules)


def rule(*types: str, velden: tuple[str, ...] | None = None) -> ObjectRule:
    """Return the rule of these types."""
    return ObjectRule(frozenset(types) or None, velden)


def employee(*grants: Grant) -> Acting:
    """Return the graph as an employee sees it."""
    return Acting(staff(*grants), also=ALSO)


def resident(*rules: ObjectRule, bsn: str = BSN) -> Acting:
    """Return the graph as a citizen sees it, with these rules."""
    burger = own_grant()
    given = Grant("burger", burger.scopes, zaken=burger.zaken, own=burger.own, objecten=rules)
    return Acting((citizen(bsn)[0], Rights((given,))), also=ALSO)


def code(body: dict[str, Any]) -> str:
    """Return the code of the one error there is."""
    (error,) = body["errors"]
    found: str = error["extensions"]["code"]
    return found


async def test_without_the_scope_no_register_is_asked() -> None:
    graph = employee(Grant("rol", scopes=frozenset({"zaken.lezen"}), objecten=(ObjectRule(),)))
    for text in (
        f'{{ objecten(objecttype: "{BOOM.uuid}") {{ totalCount }} }}',
        f'{{ object(uuid: "{objects_of(BOOM)[0].uuid}") {{ uuid }} }}',
        "{ objecttypen { name } }",
    ):
        assert code(await graph.post(text)) == "FORBIDDEN"
    assert not graph.calls


async def test_without_a_rule_there_is_nothing_and_no_object_is_asked() -> None:
    graph = employee(grant())
    assert (await graph.ask(LIJST, type=BOOM.uuid))["objecten"] == {"totalCount": 0, "nodes": []}
    assert reads(graph) == {"GET v2/objecttypes": 1}


@pytest.mark.parametrize("named", [BOOM.uuid, "Boom"])
async def test_a_rule_names_a_type_by_uuid_or_by_name(named: str) -> None:
    graph = employee(grant(rule(named)))
    found = (await graph.ask(LIJST, type=BOOM.uuid))["objecten"]
    assert found["totalCount"] == len(objects_of(BOOM))
    assert (await graph.ask(LIJST, type=MELDING.uuid))["objecten"]["totalCount"] == 0
    uuids = [objects_of(kind)[0].uuid for kind in (BOOM, MELDING)]
    data = await graph.ask(
        f'{{ a: object(uuid: "{uuids[0]}") {{ uuid }} b: object(uuid: "{uuids[1]}") {{ uuid }} }}'
    )
    assert data == {"a": {"uuid": uuids[0]}, "b": None}


async def test_an_object_of_a_zaak_that_may_not_be_seen_looks_absent() -> None:
    scopes = ("objecten.lezen", "zaken.lezen", "catalogi.lezen")
    may = Grant("rol", frozenset(scopes), zaken=(Rule(),), objecten=(rule(STRAATMEUBILAIR.uuid),))
    graph = employee(may)
    shown: dict[str, int] = {"boom": 0, "anders": 0}
    linked = [row for row in graph.sandbox.zgw.data.zaakobjecten if row["object"]]
    kinds = {row["objectTypeOverige"]: row for row in linked}
    for soort, row in kinds.items():
        data = await graph.ask(
            f'{{ zaak(url: "{row["zaak"]}") {{ objecten {{ uuid }} '
            "zaakobjecten { object objectInRegister { uuid } } } }"
        )
        found = [item for item in data["zaak"]["objecten"] if item]
        shown["boom" if soort == "boom" else "anders"] += len(found)
        via = [item["objectInRegister"] for item in data["zaak"]["zaakobjecten"] if item["object"]]
        assert [item for item in via if item] == found
    assert shown["boom"] == 0
    assert shown["anders"] >= 2


async def test_a_zaak_that_may_not_be_seen_is_left_out_of_those_of_an_object() -> None:
    scopes = ("objecten.lezen", "zaken.lezen", "catalogi.lezen")
    may = Grant("rol", frozenset(scopes), zaken=(Rule("openbaar"),), objecten=(ObjectRule(),))
    graph = employee(may)
    data = graph.sandbox.zgw.data
    zaken = {zaak["url"]: zaak["vertrouwelijkheidaanduiding"] for zaak in data.zaken}
    secret = next(
        item for item in objects_of(MELDING) if zaken.get(item.zaken[0], "openbaar") != "openbaar"
    )
    found = await graph.ask(f'{{ object(uuid: "{secret.uuid}") {{ uuid zaken {{ url }} }} }}')
    assert found["object"] == {"uuid": secret.uuid, "zaken": []}
    whole = await Graph(also=ALSO).ask(f'{{ object(uuid: "{secret.uuid}") {{ zaken {{ url }} }} }}')
    assert whole["object"]["zaken"] == [{"url": secret.zaken[0]}]


async def test_data_outside_the_rule_is_cut_and_cannot_be_asked_for() -> None:
    graph = employee(grant(rule(MELDING.uuid, velden=("meldingnummer", "locatie.straat"))))
    question = """query($type: String!) { objecten(objecttype: $type, first: 5) { nodes {
      uuid record { data isVolledig velden { pad } a: veld(pad: "meldingnummer") { tekst }
        b: veld(pad: "locatie.straat") { tekst } c: veld(pad: "bsn") { tekst }
        d: veld(pad: "bestaatniet") { tekst } e: veld(pad: "locatie.x") { tekst } } } } }"""
    body = await graph.post(question, type=MELDING.uuid)
    nodes = body["data"]["objecten"]["nodes"]
    assert len(nodes) == 5
    for node in nodes:
        record = node["record"]
        assert set(record["data"]) == {"meldingnummer", "locatie"}
        assert set(record["data"]["locatie"]) == {"straat"}
        assert {row["pad"] for row in record["velden"]} == {"meldingnummer", "locatie.straat"}
        assert record["isVolledig"] is False
        assert record["a"]["tekst"] == record["data"]["meldingnummer"]
        assert (record["c"], record["d"], record["e"]) == (None, None, None)
    refused = {(error["path"][-1], error["extensions"]["code"]) for error in body["errors"]}
    assert refused == {(name, "FORBIDDEN") for name in "cde"}


@pytest.mark.parametrize(
    ("values", "is_allowed"),
    [
        ({"filter": {"velden": [{"pad": "meldingnummer", "tekst": "MOR-00001"}]}}, True),
        ({"filter": {"velden": [{"pad": "locatie.straat", "tekst": "Dorpsstraat"}]}}, True),
        ({"filter": {"velden": [{"pad": "bsn", "tekst": BSN}]}}, False),
        ({"filter": {"velden": [{"pad": "locatie.huisnummer", "getal": 1}]}}, False),
        ({"filter": {"tekst": "999"}}, False),
        ({"sorteer": [{"pad": "meldingnummer"}]}, True),
        ({"sorteer": [{"pad": "bsn", "aflopend": True}]}, False),
        ({"sorteer": [{"kenmerk": "START_AT"}]}, True),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_what_is_cut_cannot_be_filtered_sorted_or_searched(
    values: dict[str, Any], is_allowed: bool
) -> None:
    graph = employee(grant(rule(MELDING.uuid, velden=("meldingnummer", "locatie.straat"))))
    body = await graph.post(
        """query($type: String!, $filter: ObjectFilter, $sorteer: [ObjectSortering!]) {
        objecten(objecttype: $type, filter: $filter, sorteer: $sorteer) { totalCount } }""",
        type=MELDING.uuid,
        **values,
    )
    asked = {name for name in reads(graph) if name.endswith(("v2/objects", "objects/search"))}
    assert bool(asked) is is_allowed
    if not is_allowed:
        assert code(body) == "FORBIDDEN"
        assert BSN not in str(body["errors"])


async def test_history_is_for_who_sees_all_of_the_data() -> None:
    uuid = objects_of(MELDING)[0].uuid
    text = f'{{ object(uuid: "{uuid}") {{ uuid historie {{ index data }} }} }}'
    part = employee(grant(rule(MELDING.uuid, velden=("status",))))
    body = await part.post(text)
    assert body["data"]["object"] == {"uuid": uuid, "historie": None}
    assert code(body) == "FORBIDDEN"
    assert not [path for path in reads(part) if "history" in path]
    whole = employee(grant(rule(MELDING.uuid)))
    assert len((await whole.ask(text))["object"]["historie"]) == 2
    other = employee(grant(rule(BOOM.uuid)))
    assert (await other.ask(text))["object"] is None


async def test_rules_add_up() -> None:
    graph = employee(
        grant(rule(MELDING.uuid, velden=("status",))), grant(rule(MELDING.uuid, velden=("zaak",)))
    )
    nodes = (await graph.ask(LIJST, type=MELDING.uuid))["objecten"]["nodes"]
    assert {name for node in nodes for name in node["record"]["data"]} == {"status", "zaak"}


async def test_a_citizen_sees_what_holds_their_own_bsn() -> None:
    graph = resident(rule(TAAK.uuid, velden=("titel", "status")), rule(BOOM.uuid))
    found = (await graph.ask(LIJST, type=TAAK.uuid))["objecten"]
    own = matching(TAAK, lambda data: data["identificatie"]["value"] == BSN)
    assert [row["uuid"] for row in found["nodes"]] == own
    assert found["totalCount"] == len(own) > 1
    assert {name for row in found["nodes"] for name in row["record"]["data"]} == {"titel", "status"}
    sent = [json.loads(body) for _, path, _, body in graph.asked if path.endswith("search")]
    assert [body["data_attrs"] for body in sent] == [f"identificatie__value__exact__{BSN}"]
    assert BSN not in in_urls(graph)
    others = matching(TAAK, lambda data: data["identificatie"]["value"] != BSN)
    data = await graph.ask(
        f'{{ own: object(uuid: "{own[0]}") {{ uuid historie {{ index }} }} '
        f'other: object(uuid: "{others[0]}") {{ uuid }} '
        f'tree: object(uuid: "{objects_of(BOOM)[0].uuid}") {{ uuid }} '
        f'trees: objecten(objecttype: "{BOOM.uuid}") {{ totalCount }} '
        f'reports: objecten(objecttype: "{MELDING.uuid}") {{ totalCount }} }}'
    )
    assert data == {
        "own": {"uuid": own[0], "historie": []},
        "other": None,
        "tree": None,
        "trees": {"totalCount": 0},
        "reports": {"totalCount": 0},
    }


async def test_a_citizen_finds_their_own_through_themselves_and_nobody_elses() -> None:
    graph = resident(rule(TAAK.uuid))
    text = "query($bsn: BSN!) { klant(bsn: $bsn) { ... on Persoon { objecten { uuid } } } }"
    found = await graph.ask(text, bsn=BSN)
    own = matching(TAAK, lambda data: data["identificatie"]["value"] == BSN)
    assert {row["uuid"] for row in found["klant"]["objecten"]} == set(own)
    assert (await graph.ask(text, bsn="999991838"))["klant"] is None


async def test_a_server_that_ignores_the_filter_shows_a_citizen_nothing_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sandbox.objecten.query.Query._data_tests", lambda _self: [])
    graph = resident(rule(TAAK.uuid))
    nodes = (await graph.ask(LIJST, type=TAAK.uuid))["objecten"]["nodes"]
    own = matching(TAAK, lambda data: data["identificatie"]["value"] == BSN)
    assert {row["uuid"] for row in nodes} <= set(own)


async def test_a_company_sees_no_objects() -> None:
    subject = Subject(kvk_nummer=PersonalNumber("90000382"))
    given = Grant("bedrijf", frozenset({"*"}), own=own_grant().own, objecten=(ObjectRule(),))
    caller = principal(Kind.BEDRIJF, subject=subject), Rights((given,))
    graph = Acting(caller, also=ALSO)
    assert (await graph.ask(LIJST, type=TAAK.uuid))["objecten"]["totalCount"] == 0


async def test_persons_through_a_rule_that_hides_their_number() -> None:
    """What holds a BSN cannot be found by it when that path is withheld; other types still are."""
    scopes = ("objecten.lezen", "klantinteracties.lezen")
    melding = rule(MELDING.uuid, velden=("status",))
    text = """query($bsn: BSN!, $type: String) { klant(bsn: $bsn) { ... on Persoon {
      objecten(objecttype: $type) { uuid } } } }"""
    graph = employee(grant(melding, rule(TAAK.uuid), scopes=scopes))
    assert code(await graph.post(text, bsn=BSN, type=MELDING.uuid)) == "FORBIDDEN"
    own = matching(TAAK, lambda data: data["identificatie"]["value"] == BSN)
    found = (await graph.ask(text, bsn=BSN))["klant"]["objecten"]
    assert {row["uuid"] for row in found} == set(own)
    assert reads(graph)["POST objects/search"] == 1


async def test_without_the_scope_the_objects_of_a_person_are_refused() -> None:
    graph = employee(Grant("rol", frozenset({"klantinteracties.lezen"}), objecten=(ObjectRule(),)))
    text = "query($bsn: BSN!) { klant(bsn: $bsn) { ... on Persoon { objecten { uuid } } } }"
    assert code(await graph.post(text, bsn=BSN)) == "FORBIDDEN"
    assert not graph.calls


def test_whose_data_it_is_is_told_to_the_log() -> None:
    graph = Graph(also=ALSO)
    item = objects_of(TAAK)[0]
    record = current(item)
    assert record is not None
    value = record.data["identificatie"]["value"]
    root = next(one["root"] for one in graph.sandbox.upstreams if one["name"] == "objecten")
    body: dict[str, Any] = {
        "url": f"{root}objects/{item.uuid}",
        "type": f"{root}objecttypes/{TAAK.uuid}",
        "record": {"data": record.data},
    }
    row = OBJECT.parse_one(json.dumps(body).encode(), "objecten")
    paths = {TAAK.uuid: "identificatie.value"}
    assert list(betrokkenen_in([row], paths)) == [Betrokkene(SOORT, value)]
    assert list(betrokkenen_in([row])) == []
    asked = {"type": body["type"], **packed([expression("identificatie.value", "exact", BSN)])}
    assert list(betrokkenen_asked(asked, paths)) == [Betrokkene(SOORT, BSN)]
    assert list(betrokkenen_asked(asked)) == []


def test_rules_in_a_policy_file() -> None:
    text = """[[rol]]
    naam = "groen"
    scopes = ["objecten.lezen"]
    objecten = [{ objecttype = "Boom" }, { objecttype = ["a", "b"], velden = ["x.y", "z"] },
                { velden = ["*"] }]"""
    ((_, found),) = parse_beleid(text).rollen["groen"]
    assert found.objecten == (rule("Boom"), rule("a", "b", velden=("x.y", "z")), ObjectRule())
    for wrong, said in (
        ("objecten = [{ types = 1 }]", "unknown key 'types'"),
        ("objecten = [{ objecttype = [] }]", "an empty list of types"),
        ("objecten = [{ velden = 3 }]", "'velden' must be"),
    ):
        with pytest.raises(BeleidError, match=said):
            parse_beleid(f'[[rol]]\nnaam = "x"\n{wrong}')
