"""Page-number paging as Django REST framework does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from sandbox.zgw.data import Json
from sandbox.zgw.problems import not_found

PAGE_SIZE = 100
MAX_PAGE_SIZE = 500


def paginate(
    records: Sequence[Json],
    params: Mapping[str, str],
    url: str,
    render: Callable[[Json], Json],
) -> Json:
    """One page of records with links to the pages beside it."""
    size = _page_size(params.get("pageSize", ""))
    last = max(1, -(-len(records) // size))
    page = _page(params.get("page", "1"), last)
    chosen = records[(page - 1) * size : page * size]
    return {
        "count": len(records),
        "next": _link(url, params, page + 1) if page < last else None,
        "previous": _link(url, params, page - 1) if page > 1 else None,
        "results": [render(record) for record in chosen],
    }


def _page_size(raw: str) -> int:
    """Nonsense means the default and too much means the maximum; Open Zaak refuses neither."""
    if not raw.isascii() or not raw.isdigit() or int(raw) == 0:
        return PAGE_SIZE
    return min(int(raw), MAX_PAGE_SIZE)


def _page(raw: str, last: int) -> int:
    if raw == "last":
        return last
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw) <= last:
        raise not_found("Ongeldige pagina.")
    return int(raw)


def _link(url: str, params: Mapping[str, str], page: int) -> str:
    rest = {name: value for name, value in params.items() if name != "page"}
    if page > 1:
        rest["page"] = str(page)
    return f"{url}?{urlencode(sorted(rest.items()))}" if rest else url
