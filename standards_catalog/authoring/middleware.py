"""Keeps liaisons who draft a standard out of the rest of the content administration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import Role, User
from standards_catalog.authoring.permissions import open_drafts_of

# What the page editor needs. A list of what is open stays closed when Wagtail adds
# views; a list of what is closed would not.
_ABOUT_A_PAGE = frozenset(
    (
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:preview_on_edit",
        "wagtailadmin_pages:view_draft",
        "authoring_panel",
    )
)
_WITHOUT_A_PAGE = frozenset(
    (
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        "standard_chooser:choose",
        "standard_chooser:choose_results",
        "standard_chooser:chosen",
        "wagtailimages_chooser:choose",
        "wagtailimages_chooser:choose_results",
        "wagtailimages_chooser:chosen",
        "wagtailimages_chooser:create",
    )
)


class DraftersOnlyMiddleware:
    """Opens to a liaison only the own drafts below ``/admin/``; 403 elsewhere.

    Pictures are uploaded and chosen in the editor; the pages that list, change and
    delete them are the system administrator's, because frozen texts need them as
    they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: Any
    ) -> HttpResponse | None:
        """Raise PermissionDenied for what is not the liaison's own draft."""
        user = request.user
        if not (isinstance(user, User) and request.path.startswith("/admin/")):
            return None
        match = request.resolver_match
        if user.is_superuser or match is None:
            return None
        if user.is_office and match.view_name.startswith("wagtailimages:"):
            return redirect("wagtailadmin_home")
        if user.role != Role.UNIT_LIAISON:
            return None
        drafts = open_drafts_of(user)
        if not drafts.exists():
            return None  # Wagtail itself sends everybody else away.
        is_sign_out = request.path == reverse("wagtailadmin_logout")
        if is_sign_out or match.view_name in _WITHOUT_A_PAGE:
            return None
        asked = kwargs.get("page_id")
        if match.view_name in _ABOUT_A_PAGE and drafts.filter(pk=asked).exists():
            return None
        raise PermissionDenied
