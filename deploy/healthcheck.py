"""Whether the gateway of this container lives: exit status 0 or 1. Standard library only.

It asks the port that stands in the environment of the gateway itself; `-S` starts it in 20 ms.
"""

import http.client
import os
import sys


def main() -> int:
    """Ask /health/live."""
    port = int(os.environ.get("GATEWAY_PORT", "8000"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health/live", headers={"Connection": "close"})
        return 0 if connection.getresponse().status == 200 else 1
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
