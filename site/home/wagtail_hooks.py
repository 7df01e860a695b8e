"""What the content administration shows, and to whom; registration only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry, register_permission_policy

from home.permissions import RolePagePolicy

register_permission_policy(Page, RolePagePolicy(Page))

# Menu entries that only the system administrator needs, and those nobody needs:
# “help” leads to addresses outside an intranet.
_ADMINISTRATOR_ONLY = {"reports", "settings"}
_NOBODY = {"help"}


@hooks.register("construct_main_menu")
def show_only_what_is_needed(request: HttpRequest, items: list[Any]) -> None:
    hidden = _NOBODY if request.user.is_superuser else _NOBODY | _ADMINISTRATOR_ONLY
    items[:] = [item for item in items if item.name not in hidden]


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    return MenuItem(
        "返回工作台", reverse_lazy("home:workbench"), icon_name="home", order=1
    )


@hooks.register("construct_page_chooser_queryset")
def choose_public_or_own_pages(
    pages: QuerySet[Page], request: HttpRequest
) -> QuerySet[Page]:
    """The chooser would otherwise list the titles of everybody's drafts."""
    if request.user.is_superuser:
        return pages
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return pages.filter(live=True) | pages.filter(pk__in=own.values("pk"))


@hooks.register("insert_global_admin_css")
def colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("admin.css"))
