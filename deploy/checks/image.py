"""Carries out the Dockerfile without Docker, and tries what comes out: `make image-check`, as root.

There is no daemon where CI runs. The base image is stood in for by this machine's own system with
this Python as /usr/local; every other step is done as it is written, in a root of its own below a
mount namespace. Then the container is started as a cluster would: nobody, no capabilities, a root
that is read-only, and only /tmp and the spool to write in.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pip

from deploy_support import DOCKERFILE, ROOT, Stage, context_files, copy_of, exec_form, stages

LENT = ("usr", "bin", "sbin", "lib", "lib64", "etc", "dev")
"""What of this machine stands in for the base image."""
QUERY = '{"query":"{ zaken(first: 1) { edges { node { identificatie } } } }"}'
SECONDS = 90.0
CHROOT = "/usr/sbin/chroot"


def run(*command: str, **options: object) -> None:
    """Run a command. Raises CalledProcessError."""
    subprocess.run(command, check=True, **options)  # type: ignore[call-overload]  # noqa: S603


class Root:
    """The file system of one stage."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.path, self.workdir = stage, folder / stage.name, "/"
        self.path.mkdir()
        run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", str(self.path))
        for name in LENT:
            if Path("/", name).is_dir():
                (self.path / name).mkdir()
                run("mount", "--rbind", f"/{name}", str(self.path / name))
        own = self.path / sys.base_prefix.lstrip("/")  # where it looks for its own library
        own.mkdir(parents=True, exist_ok=True)
        for place in (own, self.path / "usr" / "local"):
            run("mount", "--bind", sys.base_prefix, str(place))
        for name in ("proc", "tmp", "opt", "var"):
            (self.path / name).mkdir()
        (self.path / "tmp").chmod(0o1777)
        shutil.copytree(Path(pip.__file__).parent, self.path / "lent" / "pip")
        run("mount", "-t", "proc", "proc", str(self.path / "proc"))

    def below(self, path: str) -> Path:
        """Return where a path of the stage is."""
        return self.path / os.path.normpath(os.path.join(self.workdir, path)).lstrip("/")

    def build(self, others: dict[str, Root]) -> None:
        """Carry out the steps."""
        for word, text in self.stage.steps:
            if word == "WORKDIR":
                self.workdir = text
                self.below(".").mkdir(parents=True, exist_ok=True)
            elif word == "COPY":
                self.copy(text, others)
            elif word == "RUN":
                env = {**os.environ, **self.stage.env(), "PATH": "/usr/local/bin:/usr/bin:/bin"}
                env["PYTHONPATH"] = "/lent"  # a Python of pyenv has no pip; that of the image has
                line = f"cd {shlex.quote(self.workdir)} && {text}"
                run(CHROOT, str(self.path), "/bin/sh", "-ec", line, env=env)

    def copy(self, text: str, others: dict[str, Root]) -> None:
        """Carry out one COPY: of another stage, or of what .dockerignore lets in."""
        copy = copy_of(text)
        target = self.below(copy.target)
        if copy.stage:
            (source,) = copy.sources
            shutil.copytree(
                others[copy.stage].below(source), target, symlinks=True, dirs_exist_ok=True
            )
        else:
            for source in copy.sources:
                folder = (ROOT / source).is_dir()
                for file in context_files(source):
                    name = Path(file).relative_to(source) if folder else Path(file).name
                    (target / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / file, target / name)
        if copy.owner:
            run("chown", "-R", copy.owner, str(target))


class Container:
    """The last stage as a cluster runs it."""

    def __init__(self, root: Root) -> None:
        self.root, self.port = root, free_port()
        spool, path = root.path / "var/lib/gateway", str(root.path)
        run("mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", str(root.path / "tmp"))
        run("mount", "--bind", str(spool), str(spool))
        run("mount", "-o", "remount,bind,ro", path)
        user, _, group = root.stage.last("USER").partition(":")
        env = {**root.stage.env(), "GATEWAY_PORT": str(self.port)}
        self.prefix = [
            CHROOT, path, "/usr/bin/setpriv", f"--reuid={user}", f"--regid={group}",
            "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all",
            "/usr/bin/env", "-i", *(f"{name}={value}" for name, value in env.items()),
            "/bin/sh", "-c", f'cd {shlex.quote(root.workdir)} && exec "$@"', "sh",
        ]  # fmt: skip

    def start(self) -> subprocess.Popen[bytes]:
        """Start what CMD says."""
        words = exec_form(self.root.stage.last("CMD"))
        return subprocess.Popen([*self.prefix, *words])  # noqa: S603

    def does(self, *words: str) -> bool:
        """Return whether a command in the container succeeds."""
        command = [*self.prefix, *words]
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603

    def root_writes(self, path: str) -> bool:
        """Return whether root itself could write there."""
        command = [CHROOT, str(self.root.path), "/usr/bin/touch", path]
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603

    def is_healthy(self) -> bool:
        """Return what HEALTHCHECK says."""
        return self.does(*exec_form(self.root.stage.last("HEALTHCHECK")))


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def tried(container: Container) -> list[tuple[str, bool]]:
    """Return what must hold, and whether it does."""
    found = [("healthcheck fails before the start", not container.is_healthy())]
    process = container.start()
    try:
        end = time.monotonic() + SECONDS
        while not container.is_healthy() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.2)
        found.append(("healthcheck passes", container.is_healthy()))
        url = f"http://127.0.0.1:{container.port}/graphql"
        asked = urllib.request.Request(url, QUERY.encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=20) as response:  # noqa: S310
            answer = json.load(response)
        found.append(("a query is answered", len(answer["data"]["zaken"]["edges"]) == 1))
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
        uid = container.root.stage.last("USER").partition(":")[0]
        found.append(("it runs as nobody", f"Uid:\t{uid}\t{uid}" in status))
        found.append(("it has no capabilities", "CapEff:\t0000000000000000" in status))
        for path in ("/x", "/app/x", "/opt/venv/x", "/etc/x", "/usr/local/x"):
            found.append((f"{path} cannot be written", not container.does("/usr/bin/touch", path)))
        for path in ("/x", "/app/x", "/opt/venv/x"):
            could = container.root_writes(path)
            found.append((f"{path} cannot be written by root either", not could))
        for path in ("/tmp/x", "/var/lib/gateway/x"):  # noqa: S108
            found.append((f"{path} can be written", container.does("/usr/bin/touch", path)))
        process.send_signal(signal.SIGTERM)
        begin = time.monotonic()
        code = process.wait(40)
        drain = float(container.root.stage.env()["GATEWAY_DRAIN_SECONDS"])
        found.append(("it stops in order", code in (0, -signal.SIGTERM)))
        found.append(("but not before the drain", time.monotonic() - begin >= drain))
        found.append(("healthcheck fails after the stop", not container.is_healthy()))
    finally:
        process.kill()
    return found


def megabytes(path: Path) -> float:
    """Return how large a folder is."""
    files = [file for file in path.rglob("*") if file.is_file() and not file.is_symlink()]
    return sum(file.stat().st_size for file in files) / 1e6


def inside() -> int:
    """Build and try, in this mount namespace of its own."""
    _, found = stages(DOCKERFILE.read_text("utf-8"))
    folder = Path(tempfile.mkdtemp(prefix="image-"))
    run("mount", "-t", "tmpfs", "tmpfs", str(folder))
    roots: dict[str, Root] = {}
    for stage in found:
        roots[stage.name] = Root(stage, folder)
        roots[stage.name].build(roots)
    last = roots[found[-1].name]
    size = {name: round(megabytes(last.path / name), 1) for name in ("app", "opt")}
    print(f"MB above the base image: {size}")
    told = tried(Container(last))
    for text, holds in told:
        print(f"{'ok' if holds else 'NOT OK'}: {text}")
    return 0 if all(holds for _, holds in told) else 1


def main() -> int:
    """Start over in a mount namespace, so that nothing is left mounted."""
    if "--inside" in sys.argv:
        return inside()
    command = ["unshare", "--mount", sys.executable, __file__, "--inside"]
    return subprocess.run(command, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
