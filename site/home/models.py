"""Wagtail pages of the public portal."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class PortalPage(Page):
    """The portal's front page; its texts are edited by the standards office."""

    introduction = RichTextField(
        "简介", blank=True, features=["bold", "italic", "ol", "ul", "link"]
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    template = "home/portal.html"

    class Meta:
        verbose_name = "门户首页"
        verbose_name_plural = "门户首页"
