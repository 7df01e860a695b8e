"""In-app notices: whose turn it is, said to those whose turn it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """One line to one account, with the page where something waits.

    ``subject`` names what it is about, so that a daily command does not say the same
    twice.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name="接收人",
    )
    text = models.CharField("内容", max_length=300)
    url = models.CharField("页面", max_length=300)
    subject = models.CharField("事项", max_length=100, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    sent_at = models.DateTimeField("发送时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "read_at"], name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.text
