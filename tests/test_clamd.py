"""The scan of uploads by a real clamd, Debian's, with a database of one signature."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from test_uploads import Inlader, code

SIGNED = b"GATEWAY-TESTHANDTEKENING"
CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
pytestmark = pytest.mark.skipif(CLAMD is None, reason="no clamd here: apt install clamav-daemon")


@contextmanager
def clamd(directory: Path) -> Iterator[Path]:
    """Run a clamd that knows one signature; give its socket."""
    database, socket = directory / "db", directory / "clamd.sock"
    database.mkdir()
    (database / "test.ndb").write_text(f"Gateway.Test:0:*:{SIGNED.hex()}\n")
    (directory / "clamd.conf").write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {database}\nForeground yes\n"
        f"TemporaryDirectory {directory}\nStreamMaxLength 1M\nBytecode no\n"
    )
    assert CLAMD is not None
    config = f"--config-file={directory / 'clamd.conf'}"
    running = subprocess.Popen([CLAMD, config], stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        while not socket.exists():
            assert running.poll() is None, "clamd stopped"
            time.sleep(0.01)
        yield socket
    finally:
        running.terminate()
        running.wait()


async def test_a_real_clamd_finds_its_signature_and_nothing_else(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as short, clamd(Path(short)) as socket:
        sender = Inlader(tmp_path / "u", clamd=str(socket))
        clean = b"%PDF-1.7\n" + bytes(600_000)
        assert (await sender.upload(clean)).status_code == 201
        found = await sender.upload(clean + SIGNED)
        assert code(found) == (422, "UPLOAD_INFECTED")
        assert len(sender.files) == 1
        too_large = await sender.upload(clean + clean)
        assert code(too_large) == (503, "SCAN_UNAVAILABLE")
        assert len(sender.files) == 1
