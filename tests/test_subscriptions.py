from __future__ import annotations
from subscription_support import CHANGED, SHOWCASE_ZAAK_UUID, Socket, streaming

async def test_a_change_reaches_who_listens_with_what_they_selected() -> None:
    async with streaming() as graph:
        socket = Socket(graph.app)
        await socket.init()
        socket.subscribe(CHANGED % "id actie resource moment zaak { identificatie status { statustype { omschrijving } } }", uuid=SHOWCASE_ZAAK_UUID)
        import asyncio
        await asyncio.sleep(0.05)
        graph.tell()
        print(await socket.heard())
        await socket.aclose()
