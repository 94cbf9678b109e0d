"""A stand-in for Open Zaak on a real socket: `python standin.py PORT CLIENT_ID SECRET_FILE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import uvicorn
from starlette.types import Receive, Scope, Send

from sandbox import ZGW_APIS
from sandbox.brp.data import make_personen
from sandbox.zgw import build_zgw


def main(port: int, client_id: str, secret: str) -> None:
    """Serve the ZGW registers of the sandbox, which know themselves by this address."""
    day = date.today()
    roots = {api: f"http://127.0.0.1:{port}/{api}/api/v1/" for api in ZGW_APIS}
    zgw = build_zgw(roots, make_personen(day), day, clients={client_id: secret})

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        api = scope["path"].split("/")[1]
        await zgw.apps[api](scope, receive, send)

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]).read_text("utf-8").strip())
