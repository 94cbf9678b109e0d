"""Makes the zaak cache of the settings: in this process, or on the Redis or Valkey they name."""

from __future__ import annotations

from settings import CacheSettings
from sources.landscape import Landscape
from sources.zaakcache.cache import ZaakCache
from sources.zaakcache.shared import SharedStore
from sources.zaakcache.store import LocalStore, Store


def add_zaakcache(settings: CacheSettings, landscape: Landscape) -> None:
    """Have what is read of zaken kept, when the settings say so."""
    if not settings.enabled:
        return
    keep = max(settings.max_age, settings.unnotified_max_age, *settings.max_ages.values(), 0.0)
    local = LocalStore(
        settings.max_entries, settings.max_bytes, keep, keep + settings.keep_for_etag
    )
    url = settings.redis.reveal()
    store: Store = local
    if url:
        store = SharedStore(
            url,
            settings.secret.reveal().encode(),
            local,
            landscape,
            keep=keep,
            keep_for_etag=keep + settings.keep_for_etag,
            alone=settings.alone_max_age,
        )
    landscape.zaakcache = ZaakCache(settings, store, landscape)
