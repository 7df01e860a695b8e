"""专家评审: the panel, its opinions, its votes and its conclusion."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User
from standards_catalog.procedure.models.project import DraftingProject, DraftSnapshot


class ExpertReviewQuerySet(models.QuerySet["ExpertReview"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """The reviews whose panel the user sits on; all of them for the office."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_office:
            return self
        return self.filter(panel__expert=user)


class ExpertReview(models.Model):
    """A review of one 送审稿 by a panel."""

    class Conclusion(models.TextChoices):
        PASSED = "通过", "通过"
        CONDITIONAL = "修改后通过", "修改后通过"
        FAILED = "不通过", "不通过"

    PASSING = (Conclusion.PASSED, Conclusion.CONDITIONAL)

    project = models.ForeignKey(
        DraftingProject,
        on_delete=models.CASCADE,
        related_name="reviews",
        verbose_name="项目",
    )
    number = models.PositiveSmallIntegerField("次数")
    snapshot = models.ForeignKey(
        DraftSnapshot,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="送审稿",
    )
    meeting_on = models.DateField("评审日期")
    place = models.CharField("地点", max_length=200)
    host = models.CharField("主持", max_length=100, help_text="主持人的岗位。")
    convened_at = models.DateTimeField("召集时间")
    main_points = models.TextField("主要修改意见", blank=True)
    conclusion = models.CharField(
        "评审结论", max_length=6, choices=Conclusion.choices, blank=True
    )
    concluded_at = models.DateTimeField("结论时间", null=True, blank=True)

    objects = ExpertReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "专家评审"
        verbose_name_plural = "专家评审"
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="one_review_per_project_and_number"
            )
        ]

    def __str__(self) -> str:
        return f"《{self.project.standard.title}》第{self.number}次专家评审"

    @property
    def is_concluded(self) -> bool:
        """Whether votes and opinions are closed."""
        return self.concluded_at is not None


class PanelMember(models.Model):
    """An expert's seat on one panel, with the one vote that comes with it."""

    class Vote(models.TextChoices):
        YES = "同意", "同意"
        NO = "不同意", "不同意"
        ABSTAIN = "弃权", "弃权"

    review = models.ForeignKey(
        ExpertReview,
        on_delete=models.CASCADE,
        related_name="panel",
        verbose_name="专家评审",
    )
    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="panel_seats",
        verbose_name="专家",
    )
    is_chair = models.BooleanField("组长", default=False)
    vote = models.CharField("表决", max_length=3, choices=Vote.choices, blank=True)
    vote_reason = models.TextField("表决理由", blank=True)
    voted_at = models.DateTimeField("表决时间", null=True, blank=True)

    class Meta:
        verbose_name = "评审专家"
        verbose_name_plural = "评审专家"
        ordering = ["-is_chair", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "expert"], name="one_seat_per_review_and_expert"
            ),
            models.CheckConstraint(
                name="dissent_has_a_reason",
                condition=~Q(vote="不同意") | ~Q(vote_reason=""),
                violation_error_message="不同意须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.expert)


class ReviewOpinion(models.Model):
    """An expert's opinion on a clause, or on the whole text."""

    member = models.ForeignKey(
        PanelMember,
        on_delete=models.CASCADE,
        related_name="opinions",
        verbose_name="评审专家",
    )
    block_id = models.CharField("块标识", max_length=36, blank=True)
    clause_number = models.CharField("标准章条编号", max_length=40, blank=True)
    clause_text = models.TextField("章条原文", blank=True)
    content = models.TextField("评审意见")
    position = models.PositiveIntegerField("章条顺序", default=0)
    given_at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = "评审意见"
        verbose_name_plural = "评审意见"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.clause_number or '全文'} {self.content[:30]}"
