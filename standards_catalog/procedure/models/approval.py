"""领导小组审议, 批准发布 and 复审: what was decided, about which text."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from standards_catalog.models import Standard, StandardEdition
from standards_catalog.procedure.models.project import DraftingProject, DraftSnapshot


class Deliberation(models.Model):
    """A 报批稿 before the leadership group, and what it decided.

    The decision applies to ``snapshot`` and to no other text.
    """

    class Decision(models.TextChoices):
        APPROVED = "审议通过", "审议通过"
        RETURNED = "退回修改", "退回修改"

    project = models.ForeignKey(
        DraftingProject,
        on_delete=models.CASCADE,
        related_name="deliberations",
        verbose_name="项目",
    )
    snapshot = models.ForeignKey(
        DraftSnapshot,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="报批稿",
    )
    submitted_at = models.DateTimeField("提请时间")
    changes = models.TextField("评审后的修改", blank=True)
    decision = models.CharField(
        "审议意见", max_length=6, choices=Decision.choices, blank=True
    )
    opinion = models.TextField("说明", blank=True)
    decided_at = models.DateTimeField("审议时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审议人",
    )

    class Meta:
        verbose_name = "领导小组审议"
        verbose_name_plural = "领导小组审议"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.project} {self.decision or '待审议'}"


class Publication(models.Model):
    """批准发布: the number and the dates, and the edition that came of it.

    For a 废止 project ``edition`` is the edition that ends on ``effective_on``.
    """

    project = models.OneToOneField(
        DraftingProject,
        on_delete=models.CASCADE,
        related_name="publication",
        verbose_name="项目",
    )
    deliberation = models.OneToOneField(
        Deliberation,
        on_delete=models.PROTECT,
        related_name="publication",
        verbose_name="审议",
    )
    edition = models.ForeignKey(
        StandardEdition,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="版次",
    )
    number = models.CharField("标准编号", max_length=60, blank=True)
    replaces = models.CharField("代替标准", max_length=200, blank=True)
    published_on = models.DateField("发布日期")
    effective_on = models.DateField("实施日期")
    batch = models.CharField("发布批次", max_length=60, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="发布人",
    )

    class Meta:
        verbose_name = "批准发布"
        verbose_name_plural = "批准发布"
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="effective_after_publication",
                condition=Q(effective_on__gte=F("published_on")),
                violation_error_message="实施日期不能早于发布日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.project.standard.title}".strip()


class PeriodicReview(models.Model):
    """复审 of an edition: 继续有效, 修订 or 废止 (标准化法第二十九条)."""

    class Conclusion(models.TextChoices):
        REAFFIRMED = "继续有效", "继续有效"
        REVISE = "修订", "修订"
        WITHDRAW = "废止", "废止"

    standard = models.ForeignKey(
        Standard,
        on_delete=models.PROTECT,
        related_name="periodic_reviews",
        verbose_name="标准",
    )
    edition_number = models.CharField("标准编号", max_length=60, blank=True)
    effective_on = models.DateField("实施日期")
    due_on = models.DateField("应复审日期")
    reviewed_on = models.DateField("复审日期")
    conclusion = models.CharField("复审结论", max_length=4, choices=Conclusion.choices)
    reason = models.TextField("理由")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="办理人",
    )
    project = models.ForeignKey(
        DraftingProject,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="后续项目",
    )

    class Meta:
        verbose_name = "复审"
        verbose_name_plural = "复审"
        ordering = ["-reviewed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.edition_number or self.standard} {self.conclusion}"
