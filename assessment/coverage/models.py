"""Work items and steps: what the coverage rate is counted over."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.models import Unit
from standards_catalog.models import LegalInstrument, PilotRecord, Standard


class WorkStepQuerySet(models.QuerySet["WorkStep"]):
    def in_use_on(self, day: date) -> WorkStepQuerySet:
        """The steps as they stand on ``day``: begun by then and not yet ended."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day),
            Q(ends_on__isnull=True) | Q(ends_on__gt=day),
        )

    def with_open_reason(self, day: date) -> WorkStepQuerySet:
        """The applicable steps that are said to need no standard while nobody had
        accepted by ``day`` why."""
        accepted = ~Q(reason_accepted_by="") & (
            Q(reason_accepted_on__isnull=True) | Q(reason_accepted_on__lte=day)
        )
        return self.filter(
            needs_standard=False, applicability=WorkStep.Applicability.APPLICABLE
        ).exclude(accepted)


class WorkStep(PilotRecord):
    """One step (环节) of a work item: “每一项工作,每一个环节,每一个流程” (plan, 三).

    Only 适用 steps that need a standard are counted; 参考 steps come from the
    documents of other places and never enter a rate.

    A row is the step as it stood from ``starts_on`` until ``ends_on`` (that day no
    more; empty means always). A change as of a date ends the row and begins another
    one: both carry the same ``code``, which keeps them one step even if it is renamed.
    """

    class Applicability(models.TextChoices):
        APPLICABLE = "适用", "适用"
        REFERENCE = "参考", "参考"

    code = models.CharField("环节编号", max_length=30, blank=True)
    domain = models.CharField("领域", max_length=100)
    item = models.CharField("事项", max_length=200)
    name = models.CharField("环节", max_length=300)
    owner_units = models.ManyToManyField(
        Unit, blank=True, related_name="work_steps", verbose_name="责任单位"
    )
    needs_standard = models.BooleanField("需要标准", default=True)
    no_standard_reason = models.TextField("不需要理由", blank=True)
    reason_accepted_by = models.CharField("理由认可岗位", max_length=100, blank=True)
    reason_accepted_on = models.DateField("理由认可日期", null=True, blank=True)
    time_limit = models.CharField("办理时限", max_length=100, blank=True)
    applicability = models.CharField(
        "适用性", max_length=10, choices=Applicability.choices
    )
    covering_clauses = models.CharField("覆盖条款", max_length=500, blank=True)
    starts_on = models.DateField("启用日期", null=True, blank=True)
    ends_on = models.DateField("停用日期", null=True, blank=True)
    source_file = models.CharField("来源文件", max_length=200, blank=True)
    source_clause = models.TextField("来源条款", blank=True)

    objects = WorkStepQuerySet.as_manager()

    class Meta:
        verbose_name = "工作环节"
        verbose_name_plural = "工作环节"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "domain", "item", "name"],
                condition=Q(starts_on__isnull=True),
                name="one_first_step_per_pilot_domain_item_and_name",
            ),
            models.UniqueConstraint(
                fields=["pilot", "domain", "item", "name", "starts_on"],
                condition=Q(starts_on__isnull=False),
                name="one_step_per_pilot_domain_item_name_and_day",
            ),
            models.CheckConstraint(
                name="a_step_ends_after_it_began",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gt=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}·{self.name}"

    @property
    def identity(self) -> str:
        """What all versions of this step share: its code, else its names."""
        return self.code or f"{self.domain}/{self.item}/{self.name}"

    def has_open_reason(self, day: date) -> bool:
        """Whether it counts as needing no standard and nobody had accepted why by
        ``day``; the same as :meth:`WorkStepQuerySet.with_open_reason`."""
        if self.needs_standard or self.applicability != self.Applicability.APPLICABLE:
            return False
        on = self.reason_accepted_on
        return not self.reason_accepted_by or (on is not None and on > day)

    def is_in_use_on(self, day: date) -> bool:
        """Whether the step stands like this on ``day``."""
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.ends_on is None or self.ends_on > day)


class StepCoverage(models.Model):
    """A link from a step to what covers it; a law may be named but never covers."""

    step = models.ForeignKey(
        WorkStep,
        on_delete=models.CASCADE,
        related_name="coverage",
        verbose_name="工作环节",
    )
    standard = models.ForeignKey(
        Standard,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="covered_steps",
        verbose_name="标准",
    )
    law = models.ForeignKey(
        LegalInstrument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cited_by_steps",
        verbose_name="法律法规",
    )
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "覆盖关系"
        verbose_name_plural = "覆盖关系"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="coverage_names_a_standard_or_a_law",
                condition=models.Q(standard__isnull=False, law__isnull=True)
                | models.Q(standard__isnull=True, law__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} ← {self.standard or self.law}"
