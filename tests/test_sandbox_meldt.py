"""A write in a register of the sandbox, and the gateway that hears of it."""

from __future__ import annotations

import httpx
import pytest
from sandbox_writing_support import Registers
from sandbox_writing_support import restored as restored

from gateway import build_app
from gateway_sandbox import CALLBACK, announced, with_sandbox_notificaties
from graph_support import sandbox_with
from notificaties_support import Receiver
from sandbox import KLANT_ROOT, KLANT_TOKEN, NOTIFICATIES_ROOT
from settings import GatewaySettings, Settings
from zgw_support import make_token


async def test_a_write_in_a_register_is_heard_once() -> None:
    registers, receiver = Registers(), Receiver()
    zaak = await registers.new_zaak()
    await registers.write("POST", "statussen", registers.status_body(zaak))
    await receiver.sandbox.notificaties.settle()
    await receiver.idle()
    heard = [(item.resource, item.actie, item.hoofd_url) for item in receiver.told]
    assert heard == [("zaak", "create", zaak["url"]), ("status", "create", zaak["url"])]
    sent = receiver.sandbox.notificaties.delivery.sent
    assert [item.status for item in sent] == [204, 204]


async def test_a_contact_that_went_nowhere_is_heard_too() -> None:
    receiver = Receiver()
    klanten = receiver.sandbox.klanten
    contact = {"kanaal": "balie", "onderwerp": "Vraag", "taal": "nld", "vertrouwelijk": False}
    transport = httpx.ASGITransport(klanten.app)
    headers = {"Authorization": f"Token {KLANT_TOKEN}"}
    async with httpx.AsyncClient(
        transport=transport, base_url=KLANT_ROOT, headers=headers
    ) as client:
        made = await client.post("klantcontacten", json=contact)
    await receiver.sandbox.notificaties.settle()
    await receiver.idle()
    klanten.restore()
    assert [(item.resource, item.url) for item in receiver.told] == [
        ("klantcontact", made.json()["url"])
    ]


async def test_the_gateway_passes_the_test_of_a_new_abonnement() -> None:
    receiver = Receiver()
    token = make_token(secret=receiver.sandbox.zgw.clients["gateway"])
    body = {
        "callbackUrl": "http://gateway/notificaties",
        "auth": "x" * 40,
        "kanalen": [{"naam": "zaken", "filters": {}}],
    }
    transport = httpx.ASGITransport(receiver.sandbox.apps["opennotificaties"])
    async with httpx.AsyncClient(transport=transport, base_url=NOTIFICATIES_ROOT) as client:
        headers = {"Authorization": f"Bearer {token}"}
        response = await client.post("abonnement", json=body, headers=headers)
    assert response.status_code == 201, response.text


def test_the_served_sandbox_has_a_value_of_its_own() -> None:
    plain = Settings(gateway=GatewaySettings(), upstreams=())
    first, second = (with_sandbox_notificaties(plain).notificaties for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.callback == CALLBACK
    values = [next(iter(item.auth.values())).reveal() for item in (first, second)]
    assert values[0] != values[1]


async def test_the_served_sandbox_subscribes_its_gateway_as_abonneer_does() -> None:
    settings = with_sandbox_notificaties(Settings(gateway=GatewaySettings(), upstreams=()))
    registers = sandbox_with("openzaak", ())
    app = build_app(settings, registers)
    before = len(registers.writes)
    async with app.router.lifespan_context(app):
        (made,) = [one for one in registers.writes[before:] if one.method == "POST"]
        (abonnement,) = registers.notificaties.abonnementen.values()
        listens = {one["naam"] for one in abonnement["kanalen"]}
    registers.restore()
    assert (made.upstream, made.path.rpartition("/")[2]) == ("opennotificaties", "abonnement")
    assert abonnement["callbackUrl"] == CALLBACK
    assert {"zaken", "documenten", "besluiten", "klantcontacten", "zaaktypen"} <= listens


async def test_it_says_when_it_is_not_heard_and_never_by_what_value(
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = with_sandbox_notificaties(Settings(gateway=GatewaySettings(), upstreams=()))
    assert settings.notificaties is not None
    registers = sandbox_with("openzaak", ())
    app = build_app(settings, registers)
    registers.deliver_over(None)
    async with app.router.lifespan_context(app):
        assert not registers.notificaties.abonnementen
    registers.restore()
    told = [one.getMessage() for one in caplog.records if "abonnement" in one.getMessage()]
    assert any("invalid-callback-url" in line for line in told)
    assert settings.notificaties.auth["opennotificaties"].reveal() not in caplog.text


def test_serve_says_that_several_workers_are_several_municipalities() -> None:
    def said(workers: int) -> str:
        gateway = GatewaySettings(workers=workers)
        return "\n".join(announced(Settings(gateway=gateway, upstreams=()), graphiql=True))

    assert "WARNING: 2 workers have a sandbox each" in said(2)
    assert "WARNING" not in said(1)
