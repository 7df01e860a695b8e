"""The frame around every page: menu, switcher, banner, errors, headers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import User
from home.navigation import MENU, entries_for
from tests.factories import Cast, make_pilot

SignedIn = Callable[[User], Client]
SITE = Path(settings.SITE_ROOT)
EVERYONE = ["office", "liaison", "leader", "leadership", "expert", "auditor", "admin"]


@pytest.mark.parametrize("who", EVERYONE)
def test_every_menu_line_opens_for_whoever_sees_it(
    cast: Cast, signed_in: SignedIn, who: str
) -> None:
    user = getattr(cast, who)
    client = signed_in(user)
    links = [link for group in entries_for(user, "/") for link in group.links]
    assert links
    refused = [
        (link.label, status)
        for link in links
        if (status := client.get(link.url, follow=True).status_code) != 200
    ]
    assert refused == []


@pytest.mark.parametrize("who", EVERYONE)
def test_a_page_without_a_menu_line_for_a_role_is_closed_to_it(
    cast: Cast, signed_in: SignedIn, who: str
) -> None:
    user = getattr(cast, who)
    client = signed_in(user)
    seen = {link.url for group in entries_for(user, "/") for link in group.links}
    hidden = [
        link.url
        for group in entries_for(cast.admin, "/")
        for link in group.links
        if link.url not in seen
    ]
    assert [url for url in hidden if client.get(url).status_code == 200] == []


def test_the_icons_of_the_menu_are_in_the_sprite() -> None:
    sprite = (SITE / "static/vendor/icons.svg").read_text("utf-8")
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    assert {entry.icon for entry in MENU} <= known


def test_the_icons_of_the_templates_are_in_the_sprite() -> None:
    sprite = (SITE / "static/vendor/icons.svg").read_text("utf-8")
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    used = {
        name
        for folder in ("site", "standards_catalog", "assessment", "reports")
        for path in (SITE.parent / folder).rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)" %}', path.read_text("utf-8"))
    }
    assert used
    assert used <= known


def test_the_longest_address_marks_the_current_line(cast: Cast) -> None:
    def current(path: str) -> list[str]:
        groups = entries_for(cast.office, path)
        return [link.label for g in groups for link in g.links if link.is_current]

    assert current("/workbench/") == ["工作台"]
    assert current("/workbench/standards/") == ["标准明细"]
    assert current("/workbench/standards/tree/") == ["标准体系"]
    assert current("/workbench/units/") == ["成员单位"]
    open_groups = [g.label for g in entries_for(cast.office, "/audit/") if g.is_open]
    assert open_groups == []


def test_visitors_have_no_menu(cast: Cast) -> None:
    assert 'class="sidebar' not in Client().get("/").content.decode()


@pytest.mark.parametrize("address", ["/", "/workbench/", "/workbench/units/"])
def test_demonstration_data_is_said_to_be_so_on_every_page(
    cast: Cast, signed_in: SignedIn, address: str
) -> None:
    client = signed_in(cast.office)
    banner = "演示数据：人员、记录和案件均为生成的演示数据，不代表真实情况"
    assert banner not in client.get(address).content.decode()
    cast.pilot.is_demonstration = True
    cast.pilot.save()
    assert banner in client.get(address).content.decode()


def test_the_switcher_keeps_the_filters_and_drops_the_page(
    cast: Cast, signed_in: SignedIn
) -> None:
    make_pilot(name="另一个试点")
    url = "/workbench/units/?kind=部门&kind=机构&q=局&page=2"
    page = signed_in(cast.office).get(url).content.decode()
    form = page[page.index("data-scope-form") : page.index("</form>")]
    assert form.count('name="kind"') == 2
    assert 'name="q" value="局"' in form
    assert 'name="page"' not in form
    assert "另一个试点" in form


def test_switching_changes_what_the_next_page_is_about(
    cast: Cast, signed_in: SignedIn
) -> None:
    other = make_pilot(name="另一个试点")
    client = signed_in(cast.office)
    client.get(f"/workbench/?pilot={other.code}&as_of=2021-03-01")
    page = client.get("/workbench/").content.decode()
    assert "另一个试点" in page
    assert "2021年3月1日" in page


def test_a_page_of_another_role_says_so_in_chinese(
    cast: Cast, signed_in: SignedIn
) -> None:
    response = signed_in(cast.liaison).get("/audit/")
    assert response.status_code == 403
    assert "没有权限打开这个页面" in response.content.decode()


def test_an_unknown_page_or_pilot_says_so_in_chinese(
    cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.office)
    for address in ("/nothing/", "/workbench/?pilot=nothing"):
        response = client.get(address)
        assert response.status_code == 404
        assert "没有找到这个页面" in response.content.decode()


def test_an_expired_form_says_so_in_chinese(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/sign-in/", {"username": "office"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_no_database(name: str) -> None:
    queries = connection.queries_log
    before = len(queries)
    page = render_to_string(f"{name}.html")
    assert len(queries) == before
    assert "准绳" in page
    assert "/workbench/" in page


def test_no_page_carries_a_script_or_handler_of_its_own() -> None:
    forbidden = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:|<style")
    folders = ("templates", "home/templates", "accounts/templates")
    guilty = [
        path.name
        for folder in folders
        for path in (SITE / folder).rglob("*.html")
        if forbidden.search(path.read_text("utf-8"))
    ]
    assert guilty == []


@pytest.mark.parametrize("address", ["/", "/accounts/sign-in/", "/workbench/"])
def test_pages_allow_no_foreign_or_inline_script(
    cast: Cast, signed_in: SignedIn, address: str
) -> None:
    response = signed_in(cast.office).get(address, follow=True)
    assert "script-src 'self';" in response.headers["Content-Security-Policy"]
    page = response.content.decode()
    assert re.findall(r'(?:src|href)="https?://', page) == []


def test_a_page_can_be_used_by_keyboard_and_screen_reader(
    cast: Cast, signed_in: SignedIn
) -> None:
    page = signed_in(cast.office).get("/workbench/units/").content.decode()
    assert '<html lang="zh-Hans">' in page
    assert '<a class="skip-link" href="#main">' in page
    assert page.count("<h1") == 1
    assert 'aria-current="page"' in page
    assert "<title>成员单位 · 准绳</title>" in page
