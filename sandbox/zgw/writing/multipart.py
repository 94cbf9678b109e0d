"""A form with a file in it (`multipart/form-data`, RFC 7578), taken apart."""

from __future__ import annotations

import re

from sandbox.zgw.problems import malformed, unsupported_media_type

_NAME = re.compile(rb'name="([^"]*)"')
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


def read_form(content_type: str, body: bytes) -> dict[str, bytes]:
    """The parts of a form by name; of a file its bytes."""
    if not content_type.startswith("multipart/form-data"):
        raise unsupported_media_type(content_type)
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise malformed("Multipart form parse error - Invalid boundary in multipart: None")
    parts: dict[str, bytes] = {}
    for piece in body.split(b"--" + found.group(1).encode())[1:-1]:
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if name := _NAME.search(head):
            parts[name.group(1).decode()] = content.removesuffix(b"\r\n")
    return parts
