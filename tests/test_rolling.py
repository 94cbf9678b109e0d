"""Every worker of a gateway is replaced under load, and not one request fails."""

from __future__ import annotations

import pytest

from bench.rolling import roll


@pytest.mark.timeout(120)
def test_workers_are_replaced_without_a_failed_request() -> None:
    """The same as `python -m bench.rolling`, for seconds instead of minutes."""
    figures = roll("workers", rate=50.0, seconds=5.0, replacements=1)
    assert figures["why"] == {}
    assert figures["failed"] == 0
    assert figures["requests"] >= 250
    assert figures["processes_replaced"] == 2
