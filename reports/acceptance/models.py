"""Frozen acceptance reports."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from standards_catalog.models import Pilot


class AcceptanceReport(models.Model):
    """One version of a pilot's acceptance report.

    ``snapshot`` is everything the report prints, computed once for ``as_of``;
    ``digest`` is the SHA-256 of its canonical JSON. Asked again, the same version
    gives the same numbers; the files can be rebuilt from the snapshot alone.
    """

    pilot = models.ForeignKey(
        Pilot,
        on_delete=models.CASCADE,
        related_name="acceptance_reports",
        verbose_name="试点",
    )
    as_of = models.DateField("数据截至")
    version = models.PositiveIntegerField("版本")
    snapshot = models.JSONField("快照")
    digest = models.CharField("摘要", max_length=64)
    is_demonstration = models.BooleanField("演示数据", default=False)
    created_at = models.DateTimeField("生成时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="生成人",
    )

    class Meta:
        verbose_name = "验收报告"
        verbose_name_plural = "验收报告"
        ordering = ["-as_of", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "version"], name="one_report_per_pilot_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pilot} {self.as_of} 第{self.version}版"
