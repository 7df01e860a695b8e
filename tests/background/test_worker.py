"""What becomes of a job in the worker, whatever happens in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import OperationalError

from background import kinds, worker
from background.kinds import (
    JobError,
    JobLostError,
    JobResult,
    Progress,
    WorkerStoppingError,
    job_kind,
)
from background.models import Job, WorkerBeat
from background.services import Claim
from background.worker import ClaimProgress, run_claimed, run_worker
from tests.background.jobs import ask, claimed
from tests.factories import Cast

Register = Callable[[Callable[[Progress], JobResult]], None]


@pytest.fixture
def does(monkeypatch: pytest.MonkeyPatch) -> Register:
    """Say what jobs of the kind “test” do."""

    def register(work: Callable[[Progress], JobResult]) -> None:
        def run(arguments: Mapping[str, Any], progress: Progress) -> JobResult:
            return work(progress)

        monkeypatch.setitem(kinds._KINDS, "test", run)

    return register


def done(cast: Cast) -> Job:
    """Ask for a job, do it, and see."""
    job = ask(cast.office)
    run_claimed(claimed(), threading.Event())
    job.refresh_from_db()
    return job


def test_a_result_ends_a_job(cast: Cast, does: Register) -> None:
    does(lambda progress: JobResult("a.txt", "text/plain", b"a"))
    assert done(cast).has_result


def raising(error: Exception) -> Callable[[Progress], JobResult]:
    def work(progress: Progress) -> JobResult:
        raise error

    return work


def test_what_cannot_be_done_says_why(cast: Cast, does: Register) -> None:
    does(raising(JobError("没有现行标准，无法汇编。")))
    job = done(cast)
    assert (job.state, job.error) == (Job.State.FAILED, "没有现行标准，无法汇编。")


def test_a_defect_is_logged_and_shown_without_its_details(
    cast: Cast, does: Register, caplog: pytest.LogCaptureFixture
) -> None:
    does(raising(ZeroDivisionError("secret path")))
    job = done(cast)
    assert job.state == Job.State.FAILED
    assert f"任务号 {job.pk}" in job.error
    assert "secret" not in job.error
    assert "secret path" in caplog.text


def test_an_unknown_kind_fails_politely(cast: Cast) -> None:
    job = done(cast)
    assert job.state == Job.State.FAILED
    assert "test" in job.error


def test_a_stopping_worker_gives_its_job_back(cast: Cast, does: Register) -> None:
    does(raising(WorkerStoppingError()))
    job = done(cast)
    assert (job.state, job.attempts, job.error) == (Job.State.QUEUED, 0, "")


def test_progress_stops_a_job_that_was_given_away(cast: Cast) -> None:
    job = ask(cast.office)
    progress = ClaimProgress(claimed(), threading.Event())
    Job.objects.filter(pk=job.pk).update(claim="somebody else")
    with pytest.raises(JobLostError):
        progress.report(1, 2, "正在排版")


def test_a_busy_database_does_not_end_a_job(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ask(cast.office)
    progress = ClaimProgress(claimed(), threading.Event())

    def locked(**_: Any) -> bool:
        raise OperationalError("database is locked")

    monkeypatch.setattr(worker, "write_progress", locked)
    progress.report(1, 2, "正在排版")
    assert "no progress could be written" in caplog.text


def test_progress_stops_a_job_when_the_worker_stops(cast: Cast) -> None:
    ask(cast.office)
    stop = threading.Event()
    stop.set()
    with pytest.raises(WorkerStoppingError):
        ClaimProgress(claimed(), stop).report(1, 2, "正在排版")


def test_progress_is_written_for_readers_not_for_every_step(cast: Cast) -> None:
    job = ask(cast.office)
    progress = ClaimProgress(claimed(), threading.Event())
    for step in range(1, 50):
        progress.report(step, 50, f"第{step}页")
    job.refresh_from_db()
    assert (job.done, job.progress) == (1, "第1页")


def test_a_worker_does_all_jobs_and_leaves_no_heartbeat(
    cast: Cast, does: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Would close the connection that the test's transaction is open on.
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    seen: list[int] = []

    def work(progress: Progress) -> JobResult:
        seen.append(WorkerBeat.objects.count())
        return JobResult("a.txt", "text/plain", b"a")

    does(work)
    jobs = [ask(cast.office, name=str(number)) for number in range(3)]
    run_worker(threading.Event(), until_empty=True)
    assert seen == [1, 1, 1]
    assert Job.objects.filter(pk__in=[j.pk for j in jobs], state="完成").count() == 3
    assert not WorkerBeat.objects.exists()


def test_a_job_that_takes_too_long_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.JOB_LONGEST_SECONDS = 60
    settings.JOB_LOST_AFTER_SECONDS = 0
    codes: list[int] = []

    def leave(code: int) -> None:
        codes.append(code)
        heart.ended.set()

    monkeypatch.setattr(worker.os, "_exit", leave)
    monkeypatch.setattr(worker, "beat_worker", lambda **_: None)
    monkeypatch.setattr(worker, "beat", lambda **_: True)
    heart = worker._Heart("w", worker.timezone.now())
    heart.claim, heart.since = Claim(1, "t", "test", {}), worker.time.monotonic() - 61
    heart.run()
    assert codes == [70]


def test_two_kinds_cannot_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_KINDS", {})
    job_kind("one")(lambda arguments, progress: JobResult("", "", b""))
    with pytest.raises(ValueError, match="one"):
        job_kind("one")(lambda arguments, progress: JobResult("", "", b""))
