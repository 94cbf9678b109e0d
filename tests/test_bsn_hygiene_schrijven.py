"""No BSN and no free text of a mutation, upload or download stays anywhere but where it belongs.

That is: in the register, and in the data that was asked for.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import msgspec
from redis import Redis
from test_notification_feed import until
from test_processes_together import SECRET

from fuzz.world import listening, secrets
from mutation_support import PAYLOAD
from notificaties_support import AUTH, CALLBACK
from redis_support import Server, needs_server
from settings import CacheSettings, Secret
from settings_documenten import DocumentenSettings
from settings_notificaties import NotificatiesSettings
from sources.notificaties.streams import STREAM
from sources.transport import Incoming, Outgoing
from subscription_support import CHANGED, Socket, Subscribed
from telemetry_support import TOKEN, WATCHING

BSN = "999993653"
WORD = "Kwetsbaar"
"""Free text that somebody filled in."""
REFUSED = {
    "code": "invalid",
    "title": f"{BSN} {WORD}",
    "status": 400,
    "detail": f"{WORD} {BSN}",
    "invalidParams": [
        {"name": "betrokkeneIdentificatie.inpBsn", "code": "invalid", "reason": f"{BSN} bestaat"}
    ],
}
SEEN = "zaak { url omschrijving rollen { toelichting persoon { burgerservicenummer } } }"


class Everything(Subscribed):
    """A gateway with all on, whose registers' side is watched, and may refuse."""

    def __init__(self, server: Server, folder: Path) -> None:
        where: dict[str, Any] = {"limit_redis": Secret(server.url), "limit_secret": SECRET}
        super().__init__(
            cache=CacheSettings(enabled=True, redis=Secret(server.url), secret=SECRET),
            documenten=DocumentenSettings(
                key_env="KEYS", keys=(Secret("k" * 32),), upload_directory=str(folder)
            ),
            notificaties=NotificatiesSettings(callback=CALLBACK, auth={"nrc": Secret(AUTH)}),
            development=True,
            **{**WATCHING, "log_format": "text"},
            **where,
        )
        self.urls: list[str] = []
        self.refuses = False
        for client in self.endpoint._landscape:
            client._exchange = self._between(client._exchange)

    def _between(self, exchange: Any) -> Any:
        async def passing(request: Outgoing) -> Incoming:
            if "klantinteracties" not in request.url:  # filters a partij by its BSN in no other way
                self.urls.append(request.url)
            if self.refuses and request.is_write:
                return _refusal()
            answer: Incoming = await exchange(request)
            return answer

        return passing


def _refusal() -> Incoming:
    chunks = [msgspec.json.encode(REFUSED), b""]

    async def read() -> bytes:
        return chunks.pop(0)

    async def release() -> None:
        return None

    return Incoming(400, {"content-type": "application/problem+json"}, read, release)


def kept_on(server: Server) -> str:
    """Return all that the server holds: names and values."""
    client, found = Redis.from_url(server.url), []
    readers: dict[Any, Any] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"stream": client.xrange,
        b"zset": lambda key: client.zrange(key, 0, -1, withscores=True),
    }
    for key in client.scan_iter():
        held = repr(readers[client.type(key)](key))
        inside = [base64.b64decode(text) for text in re.findall(r'"([A-Za-z0-9+/=]{80,})"', held)]
        found.append(f"{key!r} {held} {inside}")
    client.close()
    return "\n".join(found)


@needs_server
async def test_what_is_written_stays_where_it_belongs(tmp_path: Path) -> None:
    server = Server(tmp_path)
    graph, told = Everything(server, tmp_path / "spool"), []
    zaaktype = next(
        one
        for one in graph.sandbox.zgw.data.zaaktypen
        if one["identificatie"] == "OMGEVINGSVERGUNNING"
    )
    roltype = next(
        one["url"]
        for one in graph.sandbox.zgw.data.roltypen
        if one["zaaktype"] == zaaktype["url"] and one["omschrijvingGeneriek"] == "belanghebbende"
    )

    async def mutate(name: str, invoer: Any, select: str = SEEN) -> Any:
        kind = f"{name[0].upper()}{name[1:]}Invoer!"
        text = (
            f"mutation M($invoer: {kind}, $toelichting: String, $sleutel: String) "
            f"{{ {name}(invoer: $invoer, toelichting: $toelichting, "
            f"idempotentiesleutel: $sleutel) {{ {select} {PAYLOAD} stappen {{ url }} }} }}"
        )
        reason, key = f"{WORD}, zie {BSN}", f"{WORD}-{BSN}-{name}-{graph.refuses}"
        body = await graph.post(text, invoer=invoer, toelichting=reason, sleutel=key)
        assert "data" in body, body["errors"]
        result = body["data"][name]
        steps = result and [result["fouten"], result["stappen"]]
        told.append(json.dumps([body.get("errors"), body["extensions"], steps]))
        return body

    async with graph.app.router.lifespan_context(graph.app):
        feed: Any = graph.streams.feed
        await until(lambda: feed._position is not None)
        with listening() as ear:
            text = {"omschrijving": WORD, "zaaktoelichting": f"{WORD} {BSN}"}
            new = {
                "zaaktype": zaaktype["url"],
                "bronorganisatie": "517439943",
                "verantwoordelijkeOrganisatie": "517439943",
                "startdatum": "2026-11-02",
                "initiator": {"bsn": BSN, "roltoelichting": WORD},
                **text,
            }
            body = await mutate("zaakRegistreren", new)
            zaak = body["data"]["zaakRegistreren"]["zaak"]
            assert zaak["rollen"][0]["persoon"]["burgerservicenummer"] == BSN
            uuid = zaak["url"].rpartition("/")[2]
            socket = Socket(graph.app)
            await socket.init()
            await socket.listen(graph, CHANGED % f"id resource {SEEN}", uuid=uuid)
            rol = {"zaak": uuid, "roltype": roltype, "bsn": BSN, "afwijkendeNaamBetrokkene": WORD}
            graph.refuses = True
            body = await mutate("rolToevoegen", rol)
            assert body["data"]["rolToevoegen"]["fouten"][0]["code"] == "REGISTER_REFUSED"
            body = await mutate("zaakBijwerken", {"zaak": uuid, **text, "zaaktoelichting": WORD})
            graph.refuses = False
            body = await mutate("rolToevoegen", rol)
            assert body["data"]["rolToevoegen"]["fouten"] == []
            event = (await socket.heard())["payload"]
            assert BSN in json.dumps(event["data"])
            told.append(json.dumps([event["extensions"], event["data"]["zaakGewijzigd"]["id"]]))

            sent = await graph.http.post(
                "/documenten",
                content=b"%PDF-1.7 " + WORD.encode(),
                headers={"X-Bestandsnaam": f"{WORD} {BSN}.pdf", "Content-Type": "application/pdf"},
            )
            upload = sent.json()["upload"]
            add = {
                "zaak": uuid,
                "upload": upload,
                "titel": f"{WORD} {BSN}",
                "informatieobjecttype": zaaktype["informatieobjecttypen"][0],
            }
            body = await mutate("documentToevoegen", add, "document { url download { url } }")
            document = body["data"]["documentToevoegen"]["document"]
            address = document["download"]["url"]
            answer = await graph.http.get(address)
            assert WORD.encode() in answer.content
            for token in (upload, address.rpartition("/")[2]):
                told += [token, base64.urlsafe_b64decode(token + "==").decode("latin-1")]
            order = {"document": document["url"]}
            body = await mutate("documentVergrendelen", order, "vergrendeling")
            secret = body["data"]["documentVergrendelen"]["vergrendeling"]
            await graph.sandbox.notificaties.settle()
            await until(lambda: feed._position and not feed._unsent)
        metrics = await graph.http.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert metrics.status_code == 200
        places = {
            "what is told beside the data": "\n".join(told),
            "logs": "\n".join(ear.heard),
            "the server that gateways share": kept_on(server),
            "addresses of registers": "\n".join(graph.urls),
            "metrics": metrics.text,
            "operations": repr(vars(graph.endpoint.executor.operations)),
        }
        await socket.aclose()
    server.stop()
    graph.sandbox.restore()
    assert {place for place, held in places.items() if not held} == set()
    found = {place: secrets().numbers_in(held) for place, held in places.items()}
    assert {place: numbers for place, numbers in found.items() if numbers} == {}
    assert {place for place, held in places.items() if WORD in held} == set()
    assert not [place for place, held in places.items() if secret in held]
    assert STREAM in places["the server that gateways share"]
    assert "gateway:idempotency" in places["the server that gateways share"]
