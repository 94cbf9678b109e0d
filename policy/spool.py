"""The spool: append-only files on a local disk that keep records until they are delivered.

    <root>/<writer>/lock             held by the process that writes here
    <root>/<writer>/00000001.log     segments; a line is `<crc32> <record>`
    <root>/<writer>/position         up to where records were delivered
    <root>/<writer>.refused          records that the collector refused for good

A segment is only ever appended to. After a write that failed the next record goes to a new
segment, so that a torn line can only be the last of its segment. See `spoolreader` for reading.
"""

from __future__ import annotations

import os
import secrets
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from policy.filelock import try_lock

SEGMENT_BYTES = 4_194_304
SUFFIX = ".log"
LOCK = "lock"


class SpoolError(Exception):
    """A record could not be kept; the message says why, without what the record says."""


def framed(record: bytes) -> bytes:
    """Return the line that holds a record."""
    return b"%08x %s\n" % (zlib.crc32(record), record)


def unframed(line: bytes) -> bytes | None:
    """Return the record in a line (without its end), None when the line is damaged."""
    crc, space, record = line.partition(b" ")
    return record if space and crc == b"%08x" % zlib.crc32(record) else None


class Spool:
    """The segments that one process writes. Not for two threads at once."""

    def __init__(
        self, root: Path, *, max_bytes: int, sync: bool = True, segment_bytes: int = SEGMENT_BYTES
    ) -> None:
        """Raise SpoolError when nothing can be written below `root`."""
        self._max_bytes, self._segment_bytes, self.sync = max_bytes, segment_bytes, sync
        self._file: BinaryIO | None = None
        self._number = 0
        self._written = 0
        self._unsynced = False
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.directory, self._lock = _claim(root)
        except OSError as error:
            raise SpoolError(f"the spool cannot be written: {error.strerror}") from None

    @property
    def waiting(self) -> int:
        """Bytes in the segments, delivered ones included until their segment is gone."""
        return sum(_size(path) for path in self.directory.glob(f"*{SUFFIX}"))

    def append(self, records: Iterable[bytes]) -> None:
        """Keep these records; with `sync` they survive a crash of the machine when it returns.

        Raises SpoolError; then some of them may have been kept all the same.
        """
        lines = b"".join(map(framed, records))
        if self._written + len(lines) > self._max_bytes:
            self._written = self.waiting
            if self._written + len(lines) > self._max_bytes:
                raise SpoolError("the spool is full")
        try:
            file = self._open()
            left = memoryview(lines)
            while left:
                left = left[file.write(left) :]
            self._written += len(lines)
            self._unsynced = True
            if self.sync:
                self.flush()
        except OSError as error:
            self._abandon()
            raise SpoolError(f"the spool cannot be written: {error.strerror}") from None

    def flush(self) -> None:
        """Make what was written survive a crash of the machine. Raises OSError."""
        if self._file is not None and self._unsynced:
            self._unsynced = False
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the directory; another process may take over what is left there."""
        self._abandon()
        self._lock.close()

    def discard(self) -> None:
        """Remove the directory of a spool that was only opened to see whether that works."""
        (self.directory / LOCK).unlink()
        self.close()
        self.directory.rmdir()

    def _open(self) -> BinaryIO:
        """Return the segment to append to; a new one after a full or failed one."""
        if self._file is not None and self._file.tell() >= self._segment_bytes:
            self.flush()
            self._abandon()
        if self._file is None:
            self._number += 1
            path = self.directory / f"{self._number:08d}{SUFFIX}"
            self._file = path.open("xb", buffering=0)
            sync_directory(self.directory)
        return self._file

    def _abandon(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            self._unsynced = False


def sync_directory(path: Path) -> None:
    """Make the names in a directory survive a crash of the machine, where that can be asked."""
    if os.name != "posix":
        return
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _claim(root: Path) -> tuple[Path, BinaryIO]:
    """Make a directory of our own; one that another took over before we locked it is left."""
    while True:
        directory = root / secrets.token_hex(8)
        directory.mkdir(mode=0o700)
        (directory / LOCK).touch(mode=0o600)
        lock = try_lock(directory / LOCK)
        if lock is not None:
            sync_directory(root)
            return directory, lock


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
