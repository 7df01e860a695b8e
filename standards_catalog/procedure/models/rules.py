"""What an office may set of the procedure, per pilot."""

from __future__ import annotations

from fractions import Fraction

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from standards_catalog.models import Pilot
from standards_catalog.numbering.internal_pattern import InternalPattern

_POSITIVE = MinValueValidator(1)
_SEPARATORS = [(" ", "空格"), ("", "不设间隔"), ("-", "-"), (".", "."), ("/", "/")]


class ProcedureRules(models.Model):
    """Deadlines, sizes, shares and the pattern of numbers of one pilot.

    A share is kept as two whole numbers, so that 3 of 4 is exact. ``quorum`` is the
    share of the panel that must vote, ``approval`` the share of the votes cast that
    must say 同意.
    """

    pilot = models.OneToOneField(
        Pilot,
        on_delete=models.CASCADE,
        related_name="procedure_rules",
        verbose_name="试点",
    )
    consultation_days = models.PositiveSmallIntegerField(
        "征求意见天数", default=15, validators=[_POSITIVE, MaxValueValidator(365)]
    )
    panel_size = models.PositiveSmallIntegerField(
        "专家组最少人数", default=5, validators=[_POSITIVE, MaxValueValidator(50)]
    )
    quorum_numerator = models.PositiveSmallIntegerField(
        "表决人数占比（分子）", default=3, validators=[_POSITIVE]
    )
    quorum_denominator = models.PositiveSmallIntegerField(
        "表决人数占比（分母）", default=4, validators=[_POSITIVE]
    )
    approval_numerator = models.PositiveSmallIntegerField(
        "同意票占比（分子）", default=3, validators=[_POSITIVE]
    )
    approval_denominator = models.PositiveSmallIntegerField(
        "同意票占比（分母）", default=4, validators=[_POSITIVE]
    )
    review_years = models.PositiveSmallIntegerField(
        "复审周期（年）", default=5, validators=[_POSITIVE, MaxValueValidator(5)]
    )
    warning_months = models.PositiveSmallIntegerField(
        "复审提前提醒（月）", default=6, validators=[MaxValueValidator(24)]
    )
    number_prefix = models.CharField("标准代号", max_length=10, default="JYSJZ")
    number_separator = models.CharField(
        "代号与分体系之间的间隔",
        max_length=1,
        default=" ",
        blank=True,
        choices=_SEPARATORS,
    )
    serial_separator = models.CharField(
        "分体系与顺序号之间的间隔",
        max_length=1,
        default=" ",
        blank=True,
        choices=_SEPARATORS,
    )
    serial_width = models.PositiveSmallIntegerField(
        "顺序号位数", default=3, validators=[_POSITIVE, MaxValueValidator(6)]
    )

    class Meta:
        verbose_name = "制修订规则"
        verbose_name_plural = "制修订规则"
        constraints = [
            models.CheckConstraint(
                name="shares_are_at_most_one",
                condition=Q(quorum_denominator__gte=F("quorum_numerator"))
                & Q(approval_denominator__gte=F("approval_numerator")),
                violation_error_message="占比不能大于 1：分子不能大于分母。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pilot}的制修订规则"

    @property
    def quorum(self) -> Fraction:
        """The share of the panel that must vote."""
        return Fraction(self.quorum_numerator, self.quorum_denominator)

    @property
    def approval(self) -> Fraction:
        """The share of the votes cast that must say 同意."""
        return Fraction(self.approval_numerator, self.approval_denominator)

    @property
    def number_pattern(self) -> InternalPattern:
        """How own standards are numbered. NumberError if it is not allowed."""
        return InternalPattern(
            prefix=self.number_prefix,
            separator=self.number_separator,
            serial_separator=self.serial_separator,
            width=self.serial_width,
        )
