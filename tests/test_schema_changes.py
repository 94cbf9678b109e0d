"""What a change of the SDL breaks is found, and let through only when the changelog names it."""

from __future__ import annotations

from pathlib import Path

import pytest

import gateway
from gateway_schema import RELEASED, report_of
from schema.changes import acknowledged_in, compare

ROOT = Path(__file__).parent.parent
OLD = """
type Query { zaak(uuid: ID): Zaak zaken: [Zaak!] }
type Zaak { naam: String oud: String @deprecated(reason: "Vraag `naam`.") soort: Soort! }
enum Soort { EEN TWEE }
input Filter { van: String }
"""
LOG = "# Changelog\n\n## 0.2.0\n\n{}\n\n## 0.1.0\n\n- Breaking: `Zaak.naam was removed.` Then.\n"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param("naam: String ", "", "FIELD_REMOVED Field Zaak.naam was removed.", id="field"),
        pytest.param(
            'oud: String @deprecated(reason: "Vraag `naam`.") ',
            "",
            "FIELD_REMOVED Field Zaak.oud was removed. (was deprecated)",
            id="deprecated",
        ),
        pytest.param(
            "soort: Soort!",
            "soort: Soort",
            "FIELD_CHANGED_KIND Field Zaak.soort changed type from Soort! to Soort.",
            id="nullable",
        ),
        pytest.param(
            "EEN TWEE",
            "EEN",
            "VALUE_REMOVED_FROM_ENUM Enum value Soort.TWEE was removed.",
            id="value",
        ),
        pytest.param(
            "uuid: ID)",
            "uuid: ID!)",
            "ARG_CHANGED_KIND Argument Query.zaak(uuid:) has changed type from ID to ID!.",
            id="argument",
        ),
        pytest.param(
            "van: String",
            "van: String tot: String!",
            "REQUIRED_INPUT_FIELD_ADDED A required field Filter.tot was added.",
            id="input",
        ),
    ],
)
def test_a_break_is_named_and_stops_until_it_is_acknowledged(
    before: str, after: str, told: str
) -> None:
    new = OLD.replace(before, after)
    assert new != OLD
    report = report_of(OLD, new, LOG.format("Nothing."))
    assert f"breaking: {told}" in report.text()
    assert not report.is_good
    (change,) = report.breaking
    line = f"- Breaking: `{change.what}` Use something else."
    assert line.removesuffix("Use something else.") in report.text()
    assert report_of(OLD, new, LOG.format(line)).is_good


def test_an_addition_is_no_break_and_a_new_value_is_dangerous() -> None:
    new = OLD.replace("EEN TWEE", "EEN TWEE DRIE").replace("naam: String", "naam: String nr: Int")
    report = compare(OLD, new)
    assert report.is_good
    assert report.text() == ("dangerous: VALUE_ADDED_TO_ENUM Enum value Soort.DRIE was added.")


def test_only_the_version_being_made_acknowledges() -> None:
    log = LOG.format("- Breaking: `A.b was removed.` x\n- Breaking: `C was removed.` y")
    assert acknowledged_in(log) == {"A.b was removed.", "C was removed."}
    assert acknowledged_in("no versions") == frozenset()


def test_an_acknowledgement_of_nothing_is_told() -> None:
    report = report_of(OLD, OLD, LOG.format("- Breaking: `Zaak.weg was removed.` Gone."))
    assert not report.is_good
    assert report.text() == "CHANGELOG.md names a break that is none: Zaak.weg was removed."
    assert report.without_stale().is_good


def test_nothing_breaks_that_the_changelog_does_not_name() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    new = gateway.build_schema().as_str()
    report = report_of(RELEASED.read_text("utf-8"), new, changelog)
    assert report.is_good, report.text()


def test_the_command_tells_and_its_status_says_whether_it_is_good(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old.graphql"
    old.write_text(RELEASED.read_text("utf-8") + "\ntype Verdwenen { id: ID }\n", "utf-8")
    assert gateway.main(["schema", "--changes", str(old)]) == 1
    assert "breaking: TYPE_REMOVED Verdwenen was removed." in capsys.readouterr().out
    assert gateway.main(["schema", "--changes", str(tmp_path / "none")]) == 2
    assert gateway.main(["schema", "--federation"]) == 0
    assert capsys.readouterr().out.startswith("extend schema @link(")


def test_what_is_deprecated_says_what_comes_instead() -> None:
    """docs/schema-changes.md: a reason names another field, or says that nothing replaces it."""
    sdl = gateway.build_schema().as_str()
    reasons = [part.split('")')[0] for part in sdl.split('@deprecated(reason: "')[1:]]
    assert all("`" in reason or "Vervalt" in reason for reason in reasons), reasons
    assert "@deprecated\n" not in sdl
