"""The policy file: what it gives to whom, and that a mistake in it is never a silent grant."""

from __future__ import annotations

from typing import Any

import pytest
from access_support import principal

from policy.beleid import EMPTY, BeleidError, parse_beleid
from policy.grants import (
    OPENBAARHEID,
    UNLIMITED,
    Grant,
    OwnOnly,
    Rule,
    TypeFacts,
    TypeSelector,
    level,
)
from policy.identity import DEVELOPER, ZGW, Kind, PersonalNumber, Principal, Subject

BELEID = """
autorisaties = true

[[rol]]
naam = "behandelaar"
uitgevers = ["medewerkers"]
scopes = ["zaken.lezen", "documenten.lezen"]
registers = ["openzaak-zaken", "openzaak-documenten"]
doelbindingen = ["vergunningen"]
brp_velden = ["naam", "verblijfplaats.verblijfadres"]
zaken = [{ domein = "VTH", tot_en_met = "zaakvertrouwelijk" }]
documenten = [{ tot_en_met = "vertrouwelijk" }]

[[rol]]
naam = "behandelaar"
scopes = "besluiten.lezen"
besluiten = [{}]

[[applicatie]]
client_id = "dashboard"
scopes = ["zaken.lezen"]
zaken = [{ tot_en_met = "openbaar" }]

[[applicatie]]
client_id = "portaal"
autorisaties = true

[burger]
scopes = ["*"]
zaken = [{ tot_en_met = "zaakvertrouwelijk" }]
rollen = ["initiator", "belanghebbende"]
"""
SUBJECT = Subject(bsn=PersonalNumber("999993653"))


def caller(kind: Kind, **values: Any) -> Principal:
    """Return a caller with some values changed."""
    base: dict[str, Any] = {"issuer": "medewerkers", "identifier": "x", "client_id": "dashboard"}
    return Principal(kind, user_id="x", representation="x", **{**base, **values})


def test_a_role_gives_what_stands_under_its_name_for_its_issuer() -> None:
    beleid = parse_beleid(BELEID)
    rights = beleid.rights_of(caller(Kind.MEDEWERKER, roles=frozenset({"behandelaar", "iets"})))
    first, second = rights.grants
    assert first == Grant(
        name="rol 'behandelaar'",
        scopes=frozenset({"zaken.lezen", "documenten.lezen"}),
        registers=frozenset({"openzaak-zaken", "openzaak-documenten"}),
        zaken=(Rule("zaakvertrouwelijk", TypeSelector(domeinen=frozenset({"VTH"}))),),
        documenten=(Rule("vertrouwelijk"),),
        doelbindingen=frozenset({"vergunningen"}),
        brp_velden=("naam", "verblijfplaats.verblijfadres"),
        via_zaak=True,
    )
    assert second.besluiten == (Rule("openbaar"),)
    elsewhere = caller(Kind.MEDEWERKER, roles=frozenset({"behandelaar"}), issuer="leverancier")
    assert beleid.rights_of(elsewhere).grants == (second,)
    assert beleid.rights_of(caller(Kind.MEDEWERKER)).grants == ()


def test_applicaties_citizens_and_the_developer() -> None:
    beleid = parse_beleid(BELEID)
    (dashboard,) = beleid.rights_of(caller(Kind.APPLICATIE, issuer=ZGW)).grants
    assert dashboard.zaken == (Rule("openbaar"),)
    assert not beleid.uses_autorisaties(caller(Kind.APPLICATIE, issuer=ZGW))
    for client_id in ("portaal", "een-ander"):
        other = caller(Kind.APPLICATIE, client_id=client_id, issuer=ZGW)
        assert beleid.rights_of(other).grants == ()
        assert beleid.uses_autorisaties(other)
    (own,) = beleid.rights_of(caller(Kind.BURGER, subject=SUBJECT)).grants
    assert own.own == OwnOnly(frozenset({"initiator", "belanghebbende"}))
    assert own.via_zaak
    assert beleid.rights_of(caller(Kind.BURGER, subject=Subject())).grants == ()
    assert beleid.rights_of(caller(Kind.BEDRIJF, subject=SUBJECT)).grants == ()
    assert beleid.rights_of(DEVELOPER) is UNLIMITED


def test_an_application_is_the_one_of_its_issuer_only() -> None:
    beleid = parse_beleid(
        BELEID + '[[applicatie]]\nclient_id = "k"\nuitgevers = "keycloak"\nscopes = ["*"]\n'
    )
    for client_id, issuer in (("dashboard", "keycloak"), ("portaal", "keycloak"), ("k", ZGW)):
        other = caller(Kind.APPLICATIE, client_id=client_id, issuer=issuer)
        assert beleid.rights_of(other).grants == ()
        assert not beleid.uses_autorisaties(other)
    named = caller(Kind.APPLICATIE, client_id="k", issuer="keycloak")
    assert len(beleid.rights_of(named).grants) == 1


def test_nobody_gets_anything_from_an_empty_policy() -> None:
    for kind in (Kind.MEDEWERKER, Kind.BURGER, Kind.BEDRIJF, Kind.APPLICATIE):
        found = EMPTY.rights_of(caller(kind, subject=SUBJECT, roles=frozenset({"behandelaar"})))
        assert found.grants == ()
        assert not found.allows("zaken", "openzaak-zaken")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[rol]]", "'naam' is missing"),
        ('[[rol]]\nnaam = "a"\nscope = ["x"]', "unknown key 'scope'"),
        ('[[rol]]\nnaam = "a"\nscopes = ["zaken.wissen"]', "unknown scope"),
        ('[[rol]]\nnaam = "a"\nzaken = [{tot_en_met = "intrn"}]', "'tot_en_met' must be one of"),
        ('[[rol]]\nnaam = "a"\nzaken = [{identificatie = []}]', "an empty list of types"),
        ('[[rol]]\nnaam = "a"\nzaken = "alles"', "must be a list of tables"),
        ('[[rol]]\nnaam = "a"\nscopes = [1]', "a text or a list of texts"),
        ('[[applicatie]]\nclient_id = "a"\n[[applicatie]]\nclient_id = "a"', "stands there twice"),
        ('[[applicatie]]\nclient_id = "a"\nautorisaties = "ja"', "must be true or false"),
        ('[burger]\nrollen = ["eigenaar"]', "no omschrijvingGeneriek"),
        ("[[burger]]", "a single table"),
        ("[gebruiker]", "unknown key 'gebruiker'"),
        ("rol = ", "not valid TOML"),
    ],
)
def test_a_mistake_is_named(text: str, says: str) -> None:
    with pytest.raises(BeleidError, match=says):
        parse_beleid(text)


def test_a_rule_without_a_ceiling_shows_open_things_only() -> None:
    beleid = parse_beleid('[[rol]]\nnaam = "a"\nscopes = ["zaken.lezen"]\nzaken = [{}]')
    (grant,) = beleid.rights_of(caller(Kind.MEDEWERKER, roles=frozenset({"a"}))).grants
    assert grant.zaken == (Rule("openbaar"),)
    assert not grant.zaken[0].is_open


def test_the_order_of_confidentiality() -> None:
    assert [level(name) for name in OPENBAARHEID] == list(range(8))
    assert level(None) == level("") == level("iets nieuws") == 8
    assert Rule().is_open
    assert not Rule("geheim").is_open
    assert not Rule(types=TypeSelector(domeinen=frozenset({"A"}))).is_open


def test_a_selector_adds_the_ways_to_name_a_type() -> None:
    selector = TypeSelector(frozenset({"u"}), frozenset({"i"}), frozenset({"d"}))
    assert selector.selects(TypeFacts("u"))
    assert selector.selects(TypeFacts("x", "i"))
    assert selector.selects(TypeFacts("x", "x", "d"))
    assert not selector.selects(TypeFacts("x", "x", "x"))
    assert not TypeSelector().selects(TypeFacts("", "", ""))


def test_fields_and_purposes() -> None:
    beleid = parse_beleid(BELEID)
    rights = beleid.rights_of(caller(Kind.MEDEWERKER, roles=frozenset({"behandelaar"})))
    paths = ["naam.voornamen", "naam", "verblijfplaats.verblijfadres.postcode", "verblijfplaats"]
    assert rights.refused_fields(paths, "vergunningen") == ["verblijfplaats"]
    assert rights.refused_fields(["naam"], "belastingen") == ["naam"]
    assert rights.allows_purpose("vergunningen")
    assert not rights.allows_purpose("belastingen")
    assert UNLIMITED.refused_fields(["gezag"], "iets") == []


def test_a_principal_does_not_print_who_it_is() -> None:
    somebody = principal(Kind.BURGER, subject=SUBJECT)
    assert "999993653" not in repr(somebody) + str(somebody) + repr(SUBJECT.bsn)
    assert "jan" not in repr(somebody)
    assert somebody.pseudonym(b"a") != somebody.pseudonym(b"b")
    assert somebody.pseudonym(b"a") == principal(Kind.MEDEWERKER).pseudonym(b"a")
