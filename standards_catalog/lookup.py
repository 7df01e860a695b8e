"""Finding a pilot, a member unit or a date by what a person typed.

Every failure is a ``LookupError`` or ``ValueError`` with one Chinese line.
"""

from __future__ import annotations

import unicodedata
from datetime import date

from accounts.models import Unit
from standards_catalog.models import Pilot


def find_pilot(code: str) -> Pilot:
    """The pilot with this code."""
    pilot = Pilot.objects.filter(code=code).first()
    if pilot is None:
        known = (
            "、".join(Pilot.objects.values_list("code", flat=True))
            or "（尚未载入试点）"
        )
        raise LookupError(f"没有代码为“{code}”的试点；现有：{known}")
    return pilot


def find_member_unit(pilot: Pilot, name: str) -> Unit:
    """The member unit with this full name, short name or alias.

    Full-width characters and stray spaces do not matter, as in a package.
    """
    wanted = _plain(name)
    for unit in Unit.objects.filter(pilots=pilot).prefetch_related("aliases"):
        names = [unit.name, unit.short_name]
        names += [alias.name for alias in unit.aliases.all()]
        if wanted and wanted in map(_plain, names):
            return unit
    raise LookupError(f"试点“{pilot.code}”没有名为“{name}”的成员单位")


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def read_date(text: str) -> date:
    """A date written as 2021-12-31."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"日期“{text}”不正确，应写作 2021-12-31") from error
