"""`gateway.py abonneer`, against a strict Notificaties API that tries the callback."""

from __future__ import annotations

import dataclasses

import httpx
import pytest

import gateway
from gateway_abonneer import abonneer
from gateway_check import rows_of
from notificaties_support import AUTH, CALLBACK, NotificatieApi, Receiver
from policy.beleid import EMPTY
from schema.callers import Callers
from settings import (
    AuthSettings,
    GatewaySettings,
    Secret,
    Settings,
    SettingsError,
    UpstreamSettings,
)
from settings_notificaties import NotificatiesSettings
from sources.client import UpstreamClient
from sources.landscape import Landscape

KANALEN = ("zaken", "zaaktypen", "besluittypen", "informatieobjecttypen")
MINE = {"callbackUrl": CALLBACK, "auth": AUTH, "kanalen": [{"naam": name} for name in KANALEN]}
THEIRS = {"callbackUrl": "http://ander.nl/", "auth": "x", "kanalen": []}
NAMES = ("nrc", "abonnement", "notificaties")
ID = "33333333-3333-4333-8333-333333333333"


class World:
    """The command, its landscape, and the API it talks to."""

    def __init__(self, api: NotificatieApi, auth: str = AUTH) -> None:
        self.api = api
        zgw = AuthSettings(type="zgw", client_id="gateway", secret=Secret("s" * 32))
        upstreams = [
            UpstreamSettings(name="nrc", api="notificaties", root=api.root, auth=zgw),
            UpstreamSettings(name="zaken", api="zaken", root="http://z.test/"),
            UpstreamSettings(name="catalogi", api="catalogi", root="http://c.test/"),
        ]
        notificaties = NotificatiesSettings(callback=CALLBACK, auth={"nrc": Secret(auth)})
        self.settings = Settings(
            gateway=GatewaySettings(), upstreams=tuple(upstreams), notificaties=notificaties
        )
        network = httpx.MockTransport(api)
        self.landscape = Landscape(UpstreamClient(one, network) for one in upstreams)

    async def run(self, action: str) -> tuple[str, bool]:
        """Return what it printed and whether all is well."""
        self.api.asked.clear()
        found = [pair async for pair in abonneer(self.settings, self.landscape, action)]
        return "\n".join(line for line, _ in found), all(well for _, well in found)


def reachable(*kanalen: str, shows_auth: bool = False) -> NotificatieApi:
    """Return an API that reaches the real gateway."""
    api = NotificatieApi(*(kanalen or KANALEN), shows_auth=shows_auth)
    api.reach = httpx.ASGITransport(Receiver().app)
    return api


async def test_it_is_made_once_for_every_kanaal_that_exists_there() -> None:
    world = World(reachable("zaken", "zaaktypen", "iets-anders"))
    world.api.abonnementen[ID] = dict(THEIRS)
    told, well = await world.run("toon")
    assert (well, world.api.asked) == (False, ["GET abonnement", "GET kanaal"])
    assert "no abonnement for this callback: run `gateway.py abonneer maak`" in told
    told, well = await world.run("maak")
    assert well
    assert world.api.asked.count("POST abonnement") == 1
    assert f"made: {CALLBACK}" in told
    assert "no such kanaal here: besluittypen, informatieobjecttypen" in told
    assert AUTH not in told
    (made,) = [one for one in world.api.abonnementen.values() if one != THEIRS]
    assert made == {
        "callbackUrl": CALLBACK,
        "auth": AUTH,
        "kanalen": [{"naam": "zaken", "filters": {}}, {"naam": "zaaktypen", "filters": {}}],
    }
    assert await world.run("maak") == (await world.run("toon"))
    assert world.api.asked == ["GET abonnement", "GET kanaal"], "idempotent"
    assert world.api.abonnementen[ID] == THEIRS


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ({**MINE, "kanalen": [{"naam": "zaken"}]}, "it is for other kanalen"),
        (
            {**MINE, "kanalen": [*MINE["kanalen"][1:], {"naam": "zaken", "filters": {"a": "b"}}]},
            "it has filters",
        ),
        ({**MINE, "auth": "Bearer van-vroeger"}, "it has another auth"),
        ({**MINE, "callbackUrl": CALLBACK + "/", "kanalen": []}, "it is for other kanalen"),
    ],
)
async def test_what_differs_is_put_right_in_place(there: dict[str, object], words: str) -> None:
    world = World(reachable(shows_auth=True))
    world.api.abonnementen[ID] = there
    told, well = await world.run("toon")
    assert (well, words in told) == (False, True)
    told, well = await world.run("maak")
    assert well
    assert f"PUT abonnement/{ID}" in world.api.asked
    assert "POST abonnement" not in world.api.asked
    assert world.api.abonnementen[ID]["auth"] == AUTH


async def test_doubles_are_removed_and_one_stays() -> None:
    world = World(reachable())
    world.api.abonnementen.update({ID: dict(MINE), "dubbel": dict(MINE), "ander": dict(THEIRS)})
    told, well = await world.run("toon")
    assert (well, "there is more than one" in told) == (False, True)
    assert (await world.run("maak"))[1]
    assert set(world.api.abonnementen) == {ID, "ander"}
    told, well = await world.run("verwijder")
    assert (well, "removed: 1" in told) == (True, True)
    assert set(world.api.abonnementen) == {"ander"}


async def test_an_auth_that_is_not_shown_is_written_again_when_asked() -> None:
    world = World(reachable())
    world.api.abonnementen[ID] = {**MINE, "auth": "Bearer van-vroeger"}
    told, well = await world.run("maak")
    assert (well, "the auth is not shown by this server" in told) == (True, True)
    assert world.api.abonnementen[ID]["auth"] == "Bearer van-vroeger"
    assert (await world.run("vernieuw"))[1]
    assert world.api.abonnementen[ID]["auth"] == AUTH


async def test_a_callback_that_cannot_be_reached_is_explained() -> None:
    world = World(NotificatieApi(*KANALEN))
    told, well = await world.run("maak")
    assert (well, "invalid-callback-url" in told) == (False, True)
    assert f"curl -i -X POST {CALLBACK}" in told
    assert not world.api.abonnementen


async def test_a_gateway_with_another_auth_is_explained() -> None:
    world = World(reachable(), auth="Bearer een-andere-waarde-dan-de-gateway-heeft")
    told, well = await world.run("maak")
    assert (well, "the same value of the auth as this command" in told) == (False, True)


async def test_a_callback_that_lets_anybody_in_is_explained() -> None:
    world = World(NotificatieApi(*KANALEN))
    world.api.reach = httpx.MockTransport(lambda _: httpx.Response(204))
    told, well = await world.run("maak")
    assert (well, "something else than this gateway answers" in told) == (False, True)


async def test_missing_rights_and_kanalen_are_explained() -> None:
    world = World(reachable("iets-anders"))
    told, well = await world.run("maak")
    assert (well, "none of the kanalen of this landscape exists here" in told) == (False, True)
    assert "POST abonnement" not in world.api.asked
    world.api.allowed = False
    told, well = await world.run("toon")
    assert (well, "scope `notificaties.consumeren`" in told) == (False, True)


async def test_without_a_notificaties_api_it_says_so() -> None:
    world = World(reachable())
    world.settings = dataclasses.replace(world.settings, notificaties=None)
    with pytest.raises(SettingsError, match=r"docs/notificaties.md"):
        await world.run("toon")


async def test_check_says_whether_the_abonnement_is_there() -> None:
    world = World(reachable())
    world.settings = dataclasses.replace(
        world.settings, gateway=dataclasses.replace(GatewaySettings(), workers=2)
    )

    async def found() -> dict[str, str]:
        sandbox = Settings(gateway=GatewaySettings(), upstreams=())
        callers = Callers(sandbox, world.landscape, EMPTY, lambda _: world.api)
        rows = rows_of(world.settings, world.landscape, callers, EMPTY, None)
        return {row.name: row.verdict async for row in rows if row.name in NAMES}

    absent = await found()
    assert absent["nrc"] == "ok"
    assert "only one of them hears each notification" in absent["notificaties"]
    assert "no abonnement for this callback" in absent["abonnement"]
    await world.run("maak")
    assert (await found())["abonnement"] == "ok"
    shared = dataclasses.replace(world.settings.gateway, limit_redis_env="REDIS")
    world.settings = dataclasses.replace(world.settings, gateway=shared)
    assert "notificaties" not in await found()
    world.api.allowed = False
    assert "UPSTREAM_FORBIDDEN" in (await found())["abonnement"]


def test_the_command_line_names_its_actions(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        gateway.main(["abonneer", "--help"])
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("toon", "maak", "vernieuw", "verwijder"))
    assert gateway.main(["abonneer"]) == 2
    assert "docs/notificaties.md" in capsys.readouterr().err
