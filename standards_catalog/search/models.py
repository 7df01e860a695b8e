"""What is searched of the texts, derived from them and rebuilt at any time.

Nothing here has a foreign key to the catalogue: rows that can be derived again must
not stand in the way of deleting, or of undoing an import of, what they come from.
Readers look only at rows of standards that they may see, so that a row left over
finds nothing.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SearchState(models.Model):
    """For which state of a pilot's records the editions were indexed last."""

    pilot_key = models.BigIntegerField("试点", unique=True)
    indexed_for = models.CharField("已收录的数据版本", max_length=60, blank=True)

    class Meta:
        verbose_name = "检索收录状态"
        verbose_name_plural = "检索收录状态"

    def __str__(self) -> str:
        return f"{self.pilot_key} {self.indexed_for}"


class SearchedText(models.Model):
    """A text that can be found: of an edition, or the draft if ``edition_key`` is None.

    ``source`` names the state of the text that was indexed: the digest of an edition,
    the revision of a draft.
    """

    pilot_key = models.BigIntegerField("试点", db_index=True)
    standard_key = models.BigIntegerField("标准", db_index=True)
    edition_key = models.BigIntegerField("版次", null=True, blank=True, unique=True)
    source = models.CharField("来源状态", max_length=120)

    class Meta:
        verbose_name = "可检索文本"
        verbose_name_plural = "可检索文本"
        constraints = [
            models.UniqueConstraint(
                fields=["standard_key"],
                condition=Q(edition_key=None),
                name="one_searched_draft_per_standard",
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard_key} {self.source}"


class SearchedClause(models.Model):
    """A chapter, clause, list item or annex with what stands in it, as it is printed.

    ``anchor`` is its place on the reading page; ``folded`` is title and content as
    they are compared (``folding.fold``).
    """

    searched_text = models.ForeignKey(
        SearchedText,
        on_delete=models.CASCADE,
        related_name="clauses",
        verbose_name="可检索文本",
    )
    position = models.PositiveIntegerField("顺序")
    anchor = models.CharField("位置", max_length=60)
    number = models.CharField("章条编号", max_length=40, blank=True)
    title = models.TextField("标题", blank=True)
    content = models.TextField("内容", blank=True)
    folded = models.TextField("比对文本")

    class Meta:
        verbose_name = "可检索章条"
        verbose_name_plural = "可检索章条"
        ordering = ["searched_text", "position"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()
