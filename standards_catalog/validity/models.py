"""What the office decided about what has ended, and the files of what applies."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from standards_catalog.models import LegalInstrument, Pilot, StandardEdition


class ValidityDecision(models.Model):
    """处理结果: how the office dealt with a standard or law that has ended.

    ``subject`` is its number, or 体系编号 of a law: what is cited need not be in the
    catalogue. Earlier decisions are in the audit trail.
    """

    class Conclusion(models.TextChoices):
        REPLACED = "改用新文件", "改用新文件"
        DROPPED = "不再采用", "不再采用"
        KEPT = "继续参照", "继续参照"

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, verbose_name="试点")
    subject = models.CharField("文件", max_length=300)
    conclusion = models.CharField("处理结果", max_length=10, choices=Conclusion.choices)
    note = models.TextField("说明", blank=True)
    decided_on = models.DateField("处理日期")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="处理人",
    )

    class Meta:
        verbose_name = "文件效力处理"
        verbose_name_plural = "文件效力处理"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "subject"], name="one_decision_per_pilot_and_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.conclusion}"


class SourceDocument(models.Model):
    """原文文件: the file of an edition or a law, as the office obtained it."""

    edition = models.ForeignKey(
        StandardEdition,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="source_documents",
        verbose_name="版次",
    )
    law = models.ForeignKey(
        LegalInstrument,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="source_documents",
        verbose_name="法律法规",
    )
    title = models.CharField("名称", max_length=200)
    file = models.FileField("文件", upload_to="catalogue/%Y/%m/", max_length=300)
    size = models.PositiveBigIntegerField("大小（字节）")
    digest = models.CharField("文件摘要", max_length=64)
    added_at = models.DateTimeField("上传时间")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上传人",
    )

    class Meta:
        verbose_name = "原文文件"
        verbose_name_plural = "原文文件"
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="source_document_of_one_thing",
                condition=Q(edition=None, law__isnull=False)
                | Q(edition__isnull=False, law=None),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> StandardEdition | LegalInstrument:
        """Whose file it is."""
        found = self.edition or self.law
        if found is None:
            raise ValueError(f"source document {self.pk} of nothing")
        return found
