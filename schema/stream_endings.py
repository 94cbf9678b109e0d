"""Why a stream ends, and the code a websocket is closed with.

Codes of 4400 and above are those of graphql-ws (enisdenjo); 1012 and the three of our own are no
fatal ones there: such a client connects again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

EXPIRED, REVOKED, TOO_SLOW, AGED, STOPPING = "expired", "revoked", "slow", "aged", "stopping"
CODES: Mapping[str, tuple[int, str]] = {
    EXPIRED: (4403, "Forbidden: the token has expired"),
    REVOKED: (4403, "Forbidden: the token is not accepted any more"),
    TOO_SLOW: (4508, "Events are not taken fast enough"),
    AGED: (4510, "Open long enough: connect again"),
    STOPPING: (1012, "Service restart"),
}
ENDINGS = tuple(CODES)
