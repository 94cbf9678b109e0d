"""The dashboard in a real browser: right numbers, honest about what is missing, for everybody.

Needs Chromium, playwright and axe-core, which `.ci/run` installs; skipped without them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from importlib.util import find_spec
from typing import Any

import pytest

from browser_support import AXE, CHROMIUM, Visit, chromium, visit
from day_support import DAY, serving, wide_gateway
from sandbox import Sandbox

NEEDED = {"playwright": find_spec("playwright"), "chromium": CHROMIUM, "axe-core": AXE.is_file()}
LACKING = [name for name, there in NEEDED.items() if not there]
pytestmark = [
    pytest.mark.skipif(bool(LACKING), reason=f"no {', '.join(LACKING)}; see .ci/run"),
    pytest.mark.timeout(200),
]
BSN = "999993653"
PAGES = ("overzicht", "werklijst", "termijnen", "klant")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, Sandbox]]:
    app, sandbox = wide_gateway(is_told=True)
    with serving(app) as origin:
        yield origin, sandbox
    sandbox.restore()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture
def sandbox(served: tuple[str, Sandbox]) -> Iterator[Sandbox]:
    yield served[1]
    served[1].faults.clear()


@pytest.fixture
def dashboard(browser: Any, served: tuple[str, Sandbox], sandbox: Sandbox) -> Iterator[Visit]:
    with visit(browser, served[0]) as seen:
        yield seen
        assert seen.console == []
        assert seen.elsewhere == []


def zaken(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return the zaken of both registers, as their own data say, to count independently."""
    assert sandbox.extra is not None
    return [*sandbox.zgw.data.zaken, *sandbox.extra.zaaksysteem.data.zaken]


def texts(page: Any, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_text_contents()]


def numbers_of_rows(page: Any) -> list[str]:
    """Return the zaaknummers of the list on the page, without their register."""
    return [text.split("\n")[0] for text in page.locator("main tbody th").all_inner_texts()]


def test_the_figures_are_those_of_the_registers(dashboard: Visit, sandbox: Sandbox) -> None:
    page = dashboard.open("overzicht")
    every = zaken(sandbox)
    running = [zaak for zaak in every if not zaak["einddatum"]]
    last = {zaak["url"]: zaak["uiterlijkeEinddatumAfdoening"] for zaak in running}
    today, soon = DAY.isoformat(), (DAY + timedelta(days=14)).isoformat()
    late = [day for day in last.values() if day and day < today]
    near = [day for day in last.values() if day and today <= day <= soon]
    assert texts(page, ".tile__number") == [
        str(len(running)), str(len(late)), str(len(near)), str(len(every) - len(running))
    ]  # fmt: skip
    page.get_by_text("Toon als tabel").last.click()
    shown = texts(page, "figure >> nth=1 >> tbody td")
    months = Counter(zaak["startdatum"][:7] for zaak in every)
    assert shown == [str(months[name]) for name in sorted(months)[-12:]]
    assert texts(page, "figure >> nth=1 >> svg .value") == shown
    described = page.locator("figure svg desc").nth(1).text_content()
    assert described.endswith(f"nov 2026: {months['2026-11']}")


def test_the_werklijst_pages_over_both_registers_and_back(
    dashboard: Visit, sandbox: Sandbox
) -> None:
    page = dashboard.open("werklijst")
    running = [zaak for zaak in zaken(sandbox) if not zaak["einddatum"]]
    starts = {zaak["identificatie"]: zaak["startdatum"] for zaak in running}
    seen: list[str] = []
    while True:
        dashboard.settled()
        rows = numbers_of_rows(page)
        seen += rows
        if len(seen) == len(rows):
            first = rows
        assert page.locator(".bar p").inner_text() == (
            f"{len(seen) - len(rows) + 1} tot en met {len(seen)} van {len(running)} zaken"
        )
        if page.get_by_role("button", name="Volgende").get_attribute("aria-disabled") == "true":
            break
        page.get_by_role("button", name="Volgende").click()
    assert sorted(seen) == sorted(starts)
    assert [starts[one] for one in seen] == sorted(starts.values(), reverse=True)
    for _ in range(len(seen) // 25):
        page.get_by_role("button", name="Vorige").click()
        dashboard.settled()
    assert numbers_of_rows(page) == first
    page.get_by_label("Register").select_option("zaaksysteem-zaken")
    page.get_by_role("button", name="Toon zaken").click()
    dashboard.settled()
    assert all(one.startswith("OUD-") for one in numbers_of_rows(page))


def test_a_register_that_cannot_filter_is_named_and_not_counted(
    dashboard: Visit, sandbox: Sandbox
) -> None:
    page = dashboard.open("werklijst")
    page.get_by_label("Stand").select_option("")
    page.get_by_label("Woorden in de omschrijving").fill("dakkapel")
    page.get_by_label("Woorden in de omschrijving").press("Enter")
    page.wait_for_selector(".utrecht-alert")
    dashboard.settled()
    told = page.locator(".utrecht-alert").inner_text()
    assert "niet volledig" in told
    assert "zaaksysteem-zaken kan niet zo filteren of sorteren" in told
    found = [one for one in sandbox.zgw.data.zaken if "dakkapel" in one["omschrijving"].lower()]
    count = f"ten minste {len(found)} zaken (zaaksysteem-zaken telt niet mee)"
    assert page.locator(".bar p").inner_text().endswith(count)
    assert page.get_by_role("button", name="Opnieuw proberen").count() == 0
    while page.get_by_role("button", name="Volgende").get_attribute("aria-disabled") != "true":
        page.get_by_role("button", name="Volgende").click()
        dashboard.settled()
    assert len(numbers_of_rows(page)) == len(found) % 25


def test_a_register_that_is_down_can_be_asked_again(dashboard: Visit, sandbox: Sandbox) -> None:
    sandbox.faults.set("zaaksysteem-zaken", status=503)
    page = dashboard.open("termijnen")
    late = page.locator("section", has_text="Over de termijn")
    assert "zaaksysteem-zaken is nu niet bereikbaar" in late.locator(".utrecht-alert").inner_text()
    assert not any(one.startswith("OUD-") for one in numbers_of_rows(page))
    sandbox.faults.clear()
    dashboard.page.clock.run_for(1)
    for _ in range(30):  # the breaker lets the first calls through after a while
        late.get_by_role("button", name="Opnieuw proberen").click()
        dashboard.settled()
        if late.locator(".utrecht-alert").count() == 0:
            break
        page.wait_for_timeout(500)
    assert late.locator(".utrecht-alert").count() == 0
    assert any(one.startswith("OUD-") for one in texts(late, "tbody th"))


def test_a_klant_stands_when_the_brp_does_not_answer(dashboard: Visit, sandbox: Sandbox) -> None:
    page = dashboard.open("klant")
    page.get_by_label("BSN of KVK-nummer").fill("12")
    page.get_by_role("button", name="Zoek klant").click()
    assert "Vul een BSN" in page.locator("#klant-fout").inner_text()
    page.get_by_label("BSN of KVK-nummer").fill(BSN)
    page.get_by_role("button", name="Zoek klant").click()
    page.wait_for_selector("h2:has-text('Suzanne Marije de Vries')")
    dashboard.settled()
    whole = page.locator("main").inner_text()
    assert "1234 AB VOORBEELDSTAD" in whole
    assert "ZAAK-2026-0000000001" in whole
    sandbox.faults.set("brp", status=503)
    page.get_by_role("button", name="Zoek klant").click()
    page.wait_for_selector("text=brp is nu niet bereikbaar")
    dashboard.settled()
    partial = page.locator("main").inner_text()
    assert "VOORBEELDSTAD" not in partial
    assert "Vraag over de voortgang van de aanvraag" in partial
    assert "ZAAK-2026-0000000001" in partial
    assert not any(BSN in address for address in [page.url, *dashboard.asked])
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []


def test_everything_is_done_with_the_keyboard(dashboard: Visit) -> None:
    page = dashboard.open("overzicht")
    press = page.keyboard.press

    def focused() -> str:
        return str(page.evaluate("document.activeElement.innerText || document.activeElement.name"))

    press("Tab")
    assert focused() == "Naar de inhoud"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"
    press("Tab")
    assert focused() == "Toon als tabel"
    press("Enter")
    assert page.locator("figure table").first.is_visible()
    page.locator("nav a").first.focus()
    press("Tab")
    press("Enter")
    dashboard.settled()
    page.wait_for_function("document.activeElement.tagName === 'H1'")
    assert focused() == "Werklijst"
    assert page.title() == "Werklijst · Zakendashboard"
    assert texts(page, "[aria-current=page]") == ["Werklijst"]
    names: list[str] = []
    while focused() != "Toon zaken" and len(names) < 30:
        press("Tab")  # a date field takes several: day, month, year, picker
        names.append(page.evaluate("document.activeElement.name"))
    assert list(dict.fromkeys(name for name in names if name)) == [
        "stand", "zaaktype", "register", "omschrijving", "van", "tot", "orde"
    ]  # fmt: skip
    press("Enter")
    dashboard.settled()
    before = numbers_of_rows(page)
    for _ in range(40):  # past the step of each row
        press("Tab")
        if focused() == "Volgende":
            break
    assert focused() == "Volgende"
    press("Enter")
    page.wait_for_selector("text=26 tot en met 50")
    assert focused() == "Volgende"
    assert numbers_of_rows(page) != before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(
    browser: Any, served: tuple[str, Sandbox], sandbox: Sandbox, width: int, scheme: str
) -> None:
    """320 px is a window of 1280 px at 400%: nothing but tables may then scroll sideways."""
    with visit(browser, served[0], width=width, scheme=scheme) as seen:
        for name in PAGES:
            page = seen.open(name)
            if name == "klant":
                page.get_by_role("button", name="Voorbeeld").click()
                page.wait_for_selector("h2:has-text('Contacten')")
                seen.settled()
            for summary in page.get_by_text("Toon als tabel").all():
                summary.click()
            assert found_by_axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page = seen.open("werklijst")
        page.get_by_label("Woorden in de omschrijving").fill("dak")
        page.get_by_label("Woorden in de omschrijving").press("Enter")
        page.wait_for_selector(".utrecht-alert")
        seen.settled()
        assert found_by_axe(page) == []
        assert seen.console == []


def found_by_axe(page: Any) -> list[str]:
    """Return what axe calls a violation, with the element it means."""
    page.evaluate(
        AXE.read_text("utf-8")
    )  # by the debugger: the page's policy allows no such script
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    assert len(found["passes"]) > 20
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]
