"""The system administrator keeps the accounts; every change leaves a trace."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from accounts.models import AuditEvent, User
from tests.factories import Cast

SignedIn = Callable[[User], Client]
NEW = {
    "username": "liaison2",
    "role": "unit_liaison",
    "position_title": "联络员",
    "password1": "Zhui-xian-77",
    "password2": "Zhui-xian-77",
}


def test_a_new_account_is_recorded(cast: Cast, signed_in: SignedIn) -> None:
    form = {**NEW, "unit": cast.own_unit.pk}
    response = signed_in(cast.admin).post("/admin/users/new/", form)
    assert response.status_code == 302
    account = User.objects.get(username="liaison2")
    assert (account.role, account.unit) == ("unit_liaison", cast.own_unit)
    assert account.check_password("Zhui-xian-77")
    event = AuditEvent.objects.get()
    assert (event.actor, event.action) == (cast.admin, "新建账号")
    assert event.detail["单位"] == "测试民政局"


def test_an_account_of_a_unit_needs_the_unit(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.admin).post("/admin/users/new/", NEW).content.decode()
    assert "成员单位的账号须指定所属单位。" in page
    assert not User.objects.filter(username="liaison2").exists()


def test_only_a_system_administrator_needs_no_role(
    cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.admin)
    form = {**NEW, "role": ""}
    assert "请选择角色" in client.post("/admin/users/new/", form).content.decode()
    response = client.post("/admin/users/new/", {**form, "is_superuser": "on"})
    assert response.status_code == 302
    assert User.objects.get(username="liaison2").is_superuser


def test_changes_and_removals_are_recorded(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    form = {"username": "expert", "role": "auditor", "position_title": "审计员"}
    client.post(f"/admin/users/edit/{cast.expert.pk}/", {**form, "is_active": "on"})
    cast.expert.refresh_from_db()
    assert cast.expert.role == "auditor"
    client.post(f"/admin/users/delete/{cast.expert.pk}/")
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["修改账号", "删除账号"]
    assert not User.objects.filter(username="expert").exists()


def test_the_office_does_not_make_accounts(cast: Cast, signed_in: SignedIn) -> None:
    form = {**NEW, "unit": cast.own_unit.pk}
    signed_in(cast.office).post("/admin/users/new/", form)
    assert not User.objects.filter(username="liaison2").exists()
