"""W3C Trace Context (level 1): which trace a request is part of, and the spans we add to it."""

from __future__ import annotations

import re
from random import getrandbits
from typing import NamedTuple

_TRACEPARENT = re.compile(
    r"(?!ff)(?P<version>[0-9a-f]{2})-(?!0{32})(?P<trace>[0-9a-f]{32})"
    r"-(?!0{16})(?P<span>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})(?P<more>-[\x20-\x7e]*)?\Z"
)
_STATE = re.compile(r"[\x20-\x7e\t]+\Z")
LONGEST_TRACEPARENT = 512
LONGEST_STATE = 512
"""Characters of tracestate that are passed on; a longer one is left out whole (section 3.3.1.5)."""
MOST_MEMBERS = 32
_KNOWN_FLAGS = 0x03
"""Sampled (level 1) and random (level 2); what is not known must not be passed on."""


class Trace(NamedTuple):
    """The span of one gateway request in its trace."""

    trace_id: str
    span_id: str
    parent_span_id: str = ""
    """The caller's span; empty when the trace began here."""
    flags: str = "01"
    state: str = ""
    """`tracestate`, as it came."""

    def traceparent(self, span_id: str) -> str:
        """Return the header that makes `span_id` the parent of what another party does."""
        return f"00-{self.trace_id}-{span_id}-{self.flags}"


def new_span_id() -> str:
    """Return 8 random bytes in hex, never all zero."""
    return f"{getrandbits(64) or 1:016x}"


def new_trace() -> Trace:
    """Return a trace that begins here."""
    return Trace(f"{getrandbits(128) or 1:032x}", new_span_id())


def received(traceparent: str, tracestate: str = "") -> Trace:
    """Return our span in the caller's trace; a new trace when the header names none."""
    if not traceparent or len(traceparent) > LONGEST_TRACEPARENT:
        return new_trace()
    found = _TRACEPARENT.match(traceparent)
    if found is None or (found["version"] == "00" and found["more"] is not None):
        return new_trace()
    flags = int(found["flags"], 16) & _KNOWN_FLAGS
    return Trace(found["trace"], new_span_id(), found["span"], f"{flags:02x}", _state(tracestate))


def _state(text: str) -> str:
    state = text.strip()
    fits = len(state) <= LONGEST_STATE and state.count(",") < MOST_MEMBERS
    return state if state and fits and _STATE.match(state) else ""
