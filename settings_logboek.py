"""The settings of purposes and of the log of processing: `[[doelbinding]]` and `[logboek]`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from settings_reading import (
    Secret,
    SettingsError,
    build,
    check_numbers,
    secret_of,
    setting,
    table_of,
)

NO_LOGBOEK = "a BRP needs [logboek] and an [[upstream]] with api 'logboek', or logboek = \"uit\""
PERSONS = {"brp", "bewoning", "brphistorie"}
"""APIs whose reads are processing of personal data, always."""


@dataclass(frozen=True, kw_only=True)
class DoelbindingSettings:
    """Why personal data may be read, and how the registers are told."""

    name: str = setting("What a caller names.")
    activity: str = setting("URI of its version in the register of verwerkingsactiviteiten.")
    headers: Mapping[str, Mapping[str, str]] = setting("Per upstream name its headers.", dict)
    default_for: tuple[str, ...] = setting("client_ids that need not name it; `*`: any.", ())


@dataclass(frozen=True, kw_only=True)
class LogboekSettings:
    """The log of processing (Logboek Dataverwerkingen 1.0.0); see docs/verwerkingenlog.md."""

    spool: str = setting("Directory on a local disk that keeps records until they are delivered.")
    activity: str = setting("URI of the activity for what is read without a doelbinding.")
    key_env: str = setting("Variable with the key of the pseudonyms; or a file, as secrets.")
    key_id: str = setting("Name of that key; stands before each pseudonym.", "1")
    system: str = setting("`service.name` of the records.", "common-ground-gateway")
    fail_closed: bool = setting("Refuse an answer whose records cannot be kept.", True)
    fsync: str = setting("`always` (before each answer), `second` or `never`.", "always")
    max_spool_mb: int = setting("Most that one worker keeps, in MB.", 512)
    processors: Mapping[str, str] = setting("Per client_id the URL of its organisation.", dict)
    key: Secret = setting("Filled from `key_env`; never written in a file.", Secret(""))


def read_logboek(
    document: Mapping[str, Any], env: Mapping[str, str], apis: set[str]
) -> LogboekSettings | None:
    """Return the settings of the log, or None; who reads persons without one has to say so."""
    table = document.get("logboek")
    if table == "uit" or (table is None and not apis & PERSONS):
        return None
    if table is None or "logboek" not in apis:
        raise SettingsError(NO_LOGBOEK)
    if "key" in table_of(document, "logboek", ""):
        raise SettingsError("logboek: write 'key_env', never the key itself")
    logboek: LogboekSettings = build(LogboekSettings, table, "logboek")
    check_numbers(logboek, (), "logboek")
    return dataclasses.replace(logboek, key=secret_of(logboek.key_env, env, "logboek"))
