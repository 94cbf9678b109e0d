"""As a new user would: from an empty clone to charts in a browser, with the commands of the pages.

First README's `make run` over the sandbox, then docs/open-zaak-aansluiten.md over a stand-in of
Open Zaak on a real socket. What the page has as blocks is used as it stands and in order.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from test_metrics_served import free_ports

from browser_support import CHROMIUM
from front_support import ONLY_IN_CI, ROOT

PAGE = "docs/open-zaak-aansluiten.md"
FILES = {"toml": ["landschap.toml", "beleid.toml"], "json": ["vraag.json"]}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```|^((?:    \S[^\n]*\n)+)", re.DOTALL | re.MULTILINE)
PATIENCE = 60.0
AFTER = "## Notificaties"
"""What comes from there on needs a Notificaties API; `test_abonneer` tries it."""
FIRST_CHART, OWN_CHART = 300, 900
"""Seconds that the issue gives a new user; what people do by hand is not in it."""
pytestmark = [
    ONLY_IN_CI,
    pytest.mark.timeout(FIRST_CHART + OWN_CHART),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium; see .ci/run"),
]


class Shell:
    """A terminal: runs the lines of a page, and keeps what they set."""

    def __init__(self, folder: Path, **environment: str) -> None:
        clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self._process = subprocess.Popen(
            ["/bin/bash"],
            cwd=folder,
            env={**clean, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, lines: str) -> str:
        """Return what these lines print; the last must end well."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        end = f"END-{secrets.token_hex(8)}"
        self._process.stdin.write(f"{lines}\necho {end} $?\n")
        self._process.stdin.flush()
        printed = []
        for line in self._process.stdout:
            said, is_end, status = line.partition(end)
            printed.append(said)
            if is_end:
                assert status.strip() == "0", "".join(printed)
                return "".join(printed)
        raise AssertionError("".join(printed))

    def close(self) -> None:
        """End the shell with what it started."""
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.communicate(timeout=PATIENCE)


@contextmanager
def terminal(folder: Path, **environment: str) -> Iterator[Shell]:
    """Open a terminal in the folder of the clone."""
    shell = Shell(folder, **environment)
    try:
        yield shell
    finally:
        shell.close()


def wait_for(url: str) -> None:
    """Wait until something answers there."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing answers at {url}")


def chart(url: str, profile: Path) -> str:
    """Return the page as Chromium shows it once its numbers are there."""
    assert CHROMIUM is not None
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=15000")
    return subprocess.run(  # noqa: S603
        [CHROMIUM, *options, f"--user-data-dir={profile}", "--dump-dom", url],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    ).stdout


def totals(page: str) -> list[str]:
    """Return the key figures, when the charts are there."""
    assert page.count("<svg") >= 2
    assert "Zaken per zaaktype" in page
    assert "Aanvraag omgevingsvergunning behandelen" in page
    return re.findall(r"tile__number\">([\d.]+)<", page)


@pytest.fixture
def tell(capfd: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Give what shows a line to who runs this: the times are worth knowing."""

    def say(text: str) -> None:
        with capfd.disabled():
            sys.stdout.write(f"\n{text}")
            sys.stdout.flush()

    return say


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty clone of what is committed."""
    folder = tmp_path_factory.mktemp("nieuw") / "gateway"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)  # noqa: S603, S607
    return folder


def test_from_nothing_to_a_chart(clone: Path, tmp_path: Path, tell: Callable[[str], None]) -> None:
    begin = time.monotonic()
    port = free_ports()[0]
    assert "    make run " in (clone / "README.md").read_text("utf-8")
    with terminal(clone, GATEWAY_PORT=str(port)) as shell:
        shell.run("make install")
        tell(f"installed: {time.monotonic() - begin:.0f} s")
        shell.run("make run > run.log 2>&1 &")
        wait_for(f"http://127.0.0.1:{port}/health/live")
        tell(f"answers: {time.monotonic() - begin:.0f} s")
        assert f"Dashboard: http://127.0.0.1:{port}/dashboard" in (clone / "run.log").read_text()
        page = chart(f"http://127.0.0.1:{port}/dashboard/", tmp_path)
    took = time.monotonic() - begin
    tell(f"a chart: {took:.0f} s")
    assert len(totals(page)) == 4
    assert took < FIRST_CHART


def test_from_the_page_to_a_chart_of_ones_own_zaken(
    clone: Path, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    begin = time.monotonic()
    (openzaak, gateway), bff = free_ports(), free_ports()[0]
    secret = tmp_path / "openzaak"
    secret.write_text(secrets.token_hex(32), "utf-8")
    standin = subprocess.Popen(  # noqa: S603
        [sys.executable, "tests/standin.py", str(openzaak), "gemeente-gateway", str(secret)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    text, later, _ = (clone / PAGE).read_text("utf-8").partition(f"\n{AFTER}")
    assert later
    for there, here in (
        ("https://openzaak.uwgemeente.nl", f"http://127.0.0.1:{openzaak}"),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{gateway}"),
    ):
        assert there in text
        text = text.replace(there, here)
    names = {language: iter(files) for language, files in FILES.items()}
    ports = {"GATEWAY_PORT": str(gateway)}
    said: dict[str, str] = {}
    try:
        wait_for(f"http://127.0.0.1:{openzaak}/zaken/api/v1/")
        second = {"PORT": str(bff), "GATEWAY": f"http://127.0.0.1:{gateway}"}
        with terminal(clone, **ports) as one, terminal(clone, **second) as two:
            shell = one
            for language, body, lines in BLOCK.findall(text):
                if language in names:
                    (clone / next(names[language])).write_text(body, "utf-8")
                    continue
                if lines.strip() == "make run":
                    one.run("make run > run.log 2>&1 &")
                    wait_for(f"http://127.0.0.1:{gateway}/health/live")
                    shell = two
                    continue
                if "examples/python/dashboard.py" in lines:
                    lines = lines.rstrip() + " > bff.log 2>&1 &"
                # A person pastes the secret when `read` waits; here it comes from a file.
                lines = lines.replace("read -rs SECRET &&", f"read -rs SECRET < {secret};")
                said[lines.strip().splitlines()[-1].split("#")[0].strip()] = shell.run(lines)
            wait_for(f"http://127.0.0.1:{bff}/")
            page = chart(f"http://127.0.0.1:{bff}/", tmp_path / "profile")
            log = (clone / "run.log").read_text("utf-8")
    finally:
        standin.terminate()
        standin.wait(PATIENCE)
    took = time.monotonic() - begin
    tell(f"a chart of one's own zaken: {took:.0f} s")
    checked = said[".venv/bin/python gateway.py check"].splitlines()[1:]
    assert [line.split()[-1] for line in checked] == ["ok"] * 5
    assert '"totalCount":' in said["sh examples/curl/ask.sh < vraag.json"]
    assert f"GraphQL, POST with a token: http://127.0.0.1:{gateway}/graphql" in log
    running, late, soon, done = (int(number) for number in totals(page))
    assert min(running, done) > 0
    assert late + soon <= running
    assert took < OWN_CHART
    dirty = subprocess.run(
        ["git", "status", "--porcelain"],  # noqa: S607
        cwd=clone,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ".secret" not in dirty.stdout
    assert "beleid.toml" not in dirty.stdout
    assert (clone / "openzaak.secret").stat().st_mode & 0o077 == 0
