"""A project that makes, revises or abolishes a standard, and what it has on file."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from standards_catalog.models import Standard


class Stage(models.TextChoices):
    """The stages of the plan, 五(二)(5): 编制 → 征求意见 → 专家评审 → 审议 → 发布实施.

    ``PUBLISHED`` is the last: whether the standard is 实施 by now is a matter of its
    edition's date and of no further act.
    """

    PROPOSED = "立项", "立项"
    DRAFTING = "起草", "起草"
    CONSULTING = "征求意见", "征求意见"
    DISPOSING = "意见汇总处理", "意见汇总处理"
    REVIEWING = "专家评审", "专家评审"
    DELIBERATING = "领导小组审议", "领导小组审议"
    APPROVED = "批准发布", "批准发布"
    PUBLISHED = "已发布", "已发布"
    ABANDONED = "终止", "终止"


FINAL_STAGES = (Stage.PUBLISHED, Stage.ABANDONED)
ACTIVE_STAGES = tuple(stage for stage in Stage if stage not in FINAL_STAGES)


class DraftingProjectQuerySet(models.QuerySet["DraftingProject"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """The projects this user may open.

        The office and the leadership group see all, a unit those it leads; drafts of
        others are none of its business, nor of an expert outside the review room.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.sees_all_units:
            return self
        if user.is_unit_bound:
            return self.filter(lead_unit=user.unit_id)
        return self.none()

    def active(self) -> Self:
        """Projects that are neither published nor abandoned."""
        return self.filter(stage__in=ACTIVE_STAGES)


class DraftingProject(models.Model):
    """制修订项目: one standard on its way to a new edition or to its end."""

    class Kind(models.TextChoices):
        NEW = "制定", "制定"
        REVISION = "修订", "修订"
        ABOLITION = "废止", "废止"

    standard = models.ForeignKey(
        Standard,
        on_delete=models.PROTECT,
        related_name="drafting_projects",
        verbose_name="标准",
    )
    kind = models.CharField("类别", max_length=4, choices=Kind.choices)
    lead_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="drafting_projects",
        verbose_name="牵头单位",
    )
    stage = models.CharField(
        "阶段", max_length=10, choices=Stage.choices, default=Stage.PROPOSED
    )
    stage_since = models.DateField("进入本阶段日期")
    purpose = models.TextField("立项理由")
    planned_on = models.DateField("计划完成日期", null=True, blank=True)
    proposed_on = models.DateField("提出日期")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="提出人",
    )
    # What the standard was before, to be given back if the project is abandoned.
    former_status = models.CharField("原状态", max_length=10, blank=True)

    objects = DraftingProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "制修订项目"
        verbose_name_plural = "制修订项目"
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard"],
                condition=~Q(stage__in=[stage.value for stage in FINAL_STAGES]),
                name="one_active_project_per_standard",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}《{self.standard.title}》"

    @property
    def is_active(self) -> bool:
        """Whether something is still to be done."""
        return self.stage not in FINAL_STAGES


class NoveltySearch(models.Model):
    """查新: what was searched, when, and what was found.

    The plan, 五(二)(5), writes own texts only where no national, sector or local
    standard exists.
    """

    class Result(models.TextChoices):
        NONE = "无相关标准", "无相关标准"
        INSUFFICIENT = "有相关标准但不能满足需要", "有相关标准但不能满足需要"
        APPLICABLE = "有可直接采用的标准", "有可直接采用的标准"

    project = models.ForeignKey(
        DraftingProject,
        on_delete=models.CASCADE,
        related_name="searches",
        verbose_name="项目",
    )
    searched_on = models.DateField("查新日期")
    sources = models.CharField(
        "查新范围",
        max_length=300,
        help_text="查了哪些平台或目录，例如：全国标准信息公共服务平台、本试点标准明细表。",
    )
    keywords = models.CharField("检索词", max_length=300)
    result = models.CharField("查新结果", max_length=20, choices=Result.choices)
    findings = models.TextField(
        "说明", blank=True, help_text="查到的标准编号和名称，与本项目的关系。"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="登记人",
    )

    class Meta:
        verbose_name = "查新记录"
        verbose_name_plural = "查新记录"
        ordering = ["searched_on", "pk"]

    def __str__(self) -> str:
        return f"{self.searched_on.isoformat()} {self.result}"


class DraftSnapshot(models.Model):
    """A text as it stood when a step was taken; never changed.

    ``text`` is the portable form of :mod:`standards_catalog.drafting.json_form` and
    ``digest`` its SHA-256. ``revision`` is the content administration's revision it
    was taken from; a standard whose text is not kept here has neither.
    """

    class Kind(models.TextChoices):
        CONSULTATION = "征求意见稿", "征求意见稿"
        REVIEW = "送审稿", "送审稿"
        APPROVAL = "报批稿", "报批稿"

    project = models.ForeignKey(
        DraftingProject,
        on_delete=models.CASCADE,
        related_name="snapshots",
        verbose_name="项目",
    )
    kind = models.CharField("文稿", max_length=10, choices=Kind.choices)
    text = models.JSONField("文本", null=True, blank=True)
    digest = models.CharField("文本摘要", max_length=64, blank=True)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="文稿版本",
    )
    taken_at = models.DateTimeField("定稿时间")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="定稿人",
    )

    class Meta:
        verbose_name = "文稿"
        verbose_name_plural = "文稿"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind}（{self.digest[:8] or '无文本'}）"


class ProjectDocument(models.Model):
    """A file of the project: 编制说明, 签到表, 公告 and the like."""

    class Kind(models.TextChoices):
        PROPOSAL = "项目申报表", "项目申报表"
        EXPLANATION = "编制说明", "编制说明"
        SIGN_IN = "签到表", "签到表"
        MINUTES = "会议纪要", "会议纪要"
        ANNOUNCEMENT = "公告", "公告"
        OTHER = "其他", "其他"

    project = models.ForeignKey(
        DraftingProject,
        on_delete=models.CASCADE,
        related_name="documents",
        verbose_name="项目",
    )
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    title = models.CharField("名称", max_length=200)
    file = models.FileField("文件", upload_to="procedure/%Y/%m/", max_length=300)
    digest = models.CharField("文件摘要", max_length=64)
    added_at = models.DateTimeField("上传时间")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上传人",
    )

    class Meta:
        verbose_name = "项目材料"
        verbose_name_plural = "项目材料"
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.title


class StageChange(models.Model):
    """One step of a project: what was done, by whom, and on which text."""

    project = models.ForeignKey(
        DraftingProject,
        on_delete=models.CASCADE,
        related_name="changes",
        verbose_name="项目",
    )
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办理人",
    )
    step = models.CharField("步骤", max_length=40)
    label = models.CharField("办理事项", max_length=60)
    source = models.CharField("原阶段", max_length=10, blank=True)
    target = models.CharField("新阶段", max_length=10)
    note = models.TextField("说明", blank=True)
    snapshot = models.ForeignKey(
        DraftSnapshot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="文稿",
    )

    class Meta:
        verbose_name = "阶段记录"
        verbose_name_plural = "阶段记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.label}：{self.source or '—'} → {self.target}"
