"""The audit trail: an append-only, hash-chained list of who did what."""

from __future__ import annotations

from typing import Any, Never

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime


class AuditEvent(models.Model):
    """One action. Events are written by :func:`accounts.services.record_event`.

    ``digest`` covers the event's content and the previous event's digest, so a
    changed or removed row breaks the chain from there on.
    """

    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="操作人",
    )
    actor_label = models.CharField("操作人名称", max_length=200)
    unit_name = models.CharField("单位", max_length=100, blank=True)
    action = models.CharField("操作", max_length=100)
    object_label = models.CharField("对象", max_length=300, blank=True)
    detail = models.JSONField("内容", default=dict, blank=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    previous_digest = models.CharField("前序摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-pk"]
        # Every sign-in asks for the last failed ones.
        indexes = [models.Index(fields=["action", "at"], name="audit_by_action")]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.actor_label} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse changes: the trail only grows."""
        if self.pk is not None:
            raise TypeError("an audit event is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        """Refuse deletion: the trail only grows."""
        raise TypeError("an audit event is never deleted")
