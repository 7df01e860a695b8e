"""The rules of a pilot's procedure, and dates that follow from them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from standards_catalog.models import Pilot
from standards_catalog.procedure.models import ProcedureRules

_MONTHS = 12


def rules_of(pilot: Pilot) -> ProcedureRules:
    """The rules the office set for ``pilot``, else the usual ones, not stored."""
    found = ProcedureRules.objects.filter(pilot=pilot).first()
    return found or ProcedureRules(pilot=pilot)


def months_later(day: date, months: int) -> date:
    """The same day so many months later (or earlier); the last of a shorter month."""
    count = day.year * _MONTHS + day.month - 1 + months
    year, month = divmod(count, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
