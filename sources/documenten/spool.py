"""Uploads on disk, until a mutation puts them in a register; each under a key of its own.

A file is AES-256-CTR under a key that only the sealed token of the upload holds: what is left on
the disk, or in a snapshot of it, says nothing. That token has its SHA-256 too, so that a file that
was changed is noticed before it goes anywhere. Several processes may share a directory: a name is
random, and how much one caller has waiting is read from the directory itself.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

BLOCK = 1024 * 1024
"""Bytes that are written, read and hashed at a time, in a thread."""
AES_BLOCK = 16
KEY = 32
TAKEN = ".taken"
"""Ends the name of a file that a mutation is putting in a register."""


class SpoolFullError(Exception):
    """There is no room for this file: `is_own` says whether the caller's own share is full."""

    def __init__(self, *, is_own: bool) -> None:
        super().__init__()
        self.is_own = is_own


class SpoolGoneError(Exception):
    """There is no such file here: used, thrown away, or kept by another gateway."""


class SpoolDamagedError(Exception):
    """The file is not what was uploaded."""


class Spool:
    """A directory of uploads."""

    def __init__(self, directory: Path, *, seconds: float, most: int, each: int) -> None:
        self.directory = directory
        self._seconds, self._most, self._each = seconds, most, each

    def begin(self, owner: bytes, size: int) -> Arriving:
        """Return a file of this size that is to be written. Raises SpoolFullError, OSError."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        prefix = owner.hex()[:32]
        total = own = 0
        for path, there in self._sizes():
            total += there
            own += there if path.name.startswith(prefix) else 0
        if total + size > self._most or own + size > self._each:
            raise SpoolFullError(is_own=own + size > self._each)
        path = self.directory / f"{prefix}-{secrets.token_hex(16)}"
        path.touch(mode=0o600, exist_ok=False)
        return Arriving(path, size)

    def clean(self) -> int:
        """Throw away what was kept long enough; return how many files that were."""
        gone = 0
        for path, _ in self._sizes():
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > self._seconds:
                    path.unlink()
                    gone += 1
        return gone

    def take(self, name: str, key: bytes, size: int) -> Kept:
        """Return a file for one use; nobody else gets it meanwhile. Raises SpoolGoneError."""
        path = self.directory / name
        taken = path.with_name(name + TAKEN)
        try:
            path.rename(taken)
        except OSError:
            raise SpoolGoneError from None
        return Kept(taken, key, size)

    @property
    def waiting(self) -> int:
        """The bytes of the directory."""
        return sum(size for _, size in self._sizes())

    def _sizes(self) -> Iterator[tuple[Path, int]]:
        with suppress(OSError):
            for path in self.directory.iterdir():
                with suppress(OSError):
                    yield path, path.stat().st_size


class Arriving:
    """A file that is being written."""

    def __init__(self, path: Path, size: int) -> None:
        self.name, self.key = path.name, secrets.token_bytes(KEY)
        self._path, self._digest = path, hashlib.sha256()
        self._cipher = _Cipher(self.key, 0)
        self._file: BinaryIO = path.open("r+b", buffering=0)
        self._file.truncate(size)  # so that others see at once how much it will take

    async def write(self, block: bytes) -> None:
        """Add this to the file. Raises OSError."""
        await asyncio.to_thread(self._write, block)

    def _write(self, block: bytes) -> None:
        self._digest.update(block)
        left = memoryview(self._cipher.update(block))
        while left:
            left = left[self._file.write(left) :]

    def finish(self) -> bytes:
        """Close the file; return the SHA-256 of what came."""
        self._file.close()
        return self._digest.digest()

    def discard(self) -> None:
        """Throw the file away."""
        self._file.close()
        self._path.unlink(missing_ok=True)


class Kept:
    """A file that is being put in a register."""

    def __init__(self, path: Path, key: bytes, size: int) -> None:
        self._path, self._key, self.size = path, key, size

    async def check(self, sha256: bytes) -> None:
        """Raise SpoolDamagedError when the file is not what was uploaded."""
        digest = hashlib.sha256()
        try:
            async for block in self.read(0, self.size):
                await asyncio.to_thread(digest.update, block)
        except OSError:
            raise SpoolDamagedError from None
        if digest.digest() != sha256:
            raise SpoolDamagedError

    async def read(self, start: int, length: int) -> AsyncIterator[bytes]:
        """Yield this part of the file. Raises OSError, SpoolDamagedError when it ends too soon."""
        cipher = _Cipher(self._key, start // AES_BLOCK)
        cipher.update(bytes(start % AES_BLOCK))
        file = self._path.open("rb", buffering=0)
        try:
            file.seek(start)
            while length:
                block = await asyncio.to_thread(_next, file, cipher, min(BLOCK, length))
                if not block:
                    raise SpoolDamagedError
                length -= len(block)
                yield block
        finally:
            file.close()

    def give_back(self) -> None:
        """Let the upload be used again: nothing came of this use."""
        with suppress(OSError):
            self._path.rename(self._path.with_name(self._path.name.removesuffix(TAKEN)))

    def discard(self) -> None:
        """Throw the file away: it is in a register."""
        self._path.unlink(missing_ok=True)


def _next(file: BinaryIO, cipher: _Cipher, size: int) -> bytes:
    return cipher.update(file.read(size))


class _Cipher:
    """AES-CTR from a block of the stream on; encrypting and decrypting are the same."""

    def __init__(self, key: bytes, block: int) -> None:
        # every file has its own random key, so the counter may begin at nothing
        self._context = Cipher(AES(key), CTR(block.to_bytes(AES_BLOCK, "big"))).encryptor()

    def update(self, data: bytes) -> bytes:
        return self._context.update(data)
