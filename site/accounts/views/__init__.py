"""Pages of the accounts layer: the way in and out, units, the audit trail."""

from accounts.views.audit import AuditView, VerifyAuditView
from accounts.views.doors import PasswordView, SignInView, SignOutView
from accounts.views.units import UnitListView

__all__ = [
    "AuditView",
    "PasswordView",
    "SignInView",
    "SignOutView",
    "UnitListView",
    "VerifyAuditView",
]
