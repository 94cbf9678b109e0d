"""Which upstream a URL belongs to, and what it identifies there, however it is written."""

from __future__ import annotations

import pytest

from client_support import ROOT, Server, answer, client_of
from sources.catalogi.resources import ZAAKTYPE
from sources.client import UpstreamClient
from sources.errors import ContractError, NotConfiguredError, OutsideLandscapeError
from sources.landscape import MAX_PARENTS, Landscape
from sources.zaken.resources import ROL, ZAAK, ZAAKEIGENSCHAP

ALIAS = "http://intern:8000/zaken/api/v1/"
WHOLE = "https://z.nl/"
CATALOGI = "https://c.nl/catalogi/api/v1/"
UUID = "1ea42fd5-dbdb-5485-91b8-24d66756fada"
OUTSIDE = [
    "",
    "zaken/1",
    "/zaken/api/v1/zaken/1",
    "//z.nl/zaken/api/v1/zaken/1",
    "http://z.nl/zaken/api/v1/zaken/1",
    "https://z.nl:8443/zaken/api/v1/zaken/1",
    "https://z.nl.elders.nl/zaken/api/v1/zaken/1",
    "https://jan@z.nl/zaken/api/v1/zaken/1",
    "https://z.nl/zaken/api/v2/zaken/1",
    "https://z.nl/zaken/api/v1/zaken/../../admin",
    "https://z.nl/zaken/api/v1/zaken/..",
    "https://z.nl/zaken/api/v1/zaken/%2e%2e",
    "https://z.nl/zaken/api/v1/zaken/%252e%252e/x",
    "https://z.nl/zaken/api/v1/zaken/..;x=1",
    "https://z.nl/zaken/api/v1/zaken\\1",
    "https://z.nl/zaken/api/v1/",
    "https://[",
    "https://z.nl:x/zaken/api/v1/zaken/1",
]


def make(name: str, root: str = ROOT, api: str = "zaken", *aliases: str) -> UpstreamClient:
    return client_of(Server(answer(200)), name=name, root=root, api=api, aliases=aliases)


@pytest.fixture
def landscape() -> Landscape:
    return Landscape([make("zaken", ROOT, "zaken", ALIAS), make("catalogi", CATALOGI, "catalogi")])


@pytest.mark.parametrize(
    "url",
    [
        f"{ROOT}zaken/{UUID}",
        f"{ALIAS}zaken/{UUID}",
        f"https://z.nl:443/zaken/api/v1/zaken/{UUID}",
        f"HTTPS://Z.NL/zaken/api/v1/zaken/{UUID}",
        f"{ROOT}zaken/{UUID}?versie=2",
        f"{ROOT}zaken/{UUID}#x",
        f"{ROOT}zaken/{UUID}/",
    ],
)
@pytest.mark.parametrize("repeat", [1, 2])
def test_the_identity_is_the_path_whatever_the_url(
    landscape: Landscape, url: str, repeat: int
) -> None:
    zaken = landscape.clients["zaken"]
    for _ in range(repeat):
        assert landscape.ref(ZAAK, url) == (zaken, UUID)
        assert landscape.locate(url) == (zaken, f"zaken/{UUID}")


@pytest.mark.parametrize("url", OUTSIDE)
def test_what_lies_outside_every_root_is_refused(landscape: Landscape, url: str) -> None:
    for _ in range(2):
        with pytest.raises(OutsideLandscapeError) as caught:
            landscape.ref(ZAAK, url)
        assert str(caught.value) == "link refers to a place outside the configured landscape"


@pytest.mark.parametrize("url", OUTSIDE)
def test_a_known_parent_does_not_let_others_in(landscape: Landscape, url: str) -> None:
    landscape.ref(ZAAK, f"{ROOT}zaken/{UUID}")
    landscape.ref(ZAAKTYPE, f"{CATALOGI}zaaktypen/{UUID}")
    with pytest.raises(OutsideLandscapeError):
        landscape.ref(ZAAK, url)


@pytest.mark.parametrize(
    "url",
    [
        f"{ROOT}rollen/{UUID}",
        f"{ROOT}zaken",
        f"{ROOT}zaken/",
        f"{ROOT}zaken//{UUID}",
        f"{ROOT}zaken/{UUID}/zaakeigenschappen/{UUID}",
        f"{ROOT}zaken/{UUID}%2Fx",
        f"{ROOT}zaken/{UUID} x",
        pytest.param(f"{ROOT}zaken/{'1' * 101}", id="too-long"),
        f"{CATALOGI}zaaktypen/{UUID}",
    ],
)
def test_a_link_to_something_else_is_not_of_this_type(landscape: Landscape, url: str) -> None:
    landscape.ref(ROL, f"{ROOT}rollen/{UUID}")
    landscape.ref(ZAAKTYPE, f"{CATALOGI}zaaktypen/{UUID}")
    for _ in range(2):
        with pytest.raises(ContractError) as caught:
            landscape.ref(ZAAK, url)
        assert UUID not in str(caught.value)


def test_siblings_of_a_known_resource_keep_their_own_upstream() -> None:
    landscape = Landscape([make("one"), make("two", "https://z.nl/zaken/api/v2/")])
    for number in range(3):
        for name, version in (("one", "v1"), ("two", "v2")):
            url = f"https://z.nl/zaken/api/{version}/zaken/{number}"
            assert landscape.ref(ZAAK, url) == (landscape.clients[name], str(number))


def test_the_longest_root_owns_a_url() -> None:
    for clients in ([make("all", WHOLE), make("zaken")], [make("zaken"), make("all", WHOLE)]):
        landscape = Landscape(clients)
        assert landscape.locate(f"{ROOT}zaken/1") == (landscape.clients["zaken"], "zaken/1")
        assert landscape.locate(f"{WHOLE}zaken/1") == (landscape.clients["all"], "zaken/1")
        assert landscape.locate(f"{ROOT}zaken/2")[0].name == "zaken"


def test_a_part_of_a_parent_has_its_whole_path(landscape: Landscape) -> None:
    url = f"{ROOT}zaken/{UUID}/zaakeigenschappen/7"
    located = (landscape.clients["zaken"], f"zaken/{UUID}/zaakeigenschappen/7")
    assert landscape.locate(url) == landscape.locate(url) == located
    with pytest.raises(ContractError):
        landscape.ref(ZAAKEIGENSCHAP, url)


def test_any_number_of_parents_is_told_apart(landscape: Landscape) -> None:
    zaken = landscape.clients["zaken"]
    for number in [*range(MAX_PARENTS + 50)] * 2:
        path = f"zaken/{number}/zaakeigenschappen/{number}"
        assert landscape.locate(ROOT + path) == (zaken, path)
    assert landscape.ref(ZAAK, f"{ROOT}zaken/{UUID}") == (zaken, UUID)


def test_the_url_of_a_resource_is_written_as_its_register_does(landscape: Landscape) -> None:
    zaken, catalogi = landscape
    assert landscape.url(zaken, ZAAK, UUID) == f"{ALIAS}zaken/{UUID}"
    assert landscape.url(catalogi, ZAAKTYPE, UUID) == f"{CATALOGI}zaaktypen/{UUID}"
    assert landscape.ref(ZAAK, landscape.url(zaken, ZAAK, UUID)) == (zaken, UUID)


def test_upstreams_of_an_api_come_in_the_order_configured() -> None:
    landscape = Landscape([make("b"), make("c", CATALOGI, "catalogi"), make("a", WHOLE)])
    assert [client.name for client in landscape.of("zaken")] == ["b", "a"]
    assert [client.name for client in landscape] == ["b", "c", "a"]
    with pytest.raises(NotConfiguredError) as caught:
        landscape.of("brp")
    assert str(caught.value) == "brp is not configured in this landscape"
