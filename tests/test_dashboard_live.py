"""The dashboard follows what changes: another client writes, and the page moves by itself."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from test_dashboard_browser import browser as browser
from test_dashboard_browser import dashboard as dashboard
from test_dashboard_browser import found_by_axe, numbers_of_rows, pytestmark, texts
from test_dashboard_browser import sandbox as sandbox
from test_dashboard_browser import served as served

from browser_support import Visit, visit
from day_support import serving, wide_gateway
from sandbox import Sandbox

__all__ = ["pytestmark"]
SOON = 4_000
"""Milliseconds in which a change has to be on the page, on a machine that does more."""
ZET = """mutation Zet($invoer: StatusZettenInvoer!) {
  statusZetten(invoer: $invoer) { fouten { code } zaak { id } } }"""
REGISTREER = """mutation Registreer($invoer: ZaakRegistrerenInvoer!) {
  zaakRegistreren(invoer: $invoer, bron: "openzaak-zaken") {
    fouten { code veld melding } zaak { id } } }"""
BREAKABLE = """
window.followed = []
const real = window.fetch
window.fetch = async (url, options) => {
  if (options?.headers?.Accept !== 'text/event-stream') return real(url, options)
  followed.push(options.headers['Last-Event-ID'] ?? null)
  const response = await real(url, options)
  const through = new TransformStream()
  const broken = new AbortController()
  window.breakOff = () => broken.abort()
  response.body.pipeTo(through.writable, { signal: broken.signal }).catch(() => {})
  return new Response(through.readable, response)
}
"""


@pytest.fixture(autouse=True)
def as_it_was(sandbox: Sandbox) -> Iterator[None]:
    yield
    sandbox.zgw.restore()


def ask(origin: str, query: str, **invoer: Any) -> Any:
    """Change something as another client of the gateway."""
    body = {"query": query, "variables": {"invoer": invoer}}
    told = httpx.post(f"{origin}/graphql", json=body, timeout=20).json()
    assert "errors" not in told
    (result,) = told["data"].values()
    assert result["fouten"] == []
    return result


def kinds(sandbox: Sandbox, zaak: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the statustypen of a zaak in order."""
    found = [row for row in sandbox.zgw.data.statustypen if row["zaaktype"] == zaak["zaaktype"]]
    return sorted(found, key=lambda row: int(row["volgnummer"]))


def shown_zaak(page: Any, sandbox: Sandbox) -> tuple[dict[str, Any], Any]:
    """Return the first zaak of Open Zaak that the page shows, and its row."""
    for number in numbers_of_rows(page):
        for zaak in sandbox.zgw.data.zaken:
            if zaak["identificatie"] == number and len(kinds(sandbox, zaak)) > 2:
                return zaak, row_of(page, number)
    raise AssertionError("no zaak of Open Zaak on the first page")


def row_of(page: Any, number: str) -> Any:
    """Return the row of one zaak, by its number and not by one that ends with it."""
    return page.locator("main tbody tr").filter(has_text=re.compile(rf"^\s*{number}"))


def heard(page: Any) -> None:
    """Wait until the page listens."""
    page.get_by_role("button", name="Live bijwerken").wait_for(timeout=SOON)


def test_a_row_moves_when_another_client_sets_a_status(
    dashboard: Visit, served: tuple[str, Sandbox], sandbox: Sandbox
) -> None:
    page = dashboard.open("werklijst")
    heard(page)
    zaak, row = shown_zaak(page, sandbox)
    third = kinds(sandbox, zaak)[2]
    page.get_by_role("button", name="Wis filters").focus()
    before = numbers_of_rows(page)
    ask(served[0], ZET, zaak=zaak["uuid"], statustype=third["url"])
    row.locator("td").nth(1).get_by_text(third["omschrijving"]).wait_for(timeout=SOON)
    assert "Net gewijzigd" in row.locator("th").inner_text()
    assert numbers_of_rows(page) == before
    assert page.evaluate("document.activeElement.innerText") == "Wis filters"
    told = f"{zaak['identificatie']} is gewijzigd, status {third['omschrijving']}"
    page.locator("#live-nieuws").get_by_text(told).wait_for(state="attached", timeout=SOON)
    assert page.locator("#live-nieuws").get_attribute("role") == "status"
    assert row.evaluate("row => getComputedStyle(row.cells[0]).animationName") == "none"
    assert found_by_axe(page) == []
    page.get_by_role("button", name="Live bijwerken").click()
    page.locator("#live").get_by_text("uit", exact=True).wait_for()
    ask(served[0], ZET, zaak=zaak["uuid"], statustype=kinds(sandbox, zaak)[1]["url"])
    page.get_by_role("button", name="Live bijwerken").click()  # and what was missed comes after all
    second = kinds(sandbox, zaak)[1]["omschrijving"]
    row.locator("td").nth(1).get_by_text(second).wait_for(timeout=SOON)


def test_a_status_is_set_from_the_page_itself(
    browser: Any, dashboard: Visit, served: tuple[str, Sandbox], sandbox: Sandbox
) -> None:
    page = dashboard.open("werklijst")
    step = page.get_by_role("button", name="Zet ZAAK-").first
    number = step.get_attribute("aria-label").split()[1]
    name = step.inner_text()
    with visit(browser, served[0]) as other:
        watched = other.open("werklijst")
        heard(watched)
        step.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name=number)
        dialog.wait_for()
        assert found_by_axe(page) == []
        dialog.get_by_label("Toelichting").fill("Besproken met de aanvrager")
        sandbox.faults.fail_write("openzaak-zaken", 1, status=503)
        page.keyboard.press("Enter")
        dialog.get_by_role("alert").wait_for()
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
        assert page.evaluate("document.activeElement.innerText") == name
        page.keyboard.press("Enter")
        dialog.get_by_role("button", name="Zet status").click()
        dialog.wait_for(state="detached")
        for seen in (page, watched):
            row = row_of(seen, number)
            row.locator("td").nth(1).get_by_text(name).wait_for(timeout=SOON)
        assert page.evaluate("document.activeElement.closest('tr').cells[0].innerText").startswith(
            number
        )


def test_figures_and_a_note_follow_a_new_zaak(
    browser: Any, dashboard: Visit, served: tuple[str, Sandbox], sandbox: Sandbox
) -> None:
    zaken = sandbox.zgw.data.zaken
    newest = max(zaken, key=lambda zaak: str(zaak["startdatum"]))
    with visit(browser, served[0]) as other:
        listed = other.open("werklijst")
        page = dashboard.open("overzicht")
        heard(page)
        heard(listed)
        running = int(texts(page, ".tile__number")[0])
        page.get_by_text("Toon als tabel").first.click()
        ask(
            served[0], REGISTREER, zaaktype=newest["zaaktype"], bronorganisatie="517439943",
            verantwoordelijkeOrganisatie="517439943", startdatum="2026-11-24",
        )  # fmt: skip
        page.get_by_text(str(running + 1), exact=True).first.wait_for(timeout=2 * SOON)
        assert page.locator("figure table").first.is_visible()
        assert page.evaluate("document.activeElement.innerText") == "Toon als tabel"
        listed.get_by_text("Eén zaak buiten deze bladzijde is gewijzigd of nieuw.").wait_for()
        first = numbers_of_rows(listed)[0]
        listed.get_by_role("button", name="Vernieuw de lijst").click()
        other.settled()
        assert numbers_of_rows(listed)[0] != first


def test_a_stream_that_breaks_goes_on_where_it_was(
    dashboard: Visit, served: tuple[str, Sandbox], sandbox: Sandbox
) -> None:
    dashboard.page.add_init_script(BREAKABLE)
    page = dashboard.open("werklijst")
    heard(page)
    zaak, row = shown_zaak(page, sandbox)
    third, second = kinds(sandbox, zaak)[2], kinds(sandbox, zaak)[1]
    ask(served[0], ZET, zaak=zaak["uuid"], statustype=third["url"])
    row.locator("td").nth(1).get_by_text(third["omschrijving"]).wait_for(timeout=SOON)
    page.evaluate("breakOff()")
    page.locator("#live").get_by_text("verbinding weg").wait_for()
    ask(served[0], ZET, zaak=zaak["uuid"], statustype=second["url"])
    row.locator("td").nth(1).get_by_text(second["omschrijving"]).wait_for(timeout=SOON)
    first, again = page.evaluate("followed")
    assert first is None
    assert again


def test_it_is_as_before_where_nothing_is_followed_or_changed(browser: Any) -> None:
    app, _ = wide_gateway(max_subscriptions=0, schrijven=False)
    with contextlib.ExitStack() as stack:
        seen = stack.enter_context(visit(browser, stack.enter_context(serving(app))))
        page = seen.open("werklijst")
        assert len(numbers_of_rows(page)) == 25
        assert page.locator("#live").is_hidden()
        assert len([line for line in seen.console if "Failed to load resource" not in line]) == 0
        page.get_by_role("button", name="Zet ZAAK-").first.click()
        page.get_by_role("button", name="Zet status").click()
        page.get_by_role("alert").get_by_text("wijzigen staat hier uit").wait_for()
        page.keyboard.press("Escape")
        assert page.get_by_role("button", name="Zet ZAAK-").count() == 0
