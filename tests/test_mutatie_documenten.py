"""Uploads become documents and versions of them: in one body or in parts, never half unreported."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from access_support import citizen, principal, staff

from mutation_support import Schrijver, Sent, may_write, restored
from policy.grants import Rights
from policy.identity import Kind
from sandbox.zgw.writing import documenten as sandbox_documenten
from settings import Secret
from settings_documenten import DocumentenSettings
from sources.notificaties.hub import Notificatie
from spec_support import load_spec_named

Json = dict[str, Any]
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
SELECT = "document { titel versie bestandsomvang bestandsnaam locked } vergrendeling"
BOTH = ("documenten.aanmaken", "zaken.bijwerken")
CREATE = "EnkelvoudigInformatieObjectCreateLockRequest"
CHANGE = "PatchedEnkelvoudigInformatieObjectWithLockRequest"


class Indiener(Schrijver):
    """Somebody who uploads and then makes a document of it."""

    def __init__(self, directory: Path, **settings: Any) -> None:
        own = DocumentenSettings(
            keys=(Secret("k" * 32),), upload_directory=str(directory), inline_mb=3
        )
        super().__init__(documenten=own, **settings)
        self.directory = directory

    async def upload(self, content: bytes = PDF) -> str:
        """Return the token of an upload."""
        headers = {"X-Bestandsnaam": "brief.pdf", "Content-Type": "application/pdf"}
        answer = await self.http.post("/documenten", content=content, headers=headers)
        assert answer.status_code == 201, answer.text
        token: str = answer.json()["upload"]
        return token

    async def nieuw(self, content: bytes = PDF, **more: Any) -> Json:
        """Return what makes a document of an upload."""
        zaak = self.zaak()
        type_url = next(
            one["informatieobjecttypen"][0]
            for one in self.data.zaaktypen
            if one["url"] == zaak["zaaktype"]
        )
        upload = await self.upload(content)
        asked = {"upload": upload, "zaak": zaak["uuid"], "informatieobjecttype": type_url}
        return {**asked, "titel": "Brief", **more}

    async def contents(self, url: str) -> bytes:
        """Return what the gateway gives of a document."""
        text = "query ($url: String!) { document(url: $url) { download { url } } }"
        found = await self.ask(text, url=url)
        answer = await self.http.get(found["document"]["download"]["url"])
        assert answer.status_code == 200
        return answer.content

    @property
    def waiting(self) -> list[str]:
        """The names of the uploads that are left."""
        return [path.name for path in self.directory.iterdir()]


def complaints(sent: Sent, schema: str) -> list[str]:
    """Return in what a body does not follow the official document."""
    return load_spec_named("oz-documenten").complaints(schema, sent.body)


@pytest.fixture
def sender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Indiener]:
    """A gateway whose registers take everything, in parts of 4 kB."""
    monkeypatch.setattr(sandbox_documenten, "CHUNK_SIZE", 4_000)
    made = Indiener(tmp_path / "u")
    with restored(made):
        yield made


def in_parts(sender: Indiener) -> None:
    """Let every file be too large to go with its metadata."""
    desk = sender.endpoint.desk
    assert desk is not None
    assert desk.uploads is not None
    desk.uploads = desk.uploads._replace(inline=100)


async def test_a_small_file_goes_with_its_metadata(sender: Indiener) -> None:
    told: list[Notificatie] = []
    sender.endpoint._landscape.hub.listen(told.append)
    content = PDF * 110  # more than is read at a time, and no multiple of three
    asked = {"status": "DEFINITIEF", "vertrouwelijkheidaanduiding": "OPENBAAR"}
    given = await sender.nieuw(content, **asked)
    result = await sender.done(
        "documentToevoegen", given, f"{SELECT} zaak {{ documenten {{ titel }} }}", toelichting="Ok"
    )
    assert sender.paths == ["POST enkelvoudiginformatieobjecten", "POST zaakinformatieobjecten"]
    made, linked = sender.sent
    assert base64.b64decode(made.body["inhoud"], validate=True) == content
    assert complaints(made, CREATE) == linked.complaints == []
    assert int(made.headers["content-length"]) == len(msgspec.json.encode(made.body))
    assert made.headers["x-audit-toelichting"] == "Ok"
    assert made.body["integriteit"]["algoritme"] == "sha_256"
    assert made.body["bronorganisatie"] == sender.zaak()["bronorganisatie"]
    assert (made.body["status"], made.body["auteur"]) == ("definitief", "Gateway")
    assert result["document"] == {
        "titel": "Brief",
        "versie": 1,
        "bestandsomvang": len(content),
        "bestandsnaam": "brief.pdf",
        "locked": False,
    }
    assert {"titel": "Brief"} in result["zaak"]["documenten"]
    assert await sender.contents(linked.body["informatieobject"]) == content
    assert sender.waiting == []
    assert [one.resource for one in told] == ["zaakinformatieobject", "enkelvoudiginformatieobject"]
    again = await sender.fouten("documentToevoegen", given)
    assert again == [("UPLOAD_UNKNOWN", "invoer.upload")]


async def test_a_large_file_goes_in_parts(sender: Indiener) -> None:
    in_parts(sender)
    result = await sender.done("documentToevoegen", await sender.nieuw(), SELECT)
    assert [stap["stap"] for stap in result["stappen"]] == [
        "document",
        *["bestandsdeel"] * 3,
        "ontgrendeling",
        "zaakinformatieobject",
    ]
    made, *delen, unlock, linked = sender.sent
    assert (made.body["inhoud"], made.body["bestandsomvang"]) == (None, len(PDF))
    assert complaints(made, CREATE) == []
    assert [deel.method for deel in delen] == ["PUT"] * 3
    for deel in delen:
        assert int(deel.headers["content-length"]) == len(deel.body)
        assert deel.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert unlock.path.endswith("/unlock")
    assert (result["document"]["locked"], result["document"]["bestandsomvang"]) == (
        False,
        len(PDF),
    )
    assert await sender.contents(linked.body["informatieobject"]) == PDF
    assert sender.waiting == []


@pytest.mark.parametrize(
    ("nth", "failure", "document", "undone"),
    [
        pytest.param(1, 400, None, None, id="not made"),
        pytest.param(3, 500, None, True, id="part 2 unsure"),
        pytest.param(3, 400, None, True, id="part 2 refused"),
        pytest.param(5, 503, None, True, id="unlock"),
        pytest.param(6, 400, None, True, id="link refused"),
        pytest.param(6, httpx.ReadError("lost"), "Brief", None, id="link unsure"),
    ],
)
async def test_what_fails_half_way_is_put_right_and_told(
    sender: Indiener, nth: int, failure: Any, document: str | None, undone: bool | None
) -> None:
    in_parts(sender)
    before = len(sender.data.enkelvoudiginformatieobjecten)
    given = await sender.nieuw()
    sender.fails(nth, failure)
    body = await sender.mutate("documentToevoegen", given, SELECT)
    result = body["data"]["documentToevoegen"]
    assert (result["document"] or {}).get("titel") == document
    last = result["stappen"][-1]
    assert (last["gedaan"] if last["stap"] == "verwijdering" else None) is undone
    left = len(sender.data.enkelvoudiginformatieobjecten) - before
    assert left == (1 if document else 0)
    (waiting,) = sender.waiting
    assert not waiting.endswith(".taken")


async def test_a_document_that_cannot_be_removed_again_is_named(sender: Indiener) -> None:
    given = await sender.nieuw()
    sender.fails(2, 400)
    sender.fails(3, 403)
    body = await sender.mutate("documentToevoegen", given, SELECT)
    result = body["data"]["documentToevoegen"]
    assert result["document"]["titel"] == "Brief"
    assert [(stap["stap"], stap["gedaan"]) for stap in result["stappen"]] == [
        ("document", True),
        ("zaakinformatieobject", False),
        ("verwijdering", False),
    ]
    codes = [error["extensions"]["code"] for error in body["errors"]]
    assert codes == ["UPSTREAM_FORBIDDEN"]


async def test_an_upload_is_of_its_sender_and_for_a_while(
    sender: Indiener, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = await sender.nieuw()
    mine = sender.caller
    sender.caller = (principal(Kind.MEDEWERKER), mine[1])
    unknown = [("UPLOAD_UNKNOWN", "invoer.upload")]
    assert await sender.fouten("documentToevoegen", given) == unknown
    sender.caller = mine
    assert await sender.fouten("documentToevoegen", {**given, "upload": "abc"}) == unknown
    now = time.time()
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: now + 4_000)
        assert await sender.fouten("documentToevoegen", given) == unknown
    (path,) = sender.directory.iterdir()
    content = bytearray(path.read_bytes())
    content[5] ^= 1
    path.write_bytes(content)
    assert await sender.fouten("documentToevoegen", given) == unknown
    assert sender.sent == []
    assert sender.waiting == []


async def test_the_type_is_one_of_the_zaaktype(sender: Indiener) -> None:
    used = {
        url
        for one in sender.data.zaaktypen
        if one["url"] == sender.zaak()["zaaktype"]
        for url in one["informatieobjecttypen"]
    }
    other = next(one["url"] for one in sender.data.informatieobjecttypen if one["url"] not in used)
    given = await sender.nieuw(informatieobjecttype=other)
    veld = "invoer.informatieobjecttype"
    assert await sender.fouten("documentToevoegen", given) == [("NOT_OF_ZAAKTYPE", veld)]
    assert len(sender.waiting) == 1


async def test_the_policy_decides_per_role_and_confidentiality(sender: Indiener) -> None:
    async def code(caller: Any, name: str, invoer: Json) -> str:
        sender.caller = caller
        body = await sender.mutate(name, invoer, "document { titel }")
        (error,) = body["errors"]
        found: str = error["extensions"]["code"]
        return found

    given, mine = await sender.nieuw(), sender.caller
    who = mine[0]
    secret = {**given, "vertrouwelijkheidaanduiding": "GEHEIM"}
    low = may_write(*BOTH, ceiling="vertrouwelijk")
    for rights, invoer in (
        (Rights((may_write("documenten.aanmaken"),)), given),
        (Rights((may_write("zaken.bijwerken"),)), given),
        (Rights((low,)), secret),
    ):
        assert await code((who, rights), "documentToevoegen", invoer) == "FORBIDDEN"
    document = {"document": sender.data.enkelvoudiginformatieobjecten[0]["url"]}
    version = {**document, "upload": given["upload"]}
    no_lock = Rights((may_write("documenten.bijwerken"),))
    assert await code((who, no_lock), "documentVersieToevoegen", version) == "FORBIDDEN"
    burger = citizen("999993653")
    assert await code(burger, "documentVergrendelen", document) == "FORBIDDEN"
    assert sender.sent == []
    sender.caller = (who, Rights((low,)))
    await sender.done("documentToevoegen", given, SELECT)


async def test_who_does_not_see_a_document_changes_none(sender: Indiener) -> None:
    others = may_write("documenten.lock", identificatie="EVENEMENTENVERGUNNING")
    document = sender.data.enkelvoudiginformatieobjecten[0]["url"]
    sender.caller = staff(others)
    body = await sender.mutate("documentVergrendelen", {"document": document}, "document { titel }")
    (fout,) = body["data"]["documentVergrendelen"]["fouten"]
    assert (fout["code"], fout["veld"]) == ("NOT_FOUND", "invoer.document")
    assert sender.sent == []


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
async def test_a_version_is_locked_changed_and_unlocked(sender: Indiener, large: bool) -> None:
    if large:
        in_parts(sender)
    document = _unlocked(sender)
    given = {"document": document["url"], "upload": await sender.upload(), "titel": "Beter"}
    result = await sender.done("documentVersieToevoegen", given, SELECT)
    names = [stap["stap"] for stap in result["stappen"]]
    parts = ["bestandsdeel"] * 3 if large else []
    assert names == ["vergrendeling", "document", *parts, "ontgrendeling"]
    assert complaints(sender.sent[1], CHANGE) == []
    after = result["document"]
    assert (after["titel"], after["versie"], after["locked"]) == (
        "Beter",
        document["versie"] + 1,
        False,
    )
    assert result["vergrendeling"] is None
    assert await sender.contents(document["url"]) == PDF
    assert sender.waiting == []


async def test_a_failed_version_leaves_no_lock_or_gives_it(sender: Indiener) -> None:
    document = _unlocked(sender)
    given = {"document": document["url"], "upload": await sender.upload()}
    sender.fails(2, 400)
    body = await sender.mutate("documentVersieToevoegen", given, SELECT)
    result = body["data"]["documentVersieToevoegen"]
    assert [(stap["stap"], stap["gedaan"]) for stap in result["stappen"]] == [
        ("vergrendeling", True),
        ("document", False),
        ("ontgrendeling", True),
    ]
    assert (result["document"]["locked"], result["vergrendeling"]) == (False, None)
    sender.fails(5, 400)
    sender.fails(6, 503)
    body = await sender.mutate("documentVersieToevoegen", given, SELECT)
    result = body["data"]["documentVersieToevoegen"]
    assert result["document"]["locked"] is True
    lock = {"document": document["url"], "vergrendeling": result["vergrendeling"]}
    done = await sender.done("documentVersieToevoegen", {**given, **lock}, SELECT)
    assert (done["document"]["locked"], done["document"]["versie"]) == (
        False,
        document["versie"] + 1,
    )


async def test_a_document_is_locked_for_one_and_unlocked_with_its_lock(sender: Indiener) -> None:
    document = {"document": _unlocked(sender)["url"]}
    locked = await sender.done("documentVergrendelen", document, SELECT)
    assert locked["document"]["locked"] is True
    assert await _fout(sender, "documentVergrendelen", document) == "DOCUMENT_LOCKED"
    version = {**document, "upload": await sender.upload()}
    assert await _fout(sender, "documentVersieToevoegen", version) == "DOCUMENT_LOCKED"
    given = {**document, "vergrendeling": locked["vergrendeling"]}
    done = await sender.done("documentOntgrendelen", given, SELECT)
    assert done["document"]["locked"] is False
    assert await _fout(sender, "documentOntgrendelen", given) == "DOCUMENT_NOT_LOCKED"


async def _fout(sender: Indiener, name: str, invoer: Json) -> str:
    body = await sender.mutate(name, invoer, "vergrendeling")
    (fout,) = body["data"][name]["fouten"]
    code: str = fout["code"]
    return code


def _unlocked(sender: Indiener) -> Json:
    documenten: list[Json] = sender.data.enkelvoudiginformatieobjecten
    return next(one for one in documenten if not one["locked"])
