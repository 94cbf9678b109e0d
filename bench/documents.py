"""Large documents through the gateway: `python -m bench.documents [--mb 500]`.

A file goes up, a mutation puts it in the register in bestandsdelen, and one of its size comes down,
over real sockets, with the gateway, the register and this client as processes of their own. Exits
with 1 when the memory of the gateway grows more than the bound, or a byte is missing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import aiohttp

from bench.caller import CLIENT_ID, MAX_AGE, SECRET, SECRET_ENV, authorization
from bench.documentregister import PART, UUID, contents
from bench.landscape import BELEID
from bench.processes import Process, python, start

GATEWAY, REGISTER = 9210, 9211
BOUND_MB = 40.0
"""What the memory of the gateway may grow by."""
LOOK = 0.02
HEAD = b"%PDF-1.7\n"
KEY_ENV = "BENCH_DOCUMENTEN_KEY"
MUTATION = """mutation ($invoer: DocumentToevoegenInvoer!) {
  documentToevoegen(invoer: $invoer) {
    fouten { code melding } stappen { stap gedaan code } document { titel }
  }
}"""


def landscape(directory: Path) -> str:
    """Return the landscape of the gateway."""
    lines = [
        'logboek = "uit"',
        "[gateway]",
        f"port = {GATEWAY}",
        "schrijven = true",
        'log_level = "WARNING"',
        f'beleid = "{BELEID}"',
        "[documenten]",
        f'key_env = "{KEY_ENV}"',
        f'upload_directory = "{directory / "uploads"}"',
        "max_upload_mb = 2000",
        "[[client]]",
        f'client_id = "{CLIENT_ID}"',
        f'secret_env = "{SECRET_ENV}"',
        f"max_age = {MAX_AGE}.0",
    ]
    for api in ("zaken", "catalogi", "documenten"):
        root = f"http://127.0.0.1:{REGISTER}/{api}/api/v1/"
        lines += ["[[upstream]]", f'name = "{api}"', f'api = "{api}"', f'root = "{root}"']
    return "\n".join(lines) + "\n"


class Watched:
    """The memory of a process, looked at while something is done."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.peak = self.before = 0.0

    async def during(self, work: Any) -> Any:
        """Return what the work gives; `peak` and `before` tell the memory in MB."""
        self.peak = self.before = self._process.rss_mb()
        looking = asyncio.create_task(self._look())
        try:
            return await work
        finally:
            looking.cancel()

    async def _look(self) -> None:
        while True:
            self.peak = max(self.peak, self._process.rss_mb())
            await asyncio.sleep(LOOK)


async def _file(size: int) -> AsyncIterator[bytes]:
    yield HEAD
    left = size - len(HEAD)
    for _ in range(left // len(PART)):
        yield PART
    yield contents(left)


class Client:
    """Who uploads and downloads."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._origin = f"http://127.0.0.1:{GATEWAY}"

    async def upload(self, size: int) -> str:
        """Return the token of a file of this size."""
        headers = {
            "Content-Type": "application/pdf",
            "Content-Length": str(size),
            "X-Bestandsnaam": "groot.pdf",
        }
        url = f"{self._origin}/documenten"
        async with self._session.post(url, data=_file(size), headers=headers) as answer:
            body = await answer.json()
            if answer.status != 201:
                raise RuntimeError(f"the upload was refused: {body}")
            token: str = body["upload"]
            return token

    async def add(self, token: str) -> None:
        """Put an upload in the register."""
        invoer = {
            "upload": token,
            "zaak": UUID,
            "informatieobjecttype": UUID,
            "titel": "Groot",
            "auteur": "Meting",
        }
        body = await self._ask(MUTATION, {"invoer": invoer})
        done = body["data"]["documentToevoegen"]
        if done is None or done["fouten"] or not all(stap["gedaan"] for stap in done["stappen"]):
            raise RuntimeError(f"no document came of it: {body}")

    async def download(self) -> int:
        """Return how many bytes came down."""
        text = "query ($uuid: UUID!) { document(uuid: $uuid) { download { url } } }"
        body = await self._ask(text, {"uuid": UUID})
        url = self._origin + body["data"]["document"]["download"]["url"]
        got = 0
        async with self._session.get(url) as answer:
            async for part in answer.content.iter_any():
                got += len(part)
        return got

    async def _ask(self, query: str, variables: dict[str, Any]) -> Any:
        asked = {"query": query, "variables": variables}
        async with self._session.post(f"{self._origin}/graphql", json=asked) as answer:
            return await answer.json()


async def measure(size: int, gateway: Process) -> dict[str, Any]:
    """Return the figures. Raises RuntimeError when something does not arrive whole."""
    found: dict[str, Any] = {"mb": size / 1e6}
    watched = Watched(gateway)
    timeout = aiohttp.ClientTimeout(total=600)
    headers = {"Authorization": authorization()}
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        client = Client(session)
        await client.add(await client.upload(100_000))
        await client.download()

        async def timed(name: str, work: Any) -> Any:
            began = time.perf_counter()
            result = await watched.during(work)
            seconds = time.perf_counter() - began
            found[name] = {
                "seconds": round(seconds, 2),
                "mb_per_second": round(size / 1e6 / seconds),
                "rss_before_mb": round(watched.before, 1),
                "rss_growth_mb": round(watched.peak - watched.before, 1),
            }
            return result

        token = await timed("upload", client.upload(size))
        await timed("to_register", client.add(token))
        async with session.get(f"http://127.0.0.1:{REGISTER}/__told") as answer:
            received = (await answer.json())["received"]
        if received < size:
            raise RuntimeError(f"the register got {received} bytes of {size}")
        got = await timed("download", client.download())
        if got != size:
            raise RuntimeError(f"{got} bytes came down of {size}")
    return found


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=500)
    size = parser.parse_args().mb * 1_000_000
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (directory / "landschap.toml").write_text(landscape(directory))
        asked = ["-m", "bench.documentregister", "--port", str(REGISTER), "--size", str(size)]
        told = f"http://127.0.0.1:{REGISTER}/__told"
        stack.callback(start("documentregister", python(*asked), told, {}).stop)
        env = {
            "GATEWAY_LANDSCHAP": str(directory / "landschap.toml"),
            SECRET_ENV: SECRET,
            KEY_ENV: "sleutel-van-de-meting-en-van-niets-anders",
        }
        live = f"http://127.0.0.1:{GATEWAY}/health/live"
        gateway = start("documents", python("gateway.py", "serve"), live, env)
        stack.callback(gateway.stop)
        figures = asyncio.run(measure(size, gateway))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    grown = max(one["rss_growth_mb"] for one in figures.values() if isinstance(one, dict))
    return 0 if grown < BOUND_MB else 1


if __name__ == "__main__":
    sys.exit(main())
