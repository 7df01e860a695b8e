"""Wagtail pages of the public portal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from accounts.models import User
from home.permissions import PortalPermissionTester
from home.selectors import portal_overview


class PortalPage(Page):
    """The portal's front page; its texts are edited by the standards office."""

    introduction = RichTextField(
        "简介", blank=True, features=["bold", "italic", "ol", "ul", "link"]
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types: list[str] = []
    max_count = 1
    template = "home/portal.html"

    class Meta:
        verbose_name = "门户首页"
        verbose_name_plural = "门户首页"

    def permissions_for_user(self, user: User) -> PortalPermissionTester:
        """What ``user`` may do with this page."""
        return PortalPermissionTester(user, self)

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Adds ``overview``, unless no pilot has been loaded yet."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        scope = request.pilot_scope  # type: ignore[attr-defined]
        if scope.pilot is not None:
            context["overview"] = portal_overview(scope.pilot, scope.as_of)
        return context
