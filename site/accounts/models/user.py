"""Accounts: who acts, in which role and for which unit."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from accounts.models.unit import Unit


class Role(models.TextChoices):
    """The roles of ``design/experience.md``; the public has no account."""

    STANDARDS_OFFICE = "standards_office", "标准化办公室"
    UNIT_LIAISON = "unit_liaison", "成员单位联络员"
    UNIT_LEADER = "unit_leader", "分管领导"
    LEADERSHIP_GROUP = "leadership_group", "领导小组"
    EXPERT = "expert", "专家"
    AUDITOR = "auditor", "审计员"


class User(AbstractUser):
    """An account of one position. Unit roles see their own unit only."""

    role = models.CharField("角色", max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name="所属单位",
    )
    position_title = models.CharField("岗位", max_length=100, blank=True)

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        constraints = [
            models.CheckConstraint(
                name="unit_roles_belong_to_a_unit",
                condition=~models.Q(role__in=["unit_liaison", "unit_leader"])
                | models.Q(unit__isnull=False),
                violation_error_message="成员单位的账号须指定所属单位。",
            )
        ]

    def __str__(self) -> str:
        return self.position_title or self.username

    @property
    def is_office(self) -> bool:
        """Whether the account edits standards and the whole pilot's records."""
        return self.is_superuser or self.role == Role.STANDARDS_OFFICE

    @property
    def is_unit_bound(self) -> bool:
        """Whether the account may see the records of its own unit only."""
        return not self.is_superuser and self.role in (
            Role.UNIT_LIAISON,
            Role.UNIT_LEADER,
        )

    @property
    def sees_all_units(self) -> bool:
        """Whether the account may read the records of every unit."""
        return self.is_superuser or self.role in (
            Role.STANDARDS_OFFICE,
            Role.LEADERSHIP_GROUP,
        )
