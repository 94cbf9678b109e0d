"""Who sees what of the Handelsregister."""

from __future__ import annotations

from typing import Any

import pytest
from access_support import EVERYBODY_ELSE, OPEN_RULE, Acting, citizen, own_grant, principal, staff

from policy.grants import Grant, Rights
from policy.identity import Kind, PersonalNumber, Subject

KVK, RSIN, VESTIGING = "68750110", "857501100", "000037178598"
ALSO = ("kvk",)


def company(**numbers: str) -> tuple[Any, Rights]:
    """Return a company with these numbers in its token."""
    subject = Subject(**{name: PersonalNumber(value) for name, value in numbers.items()})
    return principal(Kind.BEDRIJF, subject=subject), Rights((own_grant(),))


@pytest.mark.parametrize(
    "own", [{"kvk_nummer": KVK}, {"rsin": RSIN}, {"kvk_nummer": KVK, "rsin": RSIN}]
)
async def test_a_company_sees_itself_and_no_other(own: dict[str, str]) -> None:
    graph = Acting(company(**own), also=ALSO)
    asked = f'kvkNummer: "{KVK}"' if "kvk_nummer" in own else f'rsin: "{RSIN}"'
    data = await graph.ask(
        f"""{{ bedrijf({asked}) {{ naam rechtsvorm hoofdvestiging {{ websites }}
          vestigingen {{ nodes {{ vestigingsnummer }} }} }} }}"""
    )
    assert data["bedrijf"]["rechtsvorm"] == "BeslotenVennootschap"
    assert data["bedrijf"]["hoofdvestiging"]["websites"]
    assert len(data["bedrijf"]["vestigingen"]["nodes"]) == 2
    graph.forget()
    for other in ('kvkNummer: "69599084"', 'rsin: "859599085"'):
        assert await graph.ask(f"{{ bedrijf({other}) {{ naam rechtsvorm }} }}") == {"bedrijf": None}
    assert not graph.asked


async def test_a_company_searches_for_its_own_number_only() -> None:
    graph = Acting(company(kvk_nummer=KVK), also=ALSO)
    text = "query($k: String!) { bedrijven(zoek: {kvkNummer: $k}) { nodes { kvkNummer } } }"
    assert (await graph.ask(text, k="69599084"))["bedrijven"]["nodes"] == []
    assert graph.calls["kvk"] == 0
    found = (await graph.ask(text, k=KVK))["bedrijven"]["nodes"]
    assert {row["kvkNummer"] for row in found} == {KVK}
    assert graph.calls["kvk"] == 1


async def test_who_acts_for_one_branch_sees_that_branch() -> None:
    graph = Acting(company(vestigingsnummer=VESTIGING), also=ALSO)
    data = await graph.ask(
        f"""{{ vestiging(vestigingsnummer: "{VESTIGING}") {{ websites bedrijf {{ naam }} }}
          bedrijf(kvkNummer: "{KVK}") {{ rechtsvorm }} }}"""
    )
    assert data["vestiging"]["websites"]
    assert (data["vestiging"]["bedrijf"], data["bedrijf"]) == (None, None)


EVERYTHING_ELSE = Grant("rol", scopes=frozenset({"zaken.lezen", "brp.lezen"}), zaken=OPEN_RULE)


@pytest.mark.parametrize("caller", [citizen(EVERYBODY_ELSE), company(kvk_nummer=KVK)])
async def test_citizens_and_companies_do_not_search(caller: Any) -> None:
    graph = Acting(caller, also=ALSO)
    body = await graph.post('{ bedrijven(zoek: {naam: "bouw"}) { totalCount } }')
    assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert await graph.ask('{ bedrijf(kvkNummer: "69599084") { rechtsvorm } }') == {"bedrijf": None}
    assert graph.calls["kvk"] == 0


async def test_without_the_scope_the_register_is_not_asked() -> None:
    graph = Acting(staff(EVERYTHING_ELSE), also=ALSO)
    for text in (
        f'bedrijf(kvkNummer: "{KVK}") {{ kvkNummer }}',
        f'vestiging(vestigingsnummer: "{VESTIGING}") {{ vestigingsnummer }}',
        'bedrijven(zoek: {naam: "bouw"}) { totalCount }',
        f'klant(kvkNummer: "{KVK}") {{ weergavenaam ... on Bedrijf {{ rechtsvorm }} }}',
    ):
        body = await graph.post(f"{{ {text} }}")
        assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
    assert graph.calls["kvk"] == 0


async def test_who_has_the_scope_alone_sees_companies() -> None:
    graph = Acting(staff(Grant("kvk", scopes=frozenset({"kvk.lezen"}))), also=ALSO)
    data = await graph.ask(f'{{ bedrijf(kvkNummer: "{KVK}") {{ naam }} }}')
    assert data["bedrijf"]["naam"]
