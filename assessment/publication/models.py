"""What units say about the publication of their standards elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Unit
from standards_catalog.models import StandardEdition, UnitRecordQuerySet


class PublicationReport(models.Model):
    """公开上报: a unit says where it made an edition public; it counts once the office
    has confirmed it. Until then it belongs to the unit alone."""

    class State(models.TextChoices):
        WAITING = "待确认", "待确认"
        CONFIRMED = "已确认", "已确认"
        RETURNED = "已退回", "已退回"

    edition = models.ForeignKey(
        StandardEdition,
        on_delete=models.CASCADE,
        related_name="publication_reports",
        verbose_name="版次",
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="单位")
    opened_on = models.DateField("公开日期")
    url = models.CharField("公开网址", max_length=500)
    note = models.TextField("说明", blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.WAITING
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上报人",
    )
    reported_at = models.DateTimeField("上报时间")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核对人",
    )
    settled_at = models.DateTimeField("核对时间", null=True, blank=True)
    answer = models.TextField("核对意见", blank=True)

    objects = UnitRecordQuerySet["PublicationReport"].as_manager()

    class Meta:
        verbose_name = "公开上报"
        verbose_name_plural = "公开上报"
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "unit"],
                condition=Q(state="待确认"),
                name="one_waiting_publication_report",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.url}"
