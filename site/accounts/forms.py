"""Signing in and changing one's password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest

from accounts.models import User
from accounts.services import (
    LOCK_MINUTES,
    SIGN_IN_FAILED,
    SIGN_IN_LOCKED,
    client_address,
    is_sign_in_locked,
)

_WRONG = "用户名或密码不正确，请核对后重新输入。"
_LOCKED = f"密码连续输错次数过多，请 {LOCK_MINUTES} 分钟后再试，或请管理员重设密码。"


class SignInForm(forms.Form):
    """User name and password.

    ``user`` is set once they are right; else ``refusal`` is the action to record,
    empty when nothing was tried.
    """

    username = forms.CharField(
        label="用户名",
        max_length=150,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autofocus": True,
                "class": "form-control",
            }
        ),
        error_messages={"required": "请输入用户名。"},
    )
    password = forms.CharField(
        label="密码",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "class": "form-control"}
        ),
        error_messages={"required": "请输入密码。"},
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None
        self.refusal = ""

    def clean(self) -> dict[str, Any]:
        """Check the password unless the name is locked for this address."""
        data = super().clean() or {}
        username, password = data.get("username"), data.get("password")
        if not username or not password:
            return data
        if is_sign_in_locked(username, client_address(self.request)):
            self.refusal = SIGN_IN_LOCKED
            self.add_error("password", _LOCKED)
            return data
        user = authenticate(self.request, username=username, password=password)
        if isinstance(user, User):
            self.user = user
        else:
            self.refusal = SIGN_IN_FAILED
            self.add_error("password", _WRONG)
        return data


class ChangePasswordForm(PasswordChangeForm):
    """The old password and, twice, the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "现在的密码"
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password2"].label = "再输一次新密码"
        for name, field in self.fields.items():
            field.error_messages["required"] = f"请输入{field.label}。"
            field.widget.attrs["class"] = "form-control"
            if name != "old_password":
                field.widget.attrs["autocomplete"] = "new-password"
