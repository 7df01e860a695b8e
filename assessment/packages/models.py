"""Imports of pilot packages: what each changed, so that it can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime


class PackageImport(models.Model):
    """One load of a pilot package that changed something.

    ``journal`` holds every changed row before and after (compressed JSON, see
    :mod:`assessment.packages.journal`). The pilot is named, not linked: undoing the
    first import of a pilot removes the pilot and must keep this record. ``drafts``
    are the :class:`~standards_catalog.authoring.loading.LoadedDraft` it wrote.
    """

    pilot_code = models.CharField("试点代码", max_length=60, db_index=True)
    pilot_name = models.CharField("试点名称", max_length=200)
    source_name = models.CharField("来源", max_length=300)
    digest = models.CharField("摘要", max_length=64)
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="导入人",
    )
    changes = models.JSONField("变更统计", default=dict)
    new_ledger_files = models.JSONField("新台账分卷", default=list)
    drafts = models.JSONField("写入的标准草案", default=list)
    journal = models.BinaryField("变更日志")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤销人",
    )

    class Meta:
        verbose_name = "试点包导入"
        verbose_name_plural = "试点包导入"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pilot_code} {localtime(self.imported_at):%Y-%m-%d %H:%M}"
