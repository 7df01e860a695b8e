"""The way in and out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.services import (
    FAILURES_ALLOWED,
    LOCK_MINUTES,
    broken_events,
    is_sign_in_locked,
    record_failed_sign_in,
)
from tests.factories import PASSWORD, Cast

SIGN_IN = "/accounts/sign-in/"
WRONG = "用户名或密码不正确"
LOCKED = "密码连续输错次数过多"


def post(client: Client, username: str, password: str, **extra: str) -> str:
    response = client.post(
        SIGN_IN, {"username": username, "password": password}, **extra
    )
    return "" if response.status_code == 302 else response.content.decode()


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_the_right_password_opens_the_workbench(cast: Cast, client: Client) -> None:
    response = client.post(SIGN_IN, {"username": "office", "password": PASSWORD})
    assert response.headers["Location"] == "/workbench/"
    assert client.session["_auth_user_id"] == str(cast.office.pk)


def test_a_wrong_password_is_told_beside_the_field(cast: Cast, client: Client) -> None:
    page = post(client, "office", "wrong")
    assert WRONG in page
    assert 'id="id_password_error"' in page
    assert 'value="office"' in page


def test_missing_fields_say_what_to_do(db: None, client: Client) -> None:
    page = post(client, "", "")
    assert "请输入用户名。" in page
    assert "请输入密码。" in page
    assert actions() == []


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/workbench/units/", "/workbench/units/"),
        ("https://elsewhere.example/", "/workbench/"),
        ("//elsewhere.example/", "/workbench/"),
        ("javascript:alert(1)", "/workbench/"),
    ],
)
def test_next_is_followed_only_within_the_site(
    cast: Cast, client: Client, wanted: str, reached: str
) -> None:
    response = client.post(
        SIGN_IN, {"username": "office", "password": PASSWORD, "next": wanted}
    )
    assert response.headers["Location"] == reached


def test_every_way_in_and_out_is_recorded(cast: Cast, client: Client) -> None:
    post(client, "office", "wrong", REMOTE_ADDR="10.1.2.3")
    post(client, "office", PASSWORD)
    client.post("/accounts/sign-out/")
    assert actions() == ["登录失败", "登录", "退出"]
    failed = AuditEvent.objects.earliest("pk")
    assert (failed.object_label, failed.address) == ("office", "10.1.2.3")
    assert list(broken_events()) == []
    assert "_auth_user_id" not in client.session


def test_signing_out_needs_a_post(cast: Cast, client: Client) -> None:
    client.force_login(cast.office)
    assert client.get("/accounts/sign-out/").status_code == 405
    assert "_auth_user_id" in client.session


def test_five_wrong_passwords_lock_the_name_for_that_address(
    cast: Cast, client: Client
) -> None:
    for _ in range(FAILURES_ALLOWED):
        assert WRONG in post(client, "office", "wrong")
    assert LOCKED in post(client, "office", PASSWORD)
    assert "_auth_user_id" not in client.session
    assert post(client, "office", PASSWORD, REMOTE_ADDR="10.9.9.9") == ""


def test_a_locked_name_leaves_other_names_alone(cast: Cast, client: Client) -> None:
    for _ in range(FAILURES_ALLOWED):
        post(client, "office", "wrong")
    assert post(client, "expert", PASSWORD) == ""


def test_attempts_while_locked_do_not_prolong_the_lock(
    cast: Cast, client: Client
) -> None:
    for _ in range(FAILURES_ALLOWED + 3):
        post(client, "office", "wrong")
    assert actions() == ["登录失败"] * FAILURES_ALLOWED + ["锁定期间尝试登录"] * 3
    failures = AuditEvent.objects.filter(action="登录失败").order_by("pk")
    long_ago = timezone.now() - timedelta(minutes=LOCK_MINUTES, seconds=1)
    failures.filter(pk=failures[0].pk).update(at=long_ago)
    assert post(client, "office", PASSWORD) == ""


def test_the_lock_ends_after_a_quarter_of_an_hour(db: None) -> None:
    for _ in range(FAILURES_ALLOWED):
        record_failed_sign_in(username="office", address="10.1.2.3")
    assert is_sign_in_locked("office", "10.1.2.3")
    long_ago = timezone.now() - timedelta(minutes=LOCK_MINUTES, seconds=1)
    AuditEvent.objects.update(at=long_ago)
    assert not is_sign_in_locked("office", "10.1.2.3")


def test_a_success_starts_the_count_again(cast: Cast, client: Client) -> None:
    for _ in range(FAILURES_ALLOWED - 1):
        post(client, "office", "wrong")
    assert post(client, "office", PASSWORD) == ""
    client.post("/accounts/sign-out/")
    assert WRONG in post(client, "office", "wrong")


def test_an_inactive_account_stays_outside(cast: Cast, client: Client) -> None:
    cast.expert.is_active = False
    cast.expert.save()
    assert WRONG in post(client, "expert", PASSWORD)


def test_the_content_administration_has_no_door_of_its_own(db: None) -> None:
    response = Client().get("/admin/login/")
    assert response.headers["Location"] == SIGN_IN
    response = Client().get("/admin/")
    assert response.headers["Location"].startswith(SIGN_IN)


def test_a_new_password_works_and_is_recorded(cast: Cast, client: Client) -> None:
    client.force_login(cast.liaison)
    fields = {"old_password": PASSWORD, "new_password1": "Zhui-xian-77"}
    response = client.post(
        "/accounts/password/", {**fields, "new_password2": "Zhui-xian-77"}, follow=True
    )
    assert "密码已修改" in response.content.decode()
    assert actions() == ["修改密码"]
    cast.liaison.refresh_from_db()
    assert cast.liaison.check_password("Zhui-xian-77")


def test_a_weak_password_is_refused_beside_the_field(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.liaison)
    page = client.post(
        "/accounts/password/",
        {"old_password": "no", "new_password1": "123", "new_password2": "123"},
    ).content.decode()
    assert page.count('class="field-error"') >= 2
    assert actions() == []
