"""Questions about jobs and workers."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from django.conf import settings
from django.utils import timezone

from background.models import Job, WorkerBeat


def lost_before(now: datetime) -> datetime:
    """What was heard of last before this time is taken for dead."""
    return now - timedelta(seconds=settings.JOB_LOST_AFTER_SECONDS)


def is_worker_alive() -> bool:
    """Whether a worker process was heard of lately."""
    limit = lost_before(timezone.now())
    return WorkerBeat.objects.filter(beat_at__gte=limit).exists()


def jobs_before(job: Job) -> int:
    """How many jobs wait in front of ``job``."""
    waiting = Job.objects.filter(state=Job.State.QUEUED)
    return (
        waiting.filter(queued_at__lt=job.queued_at).count()
        + waiting.filter(queued_at=job.queued_at, pk__lt=job.pk).count()
    )


def percent_of(job: Job) -> int | None:
    """How far ``job`` is in whole per cent; None while nothing is known.

    Only a finished job is at 100.
    """
    if job.state == Job.State.DONE:
        return 100
    if not job.total:
        return None
    return min(int(Fraction(job.done, job.total) * 100), 99)
