"""Findings and what was done about them."""

from __future__ import annotations

from django.db import models

from accounts.models import Unit
from standards_catalog.models import CatalogueCitation, PilotRecord, UnitRecordQuerySet


class Finding(PilotRecord, CatalogueCitation):
    """A nonconformity: fact, cause, action, verification by somebody else, closure."""

    class Source(models.TextChoices):
        SELF_EVALUATION = "自评", "自评"
        INSPECTION = "检查", "检查"
        SURVEY = "测评", "测评"
        CASE = "案件", "案件"
        FEEDBACK = "反馈", "反馈"

    class Severity(models.TextChoices):
        MINOR = "一般", "一般"
        MAJOR = "严重", "严重"

    class Verdict(models.TextChoices):
        PASSED = "通过", "通过"
        FAILED = "不通过", "不通过"

    code = models.CharField("编号", max_length=50)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="单位")
    fact = models.TextField("事实")
    severity = models.CharField("程度", max_length=10, choices=Severity.choices)
    raised_on = models.DateField("提出日期")
    due_on = models.DateField("期限")
    cause = models.TextField("原因", blank=True)
    action = models.TextField("措施", blank=True)
    fixer_post = models.CharField("整改人岗位", max_length=100, blank=True)
    completed_on = models.DateField("完成日期", null=True, blank=True)
    verifier_post = models.CharField("验证人岗位", max_length=100, blank=True)
    verified_on = models.DateField("验证日期", null=True, blank=True)
    verdict = models.CharField(
        "验证结论", max_length=10, choices=Verdict.choices, blank=True
    )
    closed_on = models.DateField("关闭日期", null=True, blank=True)

    objects = UnitRecordQuerySet["Finding"].as_manager()

    class Meta:
        verbose_name = "不符合项"
        verbose_name_plural = "不符合项"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "code"], name="one_finding_per_pilot_and_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.fact[:30]}"
