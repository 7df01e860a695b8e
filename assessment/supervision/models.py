"""双随机抽查 and the checks that come of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Unit, User
from assessment.rectification.models import Finding
from assessment.supervision.drawing import (
    Candidates,
    DrawnUnit,
    Inspector,
    Quota,
    read_candidates,
    read_result,
)
from standards_catalog.models import CatalogueCitation, PilotRecord, UnitRecordQuerySet

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from assessment.evidence.models import Evidence

_COLONS = str.maketrans({"：": ":"})


class FrozenDrawError(Exception):
    """What was announced or drawn was to be changed."""


class DrawState(StrEnum):
    """Where a draw stands."""

    PLANNED = "编制中"
    ANNOUNCED = "已公布待抽取"
    DRAWN = "已抽取"
    VOIDED = "已作废"


class Draw(PilotRecord):
    """A 双随机 draw: planned, announced with its candidates, then drawn once.

    From the announcement on nothing that decides the result can change; from the
    draw on nothing at all but that it may be declared void, and then it stays listed.
    ``sealed_secret`` is shown to nobody and leaves with no package; the draw moves it
    to ``secret``, which is published.
    """

    code = models.CharField("编号", max_length=50)
    name = models.CharField("名称", max_length=200)
    subsystems = models.JSONField("分体系", default=list, blank=True)
    domains = models.JSONField("领域", default=list, blank=True)
    unit_kinds = models.JSONField("单位类别", default=list, blank=True)
    unit_count = models.PositiveSmallIntegerField("抽取单位数")
    standards_per_unit = models.PositiveSmallIntegerField("每单位标准数")
    inspectors_per_unit = models.PositiveSmallIntegerField("每单位检查人数", default=0)
    inspector_pool = models.TextField("检查人名录", blank=True)
    draws_on = models.DateField("抽取日期")
    notice_on = models.DateField("通知日期")
    due_on = models.DateField("检查期限")
    witness_rule = models.CharField("见证文字的来源", max_length=200)
    announced_at = models.DateTimeField("公布时间", null=True, blank=True)
    commitment = models.CharField("密钥摘要", max_length=64, blank=True)
    candidates = models.TextField("候选清单", blank=True)
    candidates_digest = models.CharField("候选清单摘要", max_length=64, blank=True)
    sealed_secret = models.CharField("封存的密钥", max_length=64, blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)
    secret = models.CharField("密钥", max_length=64, blank=True)
    witness = models.CharField("见证文字", max_length=200, blank=True)
    witness_post = models.CharField("见证人岗位", max_length=200, blank=True)
    seed = models.CharField("种子", max_length=64, blank=True)
    result = models.TextField("抽取结果", blank=True)
    result_digest = models.CharField("结果摘要", max_length=64, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.TextField("作废理由", blank=True)

    ANNOUNCED_FIELDS = (
        "code",
        "name",
        "subsystems",
        "domains",
        "unit_kinds",
        "unit_count",
        "standards_per_unit",
        "inspectors_per_unit",
        "inspector_pool",
        "draws_on",
        "notice_on",
        "due_on",
        "witness_rule",
        "announced_at",
        "commitment",
        "candidates",
        "candidates_digest",
    )
    DRAWN_FIELDS = (
        "drawn_at",
        "secret",
        "witness",
        "witness_post",
        "seed",
        "result",
        "result_digest",
    )
    LONG_FIELDS = ("candidates", "result")

    class Meta:
        verbose_name = "双随机抽查"
        verbose_name_plural = "双随机抽查"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "code"], name="one_draw_per_pilot_and_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change what was announced or drawn."""
        kept = Draw.objects.filter(pk=self.pk, announced_at__isnull=False).first()
        if kept is not None:
            names: tuple[str, ...] = self.ANNOUNCED_FIELDS
            names += self.DRAWN_FIELDS if kept.drawn_at else ()
            names += ("voided_at", "void_reason") if kept.voided_at else ()
            if any(getattr(kept, name) != getattr(self, name) for name in names):
                raise FrozenDrawError(f"抽查“{self}”已经公布，不能再改。")
        super().save(*args, **kwargs)

    @property
    def quota(self) -> Quota:
        """How much is drawn."""
        return Quota(self.unit_count, self.standards_per_unit, self.inspectors_per_unit)

    @property
    def inspectors(self) -> tuple[Inspector, ...]:
        """The pool as it is typed: one post a line, its unit before a colon."""
        lines = [line.translate(_COLONS) for line in self.inspector_pool.splitlines()]
        parts = [line.rpartition(":") for line in lines if line.strip()]
        return tuple(
            dict.fromkeys(
                Inspector(unit.strip(), post.strip()) for unit, _, post in parts
            )
        )

    @property
    def frozen_candidates(self) -> Candidates:
        """The published candidates."""
        return read_candidates(self.candidates)

    @property
    def drawn(self) -> tuple[DrawnUnit, ...]:
        """The result; empty before the draw."""
        return read_result(self.result)

    @property
    def state(self) -> DrawState:
        """Where the draw stands now."""
        if self.voided_at is not None:
            return DrawState.VOIDED
        if self.drawn_at is not None:
            return DrawState.DRAWN
        if self.announced_at is not None:
            return DrawState.ANNOUNCED
        return DrawState.PLANNED

    @property
    def drawn_on(self) -> date | None:
        """The day of the draw, here."""
        return timezone.localdate(self.drawn_at) if self.drawn_at else None

    def is_open_on(self, day: date) -> bool:
        """Whether seed and result are public on ``day``: drawn, and 通知日期 reached."""
        return self.drawn_at is not None and self.notice_on <= day


class InspectionQuerySet(UnitRecordQuerySet["Inspection"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """A unit sees its own checks from their 通知日期 on, really, whatever date
        its pages are of."""
        rows = super().for_user(user)
        if isinstance(user, User) and user.is_unit_bound:
            return rows.filter(notice_on__lte=timezone.localdate())
        return rows

    def standing(self) -> Self:
        """Checks that were not cancelled with their draw."""
        return self.filter(Q(draw=None) | Q(draw__voided_at=None))

    def waiting_on(self, day: date) -> Self:
        """Checks given out by ``day`` and not carried out by then."""
        given = self.standing().filter(assigned_on__lte=day)
        return given.filter(Q(checked_on=None) | Q(checked_on__gt=day))


class Inspection(PilotRecord, CatalogueCitation):
    """A check of one standard in one unit, drawn or ordered (专项检查)."""

    class Result(models.TextChoices):
        CONFORMS = "符合", "符合"
        PARTLY = "部分符合", "部分符合"
        FAILS = "不符合", "不符合"

    class Method(models.TextChoices):
        PAPERS = "查资料", "查资料"
        SITE = "查现场", "查现场"
        INTERVIEW = "访谈", "访谈"
        SAMPLE = "抽件", "抽件"

    code = models.CharField("编号", max_length=50)
    draw = models.ForeignKey(
        Draw,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name="双随机抽查",
    )
    reason = models.CharField("专项检查事由", max_length=300, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="单位")
    assigned_to = models.CharField("派定检查人", max_length=500, blank=True)
    assigned_on = models.DateField("下达日期")
    notice_on = models.DateField("通知日期")
    due_on = models.DateField("检查期限")
    checked_on = models.DateField("检查日期", null=True, blank=True)
    inspector_post = models.CharField("检查人岗位", max_length=500, blank=True)
    methods = models.JSONField("检查方式", default=list, blank=True)
    sample_size = models.PositiveIntegerField("抽样数", null=True, blank=True)
    conforming_count = models.PositiveIntegerField("其中符合", null=True, blank=True)
    result = models.CharField(
        "检查结果", max_length=10, choices=Result.choices, blank=True
    )
    facts = models.TextField("检查情况", blank=True)
    is_counted = models.BooleanField("计入实施记录", default=False)
    finding = models.ForeignKey(
        Finding,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name="不符合项",
    )

    objects = InspectionQuerySet.as_manager()

    if TYPE_CHECKING:
        evidence: RelatedManager[Evidence]

    class Meta:
        verbose_name = "监督检查"
        verbose_name_plural = "监督检查"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "code"], name="one_inspection_per_pilot_and_code"
            ),
            models.UniqueConstraint(
                fields=["draw", "unit", "standard"],
                name="one_inspection_per_draw_unit_and_standard",
            ),
            models.CheckConstraint(
                name="a_checked_inspection_has_a_result",
                condition=Q(checked_on=None, result="")
                | (Q(checked_on__isnull=False) & ~Q(result="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.unit} {self.catalogue_code}"

    @property
    def audit_label(self) -> str:
        """What the audit trail calls it."""
        return f"{self.pilot.name} {self}"

    @property
    def kind(self) -> str:
        """双随机抽查 or 专项检查."""
        return "双随机抽查" if self.draw_id else "专项检查"

    @property
    def is_cancelled(self) -> bool:
        """Whether its draw was declared void; only checks that wait can be."""
        return self.draw is not None and self.draw.voided_at is not None

    @property
    def is_recorded(self) -> bool:
        """Whether the check was carried out and recorded."""
        return self.checked_on is not None
