"""The workbench: one home page per role; and whether the site is alive."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.models import Role, User
from accounts.permissions import EVERYBODY, RECORD_READERS, RolesRequiredMixin
from home.selectors import expert_reading, home_figures, office_home, unit_home
from standards_catalog.procedure.selectors.turns import waiting_for
from standards_catalog.scope import PilotScope

# Roles whose home is a page of another app.
_ELSEWHERE: dict[str, str] = {
    Role.LEADERSHIP_GROUP: "dashboards:dashboard",
    Role.AUDITOR: "accounts:audit",
}


@method_decorator(never_cache, "dispatch")
class WorkbenchView(RolesRequiredMixin):
    """Where everybody lands after signing in: what waits for them, first."""

    roles = EVERYBODY

    def get(self, request: HttpRequest) -> HttpResponse:
        account = self.account
        if account.role in _ELSEWHERE and not account.is_superuser:
            return redirect(_ELSEWHERE[account.role])
        scope: PilotScope = request.pilot_scope  # type: ignore[attr-defined]
        if scope.pilot is None:
            return render(request, "home/no_pilot.html")
        template, context = _home_of(account, scope)
        return render(request, template, context)


def _home_of(account: User, scope: PilotScope) -> tuple[str, dict[str, Any]]:
    """The template of the role's home page and what it shows."""
    pilot, as_of = scope.required()
    # What waits, waits today, whatever date the figures are of.
    waiting = waiting_for(account, pilot, timezone.localdate())
    if account.is_unit_bound:
        home = unit_home(account, pilot, as_of)
        return "home/unit.html", {"home": home, "waiting": waiting}
    if account.role == Role.EXPERT and not account.is_superuser:
        standards = expert_reading(pilot, as_of)
        return "home/expert.html", {"standards": standards, "waiting": waiting}
    return "home/office.html", {"home": office_home(pilot, as_of), "waiting": waiting}


@method_decorator(never_cache, "dispatch")
class FiguresView(RolesRequiredMixin):
    """The key numbers of a home page, fetched by it; opened by itself it is a page."""

    roles = RECORD_READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        scope: PilotScope = request.pilot_scope  # type: ignore[attr-defined]
        figures = home_figures(self.account, *scope.required())
        is_part = "HX-Request" in request.headers
        template = "home/_figures.html" if is_part else "home/figures.html"
        return render(request, template, {"figures": figures})


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Whether the process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readiness(request: HttpRequest) -> HttpResponse:
    """Whether the database answers too; 503 if it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
