"""Who changed what: the audittrails in the graph, each value with what it means."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from access_support import Acting, staff

from graph_support import Graph
from policy.grants import EVERYTHING
from policy.numbers import MASK
from resolvers import historie
from resolvers.labels import label_of
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from sandbox.zgw.zaakhistorie import is_declassified
from sources.historie import AuditRecord, Wijzigingen
from sources.wijzigingen import Leaf, changes

HISTORIE = """historie {
  moment actie resource resourceUrl resourceWeergave
  wie { gebruikersId gebruikersWeergave applicatieId applicatieWeergave }
  wijzigingen { veld oud nieuw oudLabel nieuwLabel afgeschermd }
}"""
ZAAK = f"query Z($uuid: UUID!) {{ zaak(uuid: $uuid) {{ identificatie {HISTORIE} }} }}"


@cache
def graph() -> Graph:
    """Return the one graph of these tests; its catalogus is read once."""
    return Graph()


async def asked(text: str, **variables: Any) -> tuple[Any, dict[str, int]]:
    """Return the answer, and how often each register was asked with a warm catalogus."""
    found = graph()
    await found.warm()
    return await found.ask(text, **variables), dict(found.calls)


def data() -> Any:
    """Return the records of the sandbox."""
    return graph().sandbox.zgw.data


def uuid_of(record: dict[str, Any]) -> str:
    """Return the uuid at the end of a URL."""
    return str(record["url"]).rsplit("/", 1)[1]


def a_zaak(**wanted: bool) -> dict[str, Any]:
    """Return a zaak that has (or has not) these, with a status at least."""
    return next(
        zaak
        for zaak in data().zaken
        if zaak["status"]
        and not is_declassified(zaak)
        and all(bool(zaak[name]) == has for name, has in wanted.items())
    )


def values(line: dict[str, Any]) -> dict[str, tuple[str | None, str | None]]:
    """Return per field of a line the labels before and after."""
    return {item["veld"]: (item["oudLabel"], item["nieuwLabel"]) for item in line["wijzigingen"]}


async def test_the_whole_screen_takes_two_calls_with_every_url_resolved() -> None:
    """Screen S5: peers take two calls and one more per value."""
    zaak = a_zaak(
        gerelateerdeZaken=False, hoofdzaak=False, deelzaken=False, zaakinformatieobjecten=True
    )
    answer, calls = await asked(ZAAK, uuid=zaak["uuid"])
    assert calls == {"openzaak-zaken": 2}
    lines = answer["zaak"]["historie"]
    assert [line["moment"] for line in lines] == sorted(
        (line["moment"] for line in lines), reverse=True
    )
    changed = [item for line in lines for item in line["wijzigingen"]]
    urls = [item for item in changed if (item["nieuw"] or "").startswith("http")]
    unnamed = {item["veld"] for item in urls if item["nieuwLabel"] is None}
    assert {item["veld"] for item in urls} >= {"zaaktype", "statustype", "roltype"}
    assert unnamed <= {"selectielijstklasse", "communicatiekanaal", "productenOfDiensten"}


async def test_zaken_that_a_trail_names_share_one_read() -> None:
    zaak = a_zaak(hoofdzaak=True, gerelateerdeZaken=False)
    hoofdzaak = next(item for item in data().zaken if item["url"] == zaak["hoofdzaak"])
    answer, calls = await asked(ZAAK, uuid=zaak["uuid"])
    assert calls == {"openzaak-zaken": 3}
    (line,) = [line for line in answer["zaak"]["historie"] if "hoofdzaak" in values(line)]
    assert values(line) == {"hoofdzaak": (None, hoofdzaak["identificatie"])}
    assert (line["actie"], line["resource"]) == ("DEELS_BIJGEWERKT", "zaak")
    assert line["wijzigingen"][0]["nieuw"] == hoofdzaak["url"]


async def test_a_line_tells_who_what_and_when_in_words() -> None:
    answer, _ = await asked(ZAAK, uuid=SHOWCASE_ZAAK_UUID)
    lines = answer["zaak"]["historie"]
    first = next(line for line in lines if line["resource"] == "resultaat")
    assert first["wie"] == {
        "gebruikersId": "medewerker02",
        "gebruikersWeergave": "P. Meer",
        "applicatieId": "gateway",
        "applicatieWeergave": "Zaaksysteem Voorbeeldstad",
    }
    assert values(first)["resultaattype"] == (None, "Verleend")
    made = values([line for line in lines if line["resource"] == "zaak"][-1])
    assert made["archiefstatus"][1] == "nog te archiveren"
    assert made["zaaktype"][1] == "Aanvraag omgevingsvergunning behandelen"
    assert "identificatie" in made
    assert not {"url", "uuid", "_expand", "rollen"} & made.keys()


async def test_a_trail_says_that_a_betrokkene_came_and_never_who_it_is() -> None:
    """The person is reached through the rol, by who may see persons."""
    text = """query Z($uuid: UUID!) { zaak(uuid: $uuid) {
      rollen { omschrijving }
      historie {
        resource resourceWeergave rol { omschrijving } wijzigingen { veld nieuw afgeschermd }
      }
    } }"""
    answer, calls = await asked(text, uuid=SHOWCASE_ZAAK_UUID)
    assert calls == {"openzaak-zaken": 2}
    lines = [line for line in answer["zaak"]["historie"] if line["resource"] == "rol"]
    assert len(lines) == len(answer["zaak"]["rollen"]) > 2
    assert "Aanvrager" in {line["resourceWeergave"] for line in lines}
    for line in lines:
        held = {item["veld"] for item in line["wijzigingen"] if item["afgeschermd"]}
        assert "betrokkeneIdentificatie" in held
        assert all(item["nieuw"] is None for item in line["wijzigingen"] if item["afgeschermd"])
        assert line["rol"]["omschrijving"] == line["resourceWeergave"]
    rollen = [rol for rol in data().rollen if rol["zaak"].endswith(SHOWCASE_ZAAK_UUID)]
    names = {rol["betrokkeneIdentificatie"].get("geslachtsnaam") for rol in rollen} - {None, ""}
    assert names
    assert not [name for name in names if name in str(lines)]


async def test_besluiten_of_a_zaak_with_documents_and_historie() -> None:
    """Screen S6: no register gives relations or trails of several besluiten in one call."""
    url = next(item["zaak"] for item in data().besluiten)
    number = len([item for item in data().besluiten if item["zaak"] == url])
    text = f"""query B($url: String!) {{ zaak(url: $url) {{ besluiten {{
      identificatie documenten {{ titel }} {HISTORIE}
    }} }} }}"""
    answer, calls = await asked(text, url=url)
    assert calls == {
        "openzaak-zaken": 1,
        "openzaak-besluiten": 1 + 2 * number,
        "openzaak-documenten": 1,
    }
    for node in answer["zaak"]["besluiten"]:
        last = node["historie"][-1]
        assert values(last)["besluittype"][1]
        assert last["resource"] == "besluit"
        titles = {values(line)["informatieobject"][1] for line in node["historie"][:-1]}
        assert titles == {document["titel"] for document in node["documenten"]}


async def test_document_detail_takes_five_calls_and_versions_come_with_the_trail() -> None:
    """Screen S13: metadata, zaken, besluiten, versies and historie."""
    kinds: dict[str, set[str]] = {}
    for item in data().objectinformatieobjecten:
        kinds.setdefault(item["informatieobject"], set()).add(item["objectType"])
    url = next(url for url, all_of in data().versies.items() if len(all_of) > 1 < len(kinds[url]))
    text = f"""query D($url: String!) {{ document(url: $url) {{
      titel versie zaken {{ identificatie }} besluiten {{ identificatie }}
      versies {{ versie status titel inhoudUrl informatieobjecttype {{ omschrijving }} }} {HISTORIE}
    }} }}"""
    answer, calls = await asked(text, url=url)
    assert calls == {"openzaak-documenten": 3, "openzaak-zaken": 1, "openzaak-besluiten": 1}
    document, bodies = answer["document"], data().versies[url]
    assert [item["versie"] for item in document["versies"]] == [2, 1]
    assert [item["inhoudUrl"] for item in document["versies"]] == [
        body["inhoud"] for body in reversed(bodies)
    ]
    assert [item["status"] for item in document["versies"]][1] == "IN_BEWERKING"
    newest, oldest = document["historie"]
    assert values(newest)["versie"] == ("1", "2")
    assert values(newest)["status"][0] == "in bewerking"
    assert oldest["actie"] == "AANGEMAAKT"


async def test_versions_without_a_trail_cost_a_call_each_and_are_bounded() -> None:
    url = next(url for url, all_of in data().versies.items() if len(all_of) > 1)
    text = (
        "query D($url: String!, $n: Int!) { document(url: $url) { versies(first: $n) { versie } } }"
    )
    without = Acting(staff(replace(EVERYTHING, scopes=frozenset({"documenten.lezen"}))))
    answer = await without.ask(text, url=url, n=5)
    assert answer["document"]["versies"] == [{"versie": 2}, {"versie": 1}]
    assert without.calls == {"openzaak-documenten": 2}
    answer, calls = await asked(text, url=url, n=1)
    assert answer["document"]["versies"] == [{"versie": 2}]
    assert calls == {"openzaak-documenten": 1}
    refused = await graph().post(text, url=url, n=101)
    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_one_version_by_number_or_moment() -> None:
    url = next(url for url, all_of in data().versies.items() if len(all_of) > 1)
    first = data().versies[url][0]
    text = """query V($url: String!, $op: DateTime!) {
      een: documentVersie(url: $url, versie: 1) { versie status }
      toen: documentVersie(url: $url, registratieOp: $op) { versie }
      nooit: documentVersie(url: $url, versie: 9) { versie }
    }"""
    answer, calls = await asked(text, url=url, op=first["beginRegistratie"])
    assert answer == {
        "een": {"versie": 1, "status": "IN_BEWERKING"},
        "toen": {"versie": 1},
        "nooit": None,
    }
    assert calls == {"openzaak-documenten": 3}


async def test_notities_of_a_zaak() -> None:
    notitie = data().zaaknotities[0]
    zaak = next(item for item in data().zaken if item["url"] == notitie["gerelateerdAan"])
    text = """query N($uuid: UUID!) { zaak(uuid: $uuid) { notities {
      onderwerp tekst aangemaaktDoor notitieType status aanmaakdatum zaak { uuid }
    } } }"""
    answer, calls = await asked(text, uuid=zaak["uuid"])
    (found,) = answer["zaak"]["notities"]
    assert found["tekst"] == notitie["tekst"]
    assert found["notitieType"] == notitie["notitieType"].upper()
    assert found["zaak"] == {"uuid": zaak["uuid"]}
    assert calls == {"openzaak-zaken": 2}


def test_what_changed_is_told_leaf_by_leaf() -> None:
    before = {"url": "x", "omschrijving": "a", "opschorting": {"indicatie": False, "reden": ""}}
    after = {
        "url": "y",
        "omschrijving": "",
        "opschorting": {"indicatie": True, "reden": ""},
        "kenmerken": [{"kenmerk": "K", "bron": ""}],
        "nieuweEigenschap": "geheim",
    }
    assert changes("zaak", before, after) == [
        Leaf("omschrijving", "a", None),
        Leaf("opschorting.indicatie", False, True),
        Leaf("kenmerken.kenmerk", None, "K"),
        Leaf("nieuweEigenschap", is_withheld=True),
    ]
    assert changes("zaak", {"deelzaken": ["u", "v"]}, {"deelzaken": ["v", "w"]}) == [
        Leaf("deelzaken", "u", None, is_code=False),
        Leaf("deelzaken", None, "w", is_code=False),
    ]
    assert changes("zaakverzoek", {}, {"verzoek": "x"}) is None


def test_numbers_of_people_are_masked_in_every_text_and_rsins_are_not() -> None:
    line = AuditRecord(
        resource="zaak",
        hoofd_object="https://z.nl/zaken/1",
        resource_url="https://z.nl/zaken/1",
        gebruikers_id="999993653",
        toelichting="op verzoek van 999993653",
        resource_weergave="zaak van 999993653",
        wijzigingen=Wijzigingen(
            oud={"omschrijving": "999993653", "verantwoordelijkeOrganisatie": "517439943"},
            nieuw={"omschrijving": "van 999993653", "verantwoordelijkeOrganisatie": "123456782"},
        ),
    )
    info: Any = None
    assert historie.wie(line, info).gebruikers_id == MASK
    assert historie.toelichting(line, info) == f"op verzoek van {MASK}"
    assert historie.onderwerp(line, info) == f"zaak van {MASK}"
    told = historie.wijzigingen(line, info)
    assert told is not None
    assert [(item.veld, item.oud, item.nieuw) for item in told] == [
        ("omschrijving", MASK, f"van {MASK}"),
        ("verantwoordelijkeOrganisatie", "517439943", "123456782"),
    ]
    assert historie.label("oud")(told[0], SimpleNamespace(context=None)) == MASK


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-03-01", "1 maart 2026"),
        ("2026-07-19T11:00:00Z", "19 juli 2026 13:00"),
        ("2026-13-45", "2026-13-45"),
        ("P8W", "8 weken"),
        ("P1Y1M10D", "1 jaar en 1 maand en 10 dagen"),
        ("P", "P"),
        (True, "ja"),
        (3, "3"),
        (None, None),
        ("https://selectielijst.example/klassen/1", None),
    ],
)
async def test_values_are_said_in_words(value: Any, said: str | None) -> None:
    found: Any = graph().endpoint
    context: Any = found and type("C", (), {"landscape": found._landscape})()
    assert label_of(context, value) == said
