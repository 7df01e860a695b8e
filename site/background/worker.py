"""The process that does jobs, one at a time, and looks after lost ones."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from background.kinds import (
    JobError,
    JobLostError,
    WorkerStoppingError,
    runner_of,
)
from background.services import (
    Claim,
    beat,
    beat_worker,
    claim_next,
    complete,
    discard_old,
    fail,
    forget_worker,
    give_back,
    recover_lost,
    write_progress,
)

logger = logging.getLogger(__name__)

_BEATS_BEFORE_LOST = 5
_POLL_SECONDS = 1.0
_TIDY_SECONDS = 24 * 3600
_BETWEEN_REPORTS = 0.4
_EXIT_TOO_LONG = 70


def worker_name() -> str:
    """The host and the process, for who looks at a list of workers."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _beat_seconds() -> float:
    return float(settings.JOB_LOST_AFTER_SECONDS) / _BEATS_BEFORE_LOST


class ClaimProgress:
    """Writes how far a claimed job is, not more often than somebody can read it."""

    def __init__(self, claim: Claim, stop: threading.Event) -> None:
        self._claim = claim
        self._stop = stop
        self._written = 0.0

    def report(self, done: int, total: int, text: str) -> None:
        """See :class:`background.kinds.Progress`."""
        if self._stop.is_set():
            raise WorkerStoppingError
        now = time.monotonic()
        if now - self._written < _BETWEEN_REPORTS:
            return
        self._written = now
        try:
            is_ours = write_progress(
                claim=self._claim, done=done, total=total, text=text
            )
        except DatabaseError:
            # A busy database is no reason to lose minutes of work.
            logger.warning("no progress could be written", exc_info=True)
            return
        if not is_ours:
            raise JobLostError


class _Heart(threading.Thread):
    """Beats for the worker, and for its job while there is one.

    It runs beside the job because a job may compute for minutes without a word. A job
    that takes longer than is allowed ends the whole process: nothing else stops
    Python code that hangs, and whoever started the worker starts it again.
    """

    def __init__(self, name: str, started_at: datetime) -> None:
        super().__init__(name="heart", daemon=True)
        self.worker, self.started_at = name, started_at
        self.claim: Claim | None = None
        self.since = 0.0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(_beat_seconds()):
            claim = self.claim
            try:
                beat_worker(name=self.worker, started_at=self.started_at)
                if claim is not None:
                    beat(claim=claim)
            except DatabaseError:
                logger.warning("no heartbeat could be written", exc_info=True)
            if claim is not None and self._is_too_long():
                logger.error("job %s took too long; the worker ends", claim.job)
                os._exit(_EXIT_TOO_LONG)
        connections.close_all()

    def _is_too_long(self) -> bool:
        return time.monotonic() - self.since > settings.JOB_LONGEST_SECONDS


def run_claimed(claim: Claim, stop: threading.Event) -> None:
    """Do one job and write how it ended; what goes wrong in it ends there."""
    progress = ClaimProgress(claim, stop)
    try:
        result = runner_of(claim.kind)(claim.arguments, progress)
        if not complete(claim=claim, result=result):
            raise JobLostError
    except JobError as error:
        fail(claim=claim, line=str(error))
    except WorkerStoppingError:
        give_back(claim=claim)
    except JobLostError:
        logger.warning("job %s was given to another worker", claim.job)
    except Exception:
        logger.exception("job %s failed", claim.job)
        line = f"执行时出错，请把任务号 {claim.job} 告诉系统管理员，日志中有详情。"
        fail(claim=claim, line=line)


def run_worker(
    stop: threading.Event,
    *,
    until_empty: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Do jobs until ``stop`` is set, or until none waits.

    A worker that finds a lost job queues it again for whoever is next, itself too.
    """
    name, started_at = worker_name(), timezone.now()
    beat_worker(name=name, started_at=started_at)
    heart = _Heart(name, started_at)
    heart.start()
    tidy_at = 0.0
    try:
        while not stop.is_set():
            close_old_connections()
            if time.monotonic() >= tidy_at:
                discard_old(now=timezone.now())
                tidy_at = time.monotonic() + _TIDY_SECONDS
            recover_lost(now=timezone.now())
            claim = claim_next(worker=name)
            if claim is not None:
                say(f"开始任务 {claim.job}")
                heart.claim, heart.since = claim, time.monotonic()
                run_claimed(claim, stop)
                heart.claim = None
                say(f"结束任务 {claim.job}")
            elif until_empty:
                return
            else:
                stop.wait(_POLL_SECONDS)
    finally:
        heart.ended.set()
        heart.join(timeout=_beat_seconds() + 1)
        forget_worker(name=name)
