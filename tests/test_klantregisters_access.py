"""Who sees what of the older klant APIs: a citizen themself, an employee what their scopes say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from access_support import (
    EVERYBODY_ELSE,
    OPEN_RULE,
    Acting,
    citizen,
    department,
    own_grant,
    principal,
    staff,
)
from graphql import get_named_type, is_composite_type, is_required_argument
from klantregisters_support import (
    OLD,
    Row,
    deaf,
    klant_of,
    momenten_of,
    only,
    questions,
    records,
    telling,
)
from walk_support import found_in, objects

from graph_support import Graph
from policy.grants import NOTHING, UNLIMITED, Grant, Rights
from policy.identity import DEVELOPER, Kind, PersonalNumber, Subject
from resolvers.nodes import encode_id
from sandbox.brp.data import SHOWCASE_BSNS

SUZANNE = SHOWCASE_BSNS[0]
PAGE = """query($bsn: BSN!) { klant(bsn: $bsn) {
  partij { url betrokkenen { klantcontact { url } } }
  digitaleAdressen { adres }
  klantcontacten { url inhoud actoren { naam } betrokkenen { partij { url } } }
} }"""
MOMENT = "query($u: UUID!) { klantcontact(uuid: $u) { inhoud } }"


@pytest.fixture(autouse=True)
def _older() -> Iterator[None]:
    with only(*OLD):
        yield


def uuid_of(row: Row) -> str:
    """Return the id in a URL."""
    return str(row["url"]).rpartition("/")[2]


async def test_a_citizen_sees_themselves_as_klant_without_what_is_internal() -> None:
    graph = Acting(citizen(SUZANNE))
    await graph.ask(PAGE, bsn=SUZANNE)
    graph.forget()
    klant = (await graph.ask(PAGE, bsn=SUZANNE))["klant"]
    assert graph.calls == {"klanten": 1, "contactmomenten": 1 + 3 + 3}
    whole = (await Graph().ask(PAGE, bsn=SUZANNE))["klant"]
    assert any(row["actoren"] for row in whole["klantcontacten"])
    for row in whole["klantcontacten"]:
        row["actoren"] = []
        row["betrokkenen"] = [one for one in row["betrokkenen"] if one["partij"]]
    assert klant == whole


async def test_a_contactmoment_is_there_for_who_took_part_in_it_alone() -> None:
    graph = Acting(citizen(SUZANNE))
    mine = momenten_of(klant_of(SUZANNE))
    others = [row for row in records("contactmomenten") if row not in mine][:40]
    assert {row["klant"] for row in others} - {""}
    ids = [encode_id("Klantcontact", "contactmomenten", uuid_of(row)) for row in [*mine, *others]]
    query = "query($i: [ID!]!) { nodes(ids: $i) { url } }"
    found = (await graph.ask(query, i=ids))["nodes"]
    assert [node["url"] for node in found if node] == [row["url"] for row in mine]
    asked = [path for _, path, _ in questions(graph, *OLD) if "/" not in path]
    assert asked == ["klanten", "klantcontactmomenten"]
    for row in others[:2]:
        by_url = "query($u: String!) { klantcontact(url: $u) { inhoud } opUrl(url: $u) { url } }"
        assert await graph.ask(by_url, u=row["url"]) == {"klantcontact": None, "opUrl": None}
    assert (await graph.ask(MOMENT, u=uuid_of(mine[0])))["klantcontact"]["inhoud"]


async def test_a_contactmoment_that_names_no_klant_itself_is_proven_by_its_link() -> None:
    row = klant_of(SUZANNE)
    (mine, *_) = momenten_of(row)
    with telling("contactmomenten", "/contactmomenten/api/v1/contactmomenten/", {row["url"]: ""}):
        assert (await Acting(citizen(SUZANNE)).ask(MOMENT, u=uuid_of(mine)))["klantcontact"]
        stranger = Acting(citizen(EVERYBODY_ELSE))
        assert await stranger.ask(MOMENT, u=uuid_of(mine)) == {"klantcontact": None}


async def test_contacts_of_others_about_the_own_zaak_stay_hidden() -> None:
    mine = {row["url"] for row in momenten_of(klant_of(SUZANNE))}
    link = next(one for one in records("objectcontactmomenten") if one["contactmoment"] in mine)
    stray = next(row["url"] for row in records("contactmomenten") if row["url"] not in mine)
    query = "query($u: String!) { zaak(url: $u) { klantcontacten { url } } }"
    caller = citizen(SUZANNE)
    seen = (await Acting(caller).ask(query, u=link["object"]))["zaak"]["klantcontacten"]
    assert link["contactmoment"] in {row["url"] for row in seen}
    with telling("contactmomenten", "objectcontactmomenten", {link["contactmoment"]: stray}):
        rows = (await Graph().ask(query, u=link["object"]))["zaak"]["klantcontacten"]
        seen = (await Acting(caller).ask(query, u=link["object"]))["zaak"]["klantcontacten"]
        node = "query($i: ID!) { node(id: $i) { url } }"
        name = encode_id("Onderwerpobject", "contactmomenten", uuid_of(link))
        assert (await Graph().ask(node, i=name))["node"]
        assert await Acting(caller).ask(node, i=name) == {"node": None}
    assert stray in {row["url"] for row in rows}
    assert {row["url"] for row in seen} == {row["url"] for row in rows} - {stray}


@pytest.mark.parametrize(
    ("register", "parameters"),
    [
        ("klanten", ["subjectNatuurlijkPersoon__inpBsn"]),
        ("contactmomenten", ["klant", "contactmoment", "object"]),
    ],
)
async def test_a_register_that_ignores_a_filter_shows_a_citizen_nothing_of_others(
    register: str, parameters: list[str]
) -> None:
    with deaf(register, *parameters):
        graph = Acting(citizen(SUZANNE))
        query = """query($bsn: BSN!) { klant(bsn: $bsn) { digitaleAdressen { adres } partij {
          url klantcontacten { url } partijIdentificatoren { partijIdentificator { objectId } }
        } } }"""
        other = next(
            row for row in records("contactmomenten") if row not in momenten_of(klant_of(SUZANNE))
        )
        body = await graph.post(query, bsn=SUZANNE)
        moment = await graph.ask(MOMENT, u=uuid_of(other))
    assert moment == {"klantcontact": None}
    own = {row["url"] for row in momenten_of(klant_of(SUZANNE))}
    text = str(body["data"])
    for row in records("klanten"):
        number = row["subjectIdentificatie"].get("inpBsn")
        assert not number or number == SUZANNE or number not in text
    found = body["data"]["klant"]["partij"]
    assert found["url"] == klant_of(SUZANNE)["url"]
    assert {row["url"] for row in found["klantcontacten"]} == own


async def test_a_company_sees_itself_by_its_rsin() -> None:
    row = next(one for one in records("klanten") if one["subjectIdentificatie"].get("innNnpId"))
    subject = Subject(rsin=PersonalNumber(row["subjectIdentificatie"]["innNnpId"]))
    graph = Acting((principal(Kind.BEDRIJF, subject=subject), Rights((own_grant(),))))
    query = "query($i: [ID!]!) { nodes(ids: $i) { url } }"
    rows = [row, *[one for one in records("klanten")[:20] if one is not row]]
    ids = [encode_id("Partij", "klanten", uuid_of(one)) for one in rows]
    found = (await graph.ask(query, i=ids))["nodes"]
    assert [node and node["url"] for node in found] == [row["url"], *[None] * (len(rows) - 1)]
    only_kvk = Subject(kvk_nummer=PersonalNumber("68750110"))
    graph = Acting((principal(Kind.BEDRIJF, subject=only_kvk), Rights((own_grant(),))))
    listed = await graph.ask("{ partijen(first: 5) { totalCount nodes { url } } }")
    assert listed == {"partijen": {"totalCount": 0, "nodes": []}}
    assert not graph.calls


async def test_lists_of_a_citizen_hold_their_own_and_count_nobody_else() -> None:
    graph = Acting(citizen(SUZANNE))
    query = """{ partijen(first: 10) { totalCount nodes { url } }
      klantcontacten(first: 20) { totalCount nodes { url } } }"""
    found = await graph.ask(query)
    row = klant_of(SUZANNE)
    assert found["partijen"] == {"totalCount": 1, "nodes": [{"url": row["url"]}]}
    mine = {one["url"] for one in momenten_of(row)}
    assert {one["url"] for one in found["klantcontacten"]["nodes"]} <= mine
    assert found["klantcontacten"]["totalCount"] is None


async def test_an_employee_needs_the_scope_of_each_register_and_sees_their_own_zaken_only() -> None:
    link = records("objectcontactmomenten")[0]
    query = """query($u: String!) { klantcontact(url: $u) { inhoud zaken { uuid }
      onderwerpobjecten { url } betrokkenen { partij { url } } } }"""
    scopes = frozenset({"contactmomenten.lezen", "zaken.lezen", "catalogi.lezen"})
    grant = Grant("kcc", scopes=scopes, zaken=(), documenten=(), besluiten=OPEN_RULE)
    body = await Acting(staff(grant)).post(query, u=link["contactmoment"])
    contact = body["data"]["klantcontact"]
    assert contact["inhoud"]
    assert (contact["zaken"], contact["onderwerpobjecten"]) == ([], [])
    assert {error["extensions"]["code"] for error in body["errors"]} == {"FORBIDDEN"}
    assert all(one["partij"] is None for one in contact["betrokkenen"])
    body = await Acting(staff(department("X"))).post(query, u=link["contactmoment"])
    assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_no_bsn_stands_in_what_is_told_of_the_calls() -> None:
    graph = Graph()
    graph.sandbox.faults.set("contactmomenten", status=500)
    body = await graph.post(PAGE, bsn=SUZANNE)
    assert body["errors"]
    assert SUZANNE in str(questions(graph, "klanten"))
    assert SUZANNE not in str(body)


PARTS = {"DigitaalAdres": "#/emailadres", "Partijidentificator": "#/subjectIdentificatie/inpBsn"}
PARTS |= {"Actor": "#/medewerkerIdentificatie"}
LISTS = {
    "Partij": "klanten",
    "DigitaalAdres": "klanten",
    "Partijidentificator": "klanten",
    "Klantcontact": "contactmomenten",
    "Betrokkene": "klantcontactmomenten",
    "Onderwerpobject": "objectcontactmomenten",
    "Actor": "contactmomenten",
}


def walk(type_name: str) -> str:
    """Return an operation that looks along every edge of a type, from records of the older APIs."""
    edges = [
        f"e{at}: {name} {{ found: __typename }}"
        for at, (name, field) in enumerate(objects()[type_name].fields.items())
        if is_composite_type(get_named_type(field.type))
        and not any(map(is_required_argument, field.args.values()))
        and name != "zaken"
    ]
    if type_name == "Klantcontact":
        edges.append("zaken { found: __typename }")
    text = f"found: __typename ... on {type_name} {{ {' '.join(edges)} }}"
    rows = records(LISTS[type_name])
    rows = [*rows[:2], *[row for row in rows if row.get("volgendContactmoment")][:1]]
    if type_name == "Actor":
        rows = [row for row in records("contactmomenten") if row["medewerkerIdentificatie"]][:2]
    register = str(rows[0]["url"]).split("/")[3]
    part = PARTS.get(type_name, "")
    ids = [encode_id(type_name, register, f"{uuid_of(row)}{part}") for row in rows]
    return " ".join(
        ["{", *[f'n{at}: node(id: "{name}") {{ {text} }}' for at, name in enumerate(ids)], "}"]
    )


def test_every_edge_of_every_type_shows_nothing_to_who_may_not_see_it() -> None:
    graph = Acting((DEVELOPER, UNLIMITED), max_root_fields=50, max_aliases=500)
    callers = [
        (principal(Kind.MEDEWERKER), NOTHING),
        citizen(EVERYBODY_ELSE),
        staff(department("STANDPLAATSVERGUNNING")),
    ]

    async def look() -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for type_name in LISTS:
            found[type_name] = []
            for caller in [(DEVELOPER, UNLIMITED), *callers]:
                graph.caller = caller
                body = await graph.post(walk(type_name))
                found[type_name].append(found_in(body.get("data")))
        return found

    found = asyncio.run(look())
    assert all(counts[0] >= 2 for counts in found.values()), found
    assert sum(counts[0] for counts in found.values()) > 40
    assert {tuple(counts[1:]) for counts in found.values()} == {(0, 0, 0)}
