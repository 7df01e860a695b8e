"""The pages that standards are written in, kept apart from the public site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import StreamField
from wagtail.locks import BasicLock
from wagtail.models import Page

from accounts.models import User
from standards_catalog.authoring.blocks import BODY_BLOCKS
from standards_catalog.authoring.panels import DraftingPanel
from standards_catalog.authoring.permissions import DraftTester, HiddenContainerTester
from standards_catalog.authoring.selectors import text_of
from standards_catalog.drafting.checks.report import Severity
from standards_catalog.models import Pilot, Standard

if TYPE_CHECKING:
    from standards_catalog.drafting.document import StandardText

_NAME_HELP = "与封面和正文首页相同；不写编号。"


class StandardsIndexPage(Page):
    """Holds the texts; it lies beside the portal, so that nothing here has an
    address of its own."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["authoring.StandardPage"]
    max_count = 1
    is_creatable = False
    preview_modes: list[Any] = []

    class Meta:
        verbose_name = "标准文本目录"
        verbose_name_plural = "标准文本目录"

    def permissions_for_user(self, user: User) -> HiddenContainerTester:
        """What ``user`` may do with the container: look into it."""
        return HiddenContainerTester(user, self)


class TextLock(BasicLock):
    """A text that its life cycle has closed, for everybody."""

    def for_user(self, user: User) -> bool:
        return True

    def get_message(self, user: User) -> str:
        reason = StandardPage.objects.values_list("closed_reason", flat=True)
        return format_html(
            "本标准的文本现在不能修改：{}。", reason.get(pk=self.object.pk) or "已关闭"
        )

    def get_icon(self, user: User) -> str:
        return "lock"

    def get_locked_by(self, user: User) -> str:
        return "文本已关闭"

    def get_description(self, user: User) -> str:
        return "文本由标准的办理程序打开和关闭。"


class StandardPage(Page):
    """The text of a standard while it is written.

    Its newest revision is the draft; the page is never published by Wagtail. An
    edition is minted from a revision (``services.mint_edition``). Number and dates
    are those of the cover and stand only in texts that were minted or imported.
    """

    standard = models.OneToOneField(
        Standard,
        on_delete=models.PROTECT,
        related_name="text_page",
        verbose_name="标准",
    )
    english_title = models.CharField("英文名称", max_length=500, blank=True)
    ics = models.CharField(
        "国际标准分类号（ICS）", max_length=50, blank=True, help_text="如 03.160。"
    )
    ccs = models.CharField(
        "中国标准文献分类号（CCS）", max_length=50, blank=True, help_text="如 A 16。"
    )
    number = models.CharField("标准编号", max_length=60, blank=True)
    replaces = models.TextField(
        "代替的标准", blank=True, help_text="每行一个标准编号。"
    )
    published_on = models.DateField("发布日期", null=True, blank=True)
    effective_on = models.DateField("实施日期", null=True, blank=True)
    issuing_bodies = models.TextField(
        "发布机构", blank=True, help_text="每行一个机构全称。"
    )
    foreword = models.TextField("前言", blank=True, help_text="每段一行。")
    introduction = models.TextField(
        "引言", blank=True, help_text="每段一行；没有引言时留空。"
    )
    body = StreamField(
        BODY_BLOCKS,
        verbose_name="正文",
        blank=True,
        collapsed=True,
        help_text="从上到下按顺序书写；章条号、表号、图号和列项号由系统自动生成。",
    )
    closed_reason = models.CharField("不能修改的原因", max_length=200, blank=True)

    parent_page_types = ["authoring.StandardsIndexPage"]
    subpage_types: list[str] = []
    is_creatable = False
    search_auto_update = False
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", heading="标准名称", help_text=_NAME_HELP),
                    DraftingPanel(heading="起草检查和编号"),
                    FieldPanel("body"),
                ],
                heading="正文",
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("english_title"),
                            FieldPanel("ics"),
                            FieldPanel("ccs"),
                            FieldPanel("replaces"),
                            FieldPanel("issuing_bodies"),
                        ],
                        heading="封面",
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("number", read_only=True),
                            FieldPanel("published_on", read_only=True),
                            FieldPanel("effective_on", read_only=True),
                        ],
                        heading="批准发布时填写",
                        help_text="编号和日期在批准发布时由系统写入。",
                    ),
                    FieldPanel("foreword"),
                    FieldPanel("introduction"),
                ],
                heading="封面、前言、引言",
            ),
        ]
    )

    class Meta:
        verbose_name = "标准文本"
        verbose_name_plural = "标准文本"

    def permissions_for_user(self, user: User) -> DraftTester:
        """What ``user`` may do with the draft."""
        return DraftTester(user, self)

    def get_lock(self) -> TextLock | None:
        """Closed for everybody, or open."""
        return TextLock(self) if self.locked else None

    @property
    def pilot(self) -> Pilot:
        """The pilot whose standard this is."""
        return self.standard.pilot

    @property
    def text(self) -> StandardText:
        """The text that this object holds: of the draft for the newest revision's."""
        return text_of(self)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The reading page, for what is in the editor now."""
        return "authoring/preview.html"

    def get_preview_context(
        self, request: HttpRequest, mode_name: str
    ) -> dict[str, Any]:
        """``text`` for the reading tag."""
        return {"page": self, "text": self.text, "request": request}


class RuleSeverity(models.Model):
    """How much a rule of the drafting check binds in a pilot, where it differs from
    the rule's own severity."""

    class Binding(models.TextChoices):
        ERROR = Severity.ERROR.value, "须改正后才能发布"
        WARNING = Severity.WARNING.value, "建议"
        OFF = Severity.OFF.value, "不检查"

    pilot = models.ForeignKey(
        Pilot,
        on_delete=models.CASCADE,
        related_name="rule_severities",
        verbose_name="试点",
    )
    code = models.CharField("规则", max_length=10)
    severity = models.CharField("约束力", max_length=10, choices=Binding.choices)

    class Meta:
        verbose_name = "起草检查规则"
        verbose_name_plural = "起草检查规则"
        ordering = ["pilot", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "code"], name="one_severity_per_pilot_and_rule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_severity_display()}"
