"""Real worker processes on the database of the run: killed, stopped, in competition.

On SQLite the tests' own database lives in memory, so the workers get a copy of it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, connections
from django.db.utils import ConnectionHandler

from tests.background.jobs import ask
from tests.factories import make_user

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
Started = AbstractContextManager[subprocess.Popen[bytes]]

pytestmark = pytest.mark.django_db(transaction=True)


class Site:
    """The database and the data folder that workers and the test share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trace = folder / "trace.txt"
        options = dict(connections["default"].settings_dict)
        if connection.vendor == "sqlite":
            file = folder / "copy.db"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(file)])
            options["NAME"] = str(file)
            self.url = f"sqlite:///{file}"
        else:
            password = quote(options["PASSWORD"])
            place = f"{options['HOST']}:{options['PORT']}/{options['NAME']}"
            self.url = f"postgres://{options['USER']}:{password}@{place}"
        self._options = options

    def _rows(self, query: str) -> list[Any]:
        handler = ConnectionHandler({"default": self._options})
        database = handler["default"]
        try:
            with database.cursor() as cursor:
                cursor.execute(query)
                return list(cursor.fetchall())
        finally:
            database.close()

    def states(self) -> list[tuple[str, int]]:
        """``(state, attempts)`` of every job, the oldest first."""
        return self._rows("SELECT state, attempts FROM background_job ORDER BY id")

    def workers(self) -> set[int]:
        """The processes that have a heartbeat."""
        names = self._rows("SELECT name FROM background_workerbeat")
        return {int(name.rpartition(":")[2]) for (name,) in names}

    def traces(self) -> list[str]:
        """The names of the jobs in the order in which they were begun."""
        if not self.trace.exists():
            return []
        lines = self.trace.read_text("utf-8").splitlines()
        return [line.split()[0] for line in lines]

    def worker(self, *options: str) -> Started:
        """A worker process; killed when the test leaves it."""
        return self._started(sys.executable, "site/manage.py", "run_jobs", *options)

    def served(self, port: int) -> Started:
        """The site with its worker, as ``make run`` starts them."""
        return self._started("scripts/serve", str(port))

    @contextmanager
    def _started(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(  # noqa: S603  # our own commands
            command,
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.background.worker_settings",
                "DATABASE_URL": self.url,
                "ZHUNSHENG_DATA": str(self.folder),
                "ZHUNSHENG_JOB_LOST_AFTER": "3",
            },
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def queued(tmp_path: Path) -> Callable[..., Site]:
    """A site with jobs of the given lengths in seconds."""

    def prepare(*seconds: float) -> Site:
        user = make_user("standards_office")
        trace = str(tmp_path / "trace.txt")
        for number, length in enumerate(seconds):
            ask(user, "traced", name=f"j{number}", seconds=length, trace=trace)
        return Site(tmp_path)

    return prepare


def wait_until(fact: Callable[[], Any], what: str) -> None:
    """Wait for ``fact``, which another process brings about."""
    until = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < until, what
        time.sleep(0.1)


def test_a_job_of_a_killed_worker_is_done_by_the_next(
    queued: Callable[..., Site],
) -> None:
    site = queued(4.0)
    with site.worker() as first:
        wait_until(lambda: site.traces() == ["j0"], "the job was not begun")
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert site.states() == [("进行中", 1)]
    with site.worker():
        wait_until(lambda: site.states() == [("完成", 2)], "the job was not done")
    assert site.traces() == ["j0", "j0"]


def test_a_worker_told_to_stop_gives_its_job_back_at_once(
    queued: Callable[..., Site],
) -> None:
    site = queued(30.0)
    with site.worker() as worker:
        wait_until(lambda: site.traces() == ["j0"], "the job was not begun")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=PATIENCE) == 0
    assert site.states() == [("排队", 0)]


def test_workers_in_competition_do_every_job_once(
    queued: Callable[..., Site],
) -> None:
    site = queued(*[0.02] * 40)
    with site.worker("--until-empty") as one, site.worker("--until-empty") as two:
        assert one.wait(timeout=PATIENCE) == 0
        assert two.wait(timeout=PATIENCE) == 0
    assert set(site.states()) == {("完成", 1)}
    assert Counter(site.traces()) == Counter(f"j{number}" for number in range(40))
    workers = {line.split()[1] for line in site.trace.read_text().splitlines()}
    assert len(workers) == 2, "one worker did all: nothing was put to the test"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def is_running(pid: int) -> bool:
    """Whether the process is there and no mere zombie."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_site_and_worker_start_and_stop_together_and_a_dead_worker_comes_back(
    queued: Callable[..., Site],
) -> None:
    site, port = queued(), free_port()
    with site.served(port) as serve:
        wait_until(lambda: answers(port) and site.workers(), "nothing was started")
        (first,) = site.workers()
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: site.workers() - {first}, "the worker did not come back")
        (second,) = site.workers() - {first}
        serve.send_signal(signal.SIGTERM)
        assert serve.wait(timeout=PATIENCE) == 143
        assert not answers(port)
        assert not is_running(second)
