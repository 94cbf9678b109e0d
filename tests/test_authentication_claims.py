"""From claims to a caller: kinds, roles, numbers, representation, and names for the audit trail."""

from __future__ import annotations

from typing import Any

import pytest
from issuer_support import BSN, Issuer

from policy.authentication import pseudonyms
from policy.authentication_claims import ClaimPaths, holds_bsn, lookup, principal_of
from policy.identity import Kind, Principal, Subject

OTHER_BSN = "999990019"
PATHS = ClaimPaths(
    roles=("realm_access.roles", "resource_access.gateway.v1.roles", "https://gemeente.nl/rollen"),
    bsn=("bsn",),
    kvk_nummer=("kvk",),
    rsin=("rsin",),
    vestigingsnummer=("vestiging",),
    represented_bsn=("aanvrager.bsn",),
    represented_kvk_nummer=("aanvrager.kvk",),
    representative=("gemachtigde.bsn",),
)


def caller(citizens: bool = False, **claims: Any) -> Principal:
    """Return who a token with these claims is of."""
    found = principal_of(
        Issuer().claims(**claims), "keycloak", PATHS, pseudonyms(b"key"), citizens=citizens
    )
    assert found is not None
    return found


def numbers(subject: Subject | None) -> dict[str, str]:
    """Return the numbers of a subject."""
    assert subject is not None
    names = ("bsn", "kvk_nummer", "rsin", "vestigingsnummer")
    found = {name: getattr(subject, name) for name in names}
    return {name: number.reveal() for name, number in found.items() if number is not None}


def test_an_employee() -> None:
    claims: dict[str, Any] = {
        "resource_access": {"gateway.v1": {"roles": ["behandelaar"]}},
        "https://gemeente.nl/rollen": "balie archief",
    }
    found = caller(**claims)
    assert found.kind is Kind.MEDEWERKER
    assert found.roles == {"management", "behandelaar", "balie", "archief"}
    assert (found.user_id, found.representation) == ("jdejong", "Jan de Jong")
    assert (found.client_id, found.subject) == ("werkplek", None)


@pytest.mark.parametrize("value", ["999993653", 999993653])
def test_a_citizen(value: Any) -> None:
    found = caller(bsn=value, preferred_username=BSN, name="Suzanne")
    assert found.kind is Kind.BURGER
    assert numbers(found.subject) == {"bsn": BSN}
    assert found.roles == frozenset()
    assert not found.acts_for_another
    assert found.user_id.startswith("p-")
    assert BSN not in repr(found) + found.user_id + found.representation
    assert found.user_id == caller(bsn=value).user_id
    assert found.user_id != caller(bsn=value, sub="iemand anders").user_id


def test_a_bsn_that_lost_its_zero() -> None:
    assert numbers(caller(bsn="00009830").subject) == {"bsn": "000009830"}


def test_a_company_and_its_branch() -> None:
    found = caller(kvk="12345678", vestiging="000012345678", rsin="123456782")
    assert found.kind is Kind.BEDRIJF
    assert numbers(found.subject) == {
        "kvk_nummer": "12345678",
        "vestigingsnummer": "000012345678",
        "rsin": "123456782",
    }


@pytest.mark.parametrize(
    "claims",
    [
        {"bsn": "999993654"},
        {"bsn": "geen"},
        {"kvk": "1234567"},
        {"kvk": "12345678", "vestiging": "onbekend"},
        {"bsn": OTHER_BSN, "aanvrager": {"bsn": "onleesbaar"}},
        {"bsn": OTHER_BSN, "aanvrager": {"kvk": "0"}},
    ],
)
def test_a_number_that_is_not_well_formed_makes_nobody(claims: dict[str, Any]) -> None:
    """Leaving it out would show an employee's, a whole company's or the wrong person's data."""
    found = caller(**claims)
    assert found.kind is Kind.BURGER
    assert found.is_own_only
    assert numbers(found.subject) == {}


def test_somebody_who_represents_a_citizen() -> None:
    found = caller(bsn=OTHER_BSN, aanvrager={"bsn": BSN})
    assert (found.kind, found.acts_for_another) == (Kind.BURGER, True)
    assert numbers(found.subject) == {"bsn": BSN}


def test_a_citizen_who_represents_a_company_does_not_bring_their_own_number() -> None:
    found = caller(bsn=OTHER_BSN, aanvrager={"kvk": "12345678"})
    assert (found.kind, found.acts_for_another) == (Kind.BEDRIJF, True)
    assert numbers(found.subject) == {"kvk_nummer": "12345678"}


def test_a_representative_named_beside_the_subject() -> None:
    found = caller(bsn=BSN, gemachtigde={"bsn": OTHER_BSN})
    assert found.acts_for_another
    assert numbers(found.subject) == {"bsn": BSN}


def test_a_person_and_a_company_are_never_one_subject() -> None:
    assert numbers(caller(bsn=BSN, kvk="12345678").subject) == {"bsn": BSN}


def test_at_an_issuer_of_citizens_nobody_is_an_employee() -> None:
    found = caller(citizens=True)
    assert (found.kind, found.subject, found.roles) == (Kind.BURGER, None, frozenset())


@pytest.mark.parametrize(
    ("kind", "claims"),
    [
        (Kind.APPLICATIE, {"sub": "werkplek"}),
        (
            Kind.APPLICATIE,
            {"preferred_username": "service-account-werkplek", "client_id": "werkplek"},
        ),
        (
            Kind.APPLICATIE,
            {"preferred_username": "service-account-werkplek", "clientId": "werkplek"},
        ),
        (Kind.APPLICATIE, {"idtyp": "app"}),
        (Kind.APPLICATIE, {"gty": "client-credentials"}),
        (Kind.MEDEWERKER, {"preferred_username": "service-account-werkplek"}),
        (Kind.MEDEWERKER, {"client_id": "werkplek"}),
        (Kind.MEDEWERKER, {"azp": None, "sub": "x", "idtyp": "app"}),
    ],
)
def test_a_token_without_a_user(kind: Kind, claims: dict[str, Any]) -> None:
    found = caller(**claims)
    assert found.kind is kind
    assert bool(found.roles) is (kind is Kind.MEDEWERKER)


def test_without_a_subject_there_is_no_caller() -> None:
    assert principal_of({"azp": "x"}, "k", PATHS, pseudonyms(b"key")) is None


def test_an_employee_whose_name_is_a_bsn_gets_another() -> None:
    found = caller(preferred_username=BSN)
    assert found.kind is Kind.MEDEWERKER
    assert found.user_id.startswith("p-")
    assert BSN not in found.representation


def test_names_are_cleaned_and_bounded() -> None:
    found = caller(preferred_username="a\r\nb" + "x" * 500, name="n\x00" + "y" * 500)
    assert found.user_id.startswith("a b")
    assert (len(found.user_id), len(found.representation)) == (255, 255)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a", {"b.c": {"d": 1}, "b": {"x": 2}}),
        ("a.b.c.d", 1),
        ("a.b.x", 2),
        ("a.b.c", {"d": 1}),
        ("a.z", None),
        ("a.b.x.y", None),
        ("", None),
        (".", None),
        ("..a", None),
    ],
)
def test_a_path_may_hold_names_with_dots(path: str, value: Any) -> None:
    assert lookup({"a": {"b.c": {"d": 1}, "b": {"x": 2}}}, path) == value


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (BSN, True),
        (f"a {BSN} b", True),
        ("99993653", False),
        ("00009830", True),
        ("999993654", False),
        (f"a{BSN}", False),
        ("f1b1c0de-0000-4000-8000-000000000001", False),
        ("", False),
    ],
)
def test_a_bsn_is_found_in_a_text(text: str, holds: bool) -> None:
    assert holds_bsn(text) is holds
