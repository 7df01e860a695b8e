"""Addresses of the accounts layer."""

from django.urls import path

from accounts.views import (
    AuditView,
    PasswordView,
    SignInView,
    SignOutView,
    UnitListView,
    VerifyAuditView,
)

app_name = "accounts"
urlpatterns = [
    path("accounts/sign-in/", SignInView.as_view(), name="sign_in"),
    path("accounts/sign-out/", SignOutView.as_view(), name="sign_out"),
    path("accounts/password/", PasswordView.as_view(), name="password"),
    path("workbench/units/", UnitListView.as_view(), name="units"),
    path("audit/", AuditView.as_view(), name="audit"),
    path("audit/verify/", VerifyAuditView.as_view(), name="verify_audit"),
]
