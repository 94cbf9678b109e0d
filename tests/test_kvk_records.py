"""Records of the Handelsregister against the official documents, and what its failures mean."""

from __future__ import annotations

import json
from typing import Any

import httpx
import msgspec
import pytest
from test_types_catalogi import lost

from graph_support import Graph
from sandbox.landscape import KVK_KEY, KVK_ROOT
from sources.answers import Answer
from sources.betrokkenen import Betrokkene, betrokkenen_in
from sources.errors import NotServedError, RejectedError, SourceError, UnavailableError
from sources.kvk import reader
from sources.kvk import resources as records
from sources.kvk.answers import interpret_kvk
from spec_support import load_spec_named

KVK = "68750110"


def test_what_a_key_may_see_of_a_shielded_address_is_left_out() -> None:
    body = b'{"type":"bezoekadres","indAfgeschermd":"Ja","straatnaam":"Dorpsstraat","huisnummer":1}'
    adres = msgspec.json.decode(body, type=records.AdresRecord)
    assert (adres.ind_afgeschermd, adres.straatnaam, adres.huisnummer) == (True, None, None)
    listed = b'{"vestigingsnummer":"1","indAdresAfgeschermd":"Ja","volledigAdres":"Dorpsstraat 1"}'
    assert msgspec.json.decode(listed, type=records.VestigingBasisRecord).volledig_adres is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19980401", "1998-04-01"),
        ("19980400", "1998-04"),
        ("19980000", "1998"),
        ("onbekend", None),
        (None, None),
    ],
)
def test_a_day_is_as_precise_as_it_is_known(text: str | None, expected: str | None) -> None:
    assert records.day(text) == expected


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (404, "IPD5200", None),
        (404, "IPD0005", None),
        (404, "IPD0007", None),
        (404, "IPD9998", RejectedError),
        (404, "", NotServedError),
        (400, "IPD1999", RejectedError),
        (400, "IPD1002", UnavailableError),
        (500, "IPD9999", UnavailableError),
    ],
)
def test_only_some_codes_mean_that_there_is_nothing(
    status: int, code: str, expected: type[SourceError] | None
) -> None:
    body = json.dumps({"fout": [{"code": code, "omschrijving": KVK}]} if code else {}).encode()
    answer = Answer(status, {}, body)
    if expected is None:
        assert interpret_kvk(answer, "kvk", "zoeken") is None
        return
    with pytest.raises(expected) as caught:
        interpret_kvk(answer, "kvk", "zoeken")
    assert type(caught.value) is expected
    assert KVK not in str(caught.value)


SPECS = [
    ("kvk-basisprofiel", "Basisprofiel", records.BasisprofielRecord),
    ("kvk-basisprofiel", "Eigenaar", records.EigenaarRecord),
    ("kvk-basisprofiel", "Adres", records.AdresRecord),
    ("kvk-basisprofiel", "VestigingBasis", records.VestigingBasisRecord),
    ("kvk-vestigingsprofiel", "Vestiging", records.VestigingRecord),
    ("kvk-vestigingsprofiel", "Adres", records.AdresRecord),
    ("kvk-vestigingsprofiel", "GeoData", records.GeoData),
    ("kvk-vestigingsprofiel", "SBIActiviteit", records.SbiActiviteit),
    ("kvk-vestigingsprofiel", "MaterieleRegistratie", records.MaterieleRegistratie),
    ("kvk-zoeken", "ResultaatItem", records.ZoekResultaatRecord),
]
LEFT_OUT = {"links", "huisnummerToevoeging"}
"""Links we know; the addition of a house number is in zoeken v1 only."""


@pytest.mark.parametrize(("spec", "name", "record"), SPECS)
def test_the_records_know_every_property_of_the_standard(
    spec: str, name: str, record: type[msgspec.Struct]
) -> None:
    known = {field.encode_name for field in msgspec.structs.fields(record)}
    declared = {prop for prop, _ in load_spec_named(spec).properties(name)}
    assert declared - known <= LEFT_OUT


def test_zoeken_v1_is_asked_in_its_own_words() -> None:
    declared = load_spec_named("kvk-zoeken").query_parameters("/v1/zoeken")
    wanted = {"naam": "x", "rsin": "1", "type": "x", "inclusiefInactieveRegistraties": "true"}
    assert reader._query(reader.V1, wanted, 1, 10).keys() <= declared


async def test_every_profile_of_the_sandbox_is_read() -> None:
    graph = Graph(also=("kvk",))
    extra = graph.sandbox.extra
    assert extra is not None
    register, missing = extra.handelsregister, set[str]()
    transport = httpx.ASGITransport(graph.sandbox.apps["kvk"])
    http = httpx.AsyncClient(
        transport=transport,
        base_url=KVK_ROOT,
        headers={"apikey": KVK_KEY},
        params={"geoData": "true"},
    )
    for resource, numbers in (
        (records.BASISPROFIEL, list(register.by_kvk_nummer)[:12]),
        (records.VESTIGINGSPROFIEL, list(register.by_vestiging)[:12]),
    ):
        for number in numbers:
            answer = await http.get(f"{resource.path}/{number}")
            record: Any = resource.parse_one(answer.content, "kvk")
            missing.update(lost(answer.json(), msgspec.to_builtins(record)))
    assert {path for path in missing if not path.endswith("links")} == set()


def test_whom_a_record_is_about_is_known_to_the_log() -> None:
    def one(kind: type[Any], **values: Any) -> list[Betrokkene]:
        return list(betrokkenen_in([msgspec.convert(values, kind)]))

    assert one(records.BasisprofielRecord, kvkNummer="1") == [Betrokkene("KVK", "1")]
    assert one(
        records.BasisprofielRecord, kvkNummer="1", _embedded={"eigenaar": {"rsin": "2"}}
    ) == [Betrokkene("RSIN", "2")]
    assert one(records.VestigingRecord, kvkNummer="1", vestigingsnummer="3") == [
        Betrokkene("VESTIGINGSNUMMER", "3")
    ]
    assert one(records.ZoekResultaatRecord, kvkNummer="1") == [Betrokkene("KVK", "1")]
