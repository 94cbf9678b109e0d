"""From a BAG object to its zaken (S14), and who may look: zaakobjecten by the object's URL."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

import pytest
from access_support import Acting, citizen, department, staff, zaken_of
from bag_support import ALSO, bag, paths, url_of, warmed, zaakobjecten
from starlette.types import ASGIApp, Receive, Scope, Send

import graph_support
from graph_support import Graph, sandbox_with
from policy.grants import Rule
from resolvers.bag_zaken import _of_kind
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from sources.bag import resources as records

ZAKEN = "zaken { identificatie }"


def busiest(path: str) -> tuple[str, set[str]]:
    """Return the identificatie that most zaken name by URL, and the URLs of those zaken."""
    found = [row for row in zaakobjecten() if row["object"].startswith(url_of(path, ""))]
    ((url, _),) = Counter(row["object"] for row in found).most_common(1)
    return url.rpartition("/")[2], {row["zaak"] for row in found if row["object"] == url}


def only_identificatie(soort: str) -> dict[str, Any]:
    """Return a zaakobject that names its object by its identificatie alone."""
    return next(row for row in zaakobjecten() if row["objectType"] == soort and not row["object"])


async def test_an_address_gives_its_zaken_in_one_call_and_one_for_the_zaken_together() -> None:
    identificatie, expected = busiest("openbareruimten")
    assert len(expected) > 1
    straat = next(item for item in bag().nummeraanduidingen.values()
                  if item.openbare_ruimte == identificatie)  # fmt: skip
    graph = await warmed()
    data = await graph.ask(
        f'{{ adres(nummeraanduidingIdentificatie: "{straat.identificatie}") '
        "{ openbareRuimte { zaken { url identificatie } } } }"
    )
    assert {zaak["url"] for zaak in data["adres"]["openbareRuimte"]["zaken"]} == expected
    assert [(method, path.rpartition("/v1/")[2]) for method, path, _, _ in graph.asked[1:]] == [
        ("GET", "zaakobjecten"),
        ("POST", "zaken/_zoek"),
    ]


async def test_an_address_without_zaken_costs_one_call_per_register() -> None:
    adres = bag().nummeraanduidingen[next(reversed(bag().nummeraanduidingen))]
    graph = Graph(also=(*ALSO, "zaaksysteem"))
    await graph.warm()
    query = f'{{ adres(nummeraanduidingIdentificatie: "{adres.identificatie}") {{ {ZAKEN} }} }}'
    assert await graph.ask(query) == {"adres": {"zaken": []}}
    assert graph.calls == {"bag": 1, "openzaak-zaken": 1, "zaaksysteem-zaken": 1}


async def test_a_register_that_fails_is_told_beside_what_the_others_gave() -> None:
    identificatie, _ = busiest("panden")
    graph = Graph(also=(*ALSO, "zaaksysteem"))
    await graph.warm()
    query = f'{{ pand(identificatie: "{identificatie}") {{ {ZAKEN} }} }}'
    whole = (await graph.ask(query))["pand"]["zaken"]
    graph.sandbox.faults.set("zaaksysteem-zaken", status=500)
    body = await graph.post(query)
    zaken = body["data"]["pand"]["zaken"]
    assert zaken[-1] is None
    assert None not in zaken[:-1]
    assert zaken[:-1] == [zaak for zaak in whole if zaak in zaken]
    assert zaken[:-1]
    (error,) = body["errors"]
    assert error["extensions"]["upstream"] == "zaaksysteem-zaken"


async def test_a_zaak_that_names_only_the_identificatie_is_not_found_that_way() -> None:
    """What the documentation says: no filter of the standard looks inside an identificatie."""
    row = only_identificatie("pand")
    identificatie = row["objectIdentificatie"]["identificatie"]
    graph = await warmed()
    data = await graph.ask(f'{{ pand(identificatie: "{identificatie}") {{ zaken {{ url }} }} }}')
    assert row["zaak"] not in {zaak["url"] for zaak in data["pand"]["zaken"]}


async def test_a_register_that_ignores_the_filter_gives_no_other_zaken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    identificatie, expected = busiest("panden")
    shared = sandbox_with("openzaak", ALSO)
    apps = {**shared.apps, "openzaak-zaken": _deaf(shared.apps["openzaak-zaken"])}
    deaf = dataclasses.replace(shared, apps=apps)
    monkeypatch.setattr(graph_support, "sandbox_with", lambda _dialect, _also: deaf)
    graph = Graph(also=ALSO)
    data = await graph.ask(f'{{ pand(identificatie: "{identificatie}") {{ zaken {{ url }} }} }}')
    assert {zaak["url"] for zaak in data["pand"]["zaken"]} == expected


def _deaf(app: ASGIApp) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].endswith("/zaakobjecten"):
            kept = [part for part in scope["query_string"].split(b"&") if part[:7] != b"object="]
            scope = {**scope, "query_string": b"&".join([*kept, b"objectType=pand"])}
        await app(scope, receive, send)

    return answer


@pytest.mark.parametrize(
    ("kind", "identificatie", "expected"),
    [
        ("adres", "0998200000000001", records.ADRES),
        ("adres", "0998010000000001", records.ADRESSEERBAAR_OBJECT),
        ("adres", "Dorpsstraat 12", None),
        ("adres", "3999", None),
        ("woonplaats", "3999", records.WOONPLAATS),
        ("woonplaats", "0000", None),
        ("pand", "9999100000000012", records.PAND),
        ("openbare_ruimte", "9999300000000000", records.OPENBARE_RUIMTE),
        ("overige", "9999990000000012", None),
        ("adres", "../panden/1", None),
    ],
)
def test_the_digits_of_an_identificatie_tell_what_it_is_of(
    kind: str, identificatie: str, expected: Any
) -> None:
    found = _of_kind(kind, identificatie)
    assert found == (None if expected is None else (expected, identificatie))


async def test_who_has_no_scope_is_refused_without_a_call() -> None:
    """The department that handles the zaak, with and without `bag.lezen`."""
    query = f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ url bagObjecten {{ __typename }} }} }}'
    grant = dataclasses.replace(department(), zaken=(Rule(),))
    seen: list[Any] = [{"__typename": "Adres"}, {"__typename": "Pand"}]
    for scopes, objects, errors in ((set(), [None, None], 2), ({"bag.lezen"}, seen, 0)):
        given = dataclasses.replace(grant, scopes=grant.scopes | scopes)
        graph = Acting(staff(given), also=ALSO)
        await graph.warm()
        body = await graph.post(query)
        found = body["data"]["zaak"]["bagObjecten"]
        assert found == objects
        codes = [error["extensions"]["code"] for error in body.get("errors", [])]
        assert codes == ["FORBIDDEN"] * errors
        assert graph.calls["bag"] == (0 if errors else 2)


async def test_a_citizen_finds_only_their_own_zaken_at_an_address() -> None:
    row = next(row for row in zaakobjecten() if row["zaak"].endswith(SHOWCASE_ZAAK_UUID))
    identificatie = row["object"].rpartition("/")[2]
    query = f'{{ adres(nummeraanduidingIdentificatie: "{identificatie}") {{ zaken {{ url }} }} }}'
    everyone = Graph(also=ALSO)
    whole = {zaak["url"] for zaak in (await everyone.ask(query))["adres"]["zaken"]}
    for bsn in ("999993653", "999990408"):
        graph = Acting(citizen(bsn), also=ALSO)
        own = zaken_of(everyone, bsn)
        seen = {zaak["url"] for zaak in (await graph.ask(query))["adres"]["zaken"]}
        assert seen == whole & own
        assert not [path for path in paths(graph, "openzaak-zaken") if bsn in path]
    assert row["zaak"] in whole
