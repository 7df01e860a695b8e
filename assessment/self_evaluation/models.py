"""Self-evaluation of the units, clause by clause."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from accounts.models import Unit, User
from standards_catalog.models import CatalogueCitation, PilotRecord, UnitRecordQuerySet


class SelfEvaluationQuerySet(UnitRecordQuerySet["SelfEvaluation"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """The own unit's rows; of other units only what has been submitted by today.

        A draft is nobody's business but its unit's, the office's included.
        """
        rows = super().for_user(user)
        if isinstance(user, User) and user.sees_all_units:
            return rows.filter(submitted_on__lte=timezone.localdate())
        return rows


class SelfEvaluation(PilotRecord, CatalogueCitation):
    """A unit's judgement on one clause (plan, 五(四)(1)).

    Without 提交日期 the row is a draft that only the unit itself counts with.
    """

    class Judgement(models.TextChoices):
        CONFORMS = "符合", "符合"
        PARTLY = "部分符合", "部分符合"
        FAILS = "不符合", "不符合"
        NOT_APPLICABLE = "不适用", "不适用"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="单位")
    judgement = models.CharField("评价", max_length=10, choices=Judgement.choices)
    explanation = models.TextField("说明", blank=True)
    evaluated_on = models.DateField("评价日期")
    submitted_on = models.DateField("提交日期", null=True, blank=True)

    objects = SelfEvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = "自评记录"
        verbose_name_plural = "自评记录"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.unit} {self.catalogue_code} {self.clause} {self.judgement}"
