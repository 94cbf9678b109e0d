"""The audit of the locks: a finding fails, silence is not called clean."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

AUDIT = Path(__file__).parent.parent / ".ci" / "audit.py"
CLEAN = {"name": "httpx", "version": "0.28.1", "vulns": []}
HIT = {"name": "pyjwt", "version": "1.0", "vulns": [{"id": "PYSEC-2017-24"}]}
SKIPPED = {"name": "yarl", "skip_reason": "Dependency not found on PyPI"}


@pytest.fixture
def audit() -> ModuleType:
    """Give the script as a module."""
    spec = importlib.util.spec_from_file_location("audit", AUDIT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("rows", "well", "text"),
    [
        ([CLEAN], True, "1 packages without known vulnerabilities"),
        ([CLEAN, HIT], False, "VULNERABLE: pyjwt 1.0: PYSEC-2017-24"),
        ([SKIPPED, HIT], False, "VULNERABLE: pyjwt 1.0: PYSEC-2017-24"),
        ([CLEAN, SKIPPED], True, "1 packages without known vulnerabilities; NOT AUDITED: yarl"),
        ([SKIPPED], True, "NOT AUDITED: the service knows none of these packages"),
    ],
)
def test_the_verdict(audit: ModuleType, rows: list[Any], well: bool, text: str) -> None:
    assert audit.verdict({"dependencies": rows}) == (well, text)


@pytest.mark.parametrize(
    ("outputs", "status", "text"),
    [
        ([b"", b""], 0, "NOT AUDITED: no vulnerability service can be reached from here"),
        ([b"", [HIT]], 1, "VULNERABLE"),
        ([[SKIPPED], [CLEAN]], 0, "1 packages without"),
        ([[CLEAN]], 0, "1 packages without"),
        ([[HIT]], 1, "VULNERABLE"),
    ],
)
def test_the_exit_status(
    audit: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    outputs: list[Any],
    status: int,
    text: str,
) -> None:
    told = iter(outputs)

    def run(command: list[str], **_values: Any) -> subprocess.CompletedProcess[bytes]:
        said = next(told)
        raw = said if isinstance(said, bytes) else json.dumps({"dependencies": said}).encode()
        return subprocess.CompletedProcess(command, 1, raw, b"")

    monkeypatch.setattr(subprocess, "run", run)
    assert audit.main(["requirements.lock"]) == status
    assert text in capsys.readouterr().out


def test_a_service_that_hangs_is_no_service(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(command: list[str], **_values: Any) -> None:
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(subprocess, "run", run)
    assert audit.report_of("requirements.lock", "osv") is None
