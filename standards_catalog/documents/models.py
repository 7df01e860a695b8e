"""Word files that were read and wait to become a draft."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from standards_catalog.models import Standard


class WordUploadQuerySet(models.QuerySet["WordUpload"]):
    def waiting(self) -> Self:
        """Uploads that were read and neither applied nor given up."""
        return self.filter(applied_at=None)


class WordUpload(models.Model):
    """An uploaded Word file as it was read, to be looked at before it is applied.

    ``digest`` is the SHA-256 of the file, ``text`` what was read in the portable form
    of :mod:`standards_catalog.drafting.json_form`, ``doubts`` the Chinese lines about
    what could not be mapped. ``base_digest`` is the SHA-256 of the draft that the
    preview was compared with: another draft must not be replaced unseen.
    """

    standard = models.ForeignKey(
        Standard,
        on_delete=models.CASCADE,
        related_name="word_uploads",
        verbose_name="标准",
    )
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件摘要", max_length=64)
    text = models.JSONField("读出的文本")
    doubts = models.JSONField("待核对事项", default=list)
    base_digest = models.CharField("上传时的草案摘要", max_length=64)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上传人",
    )
    applied_at = models.DateTimeField("写入草案时间", null=True, blank=True)

    objects = WordUploadQuerySet.as_manager()

    class Meta:
        verbose_name = "上传的Word草案"
        verbose_name_plural = "上传的Word草案"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
