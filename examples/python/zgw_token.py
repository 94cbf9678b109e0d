"""Prints a ZGW token for the gateway, for who tries it by hand; needs pyjwt.

Reads CLIENT_ID and CLIENT_SECRET from the environment. The token holds for an hour.

    TOKEN=$(CLIENT_ID=mijn-dashboard CLIENT_SECRET=$(cat dashboard.secret) python zgw_token.py)
"""

from __future__ import annotations

import os
import time

import jwt


def zgw_token(client_id: str, secret: str) -> str:
    """Return a fresh token of an application, as `[[client]]` of the gateway knows it."""
    claims = {"iss": client_id, "client_id": client_id, "iat": int(time.time())}
    return jwt.encode(claims, secret, algorithm="HS256")


if __name__ == "__main__":
    print(zgw_token(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]))
