"""Work items and steps: what the coverage rate is counted over."""

from __future__ import annotations

from django.db import models

from accounts.models import Unit
from standards_catalog.models import LegalInstrument, PilotRecord, Standard


class WorkStep(PilotRecord):
    """One step (环节) of a work item: “每一项工作,每一个环节,每一个流程” (plan, 三).

    Only 适用 steps that need a standard are counted; 参考 steps come from the
    documents of other places and never enter a rate.
    """

    class Applicability(models.TextChoices):
        APPLICABLE = "适用", "适用"
        REFERENCE = "参考", "参考"

    domain = models.CharField("领域", max_length=100)
    item = models.CharField("事项", max_length=200)
    name = models.CharField("环节", max_length=300)
    owner_units = models.ManyToManyField(
        Unit, blank=True, related_name="work_steps", verbose_name="责任单位"
    )
    needs_standard = models.BooleanField("需要标准", default=True)
    no_standard_reason = models.TextField("不需要理由", blank=True)
    time_limit = models.CharField("办理时限", max_length=100, blank=True)
    applicability = models.CharField(
        "适用性", max_length=10, choices=Applicability.choices
    )
    covering_clauses = models.CharField("覆盖条款", max_length=500, blank=True)
    source_file = models.CharField("来源文件", max_length=200, blank=True)
    source_clause = models.TextField("来源条款", blank=True)

    class Meta:
        verbose_name = "工作环节"
        verbose_name_plural = "工作环节"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "domain", "item", "name"],
                name="one_step_per_pilot_domain_item_and_name",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}·{self.name}"


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
