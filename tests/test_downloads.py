"""Downloads: sealed, authorised again when used, streamed, and handed to a browser as a file."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import unquote

import hypothesis
import pytest
from access_support import citizen, department, principal, staff, zaken_of
from hypothesis import given
from hypothesis import strategies as st

from documenten_support import EVERYTHING, Bezoeker, uuid_of
from policy.grants import Rights
from policy.identity import Kind
from policy.sealing import SealError, Seals
from policy.tickets import UPLOAD, sealed
from schema.disposition import clean_name, disposition
from schema.downloading import Streaming, _Flow
from schema.ranges import UnsatisfiableError, span_of
from schema.transfers import DOWN, Transfers
from settings_documenten import DocumentenSettings
from sources.documenten.inhoud import Opened
from sources.errors import UnavailableError

METADATA, CONTENTS = "/enkelvoudiginformatieobjecten/", "/download"
OWN_BSN = "999993653"


@pytest.fixture
def reader() -> Bezoeker:
    """Somebody who may see everything."""
    return Bezoeker()


async def test_it_takes_two_calls_and_comes_as_a_file(reader: Bezoeker) -> None:
    document = reader.document(formaat="application/pdf")
    url = await reader.address(document)
    answer = await reader.http.get(url)
    assert answer.status_code == 200
    assert answer.content == reader.contents(document)
    steps = [path.rpartition(METADATA)[2] for _, path, _, _ in reader.asked]
    assert steps == [uuid_of(document), uuid_of(document) + CONTENTS]
    assert reader.asked[1][2] == f"versie={document['versie']}"
    told = dict(answer.headers)
    assert told["content-disposition"] == f'attachment; filename="{document["bestandsnaam"]}"'
    assert told["content-type"] == "application/pdf"
    assert int(told["content-length"]) == document["bestandsomvang"]
    assert told["cache-control"] == "private, no-store"
    assert told["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "no-referrer"
    assert reader.endpoint.transfers.bytes[DOWN] == len(answer.content)
    assert not +reader.endpoint.transfers.running


async def test_what_the_client_has_is_not_read_again(reader: Bezoeker) -> None:
    url = await reader.address(reader.document())
    whole = await reader.http.head(url)
    assert (whole.status_code, whole.content) == (200, b"")
    assert int(whole.headers["content-length"]) == reader.document()["bestandsomvang"]
    again = await reader.http.get(url, headers={"If-None-Match": f'W/"x", {whole.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert len(reader.asked) == 2
    assert not any(path.endswith(CONTENTS) for _, path, _, _ in reader.asked)


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        pytest.param({"Range": "bytes=2-5"}, 206, 2, 6, id="middle"),
        pytest.param({"Range": "bytes=-4"}, 206, -4, None, id="tail"),
        pytest.param({"Range": "bytes=100-"}, 206, 100, None, id="rest"),
        pytest.param({"Range": "bytes=0-1,4-5"}, 200, 0, None, id="several"),
        pytest.param({"Range": "bytes=2-5", "If-Range": '"other"'}, 200, 0, None, id="changed"),
    ],
)
async def test_a_range_is_skipped_to_where_a_register_knows_none(
    reader: Bezoeker, asked: dict[str, str], status: int, start: int, end: int | None
) -> None:
    document = reader.document()
    answer = await reader.http.get(await reader.address(document), headers=asked)
    whole = reader.contents(document)
    assert (answer.status_code, answer.content) == (status, whole[start:end])
    assert ("content-range" in answer.headers) == (status == 206)


async def test_a_range_beyond_the_end_is_refused_unread(reader: Bezoeker) -> None:
    document = reader.document()
    url = await reader.address(document)
    answer = await reader.http.get(url, headers={"Range": "bytes=999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{document['bestandsomvang']}"
    assert len(reader.asked) == 1


@hypothesis.settings(max_examples=50)
@given(st.binary(max_size=40), st.integers(0, 50), st.none() | st.integers(0, 50), st.booleans())
def test_ranges_are_what_slicing_gives(
    data: bytes, first: int, last: int | None, is_tail: bool
) -> None:
    text = f"bytes=-{first}" if is_tail else f"bytes={first}-{'' if last is None else last}"
    if is_tail:
        wanted = data[-first:] if first else b""
    elif last is not None and last < first:
        assert span_of(text, len(data)) is None
        return
    else:
        wanted = data[first : None if last is None else last + 1]
    if not wanted:
        with pytest.raises(UnsatisfiableError):
            span_of(text, len(data))
        return
    span = span_of(text, len(data))
    assert span is not None
    assert data[span.start :][: span.length] == wanted


@pytest.mark.parametrize("formaat", ["text/html", "image/svg+xml", "text/xml", "x\r\nSet-Cookie:"])
async def test_what_a_browser_could_run_is_never_shown(
    reader: Bezoeker, formaat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = reader.document()
    monkeypatch.setitem(reader.sandbox.zgw.data.versies[document["url"]][-1], "formaat", formaat)
    answer = await reader.http.get(await reader.address(document, "INLINE"))
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"] in (formaat, "application/octet-stream")
    assert "set-cookie" not in answer.headers


async def test_a_pdf_is_shown_when_that_is_asked(reader: Bezoeker) -> None:
    document = reader.document(formaat="application/pdf")
    answer = await reader.http.get(await reader.address(document, "INLINE"))
    assert answer.headers["content-disposition"].startswith("inline;")
    assert "sandbox" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ('a"; filename="evil.exe', "a_; filename=_evil.exe"),
        ("a\r\nX-Evil: 1.pdf", "aX-Evil_ 1.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\brief.pdf", "brief.pdf"),
        ("factuur\u202efdp.exe", "factuurfdp.exe"),
        ("\x00", "document"),
        (None, "document"),
        (".htaccess", "htaccess"),
        ("besluit één €.pdf", "besluit één €.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(name: str | None, clean: str) -> None:
    assert clean_name(name) == clean
    told = disposition(name, shown=False)
    assert told.isascii()
    assert told.isprintable()
    plain = told.removeprefix('attachment; filename="').partition('"')[0]
    assert not set(plain) & set('\\/"%;:')
    if plain != clean:
        assert unquote(told.rpartition("''")[2]) == clean


@hypothesis.settings(max_examples=25)
@given(st.text(max_size=40))
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    told = disposition(name, shown=True)
    assert told.isascii()
    assert told.isprintable()
    assert told.count('"') == 2
    assert told.split("; ")[0] == "inline"
    assert len(told) < 2_000


def test_a_seal_opens_for_its_own_use_and_its_own_keys_only() -> None:
    old, new = Seals([b"a" * 32]), Seals([b"b" * 32, b"a" * 32])
    token = old.seal("download", b"999993653")
    assert new.open("download", token) == b"999993653"
    assert "999993653" not in token
    for seals, use, text in (
        (Seals([b"b" * 32]), "download", token),
        (old, "upload", token),
        (old, "download", token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")),
        (old, "download", "é"),
        (old, "download", ""),
    ):
        with pytest.raises(SealError):
            seals.open(use, text)


async def test_an_address_of_another_use_or_time_is_refused(
    reader: Bezoeker, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await reader.address(reader.document())
    assert reader.endpoint.desk is not None
    ticket = reader.endpoint.desk.ticket(url.rpartition("/")[2])
    other = sealed(reader.endpoint.desk.seals, UPLOAD, ticket)
    for token in (other, url.rpartition("/")[2][:-8] + "AAAAAAAA"):
        answer = await reader.http.get(f"/documenten/{token}")
        assert answer.status_code == 404
        assert answer.json()["errors"][0]["extensions"]["code"] == "DOWNLOAD_UNKNOWN"
    monkeypatch.setattr(time, "time", lambda: ticket.expires + 1)
    late = await reader.http.get(url)
    assert (late.status_code, late.json()["errors"][0]["extensions"]["code"]) == (
        410,
        "DOWNLOAD_EXPIRED",
    )
    assert reader.asked == []


async def test_it_is_good_no_longer_than_the_token_it_came_with() -> None:
    soon = time.time() + 5
    rights = EVERYTHING[1]
    reader = Bezoeker((principal(Kind.MEDEWERKER, expires_at=soon), rights))
    url = await reader.address(reader.document())
    assert reader.endpoint.desk is not None
    assert reader.endpoint.desk.ticket(url.rpartition("/")[2]).expires == soon


async def unseen(reader: Bezoeker, url: str) -> None:
    """Hold that an address gives nothing now, and that the contents were not read."""
    answer = await reader.http.get(url)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["extensions"]["code"] == "DOWNLOAD_UNKNOWN"
    assert not any(path.endswith(CONTENTS) for _, path, _, _ in reader.asked)


async def test_rights_that_were_taken_back_count_at_once() -> None:
    reader = Bezoeker(staff(department("OMGEVINGSVERGUNNING")))
    document = _of_type(reader, "OMGEVINGSVERGUNNING")
    url = await reader.address(document)
    assert (await reader.http.get(url)).status_code == 200
    reader.forget()
    reader.caller = (reader.caller[0], Rights(()))
    await unseen(reader, url)
    reader.caller = staff(department("EVENEMENTENVERGUNNING"))
    await unseen(reader, url)


async def test_a_document_that_became_confidential_is_gone_in_all_its_versions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    low = department("OMGEVINGSVERGUNNING", documents="vertrouwelijk")
    reader = Bezoeker(staff(low))
    document = _of_type(reader, "OMGEVINGSVERGUNNING")
    url = await reader.address(document)
    versions = reader.sandbox.zgw.data.versies[document["url"]]
    newer = {**versions[-1], "versie": document["versie"] + 1}
    newer["vertrouwelijkheidaanduiding"] = "geheim"
    monkeypatch.setitem(reader.sandbox.zgw.data.versies, document["url"], [*versions, newer])
    await unseen(reader, url)


async def test_a_citizen_gets_what_is_final_of_their_own_zaak(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = Bezoeker(citizen(OWN_BSN))
    document, zaak = _of_citizen(reader)
    url = await reader.address(document)
    assert OWN_BSN not in url
    assert (await reader.http.get(url)).status_code == 200
    reader.forget()
    version = reader.sandbox.zgw.data.versies[document["url"]][-1]
    with monkeypatch.context() as patch:
        patch.setitem(version, "status", "in_bewerking")
        await unseen(reader, url)
    for rol in reader.sandbox.zgw.data.rollen:
        if rol["zaak"] == zaak:
            monkeypatch.setitem(rol["betrokkeneIdentificatie"], "inpBsn", "999993094")
    await unseen(reader, url)


async def test_the_callers_own_token_can_be_asked_too() -> None:
    reader = Bezoeker(documenten=DocumentenSettings(download_token=True))
    document = reader.document()
    url = await reader.address(document)
    assert (await reader.http.get(url)).status_code == 200
    reader.caller = (principal(Kind.MEDEWERKER), reader.caller[1])
    reader.forget()
    await unseen(reader, url)


async def test_contents_elsewhere_are_not_followed(
    reader: Bezoeker, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = reader.document()
    url = await reader.address(document)
    version = reader.sandbox.zgw.data.versies[document["url"]][-1]
    other = reader.sandbox.zgw.data.zaken[0]["url"]
    for inhoud in ("http://evil.example/x", other, document["url"] + "/../../../secret"):
        monkeypatch.setitem(version, "inhoud", inhoud)
        answer = await reader.http.get(url)
        assert answer.status_code == 502
        assert "LINK_OUTSIDE_LANDSCAPE" in answer.text
    assert len(reader.asked) == 3


async def test_there_are_places_apart_and_no_more(reader: Bezoeker) -> None:
    url = await reader.address(reader.document())
    transfers = reader.endpoint.transfers
    transfers.running[DOWN] = 32
    busy = await reader.http.get(url)
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
    transfers.running[DOWN] = 31
    assert (await reader.http.get(url)).status_code == 200
    assert transfers.running[DOWN] == 31


class Given:
    """Contents as a register gives them, in these parts; an exception breaks them off."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self.parts, self.is_closed = list(parts), False

    async def read(self) -> bytes:
        part = self.parts.pop(0) if self.parts else b""
        if isinstance(part, Exception):
            raise part
        return part

    async def aclose(self) -> None:
        self.is_closed = True


class Client:
    """The other side of a transfer: what it got, and whether it takes anything."""

    def __init__(self, *, takes: bool = True, stays: bool = True) -> None:
        self.got: list[dict[str, Any]] = []
        self.was_aborted = False
        self._takes, self._stays = takes, stays

    async def run(self, given: Given, size: int | None, **settings: Any) -> Transfers:
        """Return what was counted of this transfer."""
        transfers = Transfers()
        place = transfers.take(DOWN, b"", 1, 1)
        flow = _Flow(DocumentenSettings(**settings), transfers, place, "")
        opened: Any = Opened(given, 0, size)  # type: ignore[arg-type]

        def abort() -> None:
            self.was_aborted = True

        scope = {"type": "http", "extensions": {"gateway.abort": abort}}
        await Streaming(opened, None, {}, flow)(scope, self._receive, self._send)
        assert given.is_closed
        assert not +transfers.running
        return transfers

    async def _receive(self) -> dict[str, Any]:
        if self._stays:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.got.append(message)
        if not self._takes and message.get("more_body"):
            await asyncio.Event().wait()


async def test_a_register_that_breaks_off_shows() -> None:
    for broken in (Given(b"ab", UnavailableError("z")), Given(b"ab")):
        client = Client()
        transfers = await client.run(broken, 4)
        assert transfers.outcomes == {(DOWN, "failed"): 1}
        assert client.was_aborted
        assert client.got[-1]["more_body"] is True


async def test_a_client_that_takes_nothing_or_leaves_lets_go_of_the_register() -> None:
    slow = Client(takes=False)
    assert (await slow.run(Given(b"ab", b"cd"), 4, idle_timeout=0.01)).outcomes == {
        (DOWN, "broken"): 1
    }
    gone = Client(takes=False, stays=False)
    assert (await gone.run(Given(b"ab", b"cd"), 4)).outcomes == {(DOWN, "broken"): 1}
    assert slow.was_aborted
    assert gone.was_aborted


async def test_more_than_was_told_is_not_passed_on() -> None:
    client = Client()
    assert (await client.run(Given(b"abcdef"), 4)).outcomes == {(DOWN, "done"): 1}
    assert b"".join(part.get("body", b"") for part in client.got) == b"abcd"


def _of_type(reader: Bezoeker, identificatie: str) -> dict[str, Any]:
    """Return a document of a zaak of this zaaktype."""
    data = reader.sandbox.zgw.data
    types = {one["url"] for one in data.zaaktypen if one["identificatie"] == identificatie}
    zaken = {zaak["url"] for zaak in data.zaken if zaak["zaaktype"] in types}
    urls = {one["informatieobject"] for one in data.zaakinformatieobjecten if one["zaak"] in zaken}
    return next(
        one
        for one in data.enkelvoudiginformatieobjecten
        if one["url"] in urls and one["vertrouwelijkheidaanduiding"] == "zaakvertrouwelijk"
    )


def _of_citizen(reader: Bezoeker) -> tuple[dict[str, Any], str]:
    """Return a document that the citizen may see, and its zaak."""
    data = reader.sandbox.zgw.data
    zaken = zaken_of(reader, OWN_BSN)
    links = {one["informatieobject"]: one["zaak"] for one in data.zaakinformatieobjecten}
    for one in data.enkelvoudiginformatieobjecten:
        is_open = one["vertrouwelijkheidaanduiding"] in ("openbaar", "zaakvertrouwelijk")
        if links.get(one["url"]) in zaken and one["status"] == "definitief" and is_open:
            return one, links[one["url"]]
    raise AssertionError("the sandbox has no such document")
