"""缺口: where the standards system falls short, who answers for it, what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Q, Value, When

from accounts.models import Unit
from assessment.coverage.models import WorkStep
from assessment.gaps.rules.facts import GapKind
from assessment.gaps.rules.facts import Rule as GapRule
from standards_catalog.models import PilotRecord, Standard
from standards_catalog.procedure.models import DraftingProject, Stage


class GapState(models.TextChoices):
    """Where a gap stands on a day; nothing but its dates decides."""

    OPEN = "待认领", "待认领"
    CLAIMED = "已认领", "已认领"
    UNDER_WAY = "整改中", "整改中"
    COVERED = "已覆盖", "已覆盖"
    WAIVED = "不处理", "不处理"
    CLOSED = "已关闭", "已关闭"


# In these somebody has still to act.
UNFINISHED = (GapState.OPEN, GapState.CLAIMED, GapState.UNDER_WAY)


_RULES = [(rule.value, rule.value) for rule in GapRule]


class GapQuerySet(models.QuerySet["Gap"]):
    """Gaps are of the shared system: every member of the pilot sees them all."""

    def raised_by(self, day: date) -> GapQuerySet:
        """Those that had been raised on ``day``."""
        return self.filter(raised_on__lte=day)

    def not_closed_on(self, day: date) -> GapQuerySet:
        """Raised and not yet closed on ``day``, waived ones among them."""
        return self.raised_by(day).filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def to_be_done_on(self, day: date) -> GapQuerySet:
        """Not closed on ``day`` and not waived by then."""
        return self.not_closed_on(day).filter(Q(waived_on=None) | Q(waived_on__gt=day))

    def with_state(self, day: date, covered: tuple[int, ...] = ()) -> GapQuerySet:
        """Annotate ``state`` (:class:`GapState`) and ``is_overdue`` as of ``day``.

        ``covered`` are the keys of gaps whose step is covered by now although nobody
        has closed them. Overdue: still to be done although 完成时限 has passed.
        """
        proposed = Q(project__proposed_on__lte=day) & ~Q(
            project__stage=Stage.ABANDONED, project__stage_since__lte=day
        )
        state = Case(
            When(closed_on__lte=day, then=Value(GapState.CLOSED.value)),
            When(waived_on__lte=day, then=Value(GapState.WAIVED.value)),
            When(pk__in=covered, then=Value(GapState.COVERED.value)),
            When(proposed, then=Value(GapState.UNDER_WAY.value)),
            When(claimed_on__lte=day, then=Value(GapState.CLAIMED.value)),
            default=Value(GapState.OPEN.value),
            output_field=CharField(),
        )
        annotated: Any = self.annotate(state=state)
        overdue = Case(
            When(state__in=UNFINISHED, due_on__lt=day, then=Value(True)),
            default=Value(False),
            output_field=models.BooleanField(),
        )
        found: GapQuerySet = annotated.annotate(is_overdue=overdue)
        return found


class Gap(PilotRecord):
    """A gap of the standards system (提标补缺, plan 二、1).

    ``rule`` and ``subject`` say what found it; a gap added by hand has no rule. The
    step is that row of it which was in use when the rule last found the gap.
    """

    class Kind(models.TextChoices):
        MISSING = GapKind.MISSING.value, "缺"
        WEAK = GapKind.WEAK.value, "低"
        DATED = GapKind.DATED.value, "旧"
        DOUBLE = GapKind.DOUBLE.value, "重"
        CONFLICT = GapKind.CONFLICT.value, "冲突"

    class Source(models.TextChoices):
        RULE = "规则", "规则"
        HAND = "人工", "人工"

    code = models.CharField("编号", max_length=30)
    kind = models.CharField("类型", max_length=4, choices=Kind.choices)
    source = models.CharField("来源", max_length=4, choices=Source.choices)
    rule = models.CharField("规则", max_length=20, choices=_RULES, blank=True)
    subject = models.CharField("要点", max_length=200, blank=True)
    needs_check = models.BooleanField("待核对", default=False)
    step = models.ForeignKey(
        WorkStep,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gaps",
        verbose_name="工作环节",
    )
    standard = models.ForeignKey(
        Standard,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gaps",
        verbose_name="标准",
    )
    other_standard = models.ForeignKey(
        Standard,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="另一标准",
    )
    statement = models.TextField("现状")
    basis = models.TextField("依据", blank=True)
    proposed_title = models.CharField("拟制定标准", max_length=300, blank=True)
    owner_units = models.ManyToManyField(
        Unit, blank=True, related_name="owned_gaps", verbose_name="责任单位"
    )
    due_on = models.DateField("完成时限", null=True, blank=True)
    claimed_by = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claimed_gaps",
        verbose_name="认领单位",
    )
    claimed_post = models.CharField("认领岗位", max_length=100, blank=True)
    claimed_on = models.DateField("认领日期", null=True, blank=True)
    # Projects do not travel with a package; a gap that arrives has none.
    project = models.ForeignKey(
        DraftingProject,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="gaps",
        verbose_name="制修订项目",
    )
    raised_on = models.DateField("提出日期")
    waived_on = models.DateField("不处理日期", null=True, blank=True)
    waived_reason = models.TextField("不处理理由", blank=True)
    waived_post = models.CharField("认可岗位", max_length=100, blank=True)
    closed_on = models.DateField("关闭日期", null=True, blank=True)
    closing_reason = models.TextField("关闭理由", blank=True)

    objects = GapQuerySet.as_manager()

    class Meta:
        verbose_name = "缺口"
        verbose_name_plural = "缺口"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "code"], name="one_gap_per_pilot_and_code"
            ),
            models.CheckConstraint(
                name="a_gap_is_claimed_by_a_unit_on_a_day",
                condition=Q(claimed_by=None, claimed_on=None)
                | Q(claimed_by__isnull=False, claimed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.statement[:30]}"

    def is_closed_on(self, day: date) -> bool:
        """Whether it has been closed by ``day``."""
        return self.closed_on is not None and self.closed_on <= day

    def is_waived_on(self, day: date) -> bool:
        """Whether it had been decided by ``day`` to leave it."""
        return self.waived_on is not None and self.waived_on <= day
