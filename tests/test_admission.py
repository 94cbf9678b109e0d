"""Who is let in where: the sandbox with and without tokens, citizens, and a real landscape."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import httpx
import pytest
from issuer_support import BSN, SECRET, Door, Issuer
from starlette.applications import Starlette

import gateway
from graph_support import Graph
from policy.beleid import parse_beleid
from policy.beleid_check import Known, findings
from policy.identity import Kind
from sandbox import build_sandbox
from sandbox.callers import CLIENTS, client_token, login_token
from settings import GatewaySettings, Secret, Settings, SettingsError, load

ROOT = Path(__file__).parent.parent
ZAKEN = "{ zaken(first: 100) { totalCount edges { node { zaaktype { identificatie } } } } }"
UPSTREAM = '[[upstream]]\nname = "z"\napi = "zaken"\nroot = "https://z.nl/zaken/api/v1"\n'
CLIENT = '[[client]]\nclient_id = "zac"\nsecret_env = "ZAC"\n'
ISSUER = '[[issuer]]\nname = "k"\nissuer = "https://k.nl/realms/g"\naudience = "gateway"\n'


async def asked(graph: Graph, token: str = "", query: str = ZAKEN) -> httpx.Response:
    """Return the answer to a query, with a token or without."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await graph.http.post("/graphql", json={"query": query}, headers=headers)


async def types_of(response: httpx.Response) -> set[str]:
    """Return the zaaktypen that were seen."""
    edges = response.json()["data"]["zaken"]["edges"]
    return {edge["node"]["zaaktype"]["identificatie"] for edge in edges}


async def test_the_sandbox_lets_in_who_sends_no_token_and_honours_who_does() -> None:
    graph = Graph()
    every = await types_of(await asked(graph))
    assert len(every) > 3
    token = login_token("jan", ["behandelaar-vergunningen"])
    seen = await types_of(await asked(graph, token))
    assert seen == {"OMGEVINGSVERGUNNING", "EVENEMENTENVERGUNNING"}
    assert (await asked(graph, "geen.goed.token")).status_code == 401
    assert (await asked(graph, token[:-4] + "AAAA")).status_code == 401
    nobody = await asked(graph, login_token("jan"))
    assert nobody.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_the_sandbox_without_development_mode_wants_a_token() -> None:
    graph = Graph(development=False)
    assert (await asked(graph)).status_code == 401
    assert (await asked(graph, login_token("jan", ["management"]))).status_code == 200


async def test_the_applications_of_the_sandbox() -> None:
    graph = Graph()
    seen = await types_of(await asked(graph, client_token("klantportaal", "jan", "Jan")))
    assert seen == {"MELDING-OPENBARE-RUIMTE"}
    seen = await types_of(await asked(graph, client_token("zaaksysteem")))
    assert seen == {"EVENEMENTENVERGUNNING"}
    dashboard = login_token("dashboard", sub="dashboard", azp="dashboard")
    assert await types_of(await asked(graph, dashboard)) > {"OMGEVINGSVERGUNNING"}


async def test_a_citizen_of_the_sandbox_sees_their_own_zaken() -> None:
    graph = Graph()
    rollen = graph.sandbox.zgw.data.rollen
    bsn = next(
        r["betrokkeneIdentificatie"]["inpBsn"]
        for r in rollen
        if r["omschrijvingGeneriek"] == "initiator" and r["betrokkeneIdentificatie"].get("inpBsn")
    )
    query = "{ zaken(first: 100) { edges { node { identificatie } } } }"
    response = await asked(graph, login_token("burger", bsn=bsn), query)
    own = {
        r["zaak"]
        for r in rollen
        if r["betrokkeneIdentificatie"].get("inpBsn") == bsn
        and r["omschrijvingGeneriek"] in ("initiator", "belanghebbende")
    }
    seen = response.json()["data"]["zaken"]["edges"]
    assert 0 < len(seen) <= len(own)
    assert bsn not in response.text


async def test_a_citizen_is_told_to_the_register_by_pseudonym() -> None:
    issuer = Issuer()
    door = Door((issuer, issuer.settings()))
    token = issuer.sign(bsn=BSN, sub=BSN, preferred_username=BSN, name="Suzanne")
    await door.ask(token, query="{ zaaktypen { identificatie } zaken(first: 1) { totalCount } }")
    assert door.sandbox.faults.requests
    for request in door.sandbox.faults.requests:
        bearer = request.headers.get("authorization", "").encode()
        assert BSN.encode() not in bearer + request.query.encode()


async def principal_of(door: Door, token: str) -> Any:
    """Return the caller as the context of the request has it."""
    route = next(r for r in door.app.routes if getattr(r, "path", "") == "/graphql")
    admissions = route.endpoint.answer.__self__.admissions  # type: ignore[attr-defined]
    headers = httpx.Headers({"authorization": f"Bearer {token}"})
    headers.getlist = lambda _name: [f"Bearer {token}"]  # type: ignore[attr-defined]
    return await admissions.admit(headers)


async def test_the_policy_says_from_which_issuers_a_role_counts(tmp_path: Path) -> None:
    beleid = tmp_path / "beleid.toml"
    beleid.write_text(
        '[[rol]]\nnaam = "management"\nuitgevers = ["medewerkers"]\nscopes = ["*"]\n', "utf-8"
    )
    first, second = Issuer(), Issuer(realm="ander")
    door = Door(
        (first, first.settings("medewerkers")),
        (second, second.settings("ander")),
        beleid=str(beleid),
    )
    admitted = await principal_of(door, first.sign())
    assert (admitted.principal.kind, len(admitted.rights.grants)) == (Kind.MEDEWERKER, 1)
    assert (await principal_of(door, second.sign())).rights.grants == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "nobody can ask"),
        ({"issuers": True}, "'beleid' is missing"),
        ({"issuers": True, "development": True}, "'development' is for the sandbox"),
        ({"issuers": True, "beleid": "nergens.toml"}, "no readable file"),
        ({"issuers": True, "beleid": "pyproject.toml"}, "beleid: the file: unknown key"),
        ({"citizens": True, "beleid": "beleid.example.toml"}, "'pseudonym_secret_env'"),
    ],
)
def test_a_landscape_that_lets_in_nobody_or_everybody_does_not_start(
    changes: dict[str, Any], words: str
) -> None:
    values = dict(changes)
    with_issuers, citizens = values.pop("issuers", False), values.pop("citizens", False)
    if "beleid" in values:
        values["beleid"] = str(ROOT / values["beleid"])
    issuer = dataclasses.replace(Issuer().settings(), citizens=citizens)
    if not citizens:
        issuer = dataclasses.replace(issuer, claims=type(issuer.claims)())
    settings = Settings(
        gateway=GatewaySettings(landschap="x", **values),
        upstreams=(),
        issuers=(issuer,) if with_issuers or citizens else (),
    )
    with pytest.raises(SettingsError, match=words):
        gateway.build_app(settings)


def test_an_application_from_the_autorisaties_api_needs_that_api(tmp_path: Path) -> None:
    beleid = tmp_path / "beleid.toml"
    beleid.write_text("autorisaties = true\n", "utf-8")
    issuer = dataclasses.replace(Issuer().settings())
    settings = Settings(
        gateway=GatewaySettings(
            landschap="x", beleid=str(beleid), pseudonym_secret=Secret("geheim")
        ),
        upstreams=(),
        issuers=(issuer,),
    )
    with pytest.raises(SettingsError, match="'autorisaties' needs an"):
        gateway.build_app(settings)


def test_it_is_served_anywhere_once_callers_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "landschap.toml"
    (tmp_path / "beleid.toml").write_text((ROOT / "beleid.example.toml").read_text("utf-8"))
    head = '[gateway]\nhost = "0.0.0.0"\nbeleid = "beleid.toml"\n'
    ac = (
        UPSTREAM.replace('"z"', '"ac"').replace('"zaken"', '"autorisaties"').replace("z.nl", "a.nl")
    )
    path.write_text(head + UPSTREAM + ac + CLIENT, "utf-8")
    monkeypatch.setenv("GATEWAY_LANDSCHAP", str(path))
    monkeypatch.setenv("ZAC", SECRET)
    served: list[tuple[Any, dict[str, Any]]] = []
    monkeypatch.setattr("gateway.uvicorn.run", lambda app, **told: served.append((app, told)))
    leave_the_process_alone(monkeypatch)
    for workers in ("1", "2"):
        monkeypatch.setenv("GATEWAY_WORKERS", workers)
        assert gateway.main(["serve"]) == 0
    (alone, told), (several, also) = served
    assert told["host"] == also["host"] == "0.0.0.0"  # noqa: S104  what is tested
    assert isinstance(alone, Starlette)
    assert (several, told["factory"], also["factory"]) == ("gateway:app", False, True)


def leave_the_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep `serve` from setting up the log and the collector of the process of the tests."""
    monkeypatch.setattr(gateway, "configure_logging", lambda *_: None)
    monkeypatch.setattr(gateway, "spare_collector", lambda: None)


def test_the_development_mode_is_loud(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("gateway.uvicorn.run", lambda *_, **__: None)
    leave_the_process_alone(monkeypatch)
    assert gateway.main(["serve"]) == 0
    assert "DEVELOPMENT MODE" in capsys.readouterr().out
    assert "DEVELOPMENT MODE" in caplog.text


def test_a_token_command_for_the_sandbox_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["--role", "management"], ["--bsn", BSN], ["--client", "zaaksysteem"]):
        assert gateway.main(["token", *arguments]) == 0
        assert capsys.readouterr().out.count(".") == 2
    path = tmp_path / "landschap.toml"
    path.write_text(UPSTREAM, "utf-8")
    monkeypatch.setenv("GATEWAY_LANDSCHAP", str(path))
    assert gateway.main(["token"]) == 2


KNOWN = Known(
    registers=["openzaak-zaken", "openzaak-catalogi", "openklant"],
    issuers=["login"],
    clients=list(CLIENTS),
    doelbindingen=["zaakbehandeling", "klantcontact", "mijn-gemeente"],
)


def test_nothing_is_wrong_with_the_example_policy() -> None:
    beleid = parse_beleid((ROOT / "beleid.example.toml").read_text("utf-8"))
    assert findings(beleid, KNOWN) == []
    assert len(beleid.rollen) == 5
    assert beleid.burger is not None
    assert beleid.bedrijf is not None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[[rol]]\nnaam = "x"\n', "rol 'x': has no scopes"),
        (
            '[[rol]]\nnaam = "x"\nscopes = ["catalogi.lezen"]\nregisters = ["zaken"]\n',
            "rol 'x': no [[upstream]] is named 'zaken'",
        ),
        (
            '[[rol]]\nnaam = "x"\nscopes = ["zaken.lezen"]\n',
            "rol 'x': has zaken.lezen and no 'zaken'",
        ),
        (
            '[[rol]]\nnaam = "x"\nscopes = ["brp.lezen"]\nbrp_velden = ["naam"]\n',
            "rol 'x': may read persons for no doelbinding",
        ),
        (
            '[[rol]]\nnaam = "x"\nscopes = ["bewoning.lezen"]\n',
            "rol 'x': may read persons for no doelbinding",
        ),
        (
            '[[rol]]\nnaam = "x"\nscopes = ["brp.lezen"]\ndoelbindingen = ["klantcontact"]\n',
            "rol 'x': may read persons and no 'brp_velden'",
        ),
        (
            '[burger]\nscopes = ["catalogi.lezen"]\ndoelbindingen = ["onzin"]\n',
            "burger: no doelbinding is named 'onzin'",
        ),
        (
            '[[rol]]\nnaam = "x"\nuitgevers = ["weg"]\nscopes = ["catalogi.lezen"]\n',
            "rol 'x': no [[issuer]] is named 'weg'",
        ),
        (
            '[[applicatie]]\nclient_id = "weg"\nautorisaties = true\n',
            "applicatie 'weg': no [[client]] has this client_id",
        ),
    ],
)
def test_what_is_probably_not_meant_is_found(text: str, found: str) -> None:
    lines = findings(parse_beleid(text), KNOWN)
    assert len(lines) == 1
    assert lines[0].startswith(found)


def test_check_tells_of_issuers_and_the_policy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox = build_sandbox()
    sandbox.faults.set("login", down=True)
    monkeypatch.setattr("gateway.sandbox_of", lambda _settings: sandbox)
    monkeypatch.setattr("gateway_check.findings", lambda *_: ["rol 'x': has no scopes"])
    assert gateway.main(["check"]) == 1
    told = capsys.readouterr().out
    assert "login: UPSTREAM_UNAVAILABLE" in told
    assert "rol 'x': has no scopes" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[gateway]\nallow_anonymous = true\n", r"configure \[\[issuer\]\] or \[\[client\]\]"),
        ("[gateway]\ntrust_user_headers = true\n", "the user is taken from the token"),
        (ISSUER.replace("audience", "audiences"), "did you mean 'audience'"),
        (ISSUER.replace('"gateway"', "[]"), "at least one audience"),
        (ISSUER.replace('audience = "gateway"', ""), "'audience' is missing"),
        (ISSUER.replace('"k"', '"zgw"'), "'name' must be another"),
        (ISSUER.replace("https", "ftp"), "must be an http"),
        (ISSUER.replace("https", "http"), "'plain_http'"),
        (ISSUER + 'algorithms = ["HS256"]\n', "'algorithms' must be of"),
        (ISSUER + 'algorithms = ["none"]\n', "'algorithms' must be of"),
        (ISSUER + "algorithms = []\n", "'algorithms' must be of"),
        (ISSUER + 'jwks_url = "https://elders.nl/certs"\n', "'jwks_url' must lie below"),
        (ISSUER + "key_max_age = 1.0\n", "'key_max_age' is less"),
        (ISSUER + "key_interval = 0\n", "larger than 0"),
        (ISSUER + 'claims = { bns = "bsn" }\n', "did you mean 'bsn'"),
        (ISSUER + "claims = { bsn = 7 }\n", "'bsn' must be a text or a list"),
        (ISSUER + ISSUER, "'k' is used twice"),
        (ISSUER + ISSUER.replace('"k"', '"l"'), "issuer: 'https://k.nl/realms/g' is used twice"),
        (CLIENT + 'secret = "hush"\n', "never the secret itself"),
        (CLIENT.replace("ZAC", "KORT"), "shorter than 16 bytes"),
        (CLIENT.replace("ZAC", "WEG"), "WEG (or WEG_FILE) is not set"),
        (CLIENT + CLIENT, "'zac' is used twice"),
        (CLIENT.replace('"zac"', '""'), "'client_id' is empty"),
        ('issuer = "k"\n', "double brackets"),
        ('[gateway]\npseudonym_secret_env = "WEG"\n', "WEG (or WEG_FILE) is not set"),
    ],
)
def test_a_wrong_setting_of_callers_names_itself(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "landschap.toml"
    top = "issuer =" in text and not text.startswith("[")
    path.write_text(text + UPSTREAM if text.startswith("[gateway]") or top else UPSTREAM + text)
    env = {"GATEWAY_LANDSCHAP": str(path), "ZAC": SECRET, "KORT": "hushhush"}
    with pytest.raises(
        SettingsError,
        match=words.replace("(", r"\(").replace(")", r"\)") if "_FILE" in words else words,
    ) as caught:
        load(env)
    assert "hush" not in str(caught.value)


def test_settings_that_are_gone_are_refused_in_the_environment_too() -> None:
    with pytest.raises(SettingsError, match="no longer exists"):
        load({"GATEWAY_ALLOW_ANONYMOUS": "true"})
