"""The deployment, checked by the tools that will use it; `make deploy-tools` installs them.

Helm's own engine renders and lints the chart, Kubernetes' own schemas check what comes out, docker
compose reads the compose file, and hadolint the Dockerfile.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import gateway
from deploy_support import DOCKERFILE, ROOT
from settings import load

helm = pytest.importorskip("helm_python", reason="no helm-python-sdk: make deploy-tools")
kubernetes = pytest.importorskip("kubernetes_validate", reason="no schemas: make deploy-tools")
BIN = Path(sys.executable).parent
CHART = ROOT / "deploy" / "helm"
COMPOSE = "deploy/compose/compose.yaml"
VERSIONS = ("1.31.0", "1.34.0", "1.37.0")
ENV = {"REGISTER_SECRET": "a", "CLIENT_SECRET": "een-geheim-dat-lang-genoeg-is-0123456789"}
LANDSCAPE = """[gateway]
beleid = "beleid.toml"
[[client]]
client_id = "proef"
secret_env = "CLIENT_SECRET"
"""
MORE = """[[upstream]]
name = "zaken"
api = "zaken"
root = "https://openzaak.example.nl/zaken/api/v1/"
auth = { type = "zgw", client_id = "gateway", secret_env = "REGISTER_SECRET" }
"""
POLICY = '[[applicatie]]\nclient_id = "proef"\nscopes = ["zaken.lezen"]\nzaken = [{}]\n'
LEAST: dict[str, Any] = {"landschap": LANDSCAPE + MORE, "beleid": POLICY}
MOST: dict[str, Any] = {
    "landschap": LANDSCAPE,
    "extraLandschap": MORE,
    "beleid": POLICY,
    "bestanden": {"ca.pem": "een\ntwee\n"},
    "image": {"repository": "r.example.nl/g", "digest": f"sha256:{'0' * 64}"},
    "imagePullSecrets": [{"name": "pull"}],
    "secrets": [{"name": name, "existingSecret": "gateway", "key": name.lower()} for name in ENV],
    "env": {"GATEWAY_LOG_LEVEL": "WARNING", "GATEWAY_EXPLAIN": True},
    "logboek": {"claim": {"enabled": True, "storageClass": "snel"}},
    "documenten": {"enabled": True, "claim": "uploads"},
    "ingress": {
        "enabled": True,
        "className": "nginx",
        "hosts": ["graaf.example.nl"],
        "tls": [{"secretName": "tls", "hosts": ["graaf.example.nl"]}],
    },
    "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
    "podLabels": {"team": "gegevens"},
    "podAnnotations": {"a": "b"},
    "tolerations": [{"key": "a", "operator": "Exists"}],
    "nodeSelector": {"kubernetes.io/os": "linux"},
    "priorityClassName": "hoog",
    "drainSeconds": 20,
}


def rendered(values: dict[str, Any], name: str = "demo") -> list[dict[str, Any]]:
    """Return the manifests of the chart with these values."""
    with helm.Chart.load(str(CHART)) as chart:
        chart.validate_schema(values)
        texts = chart.render(values, name=name, namespace="prod")
    documents = [
        document
        for path, text in texts.items()
        if path.endswith(".yaml")
        for document in yaml.safe_load_all(text)
    ]
    return [document for document in documents if document]


def kinds(documents: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the manifests by their kind; there is one of each."""
    found = {document["kind"]: document for document in documents}
    assert len(found) == len(documents)
    return found


@pytest.fixture(scope="module")
def least() -> dict[str, dict[str, Any]]:
    return kinds(rendered(LEAST))


@pytest.fixture(scope="module")
def most() -> dict[str, dict[str, Any]]:
    return kinds(rendered(MOST))


def pod_of(manifests: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the pod that is started."""
    workload = manifests.get("Deployment") or manifests["StatefulSet"]
    pod: dict[str, Any] = workload["spec"]["template"]["spec"]
    return pod


def test_helm_lint_finds_nothing() -> None:
    report = helm.lint(str(CHART), LEAST, strict=True)
    assert report["errors"] == []
    assert [each for each in report["messages"] if each["severity"] > 1] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_knows_every_field(
    version: str, least: dict[str, dict[str, Any]], most: dict[str, dict[str, Any]]
) -> None:
    for manifest in (*least.values(), *most.values()):
        if manifest["kind"] != "ServiceMonitor":  # of the Prometheus operator
            kubernetes.validate(manifest, version, strict=True)
    wrong = json.loads(json.dumps(least["Deployment"]))
    wrong["spec"]["template"]["spec"]["containers"][0]["readOnlyRootFilesystem"] = True
    with pytest.raises(kubernetes.ValidationError):
        kubernetes.validate(wrong, version, strict=True)


def test_what_there_is(least: dict[str, Any], most: dict[str, Any]) -> None:
    always = {"ConfigMap", "Service", "ServiceAccount", "NetworkPolicy", "PodDisruptionBudget"}
    always |= {"HorizontalPodAutoscaler"}
    assert set(least) == always | {"Deployment"}
    assert set(most) == always | {"StatefulSet", "Ingress", "ServiceMonitor"}
    single = LEAST | {"replicaCount": 1, "autoscaling": {"enabled": False}}
    alone = kinds(rendered(single))
    assert "PodDisruptionBudget" not in alone
    assert alone["Deployment"]["spec"]["replicas"] == 1
    assert "replicas" not in least["Deployment"]["spec"]
    for manifest in most.values():
        assert manifest["metadata"]["namespace"] == "prod"


@pytest.mark.parametrize("values", [LEAST, MOST], ids=["least", "most"])
def test_a_pod_is_restricted(values: dict[str, Any]) -> None:
    """The level "restricted" of the Pod Security Standards, and what Haven asks besides."""
    pod = pod_of(kinds(rendered(values)))
    security = pod["securityContext"]
    assert security["runAsNonRoot"] is True
    assert security["runAsUser"] > 0
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
    (container,) = pod["containers"]
    own = container["securityContext"]
    assert own["allowPrivilegeEscalation"] is False
    assert own["readOnlyRootFilesystem"] is True
    assert own["capabilities"] == {"drop": ["ALL"]}
    assert "privileged" not in own
    assert set(container["resources"]) == {"requests", "limits"}
    assert {"cpu", "memory"} <= set(container["resources"]["limits"])
    allowed = {"configMap", "projected", "emptyDir", "persistentVolumeClaim"}
    assert all(set(volume) - {"name"} <= allowed for volume in pod["volumes"])
    writable = [each["mountPath"] for each in container["volumeMounts"] if "readOnly" not in each]
    uploads = ["/var/lib/gateway-uploads"] if values is MOST else []
    assert sorted(writable) == ["/tmp", "/var/lib/gateway", *uploads]  # noqa: S108  in the container
    assert len(pod["topologySpreadConstraints"]) == 2


def test_probes_ask_what_the_gateway_answers(least: dict[str, Any]) -> None:
    (container,) = pod_of(least)["containers"]
    paths = {name: container[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness")}
    assert {probe["path"] for probe in paths.values()} == {"/health/live"}
    assert container["readinessProbe"]["httpGet"] == {"path": "/health/ready", "port": "http"}
    assert container["ports"][0] == {"name": "http", "containerPort": 8000, "protocol": "TCP"}
    app = gateway.build_app(load({}))
    routes = {getattr(route, "path", "") for route in app.routes}
    assert {"/health/live", "/health/ready"} <= routes


def test_a_pod_has_time_to_stop(least: dict[str, Any], most: dict[str, Any]) -> None:
    """The balancers look every 5 seconds, twice, before they leave it alone."""
    for manifests in (least, most):
        pod = pod_of(manifests)
        env = {each["name"]: each["value"] for each in pod["containers"][0]["env"]}
        drain, stop = int(env["GATEWAY_DRAIN_SECONDS"]), int(env["GATEWAY_STOP_SECONDS"])
        assert pod["terminationGracePeriodSeconds"] >= drain + stop + 10
        probe = pod["containers"][0]["readinessProbe"]
        assert drain >= probe["periodSeconds"] * probe["failureThreshold"]
    rolling = least["Deployment"]["spec"]["strategy"]["rollingUpdate"]
    assert rolling == {"maxUnavailable": 0, "maxSurge": 1}


def test_the_selectors_find_the_pods(least: dict[str, Any], most: dict[str, Any]) -> None:
    for manifests in (least, most):
        workload = manifests.get("Deployment") or manifests["StatefulSet"]
        labels = workload["spec"]["template"]["metadata"]["labels"]
        selectors = [
            workload["spec"]["selector"]["matchLabels"],
            manifests["Service"]["spec"]["selector"],
            manifests["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
            manifests["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
            *(
                each["labelSelector"]["matchLabels"]
                for each in pod_of(manifests)["topologySpreadConstraints"]
            ),
        ]
        for selector in selectors:
            assert selector
            assert selector.items() <= labels.items()
        scaled = manifests["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
        assert (scaled["kind"], scaled["name"]) == (workload["kind"], workload["metadata"]["name"])
    monitored = most["ServiceMonitor"]["spec"]["selector"]["matchLabels"]
    assert monitored.items() <= most["Service"]["metadata"]["labels"].items()


def test_the_landscape_of_the_chart_starts_a_gateway(
    least: dict[str, Any], most: dict[str, Any], tmp_path: Path
) -> None:
    """With every secret from the file that the chart names, and the extra registers behind it."""
    for name in ENV:
        (tmp_path / name).write_text(ENV[name], "utf-8")
    for manifests, secrets in ((least, ENV), (most, {})):
        for name, text in manifests["ConfigMap"]["data"].items():
            (tmp_path / name).write_text(text, "utf-8")
        env = {e["name"]: e["value"] for e in pod_of(manifests)["containers"][0]["env"]}
        assert not any("geheim" in value for value in env.values())
        files = {k: v for k, v in env.items() if k.endswith("_FILE")}
        mounted = {k: v.replace("/run/secrets/gateway", str(tmp_path)) for k, v in files.items()}
        env |= {**mounted, **secrets, "GATEWAY_LANDSCHAP": str(tmp_path / "landschap.toml")}
        settings = load(env)
        assert [upstream.name for upstream in settings.upstreams] == ["zaken"]
        assert gateway.build_app(settings)
    projected = next(each for each in pod_of(most)["volumes"] if each["name"] == "secrets")
    paths = [each["secret"]["items"][0]["path"] for each in projected["projected"]["sources"]]
    assert paths == list(ENV)


def test_the_network_is_closed_but_for_what_is_named(
    least: dict[str, Any], most: dict[str, Any]
) -> None:
    policy = least["NetworkPolicy"]["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    (ingress,) = policy["ingress"]
    assert ingress["ports"] == [{"port": "http", "protocol": "TCP"}]
    assert len(ingress["from"]) == 1
    assert len(most["NetworkPolicy"]["spec"]["ingress"][0]["from"]) == 2
    ports = [port["port"] for rule in policy["egress"] for port in rule["ports"]]
    assert ports == [53, 53, 443]
    assert all(rule.get("to") for rule in policy["egress"][:1])
    nobody = kinds(rendered(LEAST | {"networkPolicy": {"from": []}}))
    assert nobody["NetworkPolicy"]["spec"]["ingress"] == []


def test_only_the_graph_goes_outside(most: dict[str, Any]) -> None:
    (rule,) = most["Ingress"]["spec"]["rules"]
    assert rule["host"] == "graaf.example.nl"
    assert [path["path"] for path in rule["http"]["paths"]] == ["/graphql", "/documenten"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "landschap"),
        ({"landschap": LANDSCAPE}, "beleid"),
        (LEAST | {"ingress": {"enabled": True}}, "ingress.hosts"),
        (LEAST | {"landchap": ""}, "landchap"),
        (LEAST | {"image": {"repository": "a", "tag": "latest"}}, "tag"),
        (LEAST | {"secrets": [{"name": "A", "value": "hush"}]}, "secrets"),
        (LEAST | {"env": {"GATEWAY_HOST": "::"}}, "GATEWAY_HOST"),
        (LEAST | {"runAsUser": 0}, "runAsUser"),
    ],
    ids=["none", "no policy", "no host", "typo", "latest", "secret", "own", "root"],
)
def test_values_that_are_wrong_are_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(helm.HelmError, match=words):
        rendered(values)


def test_a_config_map_of_ones_own() -> None:
    manifests = kinds(rendered({"existingConfigMap": "van-ons"}))
    assert "ConfigMap" not in manifests
    (config,) = [each for each in pod_of(manifests)["volumes"] if each["name"] == "config"]
    assert config["configMap"] == {"name": "van-ons"}


def test_a_change_of_configuration_restarts_the_pods() -> None:
    def checksum(values: dict[str, Any]) -> str:
        template = kinds(rendered(values))["Deployment"]["spec"]["template"]
        return str(template["metadata"]["annotations"]["checksum/config"])

    assert checksum(LEAST) == checksum(LEAST)
    assert checksum(LEAST) != checksum(LEAST | {"beleid": POLICY + "# anders\n"})


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    """Return what a tool of the environment says."""
    words = [str(BIN / command[0]), *command[1:]]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603


def test_hadolint_finds_nothing(tmp_path: Path) -> None:
    found = tool("hadolint", "--no-color", "Dockerfile")
    assert (found.stdout, found.returncode) == ("", 0)
    worse = tmp_path / "Dockerfile"
    worse.write_text(DOCKERFILE.read_text("utf-8").replace("WORKDIR /app", "WORKDIR app"), "utf-8")
    assert tool("hadolint", str(worse)).returncode == 1


@pytest.fixture(scope="module")
def composed() -> Any:
    found = tool("docker-compose", "-f", COMPOSE, "config", "--format", "json")
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def test_docker_compose_reads_the_landscape(composed: dict[str, Any]) -> None:
    assert composed["services"]["gateway"]["read_only"] is True
    assert composed["services"]["gateway"]["build"]["context"] == str(ROOT)
    for service in composed["services"].values():
        for volume in service.get("volumes", ()):
            if volume["type"] == "bind":
                assert Path(volume["source"]).is_file(), volume["source"]
        for other in service.get("depends_on", {}):
            assert other in composed["services"]
