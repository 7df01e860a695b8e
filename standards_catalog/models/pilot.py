"""Pilots: what is piloted, by whom, until when and with which targets."""

from __future__ import annotations

import time
from datetime import date

from django.db import models
from django.utils import timezone

from accounts.models import Unit


class Pilot(models.Model):
    """A standardization pilot, or a reference requirement set of another place.

    ``targets`` and ``settings`` hold the tables of ``pilot.toml`` as written there
    (indicator code → text such as ``"96%"``); they are parsed by the indicator
    engine. ``data_version`` is new after every change of the pilot's records, so a
    cached number can never outlive the records it was computed from.
    """

    class Kind(models.TextChoices):
        PILOT = "pilot", "试点"
        REFERENCE = "reference", "参考要求集"

    code = models.SlugField("试点代码", max_length=60, unique=True)
    name = models.CharField("试点名称", max_length=200)
    kind = models.CharField(
        "类型", max_length=10, choices=Kind.choices, default=Kind.PILOT
    )
    document = models.CharField("依据文件", max_length=200, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    targets = models.JSONField("目标值", default=dict, blank=True)
    settings = models.JSONField("计算设置", default=dict, blank=True)
    extra = models.JSONField("其他信息", default=dict, blank=True)
    is_demonstration = models.BooleanField("演示数据", default=False)
    data_version = models.PositiveBigIntegerField("数据版本", default=0)
    units: models.ManyToManyField[Unit, PilotMembership] = models.ManyToManyField(
        Unit, through="PilotMembership", related_name="pilots", verbose_name="成员单位"
    )

    class Meta:
        verbose_name = "试点"
        verbose_name_plural = "试点"
        ordering = ["kind", "-starts_on", "code"]

    def __str__(self) -> str:
        return self.name

    def reporting_date(self) -> date:
        """The date figures are shown for unless another one is asked: today, or
        the pilot's last day once it is over."""
        return min(timezone.localdate(), self.ends_on)

    def mark_changed(self) -> None:
        """Give the pilot a data version that no earlier state ever had.

        The clock is used instead of a counter because a counter would start again
        in a database restored from a backup, and old cached numbers would match.
        """
        self.data_version = time.time_ns()
        self.save(update_fields=["data_version"])


class PilotRecord(models.Model):
    """Base of every row of a pilot package.

    ``position`` keeps the order of the file and ``extra`` the columns we do not
    know, so that an export gives back what was loaded (``design/pilot-package.md``).
    """

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, verbose_name="试点")
    position = models.PositiveIntegerField("顺序", default=0)
    extra = models.JSONField("其他列", default=dict, blank=True)

    class Meta:
        abstract = True


class PilotMembership(PilotRecord):
    """A unit's membership in a pilot, with its role there."""

    class MemberRole(models.TextChoices):
        LEAD = "牵头", "牵头"
        RESPONSIBLE = "责任", "责任"
        MEMBER = "成员", "成员"

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="memberships", verbose_name="单位"
    )
    role = models.CharField(
        "成员角色", max_length=10, choices=MemberRole.choices, blank=True
    )

    class Meta:
        verbose_name = "试点成员单位"
        verbose_name_plural = "试点成员单位"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "unit"], name="one_membership_per_pilot_and_unit"
            )
        ]

    def __str__(self) -> str:
        return str(self.unit)


class PilotNote(PilotRecord):
    """Something the source documents contradict themselves in or leave open.

    Such points are kept and shown, never corrected silently.
    """

    number = models.CharField("编号", max_length=20)
    topic = models.CharField("主题", max_length=200, blank=True)
    content = models.TextField("内容")
    source_file = models.CharField("来源文件", max_length=200, blank=True)
    source_clause = models.TextField("来源条款", blank=True)

    class Meta:
        verbose_name = "资料疑点"
        verbose_name_plural = "资料疑点"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "number"], name="one_note_per_pilot_and_number"
            )
        ]

    def __str__(self) -> str:
        return self.topic or self.number
