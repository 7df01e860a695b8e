"""The programme of a pilot: phases, deliverables and tasks."""

from __future__ import annotations

from datetime import date

from django.db import models

from accounts.models import Unit
from standards_catalog.models import PilotRecord, Standard


class Phase(PilotRecord):
    """One of the five phases of the plan (五), with its first and last day."""

    name = models.CharField("阶段", max_length=100)
    starts_on = models.DateField("阶段开始")
    ends_on = models.DateField("阶段结束")

    class Meta:
        verbose_name = "阶段"
        verbose_name_plural = "阶段"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "name"], name="one_phase_per_pilot_and_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Deliverable(PilotRecord):
    """What a phase has to produce, and when the office confirmed it."""

    phase = models.ForeignKey(
        Phase,
        on_delete=models.CASCADE,
        related_name="deliverables",
        verbose_name="阶段",
    )
    number = models.CharField("序号", max_length=20)
    title = models.CharField("交付物", max_length=300)
    evidence_required = models.TextField("佐证要求", blank=True)
    responsible_units = models.ManyToManyField(
        Unit, blank=True, related_name="deliverables", verbose_name="责任单位"
    )
    completed_on = models.DateField("完成日期", null=True, blank=True)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)

    class Meta:
        verbose_name = "交付物"
        verbose_name_plural = "交付物"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "number"], name="one_deliverable_per_phase_and_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.number} {self.title}"

    def state_on(self, day: date) -> str:
        """未开始, 进行中, 已完成 or 逾期 on ``day`` (due at the end of the phase)."""
        if self.confirmed_on is not None and self.confirmed_on <= day:
            return "已完成"
        if self.phase.ends_on < day:
            return "逾期"
        return "进行中" if self.phase.starts_on <= day else "未开始"


class Task(PilotRecord):
    """A main task of the plan (四) with the departments responsible for it."""

    number = models.CharField("任务编号", max_length=20)
    name = models.CharField("任务名称", max_length=300)
    content = models.TextField("任务内容", blank=True)
    responsible_units = models.ManyToManyField(
        Unit, blank=True, related_name="tasks", verbose_name="责任单位"
    )
    standards = models.ManyToManyField(
        Standard, blank=True, related_name="tasks", verbose_name="应制定标准"
    )
    source_file = models.CharField("来源文件", max_length=200, blank=True)
    source_clause = models.TextField("来源条款", blank=True)

    class Meta:
        verbose_name = "主要任务"
        verbose_name_plural = "主要任务"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "number"], name="one_task_per_pilot_and_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
