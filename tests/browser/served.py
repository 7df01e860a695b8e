"""A real site for the browser: prepared as ``make demo`` does, served by gunicorn."""

from __future__ import annotations

import fcntl
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PILOT = "jy-assistance-2020"
AS_OF = "2021-12-31"
_START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A running site: its address, its data folder, and the password of all roles."""

    address: str
    folder: Path
    password: str


def environment(folder: Path) -> dict[str, str]:
    """The settings of ``make demo``, writing to ``folder`` alone."""
    inherited = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return {
        **inherited,
        "ZHUNSHENG_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
    }


def manage(folder: Path, *arguments: str) -> str:
    """What a management command prints; its own message when it fails."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "site/manage.py", *arguments],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def prepared(folder: Path) -> str:
    """Prepare ``folder`` once for all processes of a test run; returns the password."""
    folder.mkdir(exist_ok=True)
    said = folder / "prepared.txt"
    with (folder / "preparing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_text(manage(folder, "prepare_demonstration"), "utf-8")
    found = re.search(r"^\s+office\s+(\S+)", said.read_text("utf-8"), re.MULTILINE)
    assert found, said.read_text("utf-8")
    return found[1]


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve the prepared site in ``folder`` on a free port until the block ends."""
    password = prepared(folder)
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with (folder / f"server-{port}.log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603
            [
                *(sys.executable, "-m", "gunicorn", "config.wsgi"),
                *("--bind", f"127.0.0.1:{port}", "--chdir", "site"),
                *("--workers", "1", "--threads", "4", "--timeout", "120"),
                "--no-control-socket",
            ],
            cwd=ROOT,
            env=environment(folder),
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(address, server, Path(log.name))
            yield Served(address, folder, password)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz") as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError(f"the site did not start:\n{log.read_text('utf-8')}")
