"""Purpose: without one the BRP is not asked, and what a register is told of it is exact."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request

from gateway import DEVELOPMENT
from logboek_support import LoggingGraph
from policy.doelbinding import Doelbinding, DoelbindingError
from policy.grants import EVERYTHING, UNLIMITED, Rights
from policy.identity import DEVELOPER, Kind, PersonalNumber, Principal, Subject
from resolvers.purpose import Purposes
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from settings import DoelbindingSettings, GatewaySettings, SettingsError
from sources.call import Call, Caller, Purpose

BSN, OTHER = "999993653", "999990408"
PERSON = f'{{ persoon(bsn: "{BSN}") {{ burgerservicenummer naam {{ volledigeNaam }} leeftijd }} }}'
SEARCH = 'personen(zoek: { postcodeEnHuisnummer: { postcode: "2563KJ", huisnummer: 2 } })'
TWO = DoelbindingSettings(
    name="wmo",
    activity="https://gemeente.example/verwerkingen/wmo/2",
    headers={
        "brp": {
            "X-DOELBINDING": "{doelbinding}",
            "X-VERWERKING": "{verwerking}",
            "X-GEBRUIKER": "{user_id} ({representation})",
            "X-TOEPASSING": "gw-{client_id}",
        },
        "openklant": {"X-REQUEST-APPLICATION": "{client_id}"},
    },
)
THREE = DoelbindingSettings(name="bijstand", activity="https://gemeente.example/verwerkingen/b/1")
TELLS = {"brp": {"X-DOELBINDING": "{doelbinding}"}}
MEDEWERKER = Principal(
    kind=Kind.MEDEWERKER,
    issuer="i",
    identifier="x",
    client_id="zaakapp",
    user_id="jan",
    representation="Jan",
)


def codes(body: dict[str, object]) -> list[str]:
    """Return the codes of the errors of a response."""
    errors = body.get("errors", [])
    assert isinstance(errors, list)
    return [error["extensions"]["code"] for error in errors]


async def test_the_sandbox_reads_under_its_own_purpose_and_says_so() -> None:
    graph = LoggingGraph()
    await graph.ask(PERSON)
    (request,) = graph.brp
    assert request.headers["x-doelbinding"] == DEVELOPMENT.name
    assert request.headers["x-gebruiker"] == "gateway"


@pytest.mark.parametrize(
    ("named", "rights", "reason"),
    [
        (None, UNLIMITED, "none was named"),
        ("onbekend", UNLIMITED, "not configured"),
        ("bijstand", Rights((replace(EVERYTHING, doelbindingen=frozenset({"wmo"})),)), "may not"),
        ("wmo", Rights((replace(EVERYTHING, doelbindingen=frozenset()),)), "may not"),
    ],
)
async def test_without_a_purpose_that_is_allowed_the_brp_is_not_asked(
    named: str | None, rights: Rights, reason: str
) -> None:
    graph = LoggingGraph(doelbindingen=(TWO, THREE), principal=MEDEWERKER, rights=rights)
    headers = {"X-Doelbinding": named} if named else {}
    query = f"""{{
      persoon(bsn: "{BSN}") {{ burgerservicenummer leeftijd naam {{ volledigeNaam }} }}
      {SEARCH} {{ leeftijd }}
      zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ identificatie rollen {{ persoon {{ leeftijd }} }} }}
    }}"""
    response = await graph.post(query, headers)
    body = response.json()
    assert graph.brp == []
    assert set(codes(body)) == {"PURPOSE_REQUIRED"}
    assert all(reason in error["message"] for error in body["errors"])
    assert "onbekend" not in response.text
    assert body["data"]["zaak"]["identificatie"]
    assert body["data"]["persoon"]["burgerservicenummer"] == BSN


async def test_every_register_is_told_what_its_headers_say() -> None:
    graph = LoggingGraph(doelbindingen=(TWO,), principal=MEDEWERKER)
    graph.sandbox.faults.forget()
    await graph.ask(
        f"""{{ zaken {{ totalCount }} klant(bsn: "{BSN}") {{
          digitaleAdressen {{ adres }} ... on Persoon {{ leeftijd }}
        }} }}""",
        {"X-Doelbinding": "wmo"},
    )
    told = {
        request.upstream: {
            name: value
            for name, value in request.headers.items()
            if name.startswith("x-") and name != "x-api-key"
        }
        for request in graph.sandbox.faults.requests
    }
    assert told == {
        "brp": {
            "x-doelbinding": "wmo",
            "x-verwerking": TWO.activity,
            "x-gebruiker": "jan (Jan)",
            "x-toepassing": "gw-zaakapp",
        },
        "openklant": {"x-request-application": "zaakapp"},
        "openzaak-zaken": {},
    }


async def test_the_purpose_of_a_trusted_document_is_its_own(tmp_path: Path) -> None:
    entry = {"id": "een", "body": PERSON, "metadata": {"doelbinding": "bijstand"}}
    manifest = {"format": "gateway-trusted-documents", "version": 1, "documents": [entry]}
    path = tmp_path / "documents.json"
    path.write_text(json.dumps(manifest), "utf-8")
    graph = LoggingGraph(
        doelbindingen=(replace(TWO, default_for=("*",)), replace(THREE, headers=TELLS)),
        gateway={"trusted_documents": "enforce", "trusted_manifests": (str(path),)},
    )
    for headers in ({}, {"X-Doelbinding": "wmo"}):
        body = {"documentId": "een"}
        answer = (await graph.http.post("/graphql", json=body, headers=headers)).json()
        assert "errors" not in answer
    assert [request.headers["x-doelbinding"] for request in graph.brp] == ["bijstand"] * 2


def test_citizens_do_not_choose_their_purpose() -> None:
    burger = replace(MEDEWERKER, kind=Kind.BURGER, subject=Subject(bsn=PersonalNumber(BSN)))
    settings = GatewaySettings(citizen_purpose="bijstand")
    purposes = Purposes((TWO, THREE), settings, ("brp", "openklant"))
    found = purposes.purpose_of("wmo", Call(Caller("u", "U")), burger, UNLIMITED)
    assert isinstance(found, Purpose)
    assert found.doelbinding == "bijstand"


def test_a_default_is_for_its_own_client_only() -> None:

    own = replace(TWO, default_for=("zaakapp",))
    purposes = Purposes((own, THREE), GatewaySettings(), ("brp", "openklant"))
    call = Call(Caller("u", "U"))
    found = purposes.purpose_of(None, call, MEDEWERKER, UNLIMITED)
    assert isinstance(found, Purpose)
    assert found.doelbinding == "wmo"
    other = replace(MEDEWERKER, client_id="andere")
    assert purposes.purpose_of(None, call, other, UNLIMITED) == "none was named"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (replace(TWO, headers={"bag": {}}), "'bag'"),
        (replace(TWO, headers={"brp": {"X A": "x"}}), "'X A'"),
        (replace(TWO, headers={"brp": {"X-A\r\nX-B": "x"}}), "not a header"),
        (replace(TWO, headers={"brp": {"Authorization": "x"}}), "'Authorization'"),
        (replace(TWO, headers={"brp": {"traceparent": "x"}}), "'traceparent'"),
        (replace(TWO, headers={"brp": {"X-A": "{bsn}"}}), "{bsn}"),
        (replace(TWO, headers={"brp": {"X-A": "{user_id.__class__}"}}), "user_id.__class__"),
        (replace(TWO, headers={"brp": {"X-A": "{user_id!r}"}}), "user_id"),
        (replace(TWO, headers={"brp": {"X-A": "{"}}), "not a template"),
        (replace(TWO, headers={"brp": {"X-A": "a\r\nb"}}), "plain ASCII"),
        (replace(TWO, activity="wmo"), "'activity'"),
        (replace(TWO, name=" "), "'name'"),
    ],
)
def test_a_wrong_purpose_stops_the_start(table: DoelbindingSettings, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Purposes((table,), GatewaySettings(), ("brp", "openklant"))
    assert words in str(caught.value)


def test_doubles_and_unknown_names_stop_the_start() -> None:
    star = replace(TWO, default_for=("*",))
    for tables in ((TWO, TWO), (star, replace(THREE, default_for=("*",)))):
        with pytest.raises(SettingsError, match="twice"):
            Purposes(tables, GatewaySettings(), ("brp", "openklant"))
    with pytest.raises(SettingsError, match="citizen_purpose"):
        Purposes((TWO,), GatewaySettings(citizen_purpose="x"), ("brp", "openklant"))


@pytest.mark.parametrize(
    ("user", "sent"),
    [
        ("jan", "jan"),
        ("jan\r\nX-Doelbinding: wmo", "jan%0D%0AX-Doelbinding: wmo"),
        ("Şahin", "%C5%9Eahin"),
        ("é", "%C3%A9"),
        ("\0\x7f", "%00%7F"),
        ("{client_id}", "{client_id}"),
        ("x" * 2_000, "x" * 1_000),
    ],
)
def test_no_value_ends_a_header(user: str, sent: str) -> None:
    doelbinding = Doelbinding("wmo", "urn:x", {"brp": {"X-U": "{user_id}"}})
    values = {"user_id": user, "representation": "", "client_id": "c"}
    assert doelbinding.headers_for(values) == {"brp": {"X-U": sent}}


@pytest.mark.parametrize("user", [BSN, f"u{BSN}", f"jan {BSN} x"])
def test_a_bsn_is_never_told_as_the_user(user: str) -> None:
    doelbinding = Doelbinding("wmo", "urn:x", {"brp": {"X-U": "{user_id}"}})
    with pytest.raises(DoelbindingError) as caught:
        doelbinding.headers_for({"user_id": user, "representation": "", "client_id": "c"})
    assert BSN not in str(caught.value)


async def test_a_user_who_would_be_told_by_a_bsn_reads_no_brp() -> None:
    graph = LoggingGraph(
        doelbindingen=(replace(TWO, default_for=("*",)),),
        principal=replace(MEDEWERKER, representation=f"Jan {BSN}"),
    )
    response = await graph.post('{ persoon(bsn: "999990408") { leeftijd } }')
    assert codes(response.json()) == ["PURPOSE_REQUIRED"]
    assert BSN not in response.text
    assert graph.brp == []


async def test_purposes_and_users_at_the_same_time_never_share_a_call() -> None:
    other = replace(THREE, headers=TWO.headers)
    graph = LoggingGraph(doelbindingen=(TWO, other))

    async def admit(request: Request) -> tuple[Principal, Rights]:
        return replace(MEDEWERKER, user_id=request.headers["x-test-user"]), UNLIMITED

    graph.endpoint._admit = admit  # type: ignore[method-assign]
    graph.sandbox.faults.set("brp", latency=0.02)
    asked = [
        (name, user, bsn)
        for name in ("wmo", "bijstand")
        for user in ("jan", "piet")
        for bsn in (BSN, OTHER)
    ]
    await asyncio.gather(
        *(
            graph.ask(
                f'{{ persoon(bsn: "{bsn}") {{ leeftijd }} }}',
                {"X-Doelbinding": name, "X-Test-User": user},
            )
            for name, user, bsn in asked
        )
    )
    told = [
        (
            request.headers["x-doelbinding"],
            request.headers["x-gebruiker"].split(" ")[0],
            *json.loads(request.body)["burgerservicenummer"],
        )
        for request in graph.brp
    ]
    assert sorted(told) == sorted(asked)
    assert len({request.headers["traceparent"][3:35] for request in graph.brp}) == len(asked)


async def test_aliases_with_other_fields_do_not_share_a_call() -> None:
    graph = LoggingGraph()
    await graph.ask(
        f"""{{
          a: persoon(bsn: "{BSN}") {{ leeftijd }}
          b: persoon(bsn: "{OTHER}") {{ leeftijd }}
          c: persoon(bsn: "{BSN}") {{ naam {{ voornamen }} }}
        }}"""
    )
    bodies = [json.loads(request.body) for request in graph.brp]
    asked = {(*body["fields"],): sorted(body["burgerservicenummer"]) for body in bodies}
    assert len(bodies) == 2
    assert asked == {
        ("burgerservicenummer", "leeftijd"): sorted([BSN, OTHER]),
        ("burgerservicenummer", "naam.voornamen"): [BSN],
    }


async def test_fields_the_policy_does_not_give_stop_their_own_call_only() -> None:
    grant = replace(EVERYTHING, brp_velden=("leeftijd", "naam"))
    graph = LoggingGraph(rights=Rights((grant,)), principal=MEDEWERKER)
    response = await graph.post(
        f"""{{
          allowed: persoon(bsn: "{BSN}") {{ leeftijd naam {{ voornamen }} }}
          refused: persoon(bsn: "{BSN}") {{
            burgerservicenummer leeftijd geboorte {{ datum {{ langFormaat }} }} geslacht {{ code }}
          }}
        }}"""
    )
    body = response.json()
    assert body["data"]["allowed"]["leeftijd"]
    assert body["data"]["refused"] == {
        "burgerservicenummer": BSN,
        "leeftijd": None,
        "geboorte": None,
        "geslacht": None,
    }
    assert codes(body) == ["FORBIDDEN"] * 3
    message = body["errors"][0]["message"]
    assert "geboorte.datum, geslacht" in message
    assert BSN not in message
    (request,) = graph.brp
    fields = json.loads(request.body)["fields"]
    assert fields == ["burgerservicenummer", "leeftijd", "naam.voornamen"]


async def test_fields_are_given_for_a_purpose() -> None:
    wide = replace(EVERYTHING, doelbindingen=frozenset({"wmo"}))
    narrow = replace(EVERYTHING, doelbindingen=frozenset({"bijstand"}), brp_velden=("naam",))
    graph = LoggingGraph(doelbindingen=(TWO, THREE), rights=Rights((wide, narrow)))
    query = f'{{ persoon(bsn: "{BSN}") {{ leeftijd }} }}'
    assert await graph.ask(query, {"X-Doelbinding": "wmo"})
    body = (await graph.post(query, {"X-Doelbinding": "bijstand"})).json()
    assert codes(body) == ["FORBIDDEN"]
    assert len(graph.brp) == 1


async def test_a_search_asks_no_field_the_policy_does_not_give() -> None:
    grant = replace(EVERYTHING, brp_velden=("naam",))
    graph = LoggingGraph(rights=Rights((grant,)), principal=MEDEWERKER)
    body = (await graph.post(f"{{ {SEARCH} {{ leeftijd }} }}")).json()
    assert codes(body) == ["FORBIDDEN"]
    assert graph.brp == []
    await graph.ask(f"{{ {SEARCH} {{ naam {{ volledigeNaam }} }} }}")
    assert len(graph.brp) == 1


def test_the_development_purpose_is_for_the_sandbox_only() -> None:
    purposes = Purposes((), GatewaySettings(), ())
    call = Call(Caller("u", "U"))
    assert purposes.purpose_of(None, call, DEVELOPER, UNLIMITED) == "none was named"
