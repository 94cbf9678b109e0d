"""The sandbox's Notificaties API: abonnementen, and messages that reach their callbacks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from body_support import Schemas
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph_support import shared_sandbox
from sandbox import NOTIFICATIES_ROOT, ROOTS, Sandbox
from sandbox.notificaties.app import ABONNEMENT, KANAAL, MESSAGE
from spec_support import load_spec_named
from zgw_support import CRS, make_token

Json = dict[str, Any]
AUTH = "Bearer alleen-de-gateway-weet-dit"
CALLBACK = "http://gateway/notificaties"


class Receiver:
    """A gateway's door: it wants its own value, and says what the register said by then."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.received: list[Json] = []
        self.readable: list[bool] = []
        self.answers: list[int] = []
        """Statuses to give before anything is taken."""
        self.is_open = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        message = json.loads(await request.body())
        if not self.is_open and request.headers.get("authorization") != AUTH:
            await Response(status_code=403)(scope, receive, send)
            return
        status = self.answers.pop(0) if self.answers else 204
        if status == 204 and message["kanaal"] != "test":
            self.received.append(message)
            self.readable.append(message["resourceUrl"] in self.sandbox.zgw.store.by_url)
        await Response(status_code=status)(scope, receive, send)


def shared() -> Sandbox:
    return shared_sandbox("openzaak")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    sandbox = shared()
    sandbox.restore()
    found = Receiver(sandbox)
    sandbox.deliver_over(httpx.ASGITransport(found))
    yield found
    sandbox.restore()


async def send(method: str, url: str, body: Any = None) -> httpx.Response:
    name = "opennotificaties" if url.startswith(NOTIFICATIES_ROOT) else "openzaak-zaken"
    transport = httpx.ASGITransport(shared().apps[name])
    token = make_token(secret=shared().zgw.clients["gateway"])
    headers = {"Authorization": f"Bearer {token}", **CRS}
    async with httpx.AsyncClient(transport=transport, headers=headers) as client:
        return await client.request(method, url, json=body)


async def make_zaak(**values: Any) -> Json:
    zaaktype = next(
        item
        for item in shared().zgw.data.zaaktypen
        if item["identificatie"] == "OMGEVINGSVERGUNNING"
    )
    body = {
        "bronorganisatie": "517439943",
        "verantwoordelijkeOrganisatie": "517439943",
        "zaaktype": zaaktype["url"],
        "startdatum": "2026-11-02",
        **values,
    }
    response = await send("POST", f"{ROOTS['zaken']}zaken", body)
    assert response.status_code == 201, response.text
    return dict(response.json())


def abonnement(**values: Any) -> Json:
    kanalen = [{"naam": "zaken", "filters": {}}]
    return {"callbackUrl": CALLBACK, "auth": AUTH, "kanalen": kanalen, **values}


async def refused(body: Json) -> list[tuple[str, str]]:
    response = await send("POST", f"{NOTIFICATIES_ROOT}abonnement", body)
    assert response.status_code == 400, response.text
    return [(item["name"], item["code"]) for item in response.json()["invalidParams"]]


@pytest.mark.parametrize(
    ("name", "body"), [("Abonnement", ABONNEMENT), ("Kanaal", KANAAL), ("Message", MESSAGE)]
)
def test_a_body_is_the_official_one(name: str, body: Any) -> None:
    schemas = Schemas(load_spec_named("vng-notificaties-1.0.1").document)
    assert list(schemas.differences(schemas.named(name), body)) == []


async def test_an_abonnement_is_made_changed_and_removed(receiver: Receiver) -> None:
    root = f"{NOTIFICATIES_ROOT}abonnement"
    spec = load_spec_named("vng-notificaties-1.0.1")
    response = await send("POST", root, abonnement())
    made = response.json()
    assert (response.status_code, response.headers["location"]) == (201, made["url"])
    assert not spec.complaints("Abonnement", made)
    assert (await send("GET", root)).json() == [made]
    kanalen = [{"naam": "besluiten", "filters": {}}]
    changed = (await send("PATCH", made["url"], {"kanalen": kanalen})).json()
    assert changed == {**made, "kanalen": kanalen}
    assert (await send("DELETE", made["url"])).status_code == 204
    assert (await send("GET", root)).json() == []
    kanalen = (await send("GET", f"{NOTIFICATIES_ROOT}kanaal?naam=zaken")).json()
    assert [item["naam"] for item in kanalen] == ["zaken"]
    assert not spec.complaints("Kanaal", kanalen[0])


async def test_an_abonnement_is_refused_when_its_callback_is_not_right(receiver: Receiver) -> None:
    wrong_auth = abonnement(auth="Bearer iets-anders")
    assert await refused(wrong_auth) == [("nonFieldErrors", "invalid-callback-url")]
    receiver.is_open = True
    assert await refused(abonnement()) == [("callbackUrl", "no-auth-on-callback-url")]
    unknown = abonnement(kanalen=[{"naam": "bestaat-niet"}])
    assert await refused(unknown) == [("naam", "kanaal_naam")]
    wrong = abonnement(kanalen=[{"naam": "zaken", "filters": {"kleur": "rood"}}])
    assert await refused(wrong) == [("filters", "filters")]
    receiver.sandbox.deliver_over(None)
    assert await refused(abonnement()) == [("nonFieldErrors", "invalid-callback-url")]


async def test_a_write_reaches_its_subscriber_after_it_can_be_read(receiver: Receiver) -> None:
    receiver.sandbox.notificaties.subscribe(CALLBACK, AUTH)
    zaak = await make_zaak()
    await receiver.sandbox.notificaties.settle()
    [message] = receiver.received
    assert (message["resource"], message["resourceUrl"]) == ("zaak", zaak["url"])
    assert receiver.readable == [True]
    assert not load_spec_named("vng-notificaties-consumer").complaints("Notificatie", message)


async def test_a_subscriber_gets_what_its_filters_let_through(receiver: Receiver) -> None:
    level = {"vertrouwelijkheidaanduiding": "geheim", "zaaktype": "*"}
    notificaties = receiver.sandbox.notificaties
    notificaties.subscribe(CALLBACK, AUTH, {"zaken": level, "besluiten": {}})
    await make_zaak()
    secret = await make_zaak(vertrouwelijkheidaanduiding="geheim")
    await notificaties.settle()
    assert [item["hoofdObject"] for item in receiver.received] == [secret["url"]]
    assert len(notificaties.published) == 2


async def test_a_message_is_brought_again_until_it_is_taken(receiver: Receiver) -> None:
    notificaties = receiver.sandbox.notificaties
    notificaties.delivery.backoff = 0.0
    notificaties.subscribe(CALLBACK, AUTH)
    receiver.answers = [500, 503]
    await make_zaak()
    await notificaties.settle()
    assert [item.status for item in notificaties.delivery.sent] == [500, 503, 204]
    receiver.answers = [500] * 9
    await make_zaak()
    await notificaties.settle()
    assert [item.status for item in notificaties.delivery.sent[3:]] == [500] * 5
    assert len(receiver.received) == 1


async def test_messages_come_late_reordered_doubled_or_never(receiver: Receiver) -> None:
    notificaties = receiver.sandbox.notificaties
    notificaties.subscribe(CALLBACK, AUTH)
    notificaties.hold()
    urls = [(await make_zaak())["url"] for _ in range(2)]
    assert receiver.received == []
    await notificaties.release(lambda kept: [*reversed(kept), *kept[:1]], hold=True)
    assert [item["hoofdObject"] for item in receiver.received] == [urls[1], urls[0], urls[0]]
    lost = await make_zaak()
    await notificaties.release(lambda _kept: [])
    last = await make_zaak()
    await notificaties.settle()
    received = [item["hoofdObject"] for item in receiver.received]
    assert received[3:] == [last["url"]]
    assert lost["url"] not in received


async def test_any_register_can_tell_something(receiver: Receiver) -> None:
    receiver.sandbox.notificaties.subscribe(CALLBACK, AUTH)
    message = {
        "kanaal": "zaaktypen",
        "hoofdObject": "http://openzaak.sandbox/catalogi/api/v1/zaaktypen/1",
        "resource": "zaaktype",
        "resourceUrl": "http://openzaak.sandbox/catalogi/api/v1/zaaktypen/1",
        "actie": "update",
        "aanmaakdatum": "2026-11-20T10:00:00Z",
        "kenmerken": {"catalogus": "http://openzaak.sandbox/catalogi/api/v1/catalogussen/1"},
    }
    assert (await send("POST", f"{NOTIFICATIES_ROOT}notificaties", message)).status_code == 200
    await receiver.sandbox.notificaties.settle()
    assert receiver.received == [message]
    unknown = {**message, "kanaal": "bestaat-niet"}
    response = await send("POST", f"{NOTIFICATIES_ROOT}notificaties", unknown)
    assert response.json()["invalidParams"][0]["code"] == "message_kanaal"
