"""Satisfaction surveys and their answer sheets."""

from __future__ import annotations

from django.db import models

from accounts.models import Unit
from standards_catalog.models import PilotRecord, UnitRecordQuerySet


class SatisfactionSurvey(PilotRecord):
    """A survey of the people served (plan, 五(三)(3))."""

    code = models.CharField("测评编号", max_length=50)
    name = models.CharField("名称", max_length=200)
    opens_on = models.DateField("开始")
    closes_on = models.DateField("结束")

    class Meta:
        verbose_name = "满意度测评"
        verbose_name_plural = "满意度测评"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "code"], name="one_survey_per_pilot_and_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SurveyQuestion(PilotRecord):
    """A question on the five-step scale, in one of the plan's dimensions."""

    class Dimension(models.TextChoices):
        QUALITY = "服务质量", "服务质量"
        MANNER = "服务方式", "服务方式"
        EFFECT = "服务效果", "服务效果"
        AWARENESS = "政策知晓", "政策知晓"
        OVERALL = "总体", "总体"

    survey = models.ForeignKey(
        SatisfactionSurvey,
        on_delete=models.CASCADE,
        related_name="questions",
        verbose_name="测评",
    )
    number = models.PositiveIntegerField("题号")
    text = models.CharField("题目", max_length=500)
    dimension = models.CharField("维度", max_length=10, choices=Dimension.choices)
    weight = models.DecimalField(
        "权重", max_digits=12, decimal_places=6, null=True, blank=True
    )

    class Meta:
        verbose_name = "测评题目"
        verbose_name_plural = "测评题目"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "number"], name="one_question_per_survey_and_number"
            )
        ]

    def __str__(self) -> str:
        return f"Q{self.number} {self.text}"


class AnswerSheet(PilotRecord):
    """One answered sheet. ``answers`` maps question numbers to 1–5.

    5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意; an unanswered question
    has no entry. A repeated 答卷编号 is kept: the first in file order counts.
    """

    class Channel(models.TextChoices):
        ON_SITE = "现场评价", "现场评价"
        ONLINE = "网络测评", "网络测评"
        PHONE = "电话回访", "电话回访"

    survey = models.ForeignKey(
        SatisfactionSurvey,
        on_delete=models.CASCADE,
        related_name="sheets",
        verbose_name="测评",
    )
    code = models.CharField("答卷编号", max_length=80)
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="单位")
    item = models.CharField("事项", max_length=200, blank=True)
    rated_on = models.DateField("评价日期")
    answers = models.JSONField("答案", default=dict)
    comment = models.TextField("意见", blank=True)
    is_valid = models.BooleanField("有效", null=True, blank=True)
    invalid_reason = models.CharField("无效理由", max_length=300, blank=True)

    objects = UnitRecordQuerySet["AnswerSheet"].as_manager()

    class Meta:
        verbose_name = "答卷"
        verbose_name_plural = "答卷"
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["pilot", "unit"])]

    def __str__(self) -> str:
        return f"{self.survey} {self.code}"
