"""What the process writes to its log: every line masked, whoever wrote it.

The gateway's own records hold no values. Libraries do what they do: a traceback repeats the text of
an exception, asyncio in debug mode the values of its futures. So the last step masks them all.
"""

from __future__ import annotations

import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec

from sources.errors import scrub
from sources.watch import NOW

LINE = "%(levelname)s %(name)s %(message)s"
HASHES = frozenset({"trace_id", "hash"})
"""Fields that hold a hash or a random id: masking would break those with eight digits in a row."""
_HASH = re.compile(r"(?=.*[a-f])[0-9a-f]{32,64}\Z")
"""A number of digits only is none: a caller may have written anything in its trace id."""
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}
"""What every record has; the rest was given with it."""


class MaskingFormatter(logging.Formatter):
    """Formats like any other, then masks runs of eight or more digits, and tokens."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, its traceback included, masked."""
        when, rest = self.formatTime(record), scrub(super().format(record))
        return f"{when} {rest}"


class JsonFormatter(logging.Formatter):
    """One JSON object a line: what happened, in which request, and what was told with it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; every text in it is masked."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
        }
        now = NOW.get()
        if now is not None:
            told["request_id"] = now.watch.request_id
        for name, value in vars(record).items():
            if name not in _OWN:
                told[name] = _masked(name, value)
        if record.exc_info:
            told["exception"] = scrub(self.formatException(record.exc_info))
        return msgspec.json.encode(told).decode()


def _masked(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if scrub(str(value)) == str(value) else "********"
    text = str(value)
    return text if name in HASHES and _HASH.match(text) else scrub(text)


def configure_logging(level: str, form: str = "text") -> None:
    """Send every record of every logger to the standard error stream, masked."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else MaskingFormatter(LINE))
    logging.basicConfig(level=level, handlers=[handler], force=True)
