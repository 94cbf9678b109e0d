"""Renews docs/beelden/: `PYTHONPATH=.:tests .venv/bin/python tests/browser/screenshots.py`.

The sandbox's day and the browser's clock stand still, so what is shown changes only with the page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx

from browser_support import chromium, visit
from day_support import serving, wide_gateway
from sandbox import Sandbox
from schema.voorbeelden import BESLUIT_GENOMEN, OPERATIES, ZAAK

IMAGES = Path(__file__).parent.parent.parent / "docs" / "beelden"
SHOTS = (
    ("overzicht", "light", 1280, 1070),
    ("overzicht", "dark", 1280, 1070),
    ("werklijst", "light", 1280, 1000),
    ("termijnen", "light", 1280, 1000),
    ("klant", "light", 1280, 1130),
    ("overzicht", "light", 360, 1130),
    ("live", "light", 1280, 1000),
)


def setting(zaak: str) -> Any:
    """Return the question that sets the next status of a zaak, as another client asks it."""
    query = (OPERATIES / "mutaties" / "status-zetten.graphql").read_text("utf-8")
    invoer = {"zaak": zaak, "statustype": BESLUIT_GENOMEN}
    return {"query": query, "variables": {"invoer": invoer}}


def shown(page: Any, sandbox: Sandbox) -> str:
    """Return the uuid of a zaak of the page for which that is the next status."""
    step = page.get_by_role("button", name=re.compile("^Zet ZAAK-.* op Besluit genomen")).first
    number = step.get_attribute("aria-label").split()[1]
    found = [zaak for zaak in sandbox.zgw.data.zaken if zaak["identificatie"] == number]
    return str(found[0]["uuid"])


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(exist_ok=True)
    app, sandbox = wide_gateway(is_told=True)
    with serving(app) as origin, chromium() as browser:
        for name, scheme, width, height in SHOTS:
            with visit(browser, origin, width, height, scheme) as seen:
                page = seen.open("werklijst" if name == "live" else name)
                if name == "klant":
                    page.get_by_role("button", name="Voorbeeld").click()
                    page.wait_for_selector("h2:has-text('Contacten')")
                    page.get_by_label("BSN of KVK-nummer").fill("")  # no BSN in a picture
                if name == "live":
                    for zaak in (ZAAK, shown(page, sandbox)):
                        httpx.post(f"{origin}/graphql", json=setting(zaak))
                    page.get_by_text("Net gewijzigd").wait_for()
                    page.get_by_text("buiten deze bladzijde").wait_for()
                    page.get_by_role(
                        "heading", name="Zaken", exact=True
                    ).scroll_into_view_if_needed()
                    page.mouse.wheel(0, 420)
                    page.wait_for_timeout(300)
                if name == "werklijst":
                    page.get_by_label("Woorden in de omschrijving").fill("dakkapel")
                    page.get_by_label("Woorden in de omschrijving").press("Enter")
                    page.wait_for_selector(".utrecht-alert")
                seen.settled()
                page.evaluate("document.activeElement.blur()")
                file = f"dashboard-{name}-{scheme}-{width}.png"
                page.screenshot(path=IMAGES / file)


if __name__ == "__main__":
    main()
