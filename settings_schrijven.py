"""The settings of writing through the gateway (mutations); part of `[gateway]`.

A landscape that reads today does not write tomorrow because the gateway was renewed: mutations are
in the schema always, and off until somebody switches them on. The sandbox has them on.
"""

from __future__ import annotations

from dataclasses import dataclass

from settings_reading import setting


@dataclass(frozen=True, kw_only=True)
class WritingSettings:
    """Whether and how far callers may change something."""

    schrijven: bool | None = setting(
        "Carry out mutations, for who the policy lets; empty: only with the sandbox.", None
    )
    max_writes: int = setting("Mutations in one operation.", 5)
    write_points: int = setting(
        "What one write takes from the budget of `rate_cost`, besides its calls and rows.", 10
    )
    idempotency_hours: float = setting(
        "Hours in which an idempotency key gives the first answer again.", 24.0
    )
