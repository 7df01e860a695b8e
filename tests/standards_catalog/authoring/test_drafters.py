"""A liaison writes the own unit's open drafts and reaches nothing else in /admin/."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.models import Role, User
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.selectors import draft_text
from standards_catalog.authoring.services import (
    close_text,
    open_draft,
    reopen_text,
    replace_text,
)
from standards_catalog.models import Standard
from tests.factories import Cast, make_standard, make_user
from tests.permission_lines import patterns

SignedIn = Callable[[User], Client]
NEEDLE = "别的单位的草案内容"
# Reading and writing one page of the content administration.
PAGE_VIEWS = (
    "add_subpage",
    "copy",
    "delete",
    "edit",
    "history",
    "lock",
    "unlock",
    "move",
    "revisions_index",
    "set_privacy",
    "set_page_position",
    "unpublish",
    "usage",
    "view_draft",
    "workflow_history",
    "preview_on_edit",
)
OPEN_ABOUT_OWN = {"edit", "view_draft", "preview_on_edit"}
OPEN_WITHOUT_PAGE = {
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "standard_chooser:choose",
    # What these show of other units is told in test_pictures.
    "wagtailimages_chooser:choose",
    "wagtailimages_chooser:choose_results",
    "wagtailimages_chooser:create",
    "standard_chooser:choose_results",
}


@pytest.fixture
def foreign(cast: Cast) -> StandardPage:
    """Another unit's open draft, with a needle in its title and text."""
    standard = make_standard(cast.pilot, None, status=Standard.Status.DRAFTING)
    standard.responsible_units.set([cast.other_unit])
    page = open_draft(standard=standard, actor=cast.office)
    text = draft_text(page)
    cover = replace(text.cover, title=NEEDLE)
    text = replace(text, cover=cover, introduction=(NEEDLE,))
    replace_text(page=page, text=text, actor=cast.office, note="")
    return page


def form_of(page: StandardPage, **changed: object) -> dict[str, str]:
    """What the editor sends: one chapter, and ``changed``."""
    block = (
        "clause",
        {"level": "1", "title": "范围", "text": "段。", "measurable": ""},
    )
    fields = {
        "title": page.title,
        "english_title": "",
        "ics": "",
        "ccs": "",
        "replaces": "",
        "issuing_bodies": "",
        "foreword": "",
        "introduction": "",
        "body": streamfield([block]),
        **changed,
    }
    return nested_form_data(fields)


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def status_of(client: Client, url: str) -> int:
    return client.get(url).status_code


def test_a_liaison_writes_the_draft_of_the_own_unit(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.liaison)
    response = client.get(edit_url(page))
    assert response.status_code == 200
    assert "社会救助受理登记规范" in response.content.decode()
    saved = client.post(edit_url(page), form_of(page, title="改后的名称"))
    assert saved.status_code == 302
    page = StandardPage.objects.get(pk=page.pk)
    text = draft_text(page)
    assert text.cover.title == "改后的名称"
    assert [block.title for block in text.blocks] == ["范围"]
    assert page.get_latest_revision().user == cast.liaison


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_nobody_publishes_a_draft_from_the_editor(
    action: str, page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    for user in (cast.liaison, cast.office, cast.admin):
        form = {**form_of(page), action: "1"}
        signed_in(user).post(edit_url(page), form)
        page.refresh_from_db()
        assert not page.live, user
        assert page.current_workflow_state is None


def test_a_closed_text_is_written_by_nobody(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    close_text(page=page, reason="正在征求意见", actor=cast.office)
    before = page.get_latest_revision()
    for user in (cast.liaison, cast.office, cast.admin):
        signed_in(user).post(edit_url(page), form_of(page, title="偷改"))
        assert (
            Revision.page_revisions.filter(object_id=str(page.pk)).latest("pk")
            == before
        ), user
    shown = signed_in(cast.office).get(edit_url(page)).content.decode()
    assert "本标准的文本现在不能修改：正在征求意见" in shown
    assert status_of(signed_in(cast.liaison), "/admin/") in (302, 403)
    for user in (cast.office, cast.admin):
        unlock = reverse("wagtailadmin_pages:unlock", args=[page.pk])
        signed_in(user).post(unlock)
        page.refresh_from_db()
        assert page.locked

    reopen_text(page=page, actor=cast.office)
    assert status_of(signed_in(cast.liaison), edit_url(page)) == 200


@pytest.mark.parametrize("view", PAGE_VIEWS)
def test_another_unit_s_draft_is_closed(
    view: str,
    page: StandardPage,
    foreign: StandardPage,
    cast: Cast,
    signed_in: SignedIn,
) -> None:
    url = reverse(f"wagtailadmin_pages:{view}", args=[foreign.pk])
    client = signed_in(cast.liaison)
    for response in (client.get(url), client.post(url, form_of(foreign))):
        assert response.status_code in (403, 404), view
        assert NEEDLE not in response.content.decode()
    foreign.refresh_from_db()
    assert not foreign.locked
    assert draft_text(foreign).introduction == (NEEDLE,)


@pytest.mark.parametrize("view", PAGE_VIEWS)
def test_of_the_own_draft_only_writing_and_preview_are_open(
    view: str, page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    url = reverse(f"wagtailadmin_pages:{view}", args=[page.pk])
    status = status_of(signed_in(cast.liaison), url)
    assert (status == 200) == (view in OPEN_ABOUT_OWN)


def test_revisions_of_other_drafts_are_closed(
    page: StandardPage, foreign: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.liaison)
    first, second = foreign.revisions.order_by("pk")[:2]
    addresses = [
        reverse("wagtailadmin_pages:revisions_view", args=[foreign.pk, first.pk]),
        reverse("wagtailadmin_pages:revisions_revert", args=[foreign.pk, first.pk]),
        reverse(
            "wagtailadmin_pages:revisions_compare",
            args=[foreign.pk, first.pk, second.pk],
        ),
        # The own page's address with the other page's revisions.
        reverse(
            "wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk]
        ),
        reverse("authoring_panel", args=[foreign.pk]),
    ]
    for url in addresses:
        response = client.get(url)
        assert response.status_code in (403, 404), url
        assert NEEDLE not in response.content.decode()


def test_a_drafter_signs_out_from_the_editor(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.liaison)
    assert client.post(reverse("wagtailadmin_logout")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_every_other_page_of_the_administration_is_closed(
    page: StandardPage, foreign: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.liaison)
    asked = 0
    for route, name in patterns(get_resolver()):
        if not route.startswith("admin/") or name in OPEN_WITHOUT_PAGE:
            continue
        try:
            url = reverse(name) if name else f"/{route}"
        except NoReverseMatch:
            continue
        if re.search(r"[<(^]", url) or url == reverse("wagtailadmin_logout"):
            continue
        asked += 1
        assert client.get(url).status_code in (403, 404), name
        assert client.post(url).status_code in (403, 404, 405), name
    assert asked > 40


@pytest.mark.parametrize("address", ["", "?q=", "api/main/pages/", "pages/search/"])
def test_lists_of_pages_are_closed(
    address: str, page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    response = signed_in(cast.liaison).get(f"/admin/{address}")
    assert response.status_code == 403


def test_the_editor_shows_a_liaison_only_the_way_back(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    shown = signed_in(cast.liaison).get(edit_url(page)).content.decode()
    props = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', shown, re.S)
    assert props is not None
    menu = json.dumps(json.loads(props[1]), ensure_ascii=False)
    assert "返回工作台" in menu
    for entry in ("标准体系", "页面", "报告", "图片", "文档", "设置"):
        assert f'"{entry}"' not in menu, entry


@pytest.mark.parametrize("role", [Role.UNIT_LEADER, Role.EXPERT, Role.LEADERSHIP_GROUP])
def test_no_other_role_writes(
    role: Role, page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    unit = cast.own_unit if role == Role.UNIT_LEADER else None
    client = signed_in(make_user(role, unit))
    assert status_of(client, edit_url(page)) in (302, 403)
    assert client.post(edit_url(page), form_of(page)).status_code in (302, 403)


def test_a_liaison_without_a_draft_stays_outside(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.other_liaison)
    assert not cast.other_liaison.has_perm("wagtailadmin.access_admin")
    assert client.get(edit_url(page), follow=True).status_code == 403


def test_responsibility_lost_is_access_lost(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.liaison)
    assert status_of(client, edit_url(page)) == 200
    page.standard.responsible_units.set([cast.other_unit])
    assert status_of(client, edit_url(page)) in (302, 403)
    assert status_of(signed_in(cast.other_liaison), edit_url(page)) == 200


def test_saving_again_in_the_editor_is_possible_for_both(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    """The editor's ping asks for the plain page, whose rights come from the policy."""
    client = signed_in(cast.liaison)
    assert status_of(client, edit_url(page)) == 200
    ping = reverse(
        "wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", page.pk, 1]
    )
    assert client.post(ping).status_code == 200
