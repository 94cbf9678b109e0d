"""Downloads: sealed, authorised again when used, streamed, and handed to a browser as a file."""

from __future__ import annotations

import time
from typing import Any

import pytest
from access_support import citizen, department, principal, staff, zaken_of

from documenten_support import EVERYTHING, Bezoeker, uuid_of
from policy.grants import Rights
from policy.identity import Kind
from policy.tickets import UPLOAD, sealed
from schema.transfers import DOWN
from settings import CacheSettings
from settings_documenten import DocumentenSettings

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


@pytest.mark.parametrize("has_cache", [False, True])
async def test_a_document_that_became_confidential_is_gone_in_all_its_versions(
    monkeypatch: pytest.MonkeyPatch, *, has_cache: bool
) -> None:
    low = department("OMGEVINGSVERGUNNING", documents="vertrouwelijk")
    reader = Bezoeker(staff(low), cache=CacheSettings(enabled=has_cache))
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
