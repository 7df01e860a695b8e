"""Member units: departments, towns and institutions that act in a pilot."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q


class UnitQuerySet(models.QuerySet["Unit"]):
    def active_on(self, day: date) -> UnitQuerySet:
        """Units enabled on or before ``day`` and not closed on or before it."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day),
            Q(ends_on__isnull=True) | Q(ends_on__gt=day),
        )


class Unit(models.Model):
    """A unit of the installation; all pilots share one list of units.

    A unit closed by an institutional reform keeps its records and its name; its
    successor takes over from ``ends_on``.
    """

    class Kind(models.TextChoices):
        DEPARTMENT = "部门", "部门"
        TOWN = "镇街园", "镇街园"
        INSTITUTION = "机构", "机构"

    name = models.CharField("单位名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=50, blank=True)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    starts_on = models.DateField("启用日期", null=True, blank=True)
    ends_on = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="继任单位",
    )
    position = models.PositiveIntegerField("顺序", default=0)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "成员单位"
        verbose_name_plural = "成员单位"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.short_name or self.name

    def is_active_on(self, day: date) -> bool:
        """Whether the unit exists on ``day``."""
        started = self.starts_on is None or self.starts_on <= day
        return started and (self.ends_on is None or self.ends_on > day)


class UnitAlias(models.Model):
    """Another name of a unit that documents and files may use."""

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="aliases", verbose_name="单位"
    )
    name = models.CharField("别名", max_length=100, unique=True)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "单位别名"
        verbose_name_plural = "单位别名"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
