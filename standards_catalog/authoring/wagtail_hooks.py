"""Drafting in the content administration; registration only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.images import get_image_model
from wagtail.permissions import register_permission_policy

from accounts.models import User
from standards_catalog.authoring.pictures import DraftPicturePolicy
from standards_catalog.authoring.views import editor_panel
from standards_catalog.authoring.viewsets import (
    StandardChooserViewSet,
    standard_chooser,
)

# Exactly this class: Wagtail registers a policy of its own later than this is read.
register_permission_policy(
    get_image_model(), DraftPicturePolicy(get_image_model()), exact_class=True
)


@hooks.register("register_admin_viewset")
def choose_standards() -> StandardChooserViewSet:
    return standard_chooser


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("drafting-panel/<int:page_id>/", editor_panel, name="authoring_panel")]


@hooks.register("construct_main_menu", order=100)
def leave_drafters_the_way_back(request: HttpRequest, items: list[Any]) -> None:
    if not (isinstance(request.user, User) and request.user.is_office):
        items[:] = [item for item in items if str(item.label) == "返回工作台"]
