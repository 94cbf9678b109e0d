"""What is deployed: the image holds what runs, and the compose landscape connects.

What needs a tool besides Python is in tests/test_deploy_tools.py; .ci/run also carries out the
steps of the Dockerfile (deploy/checks/image.py).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import gateway
from deploy_support import (
    DOCKERFILE,
    ROOT,
    Stage,
    context_files,
    copy_of,
    exec_form,
    in_context,
    stages,
)
from settings import Settings, load

COMPOSE = ROOT / "deploy" / "compose"
ARGUMENTS, STAGES = stages(DOCKERFILE.read_text("utf-8"))
BUILD, RUN = STAGES


def copied(stage: Stage) -> set[str]:
    """Return the files of the repository that a stage copies."""
    copies = [copy_of(text) for word, text in stage.steps if word == "COPY"]
    sources = [source for copy in copies if not copy.stage for source in copy.sources]
    return {file for source in sources for file in context_files(source)}


def modules_of(path: Path) -> Iterator[Path]:
    """Return the files of this repository that a module imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            where = ROOT.joinpath(*name.split("."))
            for file in (where.with_suffix(".py"), where / "__init__.py"):
                if file.is_file():
                    yield file


def test_the_image_holds_every_module_that_the_gateway_imports() -> None:
    files, seen = copied(BUILD), set[Path]()
    left = [ROOT / "gateway.py"]
    while left:
        path = left.pop()
        if path not in seen:
            seen.add(path)
            left += modules_of(path)
    assert len(seen) > 100
    assert {path.relative_to(ROOT).as_posix() for path in seen} <= files
    assert "docs/operaties/zaak.graphql" in files
    assert "beleid.example.toml" in files


@pytest.mark.parametrize(
    "path",
    ["tests/test_asgi.py", "landschap.toml", ".git/config", ".venv/bin/python", "bench/run.py",
     "schema/__pycache__/a.pyc", "deploy/compose/landschap.toml", ".env"],
)  # fmt: skip
def test_nothing_else_comes_into_the_build(path: str) -> None:
    assert not in_context(path)
    assert path not in copied(BUILD) | copied(RUN)


def test_the_image_is_pinned_and_locked() -> None:
    """A digest comes from a registry, so it is an argument; everything else is in the lock."""
    assert ARGUMENTS["PYTHON_DIGEST"] == ""
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+-slim-\w+", ARGUMENTS["PYTHON_IMAGE"])
    assert {stage.base for stage in STAGES} == {"${PYTHON_IMAGE}${PYTHON_DIGEST}"}
    installs = [text for word, text in BUILD.steps if word == "RUN" and " install" in text]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "--only-binary=:all:" in installs[0]
    assert not [text for word, text in RUN.steps if word == "RUN"]


def test_the_container_is_nobody_and_says_how_it_is() -> None:
    words = [word for word, _ in RUN.steps]
    assert RUN.last("USER") == "10001:10001"
    assert words.index("USER") > max(n for n, word in enumerate(words) if word == "COPY")
    assert exec_form(RUN.last("CMD")) == ["python", "gateway.py", "serve"]
    health = exec_form(RUN.last("HEALTHCHECK"))
    assert health[0] == "python"
    assert "deploy/healthcheck.py" in copied(BUILD)
    assert float(RUN.env()["GATEWAY_DRAIN_SECONDS"]) > 0
    names = {name for name in RUN.env() if name.startswith("GATEWAY_")}
    settings = load({name: RUN.env()[name] for name in names})
    assert settings.gateway.host == "0.0.0.0"  # noqa: S104  inside a container
    owned = [copy_of(text) for word, text in RUN.steps if word == "COPY"]
    assert [copy.target for copy in owned if copy.owner] == ["/var/lib/gateway"]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((COMPOSE / "compose.yaml").read_text("utf-8"))
    return found


def default(text: str) -> str:
    """Return the value of a variable of compose that is not set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)


@pytest.fixture(scope="module")
def landscape(compose: dict[str, Any]) -> Settings:
    env = {k: default(v) for k, v in compose["services"]["gateway"]["environment"].items()}
    assert env["GATEWAY_LANDSCHAP"] == "/etc/gateway/landschap.toml"
    return load({**env, "GATEWAY_LANDSCHAP": str(COMPOSE / "landschap.toml")})


def test_the_landscape_of_compose_is_a_gateway(landscape: Settings) -> None:
    assert gateway.build_app(landscape)
    apis = {upstream.api for upstream in landscape.upstreams}
    assert apis >= {"zaken", "catalogi", "documenten", "besluiten", "klantinteracties", "brp"}
    assert apis >= {"objecten", "logboek"}
    assert landscape.gateway.limit_redis.reveal() == "redis://valkey:6379/0"


def test_every_register_of_the_landscape_is_a_service(
    compose: dict[str, Any], landscape: Settings
) -> None:
    """By a name that the network knows and that the register itself accepts."""
    names = {}
    for name, service in compose["services"].items():
        networks = service.get("networks", {})
        for alias in (name, *networks.get("default", {}).get("aliases", ())):
            names[alias] = service
    ports = {"brp": 5010, "collector": 4318}
    for upstream in landscape.upstreams:
        host, _, rest = upstream.root.removeprefix("http://").partition(":")
        port = int(rest.partition("/")[0])
        assert host in names, upstream.name
        assert port == ports.get(host, 8000), upstream.name
        allowed = names[host].get("environment", {}).get("ALLOWED_HOSTS")
        assert allowed is None or host in allowed.split(",")
        if allowed is not None:
            assert "." in host, "Open Zaak refuses links to a host without a dot"
            assert names[host]["environment"]["SITE_DOMAIN"] == f"{host}:{port}"


def told(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((COMPOSE / f"{name}.yaml").read_text("utf-8"))
    return found


def test_the_registers_are_told_the_credentials_of_the_gateway(landscape: Settings) -> None:
    auth = {upstream.api: upstream.auth for upstream in landscape.upstreams}
    openzaak = told("openzaak")
    known = {
        item["identifier"]: item["secret"]
        for item in openzaak["vng_api_common_credentials"]["items"]
    }
    applications = openzaak["vng_api_common_applicaties"]["items"]
    for api in ("zaken", "catalogi", "documenten", "besluiten", "autorisaties"):
        assert known[auth[api].client_id] == auth[api].secret.reveal()
        assert [auth[api].client_id] in [each["client_ids"] for each in applications]
    for api, name in (("klantinteracties", "openklant"), ("objecten", "objecten")):
        tokens = [item["token"] for item in told(name)["tokenauth"]["items"]]
        assert auth[api].secret.reveal() in tokens
        assert all(len(token) == 40 for token in tokens), "a token of Django is 40 characters"
        assert told(name)["tokenauth_config_enable"] is True


def test_every_register_has_its_own_database(compose: dict[str, Any]) -> None:
    sql = (COMPOSE / "databases.sql").read_text("utf-8")
    for name in ("openzaak", "openklant", "objecten"):
        env = compose["services"][name]["environment"]
        made = f"CREATE USER {env['DB_USER']} PASSWORD '{env['DB_PASSWORD']}';"
        assert made in sql
        assert f"CREATE DATABASE {env['DB_NAME']} OWNER {env['DB_USER']};" in sql
        first = compose["services"][f"{name}-init"]
        assert first["environment"] == {**env, "RUN_SETUP_CONFIG": "true"}
        assert first["image"] == compose["services"][name]["image"]
        assert f"./{name}.yaml:/app/setup_configuration/data.yaml:ro" in first["volumes"]


def test_the_gateway_of_compose_can_write_nowhere_but_where_it_must(
    compose: dict[str, Any], landscape: Settings
) -> None:
    service = compose["services"]["gateway"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert landscape.logboek is not None
    assert Path(landscape.logboek.spool).is_relative_to("/var/lib/gateway")
    writable = [volume for volume in service["volumes"] if not volume.endswith(":ro")]
    assert writable == ["logboek:/var/lib/gateway"]
    published = [port for each in compose["services"].values() for port in each.get("ports", ())]
    assert all(port.startswith("127.0.0.1:") for port in published)
    drain = float(RUN.env()["GATEWAY_DRAIN_SECONDS"])
    grace = float(service["stop_grace_period"].removesuffix("s"))
    assert grace >= drain + landscape.gateway.stop_seconds + 10


def test_images_name_their_version(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        if name != "gateway":
            image = default(service["image"])
            assert image.count("/") >= 2, image
            assert image.rpartition(":")[2] != "latest", image
