"""How a file is handed to a browser: under a name that is only a name, as a type it cannot abuse.

Content-Disposition as RFC 6266 has it, with the name in UTF-8 as RFC 8187 (5987) encodes it.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

LONGEST = 150
"""Characters of a name; file systems take 255 bytes."""
NAMELESS = "document"
OCTETS = "application/octet-stream"
SHOWN = frozenset(
    {
        "application/pdf",
        "image/avif",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/plain",
    }
)
"""What a browser may show when that is asked; nothing of it runs scripts in the gateway's origin.

HTML, SVG, XML, and whatever else a browser might run, are files to keep, always.
"""
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
PDF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""A sandbox keeps the viewer of Chromium from opening; with nosniff it gets nothing but a PDF."""
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\Z")
_ODD = re.compile(r"[^A-Za-z0-9 !#$&'()+,.=@\[\]^_`{}~-]")
"""What a quoted name leaves out: what some client reads as an escape, a path or its end."""
_ATTR_SIGNS = "!#$&+-.^_`|~"
"""What RFC 8187 lets stand beside letters and digits (attr-char)."""


def media_type(formaat: str | None) -> str:
    """Return the type of a file as a header carries it, without parameters."""
    kind = (formaat or "").partition(";")[0].strip().lower()
    return kind if _TYPE.match(kind) else OCTETS


def is_shown(kind: str, *, asked: bool) -> bool:
    """Whether a browser is told to show it."""
    return asked and kind in SHOWN


def policy_for(kind: str, *, shown: bool) -> str:
    """Return the Content-Security-Policy of a file."""
    return PDF_POLICY if shown and kind == "application/pdf" else SANDBOX


def clean_name(name: str | None) -> str:
    """Return a name without paths, control and formatting characters, or leading dots."""
    text = unicodedata.normalize("NFC", name or "")
    text = re.split(r"[/\\]", text)[-1]
    kept = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    kept = " ".join(kept.split()).lstrip(". ").rstrip(". ")
    kept = re.sub(r'[<>:"|?*]', "_", kept)
    if len(kept) > LONGEST:
        stem, dot, extension = kept.rpartition(".")
        tail = f".{extension}" if dot and len(extension) <= 10 else ""
        kept = (stem if tail else kept)[: LONGEST - len(tail)] + tail
    return kept or NAMELESS


def disposition(name: str | None, *, shown: bool) -> str:
    """Return the Content-Disposition of a file."""
    clean = clean_name(name)
    kind = "inline" if shown else "attachment"
    plain = unicodedata.normalize("NFKD", clean).encode("ascii", "ignore").decode()
    plain = _ODD.sub("_", plain).strip() or NAMELESS
    told = f'{kind}; filename="{plain}"'
    if plain != clean:
        told += f"; filename*=UTF-8''{quote(clean, safe=_ATTR_SIGNS)}"
    return told
