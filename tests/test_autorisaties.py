"""The Autorisaties API: the sandbox's against the standard, and what its answers come to."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import msgspec
import pytest
from issuer_support import Door, Issuer

import gateway
from graph_support import shared_sandbox
from policy.grants import EVERYTHING, Grant, Rule, TypeSelector
from resolvers.autorisaties import grant_of, grants_of
from sandbox import ROOTS
from sandbox.callers import CLIENTS, client_token
from sandbox.zgw import BEPERKT_CLIENT_ID
from sandbox.zgw.autorisaties import ZAAKSYSTEEM
from settings import GatewaySettings, Secret, Settings
from settings_callers import ClientSettings
from sources.autorisaties.reader import Autorisaties
from sources.autorisaties.resources import ApplicatieRecord
from sources.errors import SourceError, UnavailableError
from spec_support import load_spec_named
from zgw_support import make_token

ROOT = ROOTS["autorisaties"]
BOX = shared_sandbox("openzaak")


async def get(path: str, client_id: str = "gateway", **params: str) -> httpx.Response:
    """Return the sandbox's answer."""
    transport = httpx.ASGITransport(BOX.zgw.apps["autorisaties"])
    headers = {"Authorization": f"Bearer {make_token(client_id)}"}
    async with httpx.AsyncClient(transport=transport, base_url=ROOT, headers=headers) as http:
        return await http.get(path, params=params)


async def test_the_sandbox_follows_the_standard() -> None:
    spec = load_spec_named("oz-autorisaties")
    page = (await get("applicaties")).json()
    assert spec.complaints(spec.answer_name("/applicaties"), page) == []
    assert page["count"] == 3
    for row in page["results"]:
        assert (await get(row["url"])).json() == row
        assert spec.complaints("Applicatie", row) == []
    every = [one for row in page["results"] for one in row["autorisaties"]]
    assert {one["component"] for one in every} == {"zrc", "drc", "brc", "ztc", "nrc", "ac"}


async def test_the_sandbox_filters_and_refuses_as_open_zaak() -> None:
    found = (await get("applicaties", clientIds=f"{ZAAKSYSTEEM},bestaat-niet")).json()
    assert [row["label"] for row in found["results"]] == ["Zaaksysteem"]
    assert (await get("applicaties", clientIds="bestaat-niet")).json()["count"] == 0
    assert (await get("applicaties", label="x")).status_code == 400
    assert (await get("applicaties", BEPERKT_CLIENT_ID)).status_code == 403
    one = await get("applicaties/consumer", clientId=ZAAKSYSTEEM)
    assert one.json() == found["results"][0]
    assert (await get("applicaties/consumer", clientId="bestaat-niet")).status_code == 404
    assert (await get("applicaties/consumer")).status_code == 400


def applicatie(*autorisaties: dict[str, Any], every: bool = False) -> ApplicatieRecord:
    """Return the record of an applicatie as the API writes it."""
    body = {
        "url": "http://ac/applicaties/1",
        "clientIds": ["zac"],
        "label": "ZAC",
        "heeftAlleAutorisaties": every,
        "autorisaties": [{"componentWeergave": "", **one} for one in autorisaties],
    }
    return msgspec.json.decode(msgspec.json.encode(body), type=ApplicatieRecord)


def zrc(url: str, ceiling: str = "intern", *scopes: str) -> dict[str, Any]:
    """Return an autorisatie for zaken of one type."""
    return {
        "component": "zrc",
        "scopes": list(scopes or ("zaken.lezen",)),
        "zaaktype": url,
        "maxVertrouwelijkheidaanduiding": ceiling,
    }


def rule(ceiling: str, *urls: str) -> Rule:
    """Return a rule for these types."""
    return Rule(ceiling, TypeSelector(frozenset(urls)))


def test_every_kind_of_autorisatie_becomes_its_own_rule() -> None:
    found = grant_of(
        applicatie(
            zrc("z1"),
            zrc("z2"),
            zrc("z3", "geheim"),
            {
                "component": "drc",
                "scopes": ["documenten.lezen"],
                "informatieobjecttype": "d1",
                "maxVertrouwelijkheidaanduiding": "openbaar",
            },
            {"component": "brc", "scopes": ["besluiten.lezen"], "besluittype": "b1"},
            {"component": "ztc", "scopes": ["catalogi.lezen"]},
        )
    )
    assert found == Grant(
        "applicatie ZAC",
        scopes=frozenset({"zaken.lezen", "documenten.lezen", "besluiten.lezen", "catalogi.lezen"}),
        zaken=(rule("intern", "z1", "z2"), rule("geheim", "z3")),
        documenten=(rule("openbaar", "d1"),),
        besluiten=(rule("zeer_geheim", "b1"),),
    )


def test_all_autorisaties_are_those_of_zgw_and_no_persons() -> None:
    found = grant_of(applicatie(every=True))
    assert {scope for scope in found.scopes if scope.endswith(".lezen")} == {
        *("zaken.lezen", "catalogi.lezen", "documenten.lezen", "besluiten.lezen"),
        "audittrails.lezen",
    }
    assert found.zaken == found.documenten == found.besluiten == (Rule(),)
    assert not found.allows("brp", "brp")
    assert not found.allows("klantinteracties", "openklant")
    assert found.doelbindingen == frozenset()
    assert found != EVERYTHING


@pytest.mark.parametrize(
    "autorisatie",
    [
        pytest.param(zrc("z1", "intern", "zaken.bijwerken", "zaken.aanmaken"), id="writes only"),
        pytest.param(zrc("z1", "intern", "documenten.lezen"), id="another component's scope"),
        pytest.param({"component": "nrc", "scopes": ["zaken.lezen"]}, id="another component"),
        pytest.param({"component": "kc", "scopes": ["klanten.lezen"]}, id="a component unknown"),
        pytest.param({"component": "zrc", "scopes": []}, id="no scopes"),
    ],
)
def test_what_reads_nothing_gives_nothing(autorisatie: dict[str, Any]) -> None:
    assert grant_of(applicatie(autorisatie)) == Grant("applicatie ZAC")


@pytest.mark.parametrize(
    "autorisatie",
    [
        pytest.param(zrc(""), id="no type"),
        pytest.param(zrc("z1", ""), id="no ceiling"),
        pytest.param(zrc("z1", "onbekend"), id="an unknown ceiling"),
        pytest.param({"component": "zrc", "scopes": ["zaken.lezen"]}, id="neither"),
    ],
)
def test_without_its_type_or_ceiling_it_opens_no_zaak(autorisatie: dict[str, Any]) -> None:
    assert grant_of(applicatie(autorisatie)).zaken == ()


class Register:
    """An Autorisaties API over the sandbox's, and a clock."""

    def __init__(self, **timing: float) -> None:
        self.now = 1_000.0
        self.sandbox = shared_sandbox("openzaak")
        self.sandbox.faults.clear()
        settings = Settings(gateway=GatewaySettings(), upstreams=())
        landscape = gateway.build_landscape(settings, self.sandbox)
        self.reader = Autorisaties(
            landscape.of("autorisaties"), clock=lambda: self.now, **{"ttl": 60.0, "max_age": 900.0}
        )

    @property
    def reads(self) -> int:
        """How often the register was asked."""
        return len(self.sandbox.faults.requests)

    def fail(self, down: bool = True) -> None:
        """Let the register be down, or well again."""
        self.sandbox.faults.set("openzaak-autorisaties", down=down)

    async def labels(self, client_id: str = ZAAKSYSTEEM) -> list[str | None]:
        """Return what is found."""
        found = [one.label for one in await self.reader.of(client_id)]
        await asyncio.sleep(0)
        return found

    async def settle(self) -> None:
        """Let what is read behind the scenes come in."""
        await asyncio.gather(*self.reader._loads.values(), return_exceptions=True)


async def test_an_answer_is_kept_shared_and_renewed_behind_the_scenes() -> None:
    register = Register()
    answers = await asyncio.gather(*(register.labels() for _ in range(20)))
    assert answers == [["Zaaksysteem"]] * 20
    assert register.reads == 1
    register.now += 59
    await register.labels()
    assert register.reads == 1
    register.now += 1
    assert await register.labels() == ["Zaaksysteem"]
    await register.settle()
    assert register.reads == 2


async def test_rights_that_were_withdrawn_end_when_the_register_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [applicatie(every=True)]

    async def fetch_all(*_: Any, **__: Any) -> list[ApplicatieRecord]:
        return list(rows)

    monkeypatch.setattr("sources.autorisaties.reader.fetch_all", fetch_all)
    register = Register()
    assert await register.labels("zac") == ["ZAC"]
    rows.clear()
    register.now += 119
    assert await register.labels("zac") == ["ZAC"]
    await register.settle()
    assert await register.labels("zac") == []
    rows.append(applicatie(every=True))
    register.now += 120
    assert await register.labels("zac") == ["ZAC"]


async def test_an_unknown_client_has_nothing() -> None:
    register = Register()
    assert await register.labels("bestaat-niet") == []
    assert await register.labels("bestaat-niet") == []
    assert register.reads == 1
    assert await register.labels(f"{ZAAKSYSTEEM},gateway") == []
    assert register.reads == 1


async def test_the_last_answer_serves_while_the_register_is_down_and_not_for_ever() -> None:
    register = Register()
    await register.labels()
    register.fail()
    for wait in (60, 100, 700):
        register.now += wait
        assert await register.labels() == ["Zaaksysteem"]
        await register.settle()
    register.now += 40
    with pytest.raises(UnavailableError):
        await register.labels()
    register.fail(False)
    register.reader._clients[0].breaker.succeeded()
    assert await register.labels() == ["Zaaksysteem"]


async def test_a_register_that_fails_is_not_asked_at_every_request() -> None:
    register = Register()
    await register.labels()
    register.fail()
    register.now += 130
    await register.labels()
    await register.settle()
    asked = register.reads
    for _ in range(20):
        await register.labels()
        await register.settle()
    assert register.reads == asked


async def test_never_read_is_never_assumed() -> None:
    register = Register()
    register.fail()
    with pytest.raises(SourceError):
        await register.labels()


async def test_a_register_that_ignores_the_filter_gives_nobody_anothers_rights(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = (await get("applicaties")).json()["results"]
    rows = [msgspec.convert(row, ApplicatieRecord) for row in every]

    async def fetch_all(*_: Any, **__: Any) -> list[ApplicatieRecord]:
        return rows

    monkeypatch.setattr("sources.autorisaties.reader.fetch_all", fetch_all)
    register = Register()
    assert await register.labels("gateway") == ["Gateway"]
    assert await register.labels("bestaat-niet") == []


ZAKEN = """{
  zaken(first: 100) { edges { node { zaaktype { identificatie } vertrouwelijkheidaanduiding } } }
}"""


def sandbox_client(name: str, secret: str) -> ClientSettings:
    """Return an application of the sandbox as a client of the gateway."""
    return ClientSettings(client_id=name, secret_env="", secret=Secret(secret))


async def test_an_application_sees_what_its_autorisaties_say() -> None:
    door = Door(clients=(sandbox_client(ZAAKSYSTEEM, CLIENTS[ZAAKSYSTEEM]),))
    body = (await door.ask(client_token(ZAAKSYSTEEM), query=ZAKEN)).json()
    assert "errors" not in body
    nodes = [edge["node"] for edge in body["data"]["zaken"]["edges"]]
    assert {node["zaaktype"]["identificatie"] for node in nodes} == {"EVENEMENTENVERGUNNING"}
    allowed = {"OPENBAAR", "BEPERKT_OPENBAAR", "INTERN", "ZAAKVERTROUWELIJK"}
    assert {node["vertrouwelijkheidaanduiding"] for node in nodes} <= allowed


async def test_rights_that_cannot_be_confirmed_are_no_rights() -> None:
    door = Door(clients=(sandbox_client(ZAAKSYSTEEM, CLIENTS[ZAAKSYSTEEM]),))
    door.sandbox.faults.set("openzaak-autorisaties", down=True)
    response = await door.ask(client_token(ZAAKSYSTEEM), query=ZAKEN)
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert response.json()["code"] == "AUTHORISATION_UNAVAILABLE"
    assert "openzaak-zaken" not in {one.upstream for one in door.sandbox.faults.requests}


async def test_a_client_of_another_issuer_with_the_same_name_gets_nothing() -> None:
    """`zaaksysteem` of the policy file is the ZGW client, not whoever a login calls so."""
    issuer = Issuer()
    door = Door((issuer, issuer.settings()))
    token = issuer.sign(azp=ZAAKSYSTEEM, sub=ZAAKSYSTEEM, client_id=ZAAKSYSTEEM)
    body = (await door.ask(token, query=ZAKEN)).json()
    assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert not [one for one in door.sandbox.faults.requests if "autorisaties" in one.upstream]


def test_audittrails_take_that_scope_for_every_type() -> None:
    """One grant has its scopes for all of its types, and types do not lend each other scopes."""
    both = ("zaken.lezen", "audittrails.lezen")
    assert "audittrails.lezen" in grant_of(applicatie(zrc("z1", "intern", *both))).scopes
    mixed = grant_of(applicatie(zrc("z1", "intern", *both), zrc("z2", "intern")))
    assert mixed.scopes == {"zaken.lezen"}


def test_a_scope_that_writes_counts_for_its_own_types_only() -> None:
    found = grants_of(
        [
            applicatie(
                zrc("z1", "intern", "zaken.lezen", "zaken.bijwerken"),
                zrc("z2", "intern", "zaken.lezen", "zaken.statussen.toevoegen"),
                zrc("z3", "openbaar", "zaken.lezen"),
                zrc("z4", "intern", "zaken.aanmaken"),
            )
        ]
    )
    reading, *writing = found
    assert reading.scopes == {"zaken.lezen"}
    assert reading.zaken == (rule("intern", "z1", "z2"), rule("openbaar", "z3"))
    assert [(grant.scopes, grant.zaken) for grant in writing] == [
        (frozenset({"zaken.lezen", "zaken.bijwerken"}), (rule("intern", "z1"),)),
        (frozenset({"zaken.lezen", "zaken.statussen.toevoegen"}), (rule("intern", "z2"),)),
    ]
    everything = grants_of([applicatie(every=True)])
    assert len(everything) == 1
    assert everything[0].writes("zaken", "z", ("zaken.heropenen",))
    assert not everything[0].writes("klantinteracties", "k", ("klantinteracties.schrijven",))
