"""W3C Trace Context: what is taken over from a caller, and what is not."""

from __future__ import annotations

import pytest

from sources.trace import received

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.mark.parametrize(
    ("header", "flags"),
    [
        (f"00-{TRACE}-{SPAN}-01", "01"),
        (f"00-{TRACE}-{SPAN}-00", "00"),
        (f"00-{TRACE}-{SPAN}-ff", "03"),
        (f"cc-{TRACE}-{SPAN}-01-what-comes-later", "01"),
    ],
)
def test_a_callers_trace_goes_on(header: str, flags: str) -> None:
    trace = received(header, "a=1,b=2")
    assert (trace.trace_id, trace.parent_span_id, trace.state) == (TRACE, SPAN, "a=1,b=2")
    assert trace.span_id != SPAN
    assert trace.traceparent("1" * 16) == f"00-{TRACE}-{'1' * 16}-{flags}"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "x",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-01-more",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01\r\nX-A: b",
        f"cc-{TRACE}-{SPAN}-01-{'x' * 500}",
    ],
)
def test_what_is_no_trace_begins_one(header: str) -> None:
    first, second = received(header, "a=1"), received(header, "a=1")
    assert first.parent_span_id == first.state == ""
    assert len({first.trace_id, second.trace_id, TRACE}) == 3
    assert len(first.trace_id) == 32
    assert len(first.span_id) == 16


@pytest.mark.parametrize(
    "state", ["a=" + "x" * 511, ",".join("a=1" for _ in range(33)), "a=1\r\nX-A: b", "a=é"]
)
def test_a_tracestate_out_of_bounds_is_left_out(state: str) -> None:
    assert received(f"00-{TRACE}-{SPAN}-01", state).state == ""
