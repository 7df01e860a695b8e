"""Signing in, signing out and changing one's password; each leaves a trace."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import PasswordChangeView, RedirectURLMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, View

from accounts.forms import ChangePasswordForm, SignInForm
from accounts.models import User
from accounts.services import (
    PASSWORD_CHANGED,
    SIGN_OUT,
    client_address,
    record_event,
    record_failed_sign_in,
    record_sign_in,
)


@method_decorator([sensitive_post_parameters("password"), never_cache], "dispatch")
class SignInView(RedirectURLMixin, FormView):
    """The way in. ``next`` is followed only to an address of this site."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    next_page = "home:workbench"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            url = self.get_success_url()
            # Wagtail sends here whoever may not enter; sending them back would
            # turn in a circle.
            if url.startswith("/admin/") and not request.user.has_perm(
                "wagtailadmin.access_admin"
            ):
                raise PermissionDenied
            return HttpResponseRedirect(url)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        user = cast("User", form.user)
        with transaction.atomic():
            login(self.request, user)
            record_sign_in(
                user=user,
                username=form.cleaned_data["username"],
                address=client_address(self.request),
            )
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        if form.refusal:
            record_failed_sign_in(
                username=form.cleaned_data["username"],
                address=client_address(self.request),
                action=form.refusal,
            )
        return super().form_invalid(form)


@method_decorator(never_cache, "dispatch")
class SignOutView(View):
    """The way out, by POST only."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            record_event(
                actor=user,
                action=SIGN_OUT,
                object_label=user.get_username(),
                address=client_address(request),
            )
        logout(request)
        return redirect("home:portal")


class PasswordView(LoginRequiredMixin, PasswordChangeView):
    """Change one's own password."""

    form_class = ChangePasswordForm
    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:password")
    login_url = reverse_lazy("accounts:sign_in")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_event(
            actor=form.user,
            action=PASSWORD_CHANGED,
            object_label=form.user.get_username(),
            address=client_address(self.request),
        )
        messages.success(self.request, "密码已修改，下次请用新密码登录。")
        return response
