"""The settings of notifications: `[notificaties]`, what registers tell of their changes."""

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
    is_root,
    secret_of,
    setting,
    table_of,
)

API = "notificaties"
AUTH = (32, 1_000)
"""Least and most characters of what is given as `auth`; Open Notificaties keeps no more."""


@dataclass(frozen=True, kw_only=True)
class NotificatiesSettings:
    """What registers tell of their changes (Notificaties API 1.0); see docs/notificaties.md."""

    callback: str = setting(
        "URL of `/notificaties` of this gateway, as the Notificaties APIs reach it."
    )
    auth_env: Mapping[str, str] = setting(
        "Per `name` of an [[upstream]] with api `notificaties`: the variable with the value that "
        "it sends as `Authorization`, 32 characters or more; or a file, as secrets.",
        dict,
    )
    queue: int = setting("Messages that may wait to be told on, per worker; then 503.", 20_000)
    max_message_bytes: int = setting("Largest message, in bytes.", 65_536)
    auth: Mapping[str, Secret] = setting("Filled from `auth_env`.", dict, shown=False)


def read_notificaties(
    document: Mapping[str, Any], env: Mapping[str, str], apis: Mapping[str, str]
) -> NotificatiesSettings | None:
    """Return the settings, or None when there are none. `apis` is the API of each upstream."""
    senders = {name for name, api in apis.items() if api == API}
    if API not in document:
        if senders:
            raise SettingsError(f"an [[upstream]] with api '{API}' needs [{API}]")
        return None
    table = table_of(document, API, "")
    if "auth" in table:
        raise SettingsError(f"{API}: write 'auth_env', never the value itself")
    read: NotificatiesSettings = build(NotificatiesSettings, table, API)
    check_numbers(read, (), API)
    if not is_root(read.callback):
        raise SettingsError(f"{API}: 'callback' must be an http(s) URL, without user or query")
    if set(read.auth_env) != senders or not senders:
        raise SettingsError(
            f"{API}: 'auth_env' names every [[upstream]] with api '{API}', and only those"
        )
    auth = {name: _auth(str(variable), env) for name, variable in read.auth_env.items()}
    return dataclasses.replace(read, auth=auth)


def _auth(variable: str, env: Mapping[str, str]) -> Secret:
    found = secret_of(variable, env, API)
    value, (least, most) = found.reveal(), AUTH
    if not least <= len(value) <= most or not value.isascii() or not value.isprintable():
        raise SettingsError(
            f"{API}: {variable} must hold {least} to {most} printable ASCII characters"
        )
    if value != value.strip():
        raise SettingsError(f"{API}: {variable} begins or ends with a space")
    return found
