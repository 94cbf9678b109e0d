"""The settings of documents that go in and out: `[documenten]`."""

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

SHORTEST_KEY = 32
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
TYPES = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/tiff",
    "image/webp",
    "image/heic",
    "text/plain",
    "text/csv",
    "application/rtf",
    "message/rfc822",
    "application/vnd.ms-outlook",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    f"{OFFICE}wordprocessingml.document",
    f"{OFFICE}spreadsheetml.sheet",
    f"{OFFICE}presentationml.presentation",
    f"{OPEN_DOCUMENT}text",
    f"{OPEN_DOCUMENT}spreadsheet",
    f"{OPEN_DOCUMENT}presentation",
)
"""What a dossier holds. No archives, programs, or what a browser runs: HTML, SVG, XML."""


@dataclass(frozen=True, kw_only=True)
class DocumentenSettings:
    """Downloads and uploads of the contents of documents; see docs/documenten.md."""

    key_env: str = setting(
        "Variable with the keys that seal download addresses and uploads: one of 32 characters or "
        "more, or several with spaces between them. The first seals, all of them open. Empty: no "
        "downloads and no uploads.",
        "",
    )
    public_url: str = setting(
        "URL at which front ends reach the gateway, before `/documenten/`; empty: addresses "
        "are paths.",
        "",
    )
    download_seconds: float = setting("Seconds in which a download must begin.", 60.0)
    download_token: bool = setting(
        "Ask the caller's own token with a download too; then no browser can open the address.",
        False,
    )
    max_downloads: int = setting("Downloads under way at once, per worker.", 32)
    client_downloads: int = setting("Downloads under way of one caller, per worker.", 8)
    idle_timeout: float = setting("Seconds a client may take for the next part.", 30.0)
    transfer_timeout: float = setting("Seconds one download or upload may take.", 3_600.0)
    upload_directory: str = setting(
        "Directory that keeps uploads until a mutation uses them; shared by what serves one graph. "
        "Empty: no uploads.",
        "",
    )
    upload_seconds: float = setting("Seconds an upload is kept.", 3_600.0)
    max_upload_mb: int = setting("Largest file, in MB.", 500)
    max_uploads: int = setting("Uploads under way at once, per worker.", 16)
    client_uploads: int = setting("Uploads under way of one caller, per worker.", 4)
    client_waiting_mb: int = setting("MB that one caller may have in that directory.", 2_000)
    max_waiting_mb: int = setting("MB that directory may hold.", 10_000)
    upload_types: tuple[str, ...] = setting("Media types that may come in, by content.", TYPES)
    inline_mb: int = setting(
        "Up to so many MB a file goes to the register with its metadata; a larger one goes in "
        "bestandsdelen.",
        10,
    )
    clamd: str = setting(
        "clamd that looks at every upload: `host:port`, or the path of its socket. Empty: none. "
        "What it cannot look at is refused.",
        "",
    )
    clamd_timeout: float = setting("Seconds clamd may take for its next step or verdict.", 60.0)
    keys: tuple[Secret, ...] = setting("Filled from `key_env`; never written in a file.", ())


def read_documenten(document: Mapping[str, Any], env: Mapping[str, str]) -> DocumentenSettings:
    """Return the settings of `[documenten]`. Raises SettingsError."""
    where = "documenten"
    table = table_of(document, where, "")
    if "keys" in table:
        raise SettingsError(f"{where}: write 'key_env', never the keys themselves")
    found: DocumentenSettings = build(DocumentenSettings, table, where)
    check_numbers(found, (), where)
    if found.public_url and not is_root(found.public_url):
        raise SettingsError(f"{where}: 'public_url' must be an http(s) URL, without a query")
    if not all(isinstance(kind, str) and "/" in kind for kind in found.upload_types):
        raise SettingsError(f"{where}: 'upload_types' holds media types, such as application/pdf")
    if not found.key_env:
        if found.upload_directory:
            raise SettingsError(f"{where}: 'upload_directory' needs 'key_env'")
        return found
    keys = secret_of(found.key_env, env, where).reveal().split()
    if min(map(len, keys), default=0) < SHORTEST_KEY:
        raise SettingsError(f"{where}: each key must have {SHORTEST_KEY} characters or more")
    return dataclasses.replace(found, keys=tuple(map(Secret, keys)))
