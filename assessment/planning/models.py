"""The plan by which a standard is carried out: measures, and what units did of them."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from standards_catalog.models import PilotRecord, Standard, UnitRecordQuerySet


class MeasureQuerySet(models.QuerySet["PlanMeasure"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """The measures this user may see: all, those the own unit has a part in, or
        none."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.sees_all_units:
            return self
        if user.is_unit_bound:
            own = MeasureDuty.objects.filter(unit=user.unit_id).values("measure")
            return self.filter(pk__in=own)
        return self.none()


class PlanMeasure(PilotRecord):
    """A measure of a standard's plan (GB/T 24421.4: 准备, 实施, 检查, 改进).

    The plan of a standard is all its measures, in the order of ``number``. Each
    responsible unit has its own part in the measure, a :class:`MeasureDuty`.
    """

    class Stage(models.TextChoices):
        PREPARATION = "准备", "准备"
        EXECUTION = "实施", "实施"
        INSPECTION = "检查", "检查"
        IMPROVEMENT = "改进", "改进"

    class Preparation(models.TextChoices):
        SCHEME = "方案", "方案"
        PUBLICITY = "宣贯", "宣贯"
        PEOPLE = "人员", "人员"
        DOCUMENTS = "文件", "文件"
        EQUIPMENT = "设备", "设备"
        FORMS = "表单", "表单"

    standard = models.ForeignKey(
        Standard,
        on_delete=models.PROTECT,
        related_name="plan_measures",
        verbose_name="标准",
    )
    number = models.PositiveIntegerField("序号")
    stage = models.CharField("阶段", max_length=10, choices=Stage.choices)
    preparation = models.CharField(
        "准备类别", max_length=10, choices=Preparation.choices, blank=True
    )
    content = models.TextField("内容")
    responsible_post = models.CharField("责任岗位", max_length=100, blank=True)
    starts_on = models.DateField("计划开始")
    due_on = models.DateField("完成期限")

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "计划措施"
        verbose_name_plural = "计划措施"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "number"], name="one_measure_per_number"
            ),
            models.CheckConstraint(
                name="a_measure_is_due_after_its_start",
                condition=Q(due_on__gte=F("starts_on")),
                violation_error_message="完成期限早于计划开始。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard.code} 第{self.number}项 {self.content[:30]}"


class MeasureDuty(models.Model):
    """One responsible unit's part in a measure, and when the unit had done it.

    ``reporter_post`` is the position that reported it, never a name.
    """

    measure = models.ForeignKey(
        PlanMeasure,
        on_delete=models.CASCADE,
        related_name="duties",
        verbose_name="计划措施",
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="责任单位")
    done_on = models.DateField("完成日期", null=True, blank=True)
    note = models.TextField("完成说明", blank=True)
    reporter_post = models.CharField("填报岗位", max_length=100, blank=True)

    objects = UnitRecordQuerySet["MeasureDuty"].as_manager()

    class Meta:
        verbose_name = "计划任务"
        verbose_name_plural = "计划任务"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "unit"], name="one_duty_per_measure_and_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.measure}"
