"""Building blocks of the records that units file about standards."""

from __future__ import annotations

from typing import Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import User

M = TypeVar("M", bound=models.Model)


class UnitRecordQuerySet(models.QuerySet[M]):
    """Rows that belong to one unit each, in a field called ``unit``."""

    def for_user(self, user: User | AnonymousUser) -> Self:
        """The rows this user may see: all, the own unit's, or none."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.sees_all_units:
            return self
        if user.is_unit_bound:
            return self.filter(unit=user.unit_id)
        return self.none()


class CatalogueCitation(models.Model):
    """A row that cites a clause of a standard or law of the pilot's catalogue."""

    standard = models.ForeignKey(
        "standards_catalog.Standard",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="标准",
    )
    law = models.ForeignKey(
        "standards_catalog.LegalInstrument",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="法律法规",
    )
    clause = models.CharField("条款", max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def catalogue_code(self) -> str:
        """体系编号 of what is cited, or an empty text."""
        cited = self.standard or self.law
        return cited.code if cited is not None else ""
