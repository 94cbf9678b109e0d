"""Why personal data is read (doelbinding), and what each register is told of it.

The header values are templates. Nothing of a value can end a header or begin another, and a value
that holds a BSN is refused: whom the registers' logs name is never told by their BSN.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from urllib.parse import quote

from policy.numbers import is_bsn

PLACEHOLDERS = frozenset({"user_id", "representation", "doelbinding", "verwerking", "client_id"})
LONGEST_VALUE = 1_000
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_NINE_DIGITS = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
_PLAIN = re.compile(r"[\x20-\x7e]*\Z")
_RESERVED = frozenset(
    {"authorization", "connection", "content-length", "content-type", "cookie", "host"}
    | {"te", "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade"}
)
"""Headers that are the client's own (RFC 9110, 9112; W3C Trace Context)."""


class DoelbindingError(ValueError):
    """A configured purpose is wrong, or would tell a BSN; the message names the place."""


@dataclass(frozen=True, slots=True)
class Doelbinding:
    """One configured purpose."""

    name: str
    verwerking: str
    """URI of the processing activity, with its version."""
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Per upstream the templates of its headers."""
    default_for: frozenset[str] = frozenset()
    """client_ids that need not name it; "*": any."""

    def check(self, upstreams: Iterable[str]) -> None:
        """Raise DoelbindingError when something of this purpose cannot be meant."""
        known, where = set(upstreams), f"doelbinding {self.name!r}"
        if not self.name or not _PLAIN.match(self.name) or self.name != self.name.strip():
            raise DoelbindingError(f"{where}: 'name' must be plain text")
        if ":" not in self.verwerking:
            raise DoelbindingError(f"{where}: 'activity' must be a URI")
        for upstream, headers in self.headers.items():
            if upstream not in known:
                raise DoelbindingError(f"{where}: no upstream is named {upstream!r}")
            for header, template in headers.items():
                if not _TOKEN.match(header) or header.lower() in _RESERVED:
                    raise DoelbindingError(f"{where}: {header!r} is not a header to set")
                _check_template(template, f"{where}: {header}")

    def headers_for(self, values: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """Return per upstream its headers with these values filled in.

        Raises DoelbindingError when a value would tell a BSN.
        """
        known = {**values, "doelbinding": self.name, "verwerking": self.verwerking}
        safe = {name: _safe(value) for name, value in known.items()}
        filled = {
            upstream: {name: template.format_map(safe) for name, template in headers.items()}
            for upstream, headers in self.headers.items()
        }
        for headers in filled.values():
            for name, value in headers.items():
                if any(is_bsn(number) for number in _NINE_DIGITS.findall(value)):
                    raise DoelbindingError(f"{name} would tell a BSN")
        return filled


def _check_template(template: str, where: str) -> None:
    if not isinstance(template, str) or not _PLAIN.match(template):
        raise DoelbindingError(f"{where}: a header value is plain ASCII text")
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        raise DoelbindingError(f"{where}: not a template") from None
    for _, name, spec, conversion in parts:
        if name is not None and (name not in PLACEHOLDERS or spec or conversion):
            raise DoelbindingError(f"{where}: {{{name}}} is not one of {sorted(PLACEHOLDERS)}")


def _safe(value: str) -> str:
    """Return the value as printable ASCII; anything else is percent-encoded (UTF-8)."""
    text = value[:LONGEST_VALUE]
    if _PLAIN.match(text):
        return text
    return "".join(char if _PLAIN.match(char) else quote(char, errors="replace") for char in text)
