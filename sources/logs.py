"""What the process writes to its log: every line masked, whoever wrote it.

The gateway's own records hold no values. Libraries do what they do: a traceback repeats the text of
an exception, asyncio in debug mode the values of its futures. So the last step masks them all.
"""

from __future__ import annotations

import logging
import sys

from sources.errors import scrub

LINE = "%(levelname)s %(name)s %(message)s"


class MaskingFormatter(logging.Formatter):
    """Formats like any other, then masks runs of eight or more digits, and tokens."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, its traceback included, masked."""
        when, rest = self.formatTime(record), scrub(super().format(record))
        return f"{when} {rest}"


def configure_logging(level: str) -> None:
    """Send every record of every logger to the standard error stream, masked."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter(LINE))
    logging.basicConfig(level=level, handlers=[handler], force=True)
