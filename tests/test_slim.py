"""What no field of an operation names is not decoded, and nothing misses it."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from graphql import GraphQLObjectType, parse

import gateway
from planning.compile import field_names
from schema.base import RECORD_TYPES
from schema.build import definition_of, graphql_schema
from sources.besluiten.resources import BESLUIT
from sources.betrokkenen import BSN, Betrokkene, betrokkenen_in
from sources.call import Call, Caller
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.zaken.resources import ROL, ZAAK, ZAAKOBJECT, ZaakRecord

ROOT = Path(__file__).parent.parent
OF_OTHERS = {
    ("rollen.py", "registratiedatum"),
    *((name, "kenmerken") for name in ("ontvangst.py", "streams.py", "berichten.py")),
    ("gebeurtenissen.py", "kenmerken"),
    ("zaakfilter.py", "kenmerken"),
}
"""Attributes of that name, but not of a zaak; or of one that is read whole (subscriptions)."""
BODY = {
    "url": "https://z.nl/zaken/api/v1/zaken/1",
    "identificatie": "Z1",
    "zaaktype": "https://z.nl/catalogi/api/v1/zaaktypen/1",
    "vertrouwelijkheidaanduiding": "intern",
    "rollen": ["https://z.nl/zaken/api/v1/rollen/1"],
    "hoofdzaak": "",
    "archiefstatus": "",
    "kenmerken": [{"kenmerk": "K1"}],
    "opschorting": {"indicatie": False, "reden": ""},
}


def zaak(*names: str) -> ZaakRecord:
    """Return the zaak as an operation with these fields decodes it."""
    return ZAAK.asked(frozenset(names)).parse_one(json.dumps(BODY).encode(), "z")


def test_what_is_asked_is_there_and_the_rest_is_none() -> None:
    found = zaak("kenmerken", "kenmerk")
    assert found.kenmerken is not None
    assert found.kenmerken[0].kenmerk == "K1"
    assert found.opschorting is None


def test_identity_confidentiality_and_links_are_always_there() -> None:
    found = zaak()
    assert (found.url, found.zaaktype_url) == (BODY["url"], BODY["zaaktype"])
    assert (found.vertrouwelijkheidaanduiding, found.rollen_urls) == ("intern", BODY["rollen"])
    assert (found.hoofdzaak_url, found.archiefstatus) == (None, None)
    assert isinstance(found, ZaakRecord)
    assert RECORD_TYPES[type(found)] == "Zaak"


def test_everything_is_decoded_when_nothing_is_known_of_the_operation() -> None:
    assert ZAAK.asked(None) is ZAAK


def test_one_class_serves_an_operation() -> None:
    names = frozenset({"identificatie"})
    assert ZAAK.asked(names) is ZAAK.asked(frozenset(names))


@pytest.mark.parametrize("attribute", sorted(ZAAK.optional))
def test_an_optional_attribute_is_a_plain_field_of_that_name(attribute: str) -> None:
    kind: Any = graphql_schema(gateway.build_schema()).type_map["Zaak"]
    assert isinstance(kind, GraphQLObjectType)
    (field,) = [f for f in msgspec.structs.fields(ZaakRecord) if f.name == attribute]
    definition = definition_of(kind.fields[field.encode_name])
    assert definition is not None
    assert definition.python_name == attribute
    assert not definition.metadata["attr"]
    assert "resolve" not in definition.metadata
    assert definition.base_resolver is None


@pytest.mark.parametrize("layer", ["sources", "planning", "resolvers", "policy"])
def test_nothing_but_the_graph_and_its_computed_fields_read_an_optional_attribute(
    layer: str,
) -> None:
    read = {
        node.attr
        for path in (ROOT / layer).rglob("*.py")
        if path.parent.name != "writing"  # a mutation reads the zaak whole
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and (path.name, node.attr) not in OF_OTHERS
    }
    computed = frozenset().union(*ZAAK.derived.values()) if layer == "resolvers" else frozenset()
    assert read & ZAAK.optional == computed


@pytest.mark.parametrize("name", sorted(ZAAK.derived))
def test_what_a_computed_field_is_made_of_is_decoded(name: str) -> None:
    body = {"url": BODY["url"], "laatstGemuteerd": "a", "einddatumGepland": "b"}
    body |= {"uiterlijkeEinddatumAfdoening": "c", "opschorting": {"indicatie": True}}
    found = ZAAK.asked(frozenset({name})).parse_one(json.dumps(body).encode(), "z")
    for attribute in ZAAK.optional:
        assert (getattr(found, attribute) is not None) == (attribute in ZAAK.derived[name])


def test_what_the_guard_reads_of_a_zaak_is_always_decoded() -> None:
    judged = {"url", "zaaktype_url", "vertrouwelijkheidaanduiding", "rollen_urls", "expanded"}
    assert judged <= set(ZaakRecord.__struct_fields__)
    assert not judged & ZAAK.optional
    for resource in (ENKELVOUDIGINFORMATIEOBJECT, BESLUIT, ROL, ZAAKOBJECT):
        assert resource.asked(frozenset()) is resource


def test_whom_a_zaak_identifies_is_found_whatever_it_left_out() -> None:
    rol = {
        "url": BODY["rollen"][0],  # type: ignore[index]
        "betrokkeneType": "natuurlijk_persoon",
        "betrokkeneIdentificatie": {"inpBsn": "999993653"},
    }
    body = json.dumps({**BODY, "_expand": {"rollen": [rol]}}).encode()
    for names in (None, frozenset[str](), frozenset({"rollen", "kenmerken"})):
        found = ZAAK.asked(names).parse_one(body, "z")
        assert list(betrokkenen_in([found])) == [Betrokkene(BSN, "999993653")]


def test_what_is_read_for_everyone_is_complete() -> None:
    call = Call(Caller("jan", "Jan"), names=frozenset({"identificatie"}))
    assert call.shared().names is None


def test_fragments_and_aliases_are_seen() -> None:
    text = "{ zaken { ...Z nodes { a: kenmerken { kenmerk } } } } fragment Z on X { opschorting }"
    expected = {"zaken", "nodes", "kenmerken", "kenmerk", "opschorting"}
    assert field_names(parse(text)) == expected
