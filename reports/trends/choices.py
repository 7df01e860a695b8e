"""What a page about trends is narrowed to: a unit, and a stretch of months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest

from accounts.models import Unit


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a stretch of months; ``problem`` says in Chinese what was not
    understood of what was asked."""

    days: tuple[date, ...]
    choices: tuple[str, ...]
    first: str
    last: str
    problem: str = ""

    @property
    def words(self) -> str:
        """The stretch as it is printed."""
        return f"{self.days[0]:%Y-%m} 至 {self.days[-1]:%Y-%m}"


def read_period(asked: Mapping[str, Any], days: Sequence[date]) -> Period:
    """The stretch of ``days`` that ``?from=2020-07&to=2021-06`` asks for.

    What is not one of the months, or leaves no month, shows all of them and says so.
    """
    months = tuple(f"{day:%Y-%m}" for day in days)
    first = str(asked.get("from", "")).strip()
    last = str(asked.get("to", "")).strip()
    unknown = [month for month in (first, last) if month and month not in months]
    if unknown:
        text = f"没有“{'”“'.join(unknown)}”这个月的数据，已显示全部月份。"
        return Period(tuple(days), months, "", "", text)
    chosen = tuple(
        day
        for day, month in zip(days, months, strict=True)
        if (not first or month >= first) and (not last or month <= last)
    )
    if not chosen:
        text = "起始月晚于截止月，已显示全部月份。"
        return Period(tuple(days), months, first, last, text)
    return Period(chosen, months, first, last)


class UnitChoiceMixin:
    """The unit a page is narrowed to: fixed for unit roles, else ``?unit=``."""

    request: HttpRequest
    account: Any

    def chosen_unit(self) -> Unit | None:
        """The unit, ``None`` for the whole pilot; an unknown one is a 404."""
        pilot, _ = self.request.pilot_scope.required()  # type: ignore[attr-defined]
        members = Unit.objects.filter(pilots=pilot)
        if self.account.is_unit_bound:
            own = members.filter(pk=self.account.unit_id).first()
            if own is None:
                raise Http404("您的单位不是这个试点的成员单位。")
            return own
        name = self.request.GET.get("unit", "").strip()
        if not name:
            return None
        unit = members.filter(name=name).first()
        if unit is None:
            raise Http404("这个试点没有该成员单位。")
        return unit

    def unit_choices(self) -> list[Unit]:
        """Units to choose from; unit roles have no choice."""
        if self.account.is_unit_bound:
            return []
        pilot, _ = self.request.pilot_scope.required()  # type: ignore[attr-defined]
        return list(
            Unit.objects.filter(pilots=pilot).order_by("memberships__position", "pk")
        )
