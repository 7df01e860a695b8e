"""What people write about a standards system: the 编制说明."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from standards_catalog.models import Pilot


class CompilationNote(models.Model):
    """One of the ten points of a pilot's 编制说明, as the office worded it.

    A point without a row is worded by the program from the pilot's data. ``text`` may
    hold tokens such as ``{{统计表}}``, which are filled in whenever it is read.
    """

    pilot = models.ForeignKey(
        Pilot,
        on_delete=models.CASCADE,
        related_name="compilation_notes",
        verbose_name="试点",
    )
    point = models.PositiveSmallIntegerField("要点序号")
    text = models.TextField("内容")
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="修改人",
    )

    class Meta:
        verbose_name = "编制说明要点"
        verbose_name_plural = "编制说明"
        ordering = ["pilot", "point"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "point"], name="one_note_per_pilot_and_point"
            ),
            models.CheckConstraint(
                condition=models.Q(point__gte=1, point__lte=10),
                name="compilation_note_has_ten_points",
            ),
        ]

    def __str__(self) -> str:
        return f"编制说明第{self.point}点"
