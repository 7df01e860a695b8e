"""The standards system of a pilot: sections, standards and their editions."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, ProtectedError, Q

from accounts.models import Unit
from standards_catalog.models.pilot import PilotRecord


class Subsystem(models.TextChoices):
    """The four subsystems of the plan, clause 三: 通用基础 is the base, 服务提供
    the core, 管理 and 岗位工作 support and guarantee."""

    GENERAL = "通用基础", "通用基础"
    SERVICE_PROVISION = "服务提供", "服务提供"
    MANAGEMENT = "管理", "管理"
    POST = "岗位工作", "岗位工作"


class Section(PilotRecord):
    """A child subsystem (子体系); sections nest."""

    subsystem = models.CharField("分体系", max_length=10, choices=Subsystem.choices)
    code = models.CharField("子体系编号", max_length=30)
    title = models.CharField("子体系名称", max_length=200)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级子体系",
    )
    sort = models.IntegerField("排序", default=0)
    source_clause = models.TextField("来源条款", blank=True)

    class Meta:
        verbose_name = "子体系"
        verbose_name_plural = "子体系"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "code"], name="one_section_per_pilot_and_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class StandardQuerySet(models.QuerySet["Standard"]):
    def in_force_on(self, day: date) -> StandardQuerySet:
        """Standards with an edition in force on ``day``.

        In force (``design/pilot-package.md``, standard_coverage): implemented on or
        before the day, not abolished on or before it, and not planned or drafting.
        """
        editions = StandardEdition.objects.filter(
            standard=OuterRef("pk"), effective_on__lte=day
        ).exclude(abolished_on__lte=day)
        return self.exclude(status__in=Standard.UNPUBLISHED).filter(Exists(editions))

    def search(self, text: str) -> StandardQuerySet:
        """Standards whose code, title or number contains every word of ``text``."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(code__icontains=word)
                | Q(title__icontains=word)
                | Q(editions__number__icontains=word)
            )
        return found.distinct()


class Standard(PilotRecord):
    """The identity of a standard in the system; its texts are its editions."""

    class Level(models.TextChoices):
        NATIONAL = "国家标准", "国家标准"
        SECTOR = "行业标准", "行业标准"
        PROVINCIAL = "省级地方标准", "省级地方标准"
        MUNICIPAL = "市级地方标准", "市级地方标准"
        GROUP = "团体标准", "团体标准"
        ENTERPRISE = "企业标准", "企业标准"
        INTERNAL = "内部标准", "内部标准"

    class Status(models.TextChoices):
        CURRENT = "现行", "现行"
        UPCOMING = "即将实施", "即将实施"
        PLANNED = "待制定", "待制定"
        DRAFTING = "制定中", "制定中"
        ABOLISHED = "废止", "废止"

    UNPUBLISHED = (Status.PLANNED, Status.DRAFTING)

    subsystem = models.CharField("分体系", max_length=10, choices=Subsystem.choices)
    section = models.ForeignKey(
        Section,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="standards",
        verbose_name="子体系",
    )
    code = models.CharField("体系编号", max_length=30)
    title = models.CharField("标准名称", max_length=300)
    level = models.CharField("标准级别", max_length=10, choices=Level.choices)
    status = models.CharField("状态", max_length=10, choices=Status.choices)
    responsible_units = models.ManyToManyField(
        Unit,
        blank=True,
        related_name="responsible_for_standards",
        verbose_name="责任单位",
    )
    applicable_units = models.ManyToManyField(
        Unit,
        blank=True,
        related_name="applicable_standards",
        verbose_name="适用单位",
        help_text="不选表示适用于全部成员单位。",
    )
    must_publish = models.BooleanField("应公开", null=True, blank=True)
    unpublished_reason = models.TextField("不公开理由", blank=True)
    promoted_to = models.CharField("上升为", max_length=200, blank=True)
    # Empty where nobody knows since when: it then counts on every day.
    promoted_on = models.DateField("上升日期", null=True, blank=True)
    source_file = models.CharField("来源文件", max_length=200, blank=True)
    source_clause = models.TextField("来源条款", blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        verbose_name = "标准"
        verbose_name_plural = "标准"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "code"], name="one_standard_per_pilot_and_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class FrozenEditionError(ProtectedError):
    """A minted edition or one of its clauses was to be changed or removed."""


class EditionQuerySet(models.QuerySet["StandardEdition"]):
    """Refuses to change in bulk what a minted edition says."""

    def minted(self) -> EditionQuerySet:
        """Editions whose text is kept here and frozen."""
        return self.exclude(text_digest="")

    def update(self, **values: Any) -> int:
        names = {"standard_id" if name == "standard" else name for name in values}
        frozen = StandardEdition.FROZEN & names
        if frozen and (kept := self.minted()[:1]):
            raise FrozenEditionError("版次已发布，不能修改。", set(kept))
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        if kept := self.minted()[:1]:
            raise FrozenEditionError("版次已发布，不能删除。", set(kept))
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class StandardEdition(models.Model):
    """One edition: what is in force, cited, trained on and assessed.

    A published edition never changes; a revision adds an edition that replaces
    this one on its 实施日期. ``text`` is the frozen text in the portable form of
    ``docs/standard-text.md`` and ``text_digest`` its SHA-256; both are empty for
    standards whose text is not kept here.
    """

    standard = models.ForeignKey(
        Standard,
        on_delete=models.CASCADE,
        related_name="editions",
        verbose_name="标准",
    )
    number = models.CharField("标准编号", max_length=60, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    effective_on = models.DateField("实施日期", null=True, blank=True)
    abolished_on = models.DateField("废止日期", null=True, blank=True)
    replaces = models.CharField("代替标准", max_length=200, blank=True)
    # What took this edition's place: an edition of the catalogue, else its number.
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="被代替为",
    )
    successor_number = models.CharField("被代替为（编号）", max_length=200, blank=True)
    opened_on = models.DateField("公开日期", null=True, blank=True)
    opened_at_url = models.CharField("公开网址", max_length=500, blank=True)
    text = models.JSONField("文本", null=True, blank=True)
    text_digest = models.CharField("文本摘要", max_length=64, blank=True)
    issuer = models.CharField("发布机构", max_length=200, blank=True)

    # When it ends and where it is open to the public comes later.
    FROZEN: ClassVar = frozenset(
        (
            "standard_id",
            "number",
            "published_on",
            "effective_on",
            "replaces",
            "text",
            "text_digest",
            "issuer",
        )
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "标准版次"
        verbose_name_plural = "标准版次"
        ordering = ["effective_on", "pk"]

    def __str__(self) -> str:
        return self.number or str(self.standard)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change what a minted edition says."""
        kept = StandardEdition.objects.minted().filter(pk=self.pk).first()
        if kept is not None and any(
            getattr(kept, name) != getattr(self, name) for name in self.FROZEN
        ):
            raise FrozenEditionError("版次已发布，不能修改。", {kept})
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to remove a minted edition."""
        if self.is_minted:
            raise FrozenEditionError("版次已发布，不能删除。", {self})
        return super().delete(*args, **kwargs)

    @property
    def replaced_by(self) -> str:
        """What took its place, as printed: nothing, a number, or a free number."""
        if self.successor is not None:
            return str(self.successor)
        return self.successor_number

    @property
    def is_minted(self) -> bool:
        """Whether the text is kept here, which freezes the edition."""
        return bool(self.text_digest)

    def is_in_force_on(self, day: date) -> bool:
        """Whether this edition is implemented and not abolished on ``day``."""
        return (
            self.effective_on is not None
            and self.effective_on <= day
            and (self.abolished_on is None or self.abolished_on > day)
        )


class ClauseQuerySet(models.QuerySet["Clause"]):
    """Clauses are made when their edition is minted and stay as they are."""

    def update(self, **values: Any) -> int:
        raise FrozenEditionError("章条随版次发布，不能修改。", set(self[:1]))

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        raise FrozenEditionError("章条随版次发布，不能删除。", set(self[:1]))

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Clause(models.Model):
    """A chapter, clause, list item or annex of an edition, made when it is minted.

    ``block_id`` is the block's stable id in the text: the same clause keeps it from
    edition to edition, so that what was assessed can be matched.
    """

    edition = models.ForeignKey(
        StandardEdition,
        on_delete=models.CASCADE,
        related_name="clauses",
        verbose_name="版次",
    )
    block_id = models.CharField("块标识", max_length=36)
    position = models.PositiveIntegerField("顺序")
    level = models.PositiveSmallIntegerField("层次")
    number = models.CharField("章条编号", max_length=40, blank=True)
    title = models.CharField("标题", max_length=300, blank=True)
    content = models.TextField("内容", blank=True)
    is_measurable = models.BooleanField("可度量", default=False)
    rule_code = models.CharField("规则编号", max_length=30, blank=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = "章条"
        verbose_name_plural = "章条"
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "block_id"], name="one_clause_per_edition_and_block"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change a clause."""
        if self.pk is not None:
            raise FrozenEditionError("章条随版次发布，不能修改。", {self})
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to remove a clause."""
        raise FrozenEditionError("章条随版次发布，不能删除。", {self})
