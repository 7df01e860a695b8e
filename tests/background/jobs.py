"""Small made-up jobs."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from background.models import Job
from background.services import Claim, JobRequest, claim_next, enqueue


def ask(user: User, kind: str = "test", **arguments: Any) -> Job:
    """A queued job of ``kind``."""
    request = JobRequest(kind, f"测试任务{arguments.get('name', '')}", arguments)
    return enqueue(request=request, actor=user)


def claimed(worker: str = "w1") -> Claim:
    """The next job, taken by ``worker``."""
    claim = claim_next(worker=worker)
    assert claim is not None
    return claim
