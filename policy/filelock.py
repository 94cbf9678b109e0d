"""A lock on a file that ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def try_lock(path: Path) -> BinaryIO | None:
    """Return the locked file, to be closed to let go; None when another holds it, or it is gone."""
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        return None
    try:
        _lock(file)
        held = os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        held = False
    if not held:
        file.close()
        return None
    return file
