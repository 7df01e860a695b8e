"""Drafting in the content administration; registration only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks

from accounts.models import User
from standards_catalog.authoring.views import editor_panel
from standards_catalog.authoring.viewsets import (
    StandardChooserViewSet,
    standard_chooser,
)


@hooks.register("register_admin_viewset")
def choose_standards() -> StandardChooserViewSet:
    return standard_chooser


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("drafting-panel/<int:page_id>/", editor_panel, name="authoring_panel")]


def _is_office(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_office


@hooks.register("construct_main_menu", order=100)
def leave_drafters_the_way_back(request: HttpRequest, items: list[Any]) -> None:
    if not _is_office(request):
        items[:] = [item for item in items if str(item.label) == "返回工作台"]


@hooks.register("construct_search", order=100)
def leave_drafters_nothing_to_search(request: HttpRequest, areas: list[Any]) -> None:
    if not _is_office(request):
        areas.clear()
