"""Renews docs/beelden/: `PYTHONPATH=.:tests .venv/bin/python tests/browser/screenshots.py`.

The sandbox's day and the browser's clock stand still, so what is shown changes only with the page.
"""

from __future__ import annotations

from pathlib import Path

from browser_support import chromium, visit
from day_support import serving, wide_gateway

IMAGES = Path(__file__).parent.parent.parent / "docs" / "beelden"
SHOTS = (
    ("overzicht", "light", 1280, 1070),
    ("overzicht", "dark", 1280, 1070),
    ("werklijst", "light", 1280, 1000),
    ("termijnen", "light", 1280, 1000),
    ("klant", "light", 1280, 1130),
    ("overzicht", "light", 360, 1130),
)


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(exist_ok=True)
    app, _ = wide_gateway()
    with serving(app) as origin, chromium() as browser:
        for name, scheme, width, height in SHOTS:
            with visit(browser, origin, width, height, scheme) as seen:
                page = seen.open(name)
                if name == "klant":
                    page.get_by_role("button", name="Voorbeeld").click()
                    page.wait_for_selector("h2:has-text('Contacten')")
                    page.get_by_label("BSN of KVK-nummer").fill("")  # no BSN in a picture
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
