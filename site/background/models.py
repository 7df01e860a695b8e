"""Jobs, and the heartbeats of the processes that do them."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """The user's own jobs; the office sees all."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        return self if user.is_office else self.filter(requested_by=user)

    def unfinished(self) -> Self:
        """Jobs that wait or are being done."""
        return self.filter(state__in=UNFINISHED)


class Job(models.Model):
    """One piece of long work that somebody asked for.

    ``claim`` is a random token of the worker that runs it; every write of a worker is
    for this token only, so one that was taken for dead can change nothing any more.
    ``fingerprint`` is the SHA-256 of who asked for what: while such a job is
    unfinished, asking again leads to it. The result lies under the data folder by its
    SHA-256, ``result_digest``.
    """

    class State(models.TextChoices):
        QUEUED = "排队", "排队"
        RUNNING = "进行中", "进行中"
        DONE = "完成", "完成"
        FAILED = "失败", "失败"
        INTERRUPTED = "中断", "中断"

    kind = models.CharField("种类", max_length=60)
    title = models.CharField("任务", max_length=200)
    arguments = models.JSONField("参数", default=dict)
    fingerprint = models.CharField("指纹", max_length=64)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="jobs",
        verbose_name="提出人",
    )
    # The layer of pilots is above this one, so only what is printed is kept.
    pilot_name = models.CharField("试点", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=4, choices=State.choices, default=State.QUEUED
    )
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    progress = models.CharField("进展", max_length=200, blank=True)
    error = models.CharField("说明", max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField("执行次数", default=0)
    claim = models.CharField("占用标识", max_length=32, blank=True)
    worker = models.CharField("后台进程", max_length=100, blank=True)
    queued_at = models.DateTimeField("提出时间")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField("最近心跳", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    result_name = models.CharField("文件名", max_length=255, blank=True)
    result_type = models.CharField("文件类型", max_length=100, blank=True)
    result_digest = models.CharField("文件摘要", max_length=64, blank=True)
    result_size = models.PositiveBigIntegerField("文件大小", default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ["-queued_at", "-pk"]
        indexes = [models.Index(fields=["state", "queued_at"], name="job_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(state__in=["排队", "进行中"]),
                name="one_unfinished_job_per_fingerprint",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_unfinished(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in UNFINISHED

    @property
    def has_result(self) -> bool:
        """Whether there is a file to hand out."""
        return self.state == Job.State.DONE and bool(self.result_digest)


UNFINISHED = (Job.State.QUEUED, Job.State.RUNNING)


class WorkerBeat(models.Model):
    """A worker process that was alive at ``beat_at``."""

    name = models.CharField("后台进程", max_length=100, unique=True)
    started_at = models.DateTimeField("启动时间")
    beat_at = models.DateTimeField("最近心跳")

    class Meta:
        verbose_name = "后台进程"
        verbose_name_plural = "后台进程"
        ordering = ["-beat_at"]

    def __str__(self) -> str:
        return self.name
