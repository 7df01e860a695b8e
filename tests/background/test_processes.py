"""Real worker processes on the database of the run: killed, stopped, in competition.

On SQLite the tests' own database lives in memory, so the workers get a copy of it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, connections
from django.db.utils import ConnectionHandler

from tests.background.jobs import ask
from tests.factories import make_user

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60

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

    def states(self) -> list[tuple[str, int]]:
        """``(state, attempts)`` of every job, the oldest first."""
        handler = ConnectionHandler({"default": self._options})
        database = handler["default"]
        try:
            with database.cursor() as cursor:
                cursor.execute("SELECT state, attempts FROM background_job ORDER BY id")
                return [(state, attempts) for state, attempts in cursor.fetchall()]
        finally:
            database.close()

    def traces(self) -> list[str]:
        """The names of the jobs in the order in which they were begun."""
        if not self.trace.exists():
            return []
        lines = self.trace.read_text("utf-8").splitlines()
        return [line.split()[0] for line in lines]

    @contextmanager
    def worker(self, *options: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker process; killed when the test leaves it."""
        process = subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, "site/manage.py", "run_jobs", *options],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.background.worker_settings",
                "DATABASE_URL": self.url,
                "ZHUNSHENG_DATA": str(self.folder),
                "ZHUNSHENG_JOB_LOST_AFTER": "3",
            },
        )
        try:
            yield process
        finally:
            process.kill()
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
