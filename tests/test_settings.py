"""Settings: typed, named when wrong, documented, and never a secret in a file."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

import gateway
from settings import (
    AuthSettings,
    CacheSettings,
    DoelbindingSettings,
    GatewaySettings,
    LogboekSettings,
    Secret,
    Settings,
    SettingsError,
    UpstreamSettings,
    load,
)
from settings_callers import ClaimSettings, ClientSettings, IssuerSettings
from settings_documenten import DocumentenSettings
from settings_notificaties import NotificatiesSettings

DOCUMENTED = (
    GatewaySettings,
    UpstreamSettings,
    AuthSettings,
    DoelbindingSettings,
    LogboekSettings,
    IssuerSettings,
    ClaimSettings,
    ClientSettings,
    CacheSettings,
    NotificatiesSettings,
    DocumentenSettings,
)
ROOT = Path(__file__).parent.parent
ENV = {
    "OPENZAAK_SECRET": "a",
    "OPENKLANT_TOKEN": "b",
    "BRP_SECRET": "c",
    "BRP_KEY": "d",
    "ZAAKSYSTEEM_SECRET": "een-geheim-dat-lang-genoeg-is",
    "PSEUDONYM_SECRET": "e",
    "LOGBOEK_TOKEN": "e",
    "LOGBOEK_KEY": "f" * 32,
    "NOTIFICATIES_AUTH": "Bearer " + "g" * 32,
}
UPSTREAM = '[[upstream]]\nname = "z"\napi = "zaken"\nroot = "https://z.nl/zaken/api/v1"\n'
BRP = UPSTREAM.replace('"zaken"', '"brp"')
COLLECTOR = '[[upstream]]\nname = "l"\napi = "logboek"\nroot = "https://l.nl/"\n'
NRC = UPSTREAM + '[[upstream]]\nname = "n"\napi = "notificaties"\nroot = "https://n.nl/"\n'
TOLD = '[notificaties]\ncallback = "http://g.nl/notificaties"\nauth_env = { n = "N" }\n'
LOGBOEK = '[logboek]\nspool = "s"\nactivity = "https://a.nl/1"\nkey_env = "LOGBOEK_KEY"\n'


def read(tmp_path: Path, text: str, **env: str) -> object:
    """Return the settings of a landschap.toml with this text."""
    path = tmp_path / "landschap.toml"
    path.write_text(text, "utf-8")
    return load({"GATEWAY_LANDSCHAP": str(path), **env})


def test_without_a_landscape_it_is_the_sandbox() -> None:
    assert load({}).is_sandbox


def test_the_example_is_a_valid_landscape() -> None:
    settings = load({"GATEWAY_LANDSCHAP": str(ROOT / "landschap.example.toml"), **ENV})
    assert [upstream.api for upstream in settings.upstreams] == [
        "zaken",
        "catalogi",
        "documenten",
        "besluiten",
        "klantinteracties",
        "brp",
        "autorisaties",
        "logboek",
        "notificaties",
    ]
    assert settings.notificaties is not None
    assert settings.notificaties.auth["notificaties"].reveal() == "Bearer " + "g" * 32
    assert settings.upstreams[5].headers["X-API-KEY"] == "d"
    assert settings.logboek is not None
    assert settings.logboek.key.reveal() == "f" * 32
    assert settings.upstreams[0].auth.secret.reveal() == "a"
    assert gateway.build_app(settings)


@pytest.mark.parametrize("cls", DOCUMENTED)
def test_every_setting_is_documented(cls: type[GatewaySettings]) -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    example = (ROOT / "landschap.example.toml").read_text("utf-8")
    for spec in dataclasses.fields(cls):
        if "Secret" in str(spec.type):
            continue
        assert f"| `{spec.name}` |" in page
        assert f"{spec.name} =" in example
        if isinstance(spec.default, bool | int | float) or spec.default:
            shown = spec.default
            if shown is not dataclasses.MISSING:
                wanted = str(shown).lower() if isinstance(shown, bool) else str(shown)
                if isinstance(shown, tuple):
                    wanted = ", ".join(shown)
                assert f"| `{spec.name}` | `{wanted}` |" in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no [[upstream]]"),
        ("[gatway]\n", "'gatway'"),
        (UPSTREAM.replace("root", "rot"), "did you mean 'root'"),
        ('[[upstream]]\nname = "z"\napi = "zaken"\n', "'root' is missing"),
        (UPSTREAM.replace('"zaken"', '"zaak"'), "'api' must be one of"),
        (UPSTREAM.replace("https", "ftp"), "'root' and 'aliases'"),
        (UPSTREAM + "concurrency = true\n", "'concurrency' must be a int"),
        (UPSTREAM + "concurrency = 0\n", "'concurrency' must be larger than 0"),
        (UPSTREAM + 'auth = { type = "zgw" }\n', "'client_id' is missing"),
        (UPSTREAM + 'auth = { type = "magic" }\n', "'type' must be one of"),
        (UPSTREAM + 'auth = { secret = "hush" }\n', "'secret_env'"),
        (UPSTREAM + 'auth = { type = "token", secret_env = "T" }\n', "T (or T_FILE) is not set"),
        (UPSTREAM + UPSTREAM, "used twice"),
        ("[gateway]\ndefault_page_size = 500\n" + UPSTREAM, "'default_page_size'"),
        ("not toml", "not valid TOML"),
        (BRP, 'or logboek = "uit"'),
        (BRP.replace('"brp"', '"bewoning"'), 'or logboek = "uit"'),
        (BRP.replace('"brp"', '"brphistorie"'), 'or logboek = "uit"'),
        (BRP + "[logboek]\n", 'or logboek = "uit"'),
        (BRP + COLLECTOR + "[logboek]\n", "'spool' is missing"),
        (BRP + COLLECTOR + LOGBOEK, "LOGBOEK_KEY (or LOGBOEK_KEY_FILE) is not set"),
        (BRP + COLLECTOR + LOGBOEK + "max_spool_mb = 0\n", "'max_spool_mb'"),
        (NRC, "needs [notificaties]"),
        (NRC + TOLD.replace("http://", "ftp://"), "'callback' must be"),
        (NRC + TOLD + "queue = 0\n", "'queue' must be"),
        (NRC + TOLD.replace("n =", "x ="), "'auth_env' names every"),
        (UPSTREAM + TOLD, "'auth_env' names every"),
        (NRC + TOLD, "N (or N_FILE) is not set"),
        (NRC + TOLD + 'auth = { n = "hush" }\n', "write 'auth_env'"),
        (UPSTREAM + "[doelbinding]\n", "write [[doelbinding]]"),
        (UPSTREAM + '[[doelbinding]]\nname = "x"\n', "'activity' is missing"),
    ],
)
def test_a_wrong_setting_names_itself(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(words)) as caught:
        read(tmp_path, text)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("value", ["te kort", "x" * 1_001, "é" * 40, "a\n" * 20, " " + "x" * 40])
def test_an_auth_that_cannot_be_a_header_stops_the_start(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="notificaties: N ") as caught:
        read(tmp_path, NRC + TOLD, N=value)
    assert value not in str(caught.value)


def test_who_reads_the_brp_without_a_log_says_so(tmp_path: Path) -> None:
    settings = read(tmp_path, 'logboek = "uit"\n' + BRP)
    assert isinstance(settings, Settings)
    assert settings.logboek is None


@pytest.mark.parametrize(
    ("line", "words"), [('key_id = "a.b"\n', "'key_id'"), ('fsync = "soon"\n', "'fsync'")]
)
def test_a_wrong_log_stops_the_start(tmp_path: Path, line: str, words: str) -> None:
    text = BRP + COLLECTOR + LOGBOEK + line
    settings = read(tmp_path, text, LOGBOEK_KEY="k" * 32)
    assert isinstance(settings, Settings)
    with pytest.raises(SettingsError, match=words):
        gateway.build_app(settings)
    short = read(tmp_path, BRP + COLLECTOR + LOGBOEK, LOGBOEK_KEY="k" * 31)
    assert isinstance(short, Settings)
    with pytest.raises(SettingsError, match="32 characters"):
        gateway.build_app(short)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(SettingsError, match="GATEWAY_LANDSCHAP"):
        load({"GATEWAY_LANDSCHAP": "/nowhere.toml"})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n", "utf-8")
    auth = 'auth = { type = "token", secret_env = "T" }\n'
    settings = read(tmp_path, UPSTREAM + auth, T_FILE=str(tmp_path / "secret"))
    assert "hush" not in repr(settings)
    assert "hush" not in str(Secret("hush"))


def test_the_environment_wins(tmp_path: Path) -> None:
    settings = load({"GATEWAY_PORT": "9000", "GATEWAY_EXPLAIN": "true"})
    assert (settings.gateway.port, settings.gateway.explain) == (9000, True)
    with pytest.raises(SettingsError, match="'port' must be a int"):
        load({"GATEWAY_PORT": "many"})


def test_a_real_landscape_is_not_served_to_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "landschap.toml"
    path.write_text(UPSTREAM, "utf-8")
    monkeypatch.setenv("GATEWAY_LANDSCHAP", str(path))
    monkeypatch.setenv("GATEWAY_HOST", "0.0.0.0")  # noqa: S104  the address that is refused
    assert gateway.main(["serve"]) == 2
    assert "nobody can ask" in capsys.readouterr().err


def test_the_commands_of_the_readme_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert gateway.main(["schema", "--check"]) == 0
    assert gateway.main(["check"]) == 0
    table = capsys.readouterr().out
    assert table.count(" ok") == 20
    with pytest.raises(SystemExit):
        gateway.main(["--help"])
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("serve", "check", "schema"))


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert version in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"softwareVersion: {version}" in (ROOT / "publiccode.yml").read_text("utf-8").replace(
        '"', ""
    )
