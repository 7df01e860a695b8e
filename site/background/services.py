"""Asking for jobs; the writes of the worker that does them; recovery.

A write of a worker is one conditional UPDATE for its claim: it changes the row or, if
the job was given away meanwhile, nothing. This holds on SQLite and PostgreSQL alike
and needs no lock that outlives a statement.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.services import record_event
from background.kinds import JobResult
from background.models import UNFINISHED, Job, WorkerBeat
from background.results import keep_file, remove_file
from background.selectors import lost_before

MOST_REQUEUES = 3
"""How often a job whose worker died is given to another one."""
KEEP_DAYS = 30
"""How long results can be fetched."""


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What is asked for: ``arguments`` must be JSON and say all that the job needs."""

    kind: str
    title: str
    arguments: Mapping[str, Any]
    pilot_name: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that belongs to one worker until it ends or is taken for dead."""

    job: int
    token: str
    kind: str
    arguments: Mapping[str, Any]

    def rows(self) -> QuerySet[Job]:
        """The job as long as it is still this worker's, else nothing."""
        return Job.objects.filter(
            pk=self.job, claim=self.token, state=Job.State.RUNNING
        )


@transaction.atomic
def enqueue(*, request: JobRequest, actor: User, address: str = "") -> Job:
    """Ask for a job. While the same one of the same user is unfinished, it is that."""
    plain = json.dumps(request.arguments, sort_keys=True, ensure_ascii=False)
    asked = f"{actor.pk}|{request.kind}|{plain}"
    job, is_new = Job.objects.get_or_create(
        fingerprint=hashlib.sha256(asked.encode()).hexdigest(),
        state__in=UNFINISHED,
        defaults={
            "kind": request.kind,
            "title": request.title[:200],
            "arguments": dict(request.arguments),
            "pilot_name": request.pilot_name,
            "requested_by": actor,
            "queued_at": timezone.now(),
        },
    )
    if is_new:
        record_event(
            actor=actor,
            action="提出后台任务",
            object_label=job.title,
            detail={"任务号": job.pk},
            address=address,
        )
    return job


def claim_next(*, worker: str) -> Claim | None:
    """Take the job that waits longest; None if none does.

    The UPDATE asks again whether it still waits, so of any number of workers exactly
    one gets it.
    """
    waiting = Job.objects.filter(state=Job.State.QUEUED).order_by("queued_at", "pk")
    for job in waiting[:20]:
        now, token = timezone.now(), uuid4().hex
        taken = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
            state=Job.State.RUNNING,
            claim=token,
            worker=worker[:100],
            attempts=F("attempts") + 1,
            done=0,
            total=0,
            progress="",
            started_at=now,
            heartbeat_at=now,
        )
        if taken:
            return Claim(job.pk, token, job.kind, job.arguments)
    return None


def beat(*, claim: Claim) -> bool:
    """Say that the job is being worked on; False if it is no longer ours."""
    return bool(claim.rows().update(heartbeat_at=timezone.now()))


def write_progress(*, claim: Claim, done: int, total: int, text: str) -> bool:
    """Say how far the job is; False if it is no longer ours."""
    return bool(
        claim.rows().update(
            done=done, total=total, progress=text[:200], heartbeat_at=timezone.now()
        )
    )


def complete(*, claim: Claim, result: JobResult) -> bool:
    """Keep the file and end the job; False, and no file, if it is no longer ours."""
    if not beat(claim=claim):
        return False
    digest = keep_file(result.content)
    return bool(
        claim.rows().update(
            state=Job.State.DONE,
            ended_at=timezone.now(),
            error="",
            progress="",
            result_name=result.name[:255],
            result_type=result.content_type,
            result_digest=digest,
            result_size=len(result.content),
        )
    )


def fail(*, claim: Claim, line: str) -> bool:
    """End the job without a result; ``line`` says why in Chinese."""
    return bool(
        claim.rows().update(
            state=Job.State.FAILED, ended_at=timezone.now(), error=line[:500]
        )
    )


def give_back(*, claim: Claim) -> bool:
    """Put the job back because the worker stops; this does not count as a try."""
    return bool(
        claim.rows().update(
            state=Job.State.QUEUED, claim="", attempts=F("attempts") - 1
        )
    )


def recover_lost(*, now: datetime) -> int:
    """Find jobs whose worker died and queue them again, at most ``MOST_REQUEUES``
    times each; after that they end as 中断. Returns how many were found."""
    found = 0
    lost = Job.objects.filter(
        state=Job.State.RUNNING, heartbeat_at__lt=lost_before(now)
    )
    for job in lost:
        found += _recover(job, now)
    return found


@transaction.atomic
def _recover(job: Job, now: datetime) -> int:
    line = f"第{job.attempts}次执行时后台进程中断"
    values: dict[str, Any]
    if job.attempts <= MOST_REQUEUES:
        line += "，已重新排队。"
        values = {"state": Job.State.QUEUED}
    else:
        line += "，不再重试；请联系系统管理员查看后台进程的日志。"
        values = {"state": Job.State.INTERRUPTED, "ended_at": now}
    # A worker that is alive after all has a newer heartbeat, and keeps its job.
    same = Job.objects.filter(
        pk=job.pk, claim=job.claim, state=job.state, heartbeat_at=job.heartbeat_at
    )
    changed = same.update(claim="", error=line, **values)
    if changed:
        record_event(
            actor=None,
            action="后台任务中断",
            object_label=job.title,
            detail={"任务号": job.pk, "说明": line, "后台进程": job.worker},
        )
    return changed


def beat_worker(*, name: str, started_at: datetime) -> None:
    """Say that the worker ``name`` is alive."""
    WorkerBeat.objects.update_or_create(
        name=name, defaults={"started_at": started_at, "beat_at": timezone.now()}
    )


def forget_worker(*, name: str) -> None:
    """A worker that stopped as it should is not waited for."""
    WorkerBeat.objects.filter(name=name).delete()


def discard_old(*, now: datetime) -> int:
    """Delete jobs that ended long ago and files that no job names any more, and the
    heartbeats of workers long gone. Returns how many jobs were deleted."""
    limit = now - timedelta(days=KEEP_DAYS)
    old = Job.objects.filter(ended_at__lt=limit)
    digests = set(old.values_list("result_digest", flat=True)) - {""}
    count, _ = old.delete()
    still = Job.objects.filter(result_digest__in=digests)
    for digest in digests - set(still.values_list("result_digest", flat=True)):
        remove_file(digest)
    WorkerBeat.objects.filter(beat_at__lt=now - timedelta(days=1)).delete()
    return count
