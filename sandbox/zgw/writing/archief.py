"""When a zaak may be destroyed or moved: the brondatum of its resultaattype plus a term."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sandbox.zgw.data import Json
from sandbox.zgw.store import Store
from sandbox.zgw.writing.core import NON_FIELD
from sandbox.zgw.writing.fields import FaultyValueError, fault

_TERM = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


def brondatum_of(store: Store, zaak: Json, einddatum: str) -> str | None:
    """The day the term of a zaak starts; None when somebody has to say that later."""
    resultaat = store.by_url[zaak["resultaat"]]
    resultaattype = store.by_url[resultaat["resultaattype"]]
    procedure = resultaattype["brondatumArchiefprocedure"]
    if not resultaattype["archiefactietermijn"]:
        return None
    wijze = procedure["afleidingswijze"]
    if wijze == "afgehandeld":
        return einddatum
    if wijze == "termijn":
        return count_from(einddatum, procedure["procestermijn"] or "P0D")
    if wijze == "hoofdzaak":
        hoofdzaak = store.by_url.get(zaak["hoofdzaak"])
        return hoofdzaak["einddatum"] if hoofdzaak else None
    if wijze == "eigenschap":
        return _of_eigenschap(store, zaak, procedure["datumkenmerk"])
    if wijze == "gerelateerde_zaak":
        return _of_related(store, zaak)
    if wijze in ("ingangsdatum_besluit", "vervaldatum_besluit"):
        return _of_besluiten(store, zaak, wijze.removesuffix("_besluit"))
    return None


def count_from(day: str | None, term: str | None) -> str | None:
    """A day some years, months, weeks and days later."""
    if day is None or not term:
        return None
    found = _TERM.match(term)
    if found is None:
        return None
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    start = date.fromisoformat(day)
    month = start.month - 1 + months + 12 * years
    year, month = start.year + month // 12, month % 12 + 1
    moved = start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1]))
    return (moved + timedelta(weeks=weeks, days=days)).isoformat()


def _of_eigenschap(store: Store, zaak: Json, naam: str) -> str | None:
    for eigenschap in store["zaakeigenschappen"].below(zaak["url"]):
        if eigenschap["naam"] == naam:
            try:
                return datetime.fromisoformat(eigenschap["waarde"]).date().isoformat()
            except ValueError as error:
                waarde = eigenschap["waarde"]
                raise _refused(f'Geen geldige datumwaarde in eigenschap "{naam}": {waarde}') from (
                    error
                )
    raise _refused(
        f'Geen eigenschap gevonden die overeenkomt met het datumkenmerk "{naam}" voor het bepalen '
        "van de brondatum."
    )


def _of_related(store: Store, zaak: Json) -> str | None:
    if not zaak["relevanteAndereZaken"]:
        raise _refused("Geen gerelateerde zaken aan zaak gekoppeld om brondatum uit af te leiden.")
    urls = [item["url"] for item in zaak["relevanteAndereZaken"]]
    return _latest(store.by_url[url]["einddatum"] for url in urls if url in store.by_url)


def _of_besluiten(store: Store, zaak: Json, field: str) -> str | None:
    besluiten = store["besluiten"].where("zaak", zaak["url"])
    if not besluiten:
        raise _refused("Geen besluiten aan zaak gekoppeld om brondatum uit af te leiden.")
    found = _latest(besluit[field] for besluit in besluiten)
    if found is None:
        raise _refused(
            "Besluit.vervaldatum moet gezet worden voordat de zaak kan worden afgesloten"
        )
    return found


def _latest(days: Iterable[str | None]) -> str | None:
    return max((day for day in days if day), default=None)


def _refused(reason: str) -> FaultyValueError:
    return fault("archiefactiedatum-error", reason, NON_FIELD)
