"""Reads a spool in order, remembers what was delivered, and takes over spools of dead processes."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from policy.filelock import try_lock
from policy.spool import LOCK, SUFFIX, framed, sync_directory, unframed

log = logging.getLogger("gateway.logboek")
POSITION = "position"
REFUSED = ".refused"
BATCH_RECORDS = 500
BATCH_BYTES = 1_048_576


class Position(NamedTuple):
    """The place in a spool after which records were not delivered."""

    segment: int
    offset: int


class Batch(NamedTuple):
    """Records in the order they were written, and the position after them."""

    records: list[bytes]
    after: Position


class SpoolReader:
    """Reads one directory of segments; of a closed one nobody writes any more."""

    def __init__(self, directory: Path, *, closed: bool = False) -> None:
        self.directory, self._closed = directory, closed
        self._at = self._remembered()
        self.damaged = 0

    def next(self) -> Batch | None:
        """Return the records that wait, the first ones; None when none does.

        Segments that were delivered whole are removed.
        """
        while True:
            numbers = self._segments()
            if not numbers:
                return None
            if self._at.segment not in numbers:
                self._at = Position(next((n for n in numbers if n >= self._at.segment), 0), 0)
                if self._at.segment == 0:
                    return None
            is_last = self._at.segment == numbers[-1]
            batch = self._read()
            if batch is not None:
                if batch.records:
                    return batch
                self._at = batch.after
            elif is_last and not self._closed:
                return None
            else:
                self._path(self._at.segment).unlink(missing_ok=True)
                self._at = Position(self._at.segment + 1, 0)

    def delivered(self, batch: Batch) -> None:
        """Remember that this batch, the last one read, was delivered."""
        self._at = batch.after
        temporary = self.directory / f"{POSITION}.new"
        temporary.write_text(f"{self._at.segment} {self._at.offset}\n", "ascii")
        temporary.replace(self.directory / POSITION)

    def refuse(self, records: list[bytes]) -> None:
        """Set records apart, durably, that no collector will take: somebody has to look."""
        path = self.directory.with_suffix(REFUSED)
        with path.open("ab", buffering=0) as file:
            file.write(b"".join(map(framed, records)))
            os.fsync(file.fileno())
        sync_directory(path.parent)

    def remove(self) -> None:
        """Remove a closed directory of which everything was delivered."""
        with contextlib.suppress(OSError):
            for path in self.directory.iterdir():
                path.unlink(missing_ok=True)
            self.directory.rmdir()

    def _remembered(self) -> Position:
        """Return the position; the beginning when it was lost: a record then comes twice."""
        try:
            segment, offset = (self.directory / POSITION).read_text("ascii").split()
            return Position(int(segment), int(offset))
        except (OSError, ValueError):
            return Position(0, 0)

    def _segments(self) -> list[int]:
        stems = (path.stem for path in self.directory.glob(f"*{SUFFIX}"))
        return sorted(int(stem) for stem in stems if stem.isdigit())

    def _path(self, segment: int) -> Path:
        return self.directory / f"{segment:08d}{SUFFIX}"

    def _read(self) -> Batch | None:
        """Return the whole lines that follow; None when there is none: the end, or a torn line."""
        with self._path(self._at.segment).open("rb") as file:
            file.seek(self._at.offset)
            lines = file.readlines(BATCH_BYTES)[:BATCH_RECORDS]
        whole = [line for line in lines if line.endswith(b"\n")]
        if not whole:
            return None
        records = [record for line in whole if (record := unframed(line[:-1])) is not None]
        if len(records) < len(whole):
            self.damaged += len(whole) - len(records)
            log.error("the spool has damaged records", extra={"count": len(whole) - len(records)})
        return Batch(records, Position(self._at.segment, self._at.offset + sum(map(len, whole))))


def adopt(root: Path, own: Path) -> Iterator[tuple[SpoolReader, BinaryIO]]:
    """Return the spools that dead processes left, each with the lock that is now ours."""
    for directory in sorted(path for path in root.iterdir() if path.is_dir()):
        if directory == own:
            continue
        lock = try_lock(directory / LOCK)
        if lock is not None:
            yield SpoolReader(directory, closed=True), lock
