"""Known vulnerabilities in what is locked: fails on a finding, says so when it cannot know.

pip-audit ends well when its service answers about nothing at all; this does not call that clean.
`python .ci/audit.py LOCK...`
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

SECONDS = 120
"""How long one service may take for one lock."""
SERVICES = ("osv", "pypi")
"""Asked in this order, until one knows."""


def verdict(report: Mapping[str, Any]) -> tuple[bool, str]:
    """Return whether all is well, and what to say, of one report of pip-audit."""
    rows = report["dependencies"]
    known = [row for row in rows if "skip_reason" not in row]
    found = [
        f"{row['name']} {row['version']}: {vulnerability['id']}"
        for row in known
        for vulnerability in row["vulns"]
    ]
    if found:
        return False, "VULNERABLE: " + "; ".join(found)
    if not known:
        return True, "NOT AUDITED: the service knows none of these packages"
    unknown = [row["name"] for row in rows if "skip_reason" in row]
    rest = f"; NOT AUDITED: {', '.join(unknown)}" if unknown else ""
    return True, f"{len(known)} packages without known vulnerabilities{rest}"


def report_of(lock: str, service: str) -> Mapping[str, Any] | None:
    """Return what a service says of a lock file; None when it does not answer."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", lock, "--disable-pip"]
    command += ["--vulnerability-service", service, "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        report: Mapping[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return report


def audit(lock: str) -> tuple[bool, str]:
    """Return the verdict of the first service that knows anything of this lock."""
    said = True, "NOT AUDITED: no vulnerability service can be reached from here"
    for service in SERVICES:
        report = report_of(lock, service)
        if report is not None:
            said = verdict(report)
            if not said[1].startswith("NOT AUDITED"):
                break
    return said


def main(locks: Sequence[str]) -> int:
    """Print a line per lock; 1 when something vulnerable is locked."""
    well = True
    for lock in locks:
        is_well, text = audit(lock)
        well = well and is_well
        print(f"{lock}: {text}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
