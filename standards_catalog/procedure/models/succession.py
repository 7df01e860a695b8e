"""修订: which clause of the new text goes on which of the old one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from standards_catalog.models import StandardEdition
from standards_catalog.procedure.models.project import DraftingProject


class ClauseMatch(models.Model):
    """What somebody decided about a clause of a revision; the rest is computed.

    Without ``new_block_id`` the old clause ends with its edition, without
    ``old_block_id`` the new one has no predecessor.
    """

    project = models.ForeignKey(
        DraftingProject,
        on_delete=models.CASCADE,
        related_name="clause_matches",
        verbose_name="项目",
    )
    old_block_id = models.CharField("原章条标识", max_length=36, blank=True)
    new_block_id = models.CharField("新章条标识", max_length=36, blank=True)
    decided_at = models.DateTimeField("认定时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="认定人",
    )

    class Meta:
        verbose_name = "章条对应认定"
        verbose_name_plural = "章条对应认定"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "old_block_id"],
                condition=~Q(old_block_id=""),
                name="one_match_per_project_and_old_clause",
            ),
            models.UniqueConstraint(
                fields=["project", "new_block_id"],
                condition=~Q(new_block_id=""),
                name="one_match_per_project_and_new_clause",
            ),
            models.CheckConstraint(
                name="a_match_names_a_clause",
                condition=~(Q(old_block_id="") & Q(new_block_id="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_block_id or '—'} → {self.new_block_id or '—'}"


class ClauseSuccession(models.Model):
    """What became of a clause with a new edition, recorded when it was published.

    Numbers and titles are kept as printed. A removed clause has no new block, an
    added one no old block.
    """

    class Relation(models.TextChoices):
        UNCHANGED = "未改动", "未改动"
        RENUMBERED = "仅编号变化", "仅编号变化"
        CHANGED = "修改", "修改"
        ADDED = "增加", "增加"
        REMOVED = "删除", "删除"

    edition = models.ForeignKey(
        StandardEdition,
        on_delete=models.CASCADE,
        related_name="successions",
        verbose_name="新版次",
    )
    predecessor = models.ForeignKey(
        StandardEdition,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="原版次",
    )
    position = models.PositiveIntegerField("顺序")
    relation = models.CharField("关系", max_length=6, choices=Relation.choices)
    old_block_id = models.CharField("原章条标识", max_length=36, blank=True)
    old_number = models.CharField("原章条编号", max_length=40, blank=True)
    old_title = models.CharField("原标题", max_length=300, blank=True)
    new_block_id = models.CharField("新章条标识", max_length=36, blank=True)
    new_number = models.CharField("新章条编号", max_length=40, blank=True)
    new_title = models.CharField("新标题", max_length=300, blank=True)
    is_confirmed = models.BooleanField("经认定", default=False)

    class Meta:
        verbose_name = "条文沿革"
        verbose_name_plural = "条文沿革"
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"], name="one_succession_per_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_number or '—'} → {self.new_number or '—'} {self.relation}"
