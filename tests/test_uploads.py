"""Uploads: streamed to an enciphered spool, looked at on the way, and only its sender's."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import os
import time
import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from access_support import citizen, department, staff

from documenten_support import EVERYTHING, Bezoeker
from gateway_documenten import check_documenten
from policy.tickets import UPLOAD, Voucher, opened
from schema.transfers import UP
from schema.uploads import Uploading
from settings import Secret
from settings_documenten import TYPES, DocumentenSettings
from sources.documenten.soort import KindError, accept
from sources.documenten.spool import BLOCK, Kept, Spool, SpoolDamagedError, SpoolGoneError

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 5_000
KEY = (Secret("k" * 32),)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def headers(name: str = "brief.pdf", kind: str = "application/pdf", **more: str) -> dict[str, str]:
    return {"X-Bestandsnaam": name, "Content-Type": kind, **more}


class Inlader(Bezoeker):
    """Somebody who uploads to a directory of the test."""

    def __init__(self, directory: Path, caller: Any = EVERYTHING, **settings: Any) -> None:
        own = DocumentenSettings(
            key_env="KEYS", keys=KEY, upload_directory=str(directory), **settings
        )
        super().__init__(caller, documenten=own)
        self.directory = directory

    @property
    def uploading(self) -> Uploading:
        (route,) = [one for one in self.app.routes if getattr(one, "path", "") == "/documenten"]
        found: Uploading = route.endpoint.__self__  # type: ignore[attr-defined]
        return found

    @property
    def files(self) -> list[Path]:
        return sorted(self.directory.iterdir()) if self.directory.is_dir() else []

    async def upload(self, content: Any = PDF, **asked: str) -> httpx.Response:
        """Return the answer to one upload."""
        sent = headers() if not asked else headers(**asked)
        return await self.http.post("/documenten", content=content, headers=sent)

    def voucher(self, answer: httpx.Response) -> Voucher:
        """Return what the token of an upload holds."""
        assert answer.status_code == 201, answer.text
        assert self.endpoint.desk is not None
        found: Voucher = opened(self.endpoint.desk.seals, UPLOAD, answer.json()["upload"], Voucher)
        return found


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


async def test_a_file_waits_enciphered_and_says_nothing(tmp_path: Path) -> None:
    sender = Inlader(tmp_path / "u")
    answer = await sender.upload(name="besluit%20%C3%A9%C3%A9n.pdf")
    told = answer.json()
    assert told | {"upload": "", "vervalt": ""} == {
        "upload": "",
        "bestandsnaam": "besluit één.pdf",
        "formaat": "application/pdf",
        "bestandsomvang": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "vervalt": "",
    }
    assert sender.asked == []
    (path,) = sender.files
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert path.read_bytes()[:9] != PDF[:9]
    assert b"%PDF" not in path.read_bytes()
    assert "besluit" not in path.name
    voucher = sender.voucher(answer)
    kept = Kept(path, voucher.key, voucher.size)
    await kept.check(voucher.sha256)
    for start, length in ((0, len(PDF)), (BLOCK - 7, 40), (33, BLOCK + 5)):
        read = b"".join([part async for part in kept.read(start, length)])
        assert read == PDF[start : start + length]
    with path.open("r+b") as file:
        file.write(b"\0")
    with pytest.raises(SpoolDamagedError):
        await kept.check(voucher.sha256)
    assert sender.endpoint.transfers.bytes[UP] == len(PDF)


def office(first: str, compressed: bytes = b"<x/>") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<x/>")
        archive.writestr("_rels/.rels", b"<x/>")
        archive.writestr(first, compressed)
    return packed.getvalue()


BOMB = office("word/document.xml", bytes(20_000_000))
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(30)


@pytest.mark.parametrize(
    ("head", "told", "name", "kind"),
    [
        (PDF, "application/pdf; x=1", "a.PDF", "application/pdf"),
        (PDF, "", "a.pdf", "application/pdf"),
        (PNG, "application/octet-stream", "a.png", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpg", "a.jpeg", "image/jpeg"),
        (BOMB[:8192], DOCX, "a.docx", DOCX),
        (b"naam;plaats\n", "text/csv", "a.csv", "text/csv"),
        (b"From: a@b.nl\r\n\r\n", "message/rfc822", "a.eml", "message/rfc822"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "application/msword", "a.doc", "application/msword"),
        (PDF, "image/png", "a.png", None),
        (b"MZ\x90\0" + bytes(99), "application/pdf", "a.pdf", None),
        (b"MZ\x90\0" + bytes(99), "", "a.exe", None),
        (b" \n<!DOCTYPE html><script>", "text/plain", "a.txt", None),
        (b"<svg onload=x>", "image/svg+xml", "a.svg", None),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "text/csv", "a.csv", None),
        (office("a.txt"), DOCX, "a.docx", None),
        (PNG, "text/plain", "a.txt", None),
        (b"hallo", "", "a.txt", None),
        (b"hallo", "message/rfc822", "a.eml", None),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "", "a.doc", None),
        (PDF, "application/pdf", "a.pdf.exe", None),
        (b"PK\x03\x04" + bytes(99), "application/zip", "a.zip", None),
    ],
)
def test_a_type_is_what_the_content_shows(
    head: bytes, told: str, name: str, kind: str | None
) -> None:
    if kind is None:
        with pytest.raises(KindError):
            accept(head, told, name, frozenset(TYPES))
    else:
        assert accept(head, told, name, frozenset(TYPES)) == kind


async def test_what_may_not_come_in_leaves_nothing(tmp_path: Path) -> None:
    sender = Inlader(tmp_path / "u", max_upload_mb=3)
    text = {"name": "a.txt", "kind": "text/plain"}
    late = b"tekst " * 300_000 + b"\0"
    digest = base64.b64encode(bytes(32)).decode()
    wrong = headers() | {"Content-Digest": f"sha-256=:{digest}:"}
    for answer, expected in (
        (await sender.upload(b"MZ" + bytes(50)), (415, "UPLOAD_TYPE")),
        (await sender.upload(late, **text), (415, "UPLOAD_TYPE")),
        (await sender.upload(bytes(3_000_001)), (413, "REQUEST_TOO_LARGE")),
        (await sender.upload(b""), (400, "BAD_REQUEST")),
        (await sender.upload(name="%ff.pdf"), (400, "BAD_REQUEST")),
        (await sender.upload(_chunks()), (411, "LENGTH_REQUIRED")),
        (
            await sender.http.post("/documenten", content=PDF, headers=wrong),
            (422, "DIGEST_MISMATCH"),
        ),
        (
            await sender.http.post("/documenten", content=PDF, headers={"Content-Digest": "md5"}),
            (400, "BAD_REQUEST"),
        ),
    ):
        assert code(answer) == expected
        assert answer.headers["connection"] == "close"
    assert sender.files == []
    right = base64.b64encode(hashlib.sha256(PDF).digest()).decode()
    assert (await sender.upload(**{"Repr-Digest": f"sha-256=:{right}:"})).status_code == 201


async def _chunks() -> AsyncIterator[bytes]:
    yield PDF


async def test_who_may_write_no_document_uploads_none(tmp_path: Path) -> None:
    for caller in (staff(department("OMGEVINGSVERGUNNING")), citizen("999993653")):
        sender = Inlader(tmp_path / "u", caller)
        assert code(await sender.upload()) == (403, "FORBIDDEN")
    assert sender.files == []


async def test_a_gateway_that_only_reads_takes_nothing(tmp_path: Path) -> None:
    sender = Inlader(tmp_path / "u")
    sender.uploading._writes = False
    assert code(await sender.upload()) == (403, "WRITES_DISABLED")


async def test_a_caller_has_a_share_of_the_directory(tmp_path: Path) -> None:
    sender = Inlader(tmp_path / "u", client_waiting_mb=3)
    assert (await sender.upload()).status_code == 201
    assert (await sender.upload()).status_code == 201
    assert code(await sender.upload()) == (507, "UPLOAD_FULL")
    transfers = sender.endpoint.transfers
    transfers.running[UP] = 16
    assert code(await sender.upload()) == (503, "OVERLOADED")


async def _asgi(app: Any, messages: list[Any], length: int) -> list[dict[str, Any]]:
    """Return what the app answers to a body that comes as these messages."""
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        if not messages:
            await asyncio.Event().wait()
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    told = {**headers(), "Content-Length": str(length)}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/documenten",
        "query_string": b"",
        "headers": [(key.lower().encode(), value.encode()) for key, value in told.items()],
        "http_version": "1.1",
        "scheme": "http",
    }
    await app(scope, receive, send)
    return sent


def _body(content: bytes, *, more: bool = True) -> Mapping[str, Any]:
    return {"type": "http.request", "body": content, "more_body": more}


@pytest.mark.parametrize(
    ("messages", "outcome"),
    [
        pytest.param([_body(PDF), {"type": "http.disconnect"}], "broken", id="gone"),
        pytest.param([_body(PDF)], "refused", id="slow"),
        pytest.param([_body(PDF, more=False)], "refused", id="short"),
        pytest.param([_body(PDF + b"x" * 99)], "refused", id="long"),
    ],
)
async def test_a_body_that_does_not_come_whole_leaves_nothing(
    tmp_path: Path, messages: list[Any], outcome: str
) -> None:
    sender = Inlader(tmp_path / "u", idle_timeout=0.02)
    sent = await _asgi(sender.app, list(messages), len(PDF) + 10)
    assert sent[0]["status"] in (400, 408, 499)
    assert sender.files == []
    assert sender.endpoint.transfers.outcomes == {(UP, outcome): 1}
    assert not +sender.endpoint.transfers.running


async def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    sender = Inlader(tmp_path / "u", max_upload_mb=1)
    messages: list[Any] = [_body(PDF)]
    sent = await _asgi(sender.app, messages, 500_000_000)
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]
    assert len(messages) == 1


class Growing(list[Any]):
    """Messages of a body, and how much memory the process took at most while they were taken."""

    peak = 0

    def pop(self, at: Any = -1) -> Any:
        if len(self) % 20 == 0:
            self.peak = max(self.peak, resident_mb())
        return super().pop(at)


def resident_mb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


async def test_a_large_file_takes_no_memory(tmp_path: Path) -> None:
    sender = Inlader(tmp_path / "u")
    part = b"%PDF-1.7\n" + bytes(65_527)
    await sender.upload(part * 30)
    messages = Growing([_body(part)] * 639 + [_body(part, more=False)])
    before = resident_mb()
    sent = await _asgi(sender.app, messages, 640 * len(part))
    assert sent[0]["status"] == 201
    assert messages.peak - before < 12


async def test_what_nobody_used_is_thrown_away_also_at_the_start(tmp_path: Path) -> None:
    sender = Inlader(tmp_path / "u")
    await sender.upload()
    await sender.upload()
    old, young = sender.files
    os.utime(old, (time.time() - 4_000,) * 2)
    async with sender.app.router.lifespan_context(sender.app):
        for _ in range(200):
            if not old.exists():
                break
            await asyncio.sleep(0.001)
    assert sender.files == [young]


def test_a_file_is_used_once(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "u", seconds=60, most=99, each=99)
    arriving = spool.begin(b"o" * 32, 3)
    arriving.finish()
    kept = spool.take(arriving.name, arriving.key, 3)
    with pytest.raises(SpoolGoneError):
        spool.take(arriving.name, arriving.key, 3)
    kept.give_back()
    spool.take(arriving.name, arriving.key, 3).discard()
    assert spool.waiting == 0


@asynccontextmanager
async def scanner(path: Path, reply: bytes | None) -> AsyncIterator[list[bytes]]:
    """A clamd of the test's own, and what it was given; without a reply it only listens."""
    got: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
            while size := int.from_bytes(await reader.readexactly(4), "big"):
                got.append(await reader.readexactly(size))
            if reply is None:
                await reader.read()
            else:
                writer.write(reply)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    async with await asyncio.start_unix_server(serve, path):
        yield got


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        pytest.param(b"stream: OK\0", None, id="clean"),
        pytest.param(b"stream: Eicar-Test FOUND\0", (422, "UPLOAD_INFECTED"), id="found"),
        pytest.param(b"INSTREAM size limit exceeded. ERROR\0", (503, "SCAN_UNAVAILABLE"), id="big"),
        pytest.param(b"", (503, "SCAN_UNAVAILABLE"), id="hangs up"),
        pytest.param(None, (503, "SCAN_UNAVAILABLE"), id="hangs"),
    ],
)
async def test_only_what_the_scanner_clears_comes_in(
    tmp_path: Path, reply: bytes | None, expected: tuple[int, str] | None
) -> None:
    sender = Inlader(tmp_path / "u", clamd=str(tmp_path / "clamd"), clamd_timeout=0.05)
    async with scanner(tmp_path / "clamd", reply) as got:
        answer = await sender.upload()
    assert b"".join(got) == PDF
    if expected is None:
        assert answer.status_code == 201
    else:
        assert code(answer) == expected
        assert "Eicar" not in answer.text
        assert sender.files == []


async def test_check_says_what_uploads_miss(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    own = DocumentenSettings(upload_directory=str(tmp_path / "u"), clamd=str(tmp_path / "clamd"))
    async with scanner(tmp_path / "clamd", b"stream: OK\0"):
        assert [row async for row in check_documenten(own)] == [("uploads", "ok"), ("clamd", "ok")]
    own = replace(own, upload_directory=str(tmp_path / "file" / "u"), clamd=str(tmp_path / "none"))
    assert [row async for row in check_documenten(own)] == [
        ("uploads", "the directory cannot be written"),
        ("clamd", "does not clear a stream"),
    ]
    assert list((tmp_path / "u").iterdir()) == []


async def test_without_the_scanner_nothing_comes_in(tmp_path: Path) -> None:
    sender = Inlader(tmp_path / "u", clamd=str(tmp_path / "none"))
    assert code(await sender.upload()) == (503, "SCAN_UNAVAILABLE")
    assert sender.files == []
