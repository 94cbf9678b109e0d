"""Who asks in the benchmark: one ZGW application. The other gateways ignore its token."""

from __future__ import annotations

import time

import jwt

CLIENT_ID = "bench"
SECRET = "geheim-van-de-meting-en-van-niets-anders"  # noqa: S105  guards made-up data
SECRET_ENV = "BENCH_SECRET"  # noqa: S105  the name of a variable
MAX_AGE = 7 * 24 * 3_600


def authorization() -> str:
    """Return the header of this application, good for a week of measuring."""
    claims = {"iss": CLIENT_ID, "client_id": CLIENT_ID, "iat": int(time.time())}
    return f"Bearer {jwt.encode(claims, SECRET, algorithm='HS256')}"
