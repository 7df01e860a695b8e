"""Leaves a trace of every account that is made, changed or removed."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail import hooks

from accounts.models import User
from accounts.services import client_address, record_event


def _record(request: HttpRequest, action: str, account: User) -> None:
    actor = request.user
    record_event(
        actor=actor if isinstance(actor, User) else None,
        action=action,
        object_label=account.get_username(),
        detail={
            "角色": account.get_role_display() or "—",
            "单位": str(account.unit or "—"),
            "有效": "是" if account.is_active else "否",
            "系统管理员": "是" if account.is_superuser else "否",
        },
        address=client_address(request),
    )


@hooks.register("after_create_user")
def record_creation(request: HttpRequest, user: User) -> None:
    _record(request, "新建账号", user)


@hooks.register("after_edit_user")
def record_change(request: HttpRequest, user: User) -> None:
    _record(request, "修改账号", user)


@hooks.register("before_delete_user")
def record_removal(request: HttpRequest, user: User) -> None:
    if request.method == "POST":
        _record(request, "删除账号", user)
