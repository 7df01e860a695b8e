"""Implementation records, measurable rules, the calendar and the case ledger."""

from __future__ import annotations

from django.db import models

from accounts.models import Unit
from standards_catalog.models import CatalogueCitation, PilotRecord, UnitRecordQuerySet


class ImplementationRecord(PilotRecord, CatalogueCitation):
    """Evidence that a unit carries out a standard (plan, 五(三)(2))."""

    class Kind(models.TextChoices):
        PUBLICITY = "宣贯", "宣贯"
        EXECUTION = "执行", "执行"
        INSPECTION = "检查", "检查"
        RECORD = "记录", "记录"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="单位")
    done_on = models.DateField("日期")
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    description = models.TextField("说明", blank=True)
    verified_on = models.DateField("核实日期", null=True, blank=True)

    objects = UnitRecordQuerySet["ImplementationRecord"].as_manager()

    class Meta:
        verbose_name = "实施记录"
        verbose_name_plural = "实施记录"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.unit} {self.catalogue_code} {self.done_on} {self.kind}"


class MeasurableRule(PilotRecord, CatalogueCitation):
    """A clause with a limit that case records can be judged by (R01–R30).

    ``limit`` is empty when the source gives no number: such a rule prints
    “未配置” and never passes.
    """

    class LimitUnit(models.TextChoices):
        WORKING_DAY = "工作日", "工作日"
        DAY = "日", "日"
        PERCENT = "百分比", "百分比"

    code = models.CharField("规则编号", max_length=30)
    clause_text = models.TextField("条款原文")
    start_event = models.CharField("起点事件", max_length=100)
    end_event = models.CharField("终点事件", max_length=100)
    limit = models.DecimalField(
        "限值", max_digits=12, decimal_places=4, null=True, blank=True
    )
    limit_unit = models.CharField("单位", max_length=10, choices=LimitUnit.choices)
    applicable_items = models.JSONField("适用事项", default=list, blank=True)
    source_file = models.CharField("来源文件", max_length=200, blank=True)

    class Meta:
        verbose_name = "可度量条款"
        verbose_name_plural = "可度量条款"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "code"], name="one_rule_per_pilot_and_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.clause_text}"


class WorkCalendarDay(PilotRecord):
    """A day that overrides or extends the built-in working calendar."""

    class Kind(models.TextChoices):
        HOLIDAY = "节假日", "节假日"
        MAKE_UP = "调休上班", "调休上班"

    day = models.DateField("日期")
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)

    class Meta:
        verbose_name = "工作日历"
        verbose_name_plural = "工作日历"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "day"], name="one_calendar_entry_per_pilot_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class LedgerPart(PilotRecord):
    """Manifest row of one immutable Parquet part of the case ledger.

    Cases come by the million from other platforms; they are not rows of this
    database. ``digest`` is the SHA-256 of the part's canonical rows and names the
    file under the data folder.
    """

    digest = models.CharField("摘要", max_length=64)
    source_name = models.CharField("来源文件", max_length=200, blank=True)
    case_count = models.PositiveIntegerField("案件数")
    imported_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = "案件台账分卷"
        verbose_name_plural = "案件台账分卷"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "digest"], name="one_ledger_part_per_pilot_and_digest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_name}（{self.case_count} 件）"
