"""After each mutation a warm zaak cache answers as the registers do.

That of the gateway that wrote hears of its own writes only; that of another gateway hears only what
the registers tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest
from test_zaakcache import keep

from mutation_samples import SAMPLES, open_zaak
from mutation_support import Json, Schrijver, lent
from notificaties_support import AUTH, CALLBACK, Receiver
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from zaakcache_support import MAX_AGE

ZAAK = """fragment Z on Zaak {
  url omschrijving toelichting einddatum uiterlijkeEinddatumAfdoening einddatumGepland
  archiefactiedatum laatstGeopend vertrouwelijkheidaanduiding
  opschorting { indicatie reden } verlenging { reden duur }
  status { url toelichting } statussen { url indicatieLaatstGezetteStatus }
  resultaat { url toelichting }
  rollen { url eindeGeldigheid betrokkeneType } eigenschappen { url waarde }
  zaakinformatieobjecten { url titel }
  documenten { url titel versie status locked bestandsomvang }
  besluiten { ...B }
  hoofdzaak { url omschrijving einddatum }
  deelzaken { url omschrijving einddatum }
  gerelateerdeZaken { url omschrijving einddatum }
  relevanteAndereZaken { zaak { url } aardRelatie }
}
fragment B on Besluit {
  url vervaldatum vervalreden toelichting besluitinformatieobjecten { url } documenten { url titel }
}"""


DOCUMENT = """
fragment D on Document {
  url titel versie status locked bestandsomvang
  zaken { url } besluiten { url } objectinformatieobjecten { url }
}"""


def question(uuids: list[str], documents: list[str]) -> str:
    """Return the query for everything of these."""
    asked = [f'z{at}: zaak(uuid: "{uuid}") {{ ...Z }}' for at, uuid in enumerate(uuids)]
    asked += [f'd{at}: document(uuid: "{uuid}") {{ ...D }}' for at, uuid in enumerate(documents)]
    return f"query {{ {' '.join(asked)} }} {ZAAK}{DOCUMENT if documents else ''}"


def concerned(graph: Schrijver, invoer: Json) -> tuple[list[str], list[str]]:
    """Return the uuids of the zaken and documents that an order is about, and their neighbours."""
    data, given = graph.data, {str(value) for value in invoer.values()}

    def named(rows: Any) -> list[Json]:
        return [
            row for row in rows if row["url"] in given or row["url"].rpartition("/")[2] in given
        ]

    documents = named(data.enkelvoudiginformatieobjecten)
    urls = {row["url"] for row in named(data.zaken)}
    urls |= {row["zaak"] for row in (*named(data.rollen), *named(data.besluiten))}
    held = {row["url"] for row in documents}
    urls |= {row["zaak"] for row in data.zaakinformatieobjecten if row["informatieobject"] in held}
    for zaak in [row for row in data.zaken if row["url"] in urls]:
        urls |= {
            zaak["hoofdzaak"],
            *zaak["deelzaken"],
            *(one["url"] for one in zaak["gerelateerdeZaken"]),
        }
    uuids = [url.rpartition("/")[2] for url in sorted(urls - {None})]
    return uuids, [row["url"].rpartition("/")[2] for row in documents]


def stale(found: Any, real: Any, path: str = "") -> dict[str, tuple[Any, Any]]:
    """Return what is not as it really is, by its path."""
    if isinstance(found, dict) and isinstance(real, dict):
        pairs = [(f"{path}.{key}", found[key], real[key]) for key in real]
    elif isinstance(found, list) and isinstance(real, list) and len(found) == len(real):
        pairs = [(path, *pair) for pair in zip(found, real, strict=True)]
    else:
        return {} if found == real else {path: (found, real)}
    return {key: value for pair in pairs for key, value in stale(pair[1], pair[2], pair[0]).items()}


@cache
def _reader() -> Receiver:
    return Receiver()


@pytest.fixture
def graph() -> Iterator[Schrijver]:
    """The gateway that writes, with a cache that hears of its own writes only."""
    with lent() as made:
        yield made
        made.endpoint._landscape.zaakcache = None


def follow(graph: Schrijver) -> Receiver:
    """Return another gateway on the same registers, which tell it what changes."""
    reader = _reader()
    graph.sandbox.deliver_over(httpx.ASGITransport(reader.app))
    graph.sandbox.notificaties.subscribe(CALLBACK, AUTH)
    return reader


async def mutated(graph: Schrijver, name: str, invoer: Json, select: str) -> Any:
    """Return the result of a mutation that has to be carried out whole."""
    more = ZAAK if "..." in select else ""
    text = (
        f"mutation($invoer: {name[0].upper()}{name[1:]}Invoer!) "
        f"{{ {name}(invoer: $invoer) {{ {select} fouten {{ code veld }} stappen {{ gedaan }} }} }} "
    )
    sent = {"query": text + more, "variables": {"invoer": invoer}}
    body = (await graph.http.post("/graphql", json=sent)).json()
    assert "errors" not in body, body["errors"]
    result = body["data"][name]
    assert result["fouten"] == []
    return result


async def asked(graph: Any, text: str) -> Any:
    """Return the data of a query."""
    body = (await graph.http.post("/graphql", json={"query": text})).json()
    assert "errors" not in body, body["errors"]
    return body["data"]


def _family(graph: Schrijver) -> tuple[Json, Json]:
    """Return an open zaak and an open deelzaak of it."""
    data = graph.data
    for zaak in data.zaken:
        for url in zaak["deelzaken"]:
            deelzaak = next(one for one in data.zaken if one["url"] == url)
            if not zaak["einddatum"] and not deelzaak["einddatum"]:
                return zaak, deelzaak
    raise AssertionError("the sandbox has no such zaken")


def _resultaat(graph: Schrijver) -> Json:
    zaak = next(one for one in graph.data.zaken if one["resultaat"] and not one["einddatum"])
    return {"zaak": zaak["uuid"], "resultaattype": graph.of_type("resultaattypen", zaak)["url"]}


MORE: dict[str, tuple[str, Any]] = {
    "deelzaakKoppelen": (
        "zakenKoppelen",
        lambda graph: {
            "zaak": open_zaak(graph)["uuid"],
            "andereZaak": _family(graph)[0]["uuid"],
            "soort": "HOOFDZAAK",
        },
    ),
    "deelzaakOntkoppelen": (
        "zakenOntkoppelen",
        lambda graph: {
            "zaak": _family(graph)[1]["uuid"],
            "andereZaak": _family(graph)[0]["uuid"],
            "soort": "HOOFDZAAK",
        },
    ),
    "deelzaakBijwerken": (
        "zaakBijwerken",
        lambda graph: {"zaak": _family(graph)[1]["uuid"], "omschrijving": "Anders"},
    ),
    "resultaatVervangen": ("resultaatZetten", _resultaat),
}
NOT_KEPT = {"klantcontactRegistreren", "internetaakAfhandelen"}
ORDERS = {
    **{name: (name, order) for name, order in SAMPLES.items() if name not in NOT_KEPT},
    **MORE,
}
UNSEEN = {"zaakRegistreren"}
"""Of which nothing could be asked before."""
UNTOLD = {"documentOntkoppelen", "documentVergrendelen", "documentOntgrendelen"}
"""Of which Open Zaak tells nobody: only the age of what is kept bounds it."""


@pytest.mark.parametrize("order", list(ORDERS))
async def test_what_a_warm_cache_answers_after_a_mutation(graph: Schrijver, order: str) -> None:
    reader, landscape = follow(graph), graph.endpoint._landscape
    keep(graph)
    _, clock = keep(reader)
    name, sample = ORDERS[order]
    invoer = sample(graph)
    uuids, documents = concerned(graph, invoer)
    text = question(uuids or [SHOWCASE_ZAAK_UUID], documents)
    before = [await asked(one, text) for one in (graph, reader)]
    result = await mutated(graph, name, invoer, "zaak { ...Z }")
    await graph.sandbox.notificaties.settle()
    await reader.idle()
    clock.now += MAX_AGE if order in UNTOLD else 0.0
    warm = [await asked(one, text) for one in (graph, reader)]
    landscape.zaakcache = None
    cold = await asked(graph, text)
    assert [stale(one, cold) for one in warm] == [{}, {}]
    assert (before == warm) is (order in UNSEEN)
    if result.get("zaak"):
        uuid = result["zaak"]["url"].rpartition("/")[2]
        shown = cold if uuid in uuids else await asked(graph, question([uuid], []))
        assert stale(result["zaak"], shown[f"z{uuids.index(uuid) if uuid in uuids else 0}"]) == {}


UNSURE = ("zaakBijwerken", "besluitVastleggen", "documentKoppelen", "documentVergrendelen")


@pytest.mark.parametrize("name", UNSURE)
async def test_what_was_not_confirmed_is_looked_at_anew(graph: Schrijver, name: str) -> None:
    """The register did it, and the answer was lost: who looks whether it was done has to see it."""
    keep(graph)
    invoer = SAMPLES[name](graph)
    text = question(*concerned(graph, invoer))
    before = await asked(graph, text)
    graph.fails(1, httpx.ReadError("lost"), late=True)
    select = "zaak { url }"
    body = await graph.mutate(name, invoer, select)
    assert [stap["gedaan"] for stap in body["data"][name]["stappen"]] == [None]
    warm = await asked(graph, text)
    graph.endpoint._landscape.zaakcache = None
    assert stale(warm, await asked(graph, text)) == {}
    assert warm != before


async def test_a_mutation_looks_at_the_register_and_not_at_what_was_kept(graph: Schrijver) -> None:
    """What another application changed a moment ago is neither lost nor missed."""
    keep(graph)
    one, other, third, last = graph.zaken()[:4]
    text = question([row["uuid"] for row in (one, other, third, last)], [])
    await asked(graph, text)
    one["gerelateerdeZaken"] = [{"url": third["url"]}]
    order = {"zaak": one["uuid"], "andereZaak": other["uuid"], "soort": "GERELATEERD"}
    await graph.done("zakenKoppelen", order)
    told = (await graph.rest(one["url"]))["gerelateerdeZaken"]
    assert {row["url"] for row in told} == {third["url"], other["url"]}
    last["laatstGemuteerd"] = "2030-01-01T00:00:00Z"
    order = {"zaak": last["uuid"], "omschrijving": "Anders"}
    since = {"ongewijzigdSinds": "2029-01-01T00:00:00Z"}
    assert await graph.fouten("zaakBijwerken", {**order, **since}) == [
        ("CHANGED_MEANWHILE", "invoer.ongewijzigdSinds")
    ]
