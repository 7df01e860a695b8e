"""Implementation records, measurable rules, the calendar and the case ledger."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Unit, User
from standards_catalog.models import (
    CatalogueCitation,
    Pilot,
    PilotRecord,
    UnitRecordQuerySet,
)

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from assessment.evidence.models import Evidence

CLAUSE_SEPARATOR = ";"


def clauses_named(text: str) -> tuple[str, ...]:
    """The clauses that ``text`` names, one by one."""
    parts = text.replace("；", CLAUSE_SEPARATOR).split(CLAUSE_SEPARATOR)
    return tuple(part.strip() for part in parts if part.strip())


"""Between the clauses of one record, as between the values of a package's cell."""


class RecordState(StrEnum):
    """Where a record stands."""

    DRAFT = "草稿"
    RETURNED = "退回"
    FILED = "待核实"
    VERIFIED = "已核实"


class ImplementationRecordQuerySet(UnitRecordQuerySet["ImplementationRecord"]):
    """Records, of which the unfiled ones are nobody's business but their unit's."""

    def filed(self) -> Self:
        """What units have filed; everything that is counted starts from here."""
        return self.filter(
            Q(filed_on=None) | Q(filed_on__lte=timezone.localdate())
        ).filter(is_filed=True)

    def waiting(self) -> Self:
        """What has been filed and nobody has verified, whatever date a page shows."""
        return self.filed().filter(verified_on=None)

    def unfiled(self) -> Self:
        """Drafts, and what was returned to its unit."""
        return self.filter(is_filed=False)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """The own unit's records; of other units only what has been filed.

        Neither the office nor the leadership sees a draft.
        """
        rows = super().for_user(user)
        if isinstance(user, User) and user.sees_all_units:
            return rows.filed()
        return rows


class ImplementationRecord(PilotRecord, CatalogueCitation):
    """Evidence that a unit carries out a standard (plan, 五(三)(2)).

    ``is_filed`` is false for a draft and for what was returned to its unit: only the
    unit sees it, and nothing counts it. ``filed_on`` is empty for records that a
    package brought without 填报日期; they count as filed. Posts are positions, never
    persons. ``clause`` may name several clauses, separated by ``;``.
    """

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
    is_filed = models.BooleanField("已填报", default=True)
    filed_on = models.DateField("填报日期", null=True, blank=True)
    filer_post = models.CharField("填报人岗位", max_length=100, blank=True)
    reviewed_on = models.DateField("审阅日期", null=True, blank=True)
    reviewer_post = models.CharField("审阅人岗位", max_length=100, blank=True)
    returned_on = models.DateField("退回日期", null=True, blank=True)
    returner_post = models.CharField("退回人岗位", max_length=100, blank=True)
    returned_note = models.TextField("退回说明", blank=True)
    verifier_post = models.CharField("核实人岗位", max_length=100, blank=True)

    objects = ImplementationRecordQuerySet.as_manager()

    if TYPE_CHECKING:
        evidence: RelatedManager[Evidence]

    class Meta:
        verbose_name = "实施记录"
        verbose_name_plural = "实施记录"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="only_filed_records_are_verified",
                condition=Q(is_filed=True) | Q(filed_on=None, verified_on=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.catalogue_code} {self.done_on} {self.kind}"

    @property
    def audit_label(self) -> str:
        """What the audit trail calls it: of what is not filed, the number alone."""
        return str(self) if self.is_filed else f"{self.unit} 实施记录草稿 {self.pk}"

    @property
    def state(self) -> RecordState:
        """Where the record stands now, whatever date a page shows."""
        return self.state_on(date.max)

    def state_on(self, day: date) -> RecordState:
        """Where the record stands on ``day``: a later 核实 has not happened."""
        if not self.is_filed:
            return RecordState.RETURNED if self.returned_on else RecordState.DRAFT
        if self.verified_on is not None and self.verified_on <= day:
            return RecordState.VERIFIED
        return RecordState.FILED

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses named, one by one."""
        return clauses_named(self.clause)

    def mark(self) -> str:
        """A digest of what somebody sees of the record who decides about it.

        An action names the mark it saw, so that nobody verifies, returns or overwrites
        something else. One query, unless the evidence was fetched before.
        """
        seen = [
            self.is_filed,
            *(getattr(self, name) for name in ("done_on", "kind", "clause")),
            *(getattr(self, name) for name in ("description", "verified_on")),
            *(getattr(self, name) for name in ("returned_on", "filed_on")),
            sorted(file.digest for file in self.evidence.all()),
        ]
        text = json.dumps(seen, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:20]


class RecordImportQuerySet(models.QuerySet["RecordImport"]):
    """Imports, which are as open as the records they bring."""

    def for_user(self, user: User | AnonymousUser) -> Self:
        """The own unit's imports; the office's own, and what units have filed so."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_office:
            return self.filter(Q(unit=None) | Q(applied_at__isnull=False))
        return self.filter(unit=user.unit_id) if user.is_unit_bound else self.none()


class RecordImport(models.Model):
    """A sheet of implementation records: looked at first, then filed in one go.

    ``unit`` is empty for a sheet of the office, which may hold rows of all units. The
    file waits in ``content`` until it is applied; ``journal`` then holds what it
    brought (:mod:`assessment.packages.journal`), so that it can be undone.
    """

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, verbose_name="试点")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, verbose_name="单位"
    )
    source_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件摘要", max_length=64)
    content = models.BinaryField("文件内容")
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上传人",
    )
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    new_count = models.PositiveIntegerField("新增记录", default=0)
    known_count = models.PositiveIntegerField("已有记录", default=0)
    journal = models.BinaryField("变更日志")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = RecordImportQuerySet.as_manager()

    class Meta:
        verbose_name = "实施记录导入"
        verbose_name_plural = "实施记录导入"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.source_name

    @property
    def state(self) -> str:
        """待确认, 已导入 or 已撤销."""
        if self.applied_at is None:
            return "待确认"
        return "已撤销" if self.undone_at else "已导入"


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
