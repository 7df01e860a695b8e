"""Numbers and places of new records of a pilot."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils import timezone

from standards_catalog.models import Pilot


def next_code(model: Any, pilot: Pilot, prefix: str, *, digits: int = 3) -> str:
    """The next free number of this year: ``JC2021-001``."""
    start = f"{prefix}{timezone.localdate().year}-"
    taken = model.objects.filter(pilot=pilot, code__startswith=start)
    tails = (code.removeprefix(start) for code in taken.values_list("code", flat=True))
    last = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    return f"{start}{last + 1:0{digits}d}"


def next_position(model: Any, pilot: Pilot) -> int:
    """The place after the last record."""
    last = model.objects.filter(pilot=pilot).aggregate(last=Max("position"))["last"]
    return int(last or 0) + 1
