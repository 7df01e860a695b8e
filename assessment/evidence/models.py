"""佐证材料: the files that show that what a record says is so.

One table for all kinds of record, with one nullable foreign key a kind and a
constraint that exactly one of them is set (docs/decisions/0011): a file is seen by
whoever sees its record, and one queryset says so. A further kind of record adds its
foreign key here, its line in :meth:`EvidenceQuerySet.for_user` and its arm of the
constraint.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from assessment.implementation.models import ImplementationRecord
from assessment.supervision.models import Inspection
from standards_catalog.models import Pilot

# What a browser shows by itself; anything else is a download.
SHOWN_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}
PICTURES = frozenset({"png", "jpg", "jpeg", "webp"})

Owner = ImplementationRecord | Inspection
"""What a file may belong to; each kind has its files in ``evidence``."""
OWNER_FIELDS = ("record", "inspection")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Files, which are as open as the records they belong to."""

    def for_user(self, user: User | AnonymousUser) -> Self:
        """The files of the records and checks this user may see."""
        records = ImplementationRecord.objects.for_user(user)
        checks = Inspection.objects.for_user(user)
        return self.filter(Q(record__in=records) | Q(inspection__in=checks))

    def in_pilot(self, pilot: Pilot) -> Self:
        """The files of the records and checks of ``pilot``."""
        return self.filter(Q(record__pilot=pilot) | Q(inspection__pilot=pilot))

    def with_owners(self) -> Self:
        """Fetch along what the audit trail calls the files' owners by."""
        parts = ("unit", "standard", "law", "pilot")
        names = [f"{kind}__{part}" for kind in OWNER_FIELDS for part in parts]
        return self.select_related(*OWNER_FIELDS, *names)


class Evidence(models.Model):
    """One file, under the private data folder and never below a served address.

    ``stored_name`` is the random name it lies under, ``original_name`` the one it
    came with. ``digest`` is its SHA-256: the same file is kept once a record or check.
    """

    record = models.ForeignKey(
        ImplementationRecord,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="实施记录",
    )
    inspection = models.ForeignKey(
        Inspection,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="监督检查",
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="单位")
    title = models.CharField("名称", max_length=200)
    original_name = models.CharField("原文件名", max_length=255)
    stored_name = models.CharField("存放名", max_length=60, unique=True)
    size = models.PositiveBigIntegerField("大小（字节）")
    digest = models.CharField("文件摘要", max_length=64)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_until = models.DateField("有效期止", null=True, blank=True)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上传人",
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_of_one_record",
                condition=Q(record__isnull=False, inspection=None)
                | Q(record=None, inspection__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["record", "digest"], name="one_file_once_a_record"
            ),
            models.UniqueConstraint(
                fields=["inspection", "digest"], name="one_file_once_an_inspection"
            ),
            models.CheckConstraint(
                name="evidence_valid_in_order",
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> Owner:
        """The one thing it belongs to."""
        owner = self.record or self.inspection
        assert owner is not None  # noqa: S101 - the database sees to it
        return owner

    @property
    def ending(self) -> str:
        """The ending of the file's name, in small letters, without the dot."""
        return PurePosixPath(self.stored_name).suffix.removeprefix(".")

    @property
    def is_picture(self) -> bool:
        """Whether there is a small picture of it."""
        return self.ending in PICTURES

    @property
    def content_type(self) -> str:
        """What a browser may show; otherwise bytes to be kept."""
        return SHOWN_TYPES.get(self.ending, "application/octet-stream")

    @property
    def is_shown(self) -> bool:
        """Whether a browser shows it by itself."""
        return self.ending in SHOWN_TYPES

    @property
    def validity(self) -> str:
        """有效期 in words; empty where none is given."""
        if self.valid_from is None and self.valid_until is None:
            return ""
        start = self.valid_from.isoformat() if self.valid_from else ""
        end = self.valid_until.isoformat() if self.valid_until else "长期"
        return f"{start} 至 {end}".strip()
