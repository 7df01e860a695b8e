"""Accounts as the system administrator keeps them."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, ModelForm
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserColumn, UserViewSet

from accounts.models import User
from accounts.permissions import UNITS

_FIELDS = ["username", "role", "unit", "position_title", "email"]
_RIGHTS = ["is_superuser", "groups"]


class _PositionForm(ModelForm):
    """An account is one of a position, so it asks for no person's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False
        self.fields["role"].required = False  # a system administrator has none

    def clean(self) -> dict[str, Any]:
        """Say beside the field what the chosen role needs."""
        data: dict[str, Any] = super().clean() or {}
        role = data.get("role", "")
        if not role and not data.get("is_superuser", self.instance.is_superuser):
            self.add_error("role", "请选择角色；只有系统管理员可以没有角色。")
        if role in UNITS and data.get("unit") is None:
            self.add_error("unit", "成员单位的账号须指定所属单位。")
        return data

    def account_fields(self) -> list[BoundField]:
        """The fields of the first tab, in order."""
        names = [name for name in self.fields if name not in _RIGHTS]
        return [self[name] for name in names]


class AccountCreationForm(_PositionForm, UserCreationForm):
    """A new account."""

    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):
        model = User
        fields = [*_FIELDS, *_RIGHTS]


class AccountEditForm(_PositionForm, UserEditForm):
    """An existing account."""

    first_name = None
    last_name = None

    class Meta(UserEditForm.Meta):
        model = User
        fields = [*_FIELDS, "is_active", *_RIGHTS]


def _yes_no(name: str, label: str) -> Column:
    """Wagtail's own column for this says True and False to screen readers."""
    return Column(
        name,
        label=label,
        accessor=lambda account: "是" if getattr(account, name) else "否",
        sort_key=name,
    )


class AccountIndexView(IndexView):
    """Accounts with role, unit and position."""

    default_ordering = "username"

    @property
    def columns(self) -> list[Column]:
        """Name, role, unit, position, whether active, last sign-in."""
        return [
            self._get_title_column("username", column_class=UserColumn),
            Column("get_role_display", label="角色", sort_key="role"),
            Column("unit", label="所属单位", sort_key="unit"),
            Column("position_title", label="岗位", sort_key="position_title"),
            _yes_no("is_active", "有效"),
            _yes_no("is_superuser", "系统管理员"),
        ]

    @columns.setter
    def columns(self, value: object) -> None:
        """The viewset hands over its own list, which this page does not use."""


class AccountViewSet(UserViewSet):
    """Accounts under “设置” of the content administration."""

    index_view_class = AccountIndexView
    create_template_name = "accounts/users/create.html"
    edit_template_name = "accounts/users/edit.html"

    def get_form_class(self, for_update: bool = False) -> type:
        return AccountEditForm if for_update else AccountCreationForm
