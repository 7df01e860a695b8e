"""征求意见: rounds, who was asked, what they said and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from standards_catalog.procedure.models.project import DraftingProject, DraftSnapshot


class Consultation(models.Model):
    """A round of 征求意见 on one frozen text, open from and to a day inclusive."""

    project = models.ForeignKey(
        DraftingProject,
        on_delete=models.CASCADE,
        related_name="consultations",
        verbose_name="项目",
    )
    number = models.PositiveSmallIntegerField("轮次")
    snapshot = models.ForeignKey(
        DraftSnapshot,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="征求意见稿",
    )
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    is_public = models.BooleanField("向社会公开征求意见", default=False)
    message = models.TextField("征求意见说明", blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "征求意见"
        verbose_name_plural = "征求意见"
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="one_round_per_project_and_number"
            ),
            models.CheckConstraint(
                name="consultation_ends_after_it_begins",
                condition=Q(closes_on__gte=models.F("opens_on")),
                violation_error_message="截止日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.project.standard.title}》第{self.number}轮征求意见"

    def is_open_on(self, day: date) -> bool:
        """Whether opinions are taken on ``day``."""
        return self.closed_at is None and self.opens_on <= day <= self.closes_on


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """The invitations of the user's own unit."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(unit=user.unit_id) if user.is_unit_bound else self.none()


class Invitation(models.Model):
    """A unit, or a body without an account, that was sent the 征求意见稿."""

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.CASCADE,
        related_name="invitations",
        verbose_name="征求意见",
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="单位",
    )
    body_name = models.CharField("系统外单位", max_length=100, blank=True)
    replied_at = models.DateTimeField("回函时间", null=True, blank=True)
    has_no_comment = models.BooleanField("无意见", default=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "征求意见对象"
        verbose_name_plural = "征求意见对象"
        ordering = ["unit__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "unit"],
                condition=Q(unit__isnull=False),
                name="one_invitation_per_round_and_unit",
            ),
            models.UniqueConstraint(
                fields=["consultation", "body_name"],
                condition=Q(unit__isnull=True),
                name="one_invitation_per_round_and_body",
            ),
            models.CheckConstraint(
                name="an_invitation_names_one_body",
                condition=Q(unit__isnull=False, body_name="")
                | (Q(unit__isnull=True) & ~Q(body_name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.body_name or str(self.unit)

    @property
    def full_name(self) -> str:
        """The name as it is printed in the 意见汇总处理表."""
        return self.body_name if self.unit is None else self.unit.name


class Comment(models.Model):
    """One opinion on one clause, or on the whole text, and its disposition.

    The clause is kept as it was read: its stable id and a copy of number and text.
    """

    class Disposition(models.TextChoices):
        ADOPTED = "采纳", "采纳"
        PARTLY = "部分采纳", "部分采纳"
        REJECTED = "不采纳", "不采纳"

    class Channel(models.TextChoices):
        SCREEN = "在线", "在线"
        LINK = "链接", "链接"
        PUBLIC = "公众", "公众"
        SHEET = "意见表", "意见表"

    NEEDS_REASON = (Disposition.PARTLY, Disposition.REJECTED)

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.CASCADE,
        related_name="comments",
        verbose_name="征求意见",
    )
    invitation = models.ForeignKey(
        Invitation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name="征求意见对象",
    )
    contributor = models.CharField("提出者", max_length=100, blank=True)
    channel = models.CharField("渠道", max_length=4, choices=Channel.choices)
    block_id = models.CharField("块标识", max_length=36, blank=True)
    clause_number = models.CharField("标准章条编号", max_length=40, blank=True)
    clause_text = models.TextField("章条原文", blank=True)
    content = models.TextField("意见内容")
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填写账号",
    )
    position = models.PositiveIntegerField("章条顺序", default=0)
    disposition = models.CharField(
        "处理意见", max_length=4, choices=Disposition.choices, blank=True
    )
    reason = models.TextField("理由", blank=True)
    disposed_at = models.DateTimeField("处理时间", null=True, blank=True)
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="处理人",
    )

    class Meta:
        verbose_name = "意见"
        verbose_name_plural = "意见"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_refusal_has_a_reason",
                condition=~Q(disposition__in=["部分采纳", "不采纳"]) | ~Q(reason=""),
                violation_error_message="部分采纳和不采纳须写明理由。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.clause_number or '全文'} {self.content[:30]}"

    @property
    def proposer(self) -> str:
        """提出单位 as it is printed."""
        if self.invitation is not None:
            return self.invitation.full_name
        return f"公众（{self.contributor}）" if self.contributor else "公众"


class CommentSheet(models.Model):
    """An uploaded 意见表 that was read and waits to be confirmed, or was.

    ``rows`` are ``{invitation, clause, content}`` objects, ``digest`` the SHA-256 of
    the file, so that the same sheet is not entered twice.
    """

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.CASCADE,
        related_name="sheets",
        verbose_name="征求意见",
    )
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件摘要", max_length=64)
    rows = models.JSONField("各行", default=list)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上传人",
    )
    entered_at = models.DateTimeField("录入时间", null=True, blank=True)

    class Meta:
        verbose_name = "意见表"
        verbose_name_plural = "意见表"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name
