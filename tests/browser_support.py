"""The gateway over the wide sandbox of one fixed day, served to a real Chromium.

Playwright comes from PyPI and Chromium from Debian; `.ci/run` installs both. Without them the tests
that need them skip.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Any

from day_support import DAY

AXE = Path(__file__).parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = which("chromium") or which("chromium-browser")


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Start Debian's Chromium, headless."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page of the dashboard, and what went wrong or went elsewhere while it was open."""

    page: Any
    origin: str
    console: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """The address of every request."""

    def open(self, name: str) -> Any:
        """Load one page of the dashboard afresh, and wait until all its answers are there."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.origin}/dashboard/#/{name}")
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until there is a heading, and nothing says that it is still loading."""
        self.page.wait_for_selector("main h1")
        self.page.locator("[aria-busy=true], .busy").first.wait_for(state="detached")


@contextlib.contextmanager
def visit(
    browser: Any, origin: str, width: int = 1280, height: int = 900, scheme: str = "light"
) -> Iterator[Visit]:
    """Open a browser window of its own, on the sandbox's day."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    context.clock.set_fixed_time(f"{DAY.isoformat()}T12:00:00+01:00")
    seen = Visit(context.new_page(), origin)

    def note(request: Any) -> None:
        seen.asked.append(request.url)
        if not request.url.startswith((origin, "about:")):
            seen.elsewhere.append(request.url)

    seen.page.on("request", note)
    seen.page.on("pageerror", lambda error: seen.console.append(str(error)))
    seen.page.on(
        "console",
        lambda said: seen.console.append(said.text) if said.type in ("error", "warning") else None,
    )
    yield seen
    context.close()
