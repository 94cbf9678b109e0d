"""What `_entities` shows to whom: a key leads to nothing that its caller may not see."""

from __future__ import annotations

import pytest
from access_support import EVERYBODY_ELSE, Acting, citizen, department, principal, staff
from subgraph_support import DATA, ENTITIES, NAMES, NUMBER, PLAIN, ZAKEN, persoon, subgraph, zaak
from walk_support import ALSO, ids_of

from policy.grants import NOTHING, Rights
from policy.identity import Kind, Principal
from sandbox.brp.data import SHOWCASE_BSNS
from schema.base import RESOURCE_TYPES
from sources.resource import Privacy


async def test_a_citizen_sees_no_zaak_and_no_person_but_their_own() -> None:
    graph = Acting(citizen(EVERYBODY_ELSE), federation=True)
    asked = [zaak(0), zaak(1), persoon(SHOWCASE_BSNS[0])]
    fields = "... on Zaak { identificatie } ... on Persoon { burgerservicenummer }"
    body = await graph.post(ENTITIES % fields, r=asked)
    assert body["data"]["_entities"] == [None] * 3


def everything() -> list[dict[str, str]]:
    """Return a representation of something of every kind that holds personal data, by each key."""
    found = []
    for name, resource in RESOURCE_TYPES.items():
        if resource.privacy is not Privacy.PUBLIC:
            identifier, url = ids_of(name)[0]
            found += [{"__typename": name, "id": identifier}, {"__typename": name, "url": url}]
            found.append({"__typename": "Node", "id": identifier})
    found += [zaak(0, "uuid"), {"__typename": "Zaak", **NUMBER}]
    found += [{"__typename": "Partij", "uuid": ids_of("Partij")[0][1].rpartition("/")[2]}]
    return [*found, *map(persoon, SHOWCASE_BSNS)]


@pytest.mark.parametrize(
    "caller",
    [
        pytest.param((principal(Kind.MEDEWERKER), NOTHING), id="nobody"),
        pytest.param(citizen(EVERYBODY_ELSE), id="a-citizen"),
        pytest.param(staff(department("STANDPLAATSVERGUNNING")), id="another-department"),
    ],
)
async def test_no_key_of_any_type_leads_to_what_may_not_be_seen(
    caller: tuple[Principal, Rights],
) -> None:
    there = await subgraph(also=ALSO).ask(NAMES, r=everything())
    assert None not in there["_entities"]
    graph = Acting(caller, federation=True, also=ALSO)
    body = await graph.post(NAMES, r=everything())
    assert body["data"]["_entities"] == [None] * len(everything())
    if caller[1] is NOTHING:
        assert sum(graph.calls.values()) == 0


async def test_a_department_sees_the_zaken_of_its_own_types_only() -> None:
    types = {body["url"]: body["identificatie"] for body in DATA.zaaktypen}
    own = types[ZAKEN[0]["zaaktype"]]
    graph = Acting(staff(department(own)), federation=True)
    answers = (await graph.ask(PLAIN, r=[zaak(place) for place in range(40)]))["_entities"]
    mine = [types[ZAKEN[place]["zaaktype"]] == own for place in range(40)]
    assert [answer is not None for answer in answers] == mine
    assert 0 < sum(mine) < 40
