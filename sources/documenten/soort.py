"""What a file is by its content, and whether that is what its sender says. Nothing is unpacked.

The signatures are those of `filetype`. An office document is known by the names of the first
entries of its archive, which are read and not opened, so what it would unpack to does not matter.
"""

from __future__ import annotations

import re

import filetype

HEAD = 8_192
"""Bytes at the beginning that tell."""
TEXTS = frozenset({"text/plain", "text/csv", "message/rfc822"})
"""Types without a signature: text, without bytes that are no text anywhere in the file."""
COMPOUND = "application/x-ole-storage"
COMPOUNDS = frozenset(
    {
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.ms-outlook",
    }
)
"""Types that share the signature of a compound file ([MS-CFB])."""
SAME = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "application/x-pdf": "application/pdf",
    "text/rtf": "application/rtf",
    "image/heif": "image/heic",
}
"""Other names of a type."""
EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg jpeg jpe jfif",
    "image/png": "png",
    "image/gif": "gif",
    "image/tiff": "tif tiff",
    "image/webp": "webp",
    "image/heic": "heic heif",
    "text/plain": "txt text log md",
    "text/csv": "csv txt",
    "message/rfc822": "eml",
    "application/rtf": "rtf doc",
    "application/msword": "doc dot",
    "application/vnd.ms-excel": "xls xlt",
    "application/vnd.ms-powerpoint": "ppt pps",
    "application/vnd.ms-outlook": "msg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
"""How names of such files end; a name that ends otherwise makes a system open it as that."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!--|(?:!doctype|\?xml|html|head|body|script|svg|iframe|style)\b)",
    re.IGNORECASE,
)
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?(?:From |[!-9;-~]{1,60}:)")
_NO_TEXT = bytes(sorted({*range(32), 127} - {9, 10, 12, 13, 27}))
UNSAID = frozenset({"", "application/octet-stream"})


class KindError(Exception):
    """A file that may not come in; the message says why, without anything of the file."""


def kind_of(head: bytes) -> str:
    """Return the type that the beginning of a file shows; "" when it shows none."""
    if head.startswith(_OLE):
        return COMPOUND
    if _MARKUP.match(head):
        return "text/html"
    found = filetype.guess(head)
    return "" if found is None else SAME.get(found.mime, found.mime)


def accept(head: bytes, told: str, name: str, allowed: frozenset[str]) -> str:
    """Return the type of a file that may come in, as far as its beginning tells.

    `told` is what its sender says; nothing said is what the content shows. Raises KindError.
    """
    told = told.partition(";")[0].strip().lower()
    told = SAME.get(told, told)
    shown = kind_of(head)
    kind = shown if told in UNSAID else told
    if kind in UNSAID or kind == COMPOUND:
        raise KindError("say what type of file this is")
    if not _fits(kind, shown, head):
        raise KindError("the content is not of the type that was said")
    if kind not in allowed:
        raise KindError("files of this type are not taken in")
    _, dot, extension = name.rpartition(".")
    if dot and kind in EXTENSIONS and extension.lower() not in EXTENSIONS[kind].split():
        raise KindError("the name of the file ends as that of another type")
    return kind


def _fits(kind: str, shown: str, head: bytes) -> bool:
    if kind in TEXTS:
        return shown == "" and (kind != "message/rfc822" or _HEADER.match(head) is not None)
    return shown == (COMPOUND if kind in COMPOUNDS else kind)


def check_text(block: bytes) -> None:
    """Raise KindError when part of a file that is told to be text is not."""
    if len(block.translate(None, _NO_TEXT)) != len(block):
        raise KindError("the content is not text")
