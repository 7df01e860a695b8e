"""The content administration is open to the office, and parts of it to nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.models import Role, User
from home.models import PortalPage
from tests.factories import Cast
from tests.permission_lines import patterns

SignedIn = Callable[[User], Client]

# What only the system administrator may do: accounts, groups, settings of the site.
ADMINISTRATOR_ONLY = (
    "wagtailusers_users:index",
    "wagtailusers_users:add",
    "wagtailusers_groups:index",
    "wagtailusers_groups:add",
    "wagtailsites:index",
    "wagtailsites:add",
    "wagtailadmin_collections:index",
    "wagtailadmin_workflows:index",
    "wagtailadmin_workflows:add",
)
# Pages about one page of the portal: reading and changing it.
PAGE_VIEWS = (
    "add_subpage",
    "copy",
    "delete",
    "edit",
    "history",
    "lock",
    "move",
    "revisions_index",
    "set_privacy",
    "unpublish",
    "usage",
    "view_draft",
    "workflow_history",
)
# Open to whoever stands before the door; none of them shows a record.
PUBLIC = {
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
}
OUTSIDERS = ("liaison", "leader", "other_liaison", "leadership", "expert", "auditor")


def admin_addresses() -> dict[str, str]:
    """Name and address of every page of the administration that needs no key."""
    found = {}
    for route, name in patterns(get_resolver()):
        if route.startswith("admin/") and name and name not in PUBLIC:
            try:
                found[name] = reverse(name)
            except NoReverseMatch:
                continue
    return found


def test_the_administration_is_there_to_be_walked() -> None:
    assert len(admin_addresses()) > 40
    assert {"wagtailadmin_home", "wagtailadmin_explore_root"} <= set(admin_addresses())


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_other_role_opens_any_page_of_it(
    who: str, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(getattr(cast, who))
    for name, url in admin_addresses().items():
        assert client.get(url).status_code in (302, 403, 404, 405), name
        answer = client.post(url)
        assert answer.status_code in (302, 403, 404, 405), name


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_other_role_reads_or_changes_a_page_of_the_portal(
    who: str, cast: Cast, signed_in: SignedIn
) -> None:
    client, portal = signed_in(getattr(cast, who)), PortalPage.objects.get()
    for view in PAGE_VIEWS:
        url = reverse(f"wagtailadmin_pages:{view}", args=[portal.pk])
        for response in (client.get(url), client.post(url, {"title": "改动"})):
            assert response.status_code in (302, 403), view
    portal.refresh_from_db()
    assert portal.live
    assert not portal.locked
    assert portal.draft_title != "改动"


@pytest.mark.parametrize("who", OUTSIDERS)
def test_other_roles_are_told_instead_of_being_sent_in_a_circle(
    who: str, cast: Cast, signed_in: SignedIn
) -> None:
    response = signed_in(getattr(cast, who)).get("/admin/", follow=True)
    assert response.status_code == 403
    assert "没有权限打开这个页面" in response.content.decode()


def test_signed_out_visitors_are_sent_to_the_one_sign_in_page(db: None) -> None:
    for name, url in admin_addresses().items():
        response = Client().get(url)
        assert response.status_code in (302, 403, 404), name
        if response.status_code == 302:
            address = response.headers["Location"]
            assert address.startswith("/accounts/sign-in/"), name


def test_the_office_opens_the_administration(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.office)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/pages/", follow=True).status_code == 200
    pages = admin_addresses()
    del pages["wagtailadmin_error_test"]  # fails on purpose
    statuses = {name: client.get(url).status_code for name, url in pages.items()}
    assert {n: s for n, s in statuses.items() if s not in (200, 302, 400, 404)} == {}


@pytest.mark.parametrize("name", ADMINISTRATOR_ONLY)
def test_the_office_does_not_keep_accounts_or_settings(
    name: str, cast: Cast, signed_in: SignedIn
) -> None:
    url = admin_addresses().get(name)
    if url is None:
        pytest.fail(f"Wagtail no longer has {name}")
    for response in (
        signed_in(cast.office).get(url),
        signed_in(cast.office).post(url, {"name": "测试", "username": "added"}),
    ):
        assert response.status_code in (302, 403)
    assert not User.objects.filter(username="added").exists()
    assert not Group.objects.filter(name="测试").exists()
    assert signed_in(cast.admin).get(url).status_code == 200


def test_the_office_cannot_raise_its_own_rights(
    cast: Cast, signed_in: SignedIn
) -> None:
    forged = {
        "username": "office",
        "role": Role.STANDARDS_OFFICE.value,
        "is_superuser": "on",
        "is_active": "on",
    }
    client = signed_in(cast.office)
    for name in ("wagtailusers_users:edit", "wagtailusers_users:delete"):
        client.post(reverse(name, args=[cast.office.pk]), forged)
    client.post(reverse("wagtailadmin_account"), forged)
    cast.office.refresh_from_db()
    assert not cast.office.is_superuser


def test_a_unit_cannot_change_its_role_or_unit_with_its_password(
    cast: Cast, signed_in: SignedIn
) -> None:
    forged = {
        "old_password": "Plumb-line-2021",
        "new_password1": "Another-line-2022",
        "new_password2": "Another-line-2022",
        "role": Role.STANDARDS_OFFICE.value,
        "unit": cast.other_unit.pk,
        "is_superuser": "on",
    }
    signed_in(cast.liaison).post(reverse("accounts:password"), forged)
    cast.liaison.refresh_from_db()
    assert cast.liaison.check_password("Another-line-2022")
    assert cast.liaison.role == Role.UNIT_LIAISON
    assert cast.liaison.unit == cast.own_unit
    assert not cast.liaison.is_superuser
