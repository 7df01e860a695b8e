"""Laws and policies, listed apart from standards and never counted as such."""

from __future__ import annotations

from datetime import date

from django.db import models

from standards_catalog.models.pilot import PilotRecord


class LegalInstrument(PilotRecord):
    """A law, regulation or policy the pilot rests on (法律法规清单)."""

    code = models.CharField("体系编号", max_length=30)
    title = models.CharField("名称", max_length=300)
    document_number = models.CharField("文号", max_length=100, blank=True)
    issuer = models.CharField("发布机关", max_length=200, blank=True)
    effective_on = models.DateField("实施日期", null=True, blank=True)
    abolished_on = models.DateField("废止日期", null=True, blank=True)
    # What took its place: a law of the catalogue, else its name and number.
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="被代替为",
    )
    successor_title = models.CharField("被代替为（名称）", max_length=300, blank=True)
    source_file = models.CharField("来源文件", max_length=200, blank=True)
    source_clause = models.TextField("来源条款", blank=True)

    class Meta:
        verbose_name = "法律法规"
        verbose_name_plural = "法律法规"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "code"], name="one_law_per_pilot_and_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def is_in_force_on(self, day: date) -> bool:
        """Whether it is not abolished by ``day`` nor still to come; laws are often
        listed without the day they began, and then they have begun."""
        has_begun = self.effective_on is None or self.effective_on <= day
        return has_begun and not self.is_abolished_on(day)

    def is_abolished_on(self, day: date) -> bool:
        """Whether it has ended by ``day``."""
        return self.abolished_on is not None and self.abolished_on <= day

    @property
    def replaced_by(self) -> str:
        """What took its place, as printed: nothing, a law, or a free name."""
        if self.successor is not None:
            return str(self.successor)
        return self.successor_title
