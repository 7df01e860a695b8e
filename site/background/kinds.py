"""Kinds of jobs: what is done in the background, registered by the apps' ``tasks``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class JobError(Exception):
    """A job that cannot be done; the message is one Chinese line for who asked."""


class JobLostError(Exception):
    """The job is no longer this worker's: it was taken for dead and given away."""


class WorkerStoppingError(Exception):
    """The worker was told to stop; the job goes back to the queue."""


@dataclass(frozen=True, slots=True)
class JobResult:
    """The file a job made: its name for the reader, its media type, its bytes."""

    name: str
    content_type: str
    content: bytes


class Progress(Protocol):
    """How a running job says how far it is."""

    def report(self, done: int, total: int, text: str) -> None:
        """``done`` of ``total`` steps, and what is being done in Chinese.

        JobLostError or WorkerStoppingError when the work is to be dropped.
        """


Runner = Callable[[Mapping[str, Any], Progress], JobResult]
_KINDS: dict[str, Runner] = {}


def job_kind(name: str) -> Callable[[Runner], Runner]:
    """Register the decorated function as what a job of kind ``name`` does.

    It takes the job's arguments as they were stored (JSON) and a :class:`Progress`.
    A job may be run again after its worker died, so it must not matter how often.
    """

    def register(runner: Runner) -> Runner:
        if _KINDS.setdefault(name, runner) is not runner:
            raise ValueError(f"two kinds of jobs are called {name!r}")
        return runner

    return register


def runner_of(kind: str) -> Runner:
    """What a job of ``kind`` does. JobError for a kind that is gone."""
    try:
        return _KINDS[kind]
    except KeyError as error:
        raise JobError(f"系统不再办理“{kind}”这种任务。") from error
