"""Posts, the roster, trainings, sign-ins and exemptions."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from standards_catalog.models import PilotRecord, Standard, UnitRecordQuerySet


class Post(PilotRecord):
    """A post of a unit and the post standards that govern it."""

    title = models.CharField("岗位", max_length=100)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="单位")
    standards = models.ManyToManyField(
        Standard, blank=True, related_name="posts", verbose_name="岗位标准"
    )

    objects = UnitRecordQuerySet["Post"].as_manager()

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "unit", "title"], name="one_post_per_unit_and_title"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"


class StaffQuerySet(UnitRecordQuerySet["StaffMember"]):
    def on_roster(self, day: date) -> Self:
        """People on the roster on ``day``: 在册起 ≤ day and no 在册止 < day
        (``design/pilot-package.md``, training_participation)."""
        stays = Q(on_roster_until__isnull=True) | Q(on_roster_until__gte=day)
        return self.filter(stays, on_roster_from__lte=day)


class StaffMember(PilotRecord):
    """A person on a unit's roster, from 在册起 to 在册止."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="单位")
    number = models.CharField("工号", max_length=50)
    name = models.CharField("姓名", max_length=100)
    post_title = models.CharField("岗位", max_length=100)
    on_roster_from = models.DateField("在册起")
    on_roster_until = models.DateField("在册止", null=True, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = "在册人员"
        verbose_name_plural = "在册人员"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "number"], name="one_staff_member_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def is_on_roster(self, day: date) -> bool:
        """The same condition as :meth:`StaffQuerySet.on_roster`."""
        until = self.on_roster_until
        return self.on_roster_from <= day and (until is None or until >= day)


class Training(PilotRecord):
    """A training on standards; ``scope`` names the posts that owe it."""

    class Method(models.TextChoices):
        LECTURE = "专家授课", "专家授课"
        ON_SITE = "现场指导", "现场指导"
        STUDY_VISIT = "学习考察", "学习考察"
        ONLINE = "线上", "线上"

    code = models.CharField("培训编号", max_length=50)
    topic = models.CharField("主题", max_length=300)
    held_on = models.DateField("日期")
    method = models.CharField("方式", max_length=10, choices=Method.choices, blank=True)
    hours = models.DecimalField(
        "学时", max_digits=8, decimal_places=2, null=True, blank=True
    )
    standards = models.ManyToManyField(
        Standard, blank=True, related_name="trainings", verbose_name="涉及标准"
    )
    scope = models.JSONField(
        "应训岗位", default=list, blank=True, help_text="空表示全员。"
    )
    needs_exam = models.BooleanField("需考核", null=True, blank=True)
    pass_mark = models.DecimalField(
        "合格分", max_digits=8, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "培训"
        verbose_name_plural = "培训"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "code"], name="one_training_per_pilot_and_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.topic}"


class SignInQuerySet(models.QuerySet["SignIn"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """Sign-ins of the people this user may see; outsiders show to the office."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.sees_all_units:
            return self
        if user.is_unit_bound:
            return self.filter(staff__unit=user.unit_id)
        return self.none()


class SignIn(PilotRecord):
    """A sign-in at a training. ``staff`` is empty for an outsider: kept, listed,
    never counted."""

    class Method(models.TextChoices):
        SCAN = "扫码", "扫码"
        PAPER = "纸质", "纸质"
        ONLINE = "线上", "线上"

    training = models.ForeignKey(
        Training,
        on_delete=models.CASCADE,
        related_name="sign_ins",
        verbose_name="培训",
    )
    staff = models.ForeignKey(
        StaffMember,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sign_ins",
        verbose_name="在册人员",
    )
    staff_number = models.CharField("工号", max_length=50)
    signed_at = models.DateTimeField("签到时间")
    method = models.CharField("方式", max_length=10, choices=Method.choices, blank=True)
    score = models.DecimalField(
        "成绩", max_digits=8, decimal_places=2, null=True, blank=True
    )

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = "签到"
        verbose_name_plural = "签到"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.training} {self.staff_number}"


class Exemption(PilotRecord):
    """A person excused from a training, with the reason and who approved it."""

    training = models.ForeignKey(
        Training,
        on_delete=models.CASCADE,
        related_name="exemptions",
        verbose_name="培训",
    )
    staff = models.ForeignKey(
        StaffMember,
        on_delete=models.CASCADE,
        related_name="exemptions",
        verbose_name="在册人员",
    )
    reason = models.TextField("理由")
    approver_post = models.CharField("批准人岗位", max_length=100)

    class Meta:
        verbose_name = "免训"
        verbose_name_plural = "免训"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "staff"],
                name="one_exemption_per_training_and_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.training} {self.staff}"
