"""Jobs are asked for once, done by one worker, and survive the death of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from background.kinds import JobResult
from background.models import Job, WorkerBeat
from background.results import ResultFileError, _path, keep_file, read_file
from background.services import (
    MOST_REQUEUES,
    beat,
    claim_next,
    complete,
    discard_old,
    fail,
    give_back,
    recover_lost,
    write_progress,
)
from tests.background.jobs import ask, claimed
from tests.factories import Cast

RESULT = JobResult("汇编.pdf", "application/pdf", b"%PDF")


def long_after(seconds: int = 3600) -> None:
    """Let the last heartbeat of every running job be long past."""
    past = timezone.now() - timedelta(seconds=seconds)
    Job.objects.filter(state="进行中").update(heartbeat_at=past)


def test_asking_twice_for_the_same_is_one_job(cast: Cast) -> None:
    first = ask(cast.office, subsystem="服务提供")
    assert ask(cast.office, subsystem="服务提供") == first
    assert ask(cast.office, subsystem="保障") != first
    assert ask(cast.liaison, subsystem="服务提供") != first
    assert AuditEvent.objects.filter(action="提出后台任务").count() == 3


def test_a_finished_job_may_be_asked_for_again(cast: Cast) -> None:
    first = ask(cast.office)
    complete(claim=claimed(), result=RESULT)
    assert ask(cast.office) != first


def test_the_oldest_job_is_taken_first_and_by_one_worker(cast: Cast) -> None:
    first, second = ask(cast.office, name="1"), ask(cast.office, name="2")
    assert claimed("w1").job == first.pk
    assert claimed("w2").job == second.pk
    assert claim_next(worker="w3") is None


def test_a_completed_job_hands_out_its_file(cast: Cast) -> None:
    job = ask(cast.office)
    claim = claimed()
    assert write_progress(claim=claim, done=1, total=4, text="正在排版")
    assert complete(claim=claim, result=RESULT)
    job.refresh_from_db()
    assert job.has_result
    assert (job.result_name, job.result_size) == ("汇编.pdf", 4)
    assert read_file(job.result_digest) == RESULT.content


def test_a_file_that_is_gone_or_changed_is_not_handed_out() -> None:
    digest = keep_file(b"before")
    assert read_file(digest) == b"before"
    with pytest.raises(ResultFileError, match="已不在"):
        read_file("0" * 64)
    _path(digest).write_bytes(b"changed")
    with pytest.raises(ResultFileError, match="摘要不符"):
        read_file(digest)


def test_a_job_of_a_dead_worker_is_queued_again(cast: Cast) -> None:
    job = ask(cast.office)
    claimed()
    long_after()
    assert recover_lost(now=timezone.now()) == 1
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
    assert job.error == "第1次执行时后台进程中断，已重新排队。"
    assert AuditEvent.objects.filter(action="后台任务中断").count() == 1


def test_a_job_is_queued_again_three_times_and_then_ends(cast: Cast) -> None:
    job = ask(cast.office)
    for _ in range(MOST_REQUEUES):
        claimed()
        long_after()
        recover_lost(now=timezone.now())
        job.refresh_from_db()
        assert job.state == Job.State.QUEUED
    claimed()
    long_after()
    recover_lost(now=timezone.now())
    job.refresh_from_db()
    assert job.state == Job.State.INTERRUPTED
    assert job.attempts == MOST_REQUEUES + 1
    assert job.ended_at is not None
    assert "不再重试" in job.error
    assert claim_next(worker="w1") is None


def test_a_job_that_is_worked_on_is_left_alone(cast: Cast) -> None:
    ask(cast.office)
    claim = claimed()
    assert recover_lost(now=timezone.now()) == 0
    long_after()
    beat(claim=claim)
    assert recover_lost(now=timezone.now()) == 0


def test_a_worker_taken_for_dead_can_change_nothing_any_more(cast: Cast) -> None:
    job = ask(cast.office)
    slow = claimed("slow")
    long_after()
    recover_lost(now=timezone.now())
    second = claimed("quick")
    assert not write_progress(claim=slow, done=9, total=9, text="晚了")
    assert not complete(claim=slow, result=RESULT)
    assert not fail(claim=slow, line="晚了")
    assert not give_back(claim=slow)
    job.refresh_from_db()
    assert (job.state, job.done, job.error) == (
        Job.State.RUNNING,
        0,
        "第1次执行时后台进程中断，已重新排队。",
    )
    assert complete(claim=second, result=RESULT)


def test_giving_back_is_no_try(cast: Cast) -> None:
    job = ask(cast.office)
    give_back(claim=claimed())
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.QUEUED, 0)


def test_old_jobs_go_with_the_files_that_nobody_else_names(cast: Cast) -> None:
    old, fresh = ask(cast.office, name="1"), ask(cast.office, name="2")
    for content in (b"old", b"shared"):
        claim = claimed()
        complete(claim=claim, result=JobResult("a", "b", content))
    third = ask(cast.office, name="3")
    complete(claim=claimed(), result=JobResult("a", "b", b"shared"))
    past = timezone.now() - timedelta(days=31)
    Job.objects.filter(pk__in=[old.pk, fresh.pk]).update(ended_at=past)
    WorkerBeat.objects.create(name="gone", started_at=past, beat_at=past)
    digests = {job.pk: job.result_digest for job in Job.objects.all()}
    assert discard_old(now=timezone.now()) == 2
    assert list(Job.objects.all()) == [third]
    with pytest.raises(ResultFileError):
        read_file(digests[old.pk])
    assert read_file(digests[third.pk]) == b"shared"
    assert not WorkerBeat.objects.exists()
