"""The public front page and the administration of its texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Site

from accounts.models import User
from accounts.permissions import groups_of
from home.models import PortalPage
from home.selectors import portal_overview
from standards_catalog.models import Standard, StandardEdition, Subsystem
from tests.factories import AS_OF, Cast, make_standard
from tests.procedure_records import make_shared_round

SignedIn = Callable[[User], Client]


@pytest.fixture
def portal(db: None) -> PortalPage:
    return PortalPage.objects.get()


def opened(standard: Standard) -> Standard:
    standard.must_publish = True
    standard.save()
    StandardEdition.objects.filter(standard=standard).update(opened_on=date(2021, 5, 1))
    return standard


def test_a_fresh_database_has_a_friendly_front_page(db: None) -> None:
    response = Client().get("/")
    assert response.status_code == 200
    assert "还没有载入试点" in response.content.decode()


def test_the_front_page_names_the_pilot_and_counts_what_is_in_force(
    cast: Cast,
) -> None:
    make_standard(cast.pilot)
    make_standard(cast.pilot)
    make_standard(cast.pilot, None, status=Standard.Status.PLANNED)
    make_standard(cast.pilot, date(2022, 1, 1), subsystem=Subsystem.GENERAL)
    counts = {s.name: (s.in_force, s.listed) for s in _subsystems(cast)}
    assert counts == {
        "通用基础": (0, 1),
        "服务提供": (2, 3),
        "管理": (0, 0),
        "岗位工作": (0, 0),
    }
    page = Client().get("/").content.decode()
    assert cast.pilot.name in page
    assert "现行标准 2 项" in page
    assert 'action="/standards/"' in page


def _subsystems(cast: Cast) -> tuple:
    return portal_overview(cast.pilot, AS_OF).subsystems


def test_only_titles_that_are_open_to_the_public_are_shown(cast: Cast) -> None:
    opened(make_standard(cast.pilot, title="已公开的规范"))
    make_standard(cast.pilot, title="内部的规范")
    make_standard(cast.pilot, title="该公开未公开的规范", must_publish=True)
    page = Client().get("/").content.decode()
    assert "已公开的规范" in page
    assert "内部的规范" not in page
    assert "该公开未公开的规范" not in page


def test_a_standard_of_today_is_shown_whatever_day_the_figures_are_of(
    cast: Cast,
) -> None:
    late = opened(make_standard(cast.pilot, date(2022, 1, 1), title="后来的规范"))
    overview = portal_overview(cast.pilot, AS_OF)
    assert [edition.standard for edition in overview.newest] == [late]
    assert overview.in_force == 0


def test_what_everybody_may_comment_on_is_shown(cast: Cast) -> None:
    assert "正在征求意见" not in Client().get("/").content.decode()
    round_ = make_shared_round(cast.pilot, cast.own_unit, cast.office)
    page = Client().get("/").content.decode()
    assert "正在征求意见" in page
    assert f"/consultations/{round_.pk}/" in page
    round_.is_public = False
    round_.save()
    assert "正在征求意见" not in Client().get("/").content.decode()


def test_the_portal_takes_few_queries(
    cast: Cast, django_assert_max_num_queries: Callable[..., None]
) -> None:
    for _ in range(10):
        opened(make_standard(cast.pilot))
    Client().get("/")  # fills Wagtail's cache of site roots
    with django_assert_max_num_queries(8):
        Client().get("/")


def test_the_banner_is_on_the_portal_only_for_demonstration_data(cast: Cast) -> None:
    assert "演示数据" not in Client().get("/").content.decode()
    cast.pilot.is_demonstration = True
    cast.pilot.save()
    assert "演示数据：人员、记录和案件均为生成的" in Client().get("/").content.decode()


def test_wagtails_examples_are_gone(db: None) -> None:
    assert Site.objects.get().root_page.specific == PortalPage.objects.get()
    assert Page.objects.count() == 2
    names = GroupPagePermission.objects.values_list("group__name", flat=True)
    assert set(names) == {"标准化办公室"}


def test_the_office_edits_and_publishes_the_introduction(
    cast: Cast, signed_in: SignedIn, portal: PortalPage
) -> None:
    client = signed_in(cast.office)
    url = f"/admin/pages/{portal.pk}/edit/"
    assert client.get(url).status_code == 200
    body = (
        '{"blocks": [{"key": "a", "text": "欢迎查阅标准。", "type": "unstyled", '
        '"depth": 0, "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
    )
    form = {
        "title": portal.title,
        "slug": portal.slug,
        "introduction": body,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "action-publish": "1",
    }
    assert client.post(url, form).status_code == 302
    assert "欢迎查阅标准。" in Client().get("/").content.decode()


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_nobody_takes_the_front_page_away(
    cast: Cast, signed_in: SignedIn, portal: PortalPage, action: str
) -> None:
    for user in (cast.office, cast.admin):
        signed_in(user).post(f"/admin/pages/{portal.pk}/{action}/", follow=True)
        assert PortalPage.objects.get().live
    assert Client().get("/").status_code == 200


@pytest.mark.parametrize(
    "who", ["liaison", "leader", "leadership", "expert", "auditor"]
)
def test_other_roles_never_enter_the_administration(
    cast: Cast, signed_in: SignedIn, who: str
) -> None:
    user = getattr(cast, who)
    assert not user.has_perm("wagtailadmin.access_admin")
    response = signed_in(user).get("/admin/", follow=True)
    assert response.status_code == 403
    assert "没有权限打开这个页面" in response.content.decode()


def test_a_role_has_the_rights_of_the_group_of_its_name(cast: Cast) -> None:
    assert [group.name for group in groups_of(cast.office)] == ["标准化办公室"]
    assert cast.office.has_perm("wagtailadmin.access_admin")
    assert not cast.office.has_perm("accounts.change_user")
    cast.office.role = "auditor"
    cast.office.save()
    changed = User.objects.get(pk=cast.office.pk)
    assert not changed.has_perm("wagtailadmin.access_admin")
    assert Permission.objects.filter(codename="access_admin").exists()


@pytest.mark.parametrize(
    "url",
    [
        "/admin/users/",
        "/admin/groups/",
        "/admin/sites/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/workflows/list/",
    ],
)
def test_the_office_does_not_see_what_it_does_not_need(
    cast: Cast, signed_in: SignedIn, url: str
) -> None:
    response = signed_in(cast.office).get(url, follow=True)
    assert response.request["PATH_INFO"] == "/admin/"
