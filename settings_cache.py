"""The settings of the zaak cache: `[cache]`; without that table nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from settings_reading import (
    Secret,
    SettingsError,
    build,
    check_numbers,
    setting,
    table_of,
    with_secrets,
)

RESOURCES = (
    "zaken",
    "statussen",
    "resultaten",
    "rollen",
    "zaakinformatieobjecten",
    "zaakobjecten",
    "zaakeigenschappen",
    "zaaknotities",
    "enkelvoudiginformatieobjecten",
    "gebruiksrechten",
    "verzendingen",
    "besluiten",
    "besluitinformatieobjecten",
)
"""What may be kept: the parts of a zaak in the ZGW registers."""
UNNOTIFIED = frozenset({"zaakinformatieobjecten", "zaaknotities"})
"""What Open Zaak changes without telling; see docs/cache.md."""


@dataclass(frozen=True, kw_only=True)
class CacheSettings:
    """The zaak cache; see docs/cache.md."""

    enabled: bool = setting("Keep what is read of zaken, for other requests too.", False)
    max_age: float = setting("Seconds after which nothing is shown without asking again.", 60.0)
    unnotified_max_age: float = setting(
        "The same for what Open Zaak changes without a notification: "
        + ", ".join(f"`{name}`" for name in sorted(UNNOTIFIED))
        + ".",
        10.0,
    )
    max_ages: Mapping[str, float] = setting(
        "Seconds per resource, such as `rollen = 30`; 0: never kept.", dict
    )
    keep_for_etag: float = setting(
        "Seconds that a record with an ETag is kept after that, to ask whether it changed.", 3600.0
    )
    max_entries: int = setting("Records and lists of records kept, per worker.", 200_000)
    max_bytes: int = setting("Bytes these may take, per worker.", 134_217_728)
    redis_env: str = setting(
        "Variable with the redis:// URL where gateways keep it together; empty: each for itself.",
        "",
    )
    secret_env: str = setting("Variable with the key that encrypts what is kept there.", "")
    alone_max_age: float = setting(
        "Most seconds that anything is shown while that server cannot be reached.", 5.0
    )
    redis: Secret = setting("Filled from `redis_env`; never in a file.", Secret(""))
    secret: Secret = setting("Filled from `secret_env`; never in a file.", Secret(""))

    def age_of(self, resource: str) -> float:
        """Return the seconds that this resource may be shown; 0 for what is not kept."""
        if resource not in RESOURCES:
            return 0.0
        usual = self.unnotified_max_age if resource in UNNOTIFIED else self.max_age
        return self.max_ages.get(resource, usual)


def read_cache(document: Mapping[str, Any], env: Mapping[str, str]) -> CacheSettings:
    """Return the settings of the cache. Raises SettingsError."""
    table = table_of(document, "cache", "cache")
    for name in ("redis", "secret"):
        if name in table:
            raise SettingsError(f"cache: write '{name}_env', never what is secret itself")
    cache: CacheSettings = build(CacheSettings, table, "cache")
    check_numbers(cache, ("max_age", "unnotified_max_age", "keep_for_etag"), "cache")
    for name, seconds in cache.max_ages.items():
        if name not in RESOURCES:
            raise SettingsError(f"cache: 'max_ages' names {name!r}, which is never kept")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
            raise SettingsError(f"cache: 'max_ages': {name!r} must be seconds, 0 or more")
    if not cache.redis_env:
        return cache
    if not cache.secret_env:
        raise SettingsError("cache: 'redis_env' needs 'secret_env'")
    return with_secrets(cache, env, ("redis", "secret"), "cache")
