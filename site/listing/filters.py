"""Filters of a record list: what the address may say, and what it narrows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Reading:
    """What the address says for one filter, and what of it was not understood.

    ``values`` are ``(parameter, value)`` pairs.
    """

    values: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()

    def of(self, parameter: str) -> tuple[str, ...]:
        """The values given for one parameter."""
        return tuple(value for name, value in self.values if name == parameter)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter as the form prints it."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class DateInput:
    """One end of a date range as the form prints it."""

    name: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Filter(ABC):
    """A filter with its key in the address and its label on the page."""

    key: str
    label: str

    control: ClassVar[str]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names this filter uses in the address."""
        return (self.key,)

    @abstractmethod
    def read(self, data: QueryDict) -> Reading:
        """Understand the address; a bad value is left out and named."""

    @abstractmethod
    def narrow(self, rows: Any, reading: Reading) -> Any:
        """The rows that pass."""

    @abstractmethod
    def form(self, reading: Reading) -> Sequence[Option] | Sequence[DateInput]:
        """What the form control of this filter prints."""

    @abstractmethod
    def describe(self, parameter: str, value: str) -> str:
        """A chosen value in words."""

    def _unknown(self, value: str) -> str:
        return f"筛选“{self.label}”中没有“{value}”，已忽略。"


def _given(data: QueryDict, name: str) -> list[str]:
    return [value.strip() for value in data.getlist(name) if value.strip()]


@dataclass(frozen=True, slots=True)
class ChoiceFilter(Filter):
    """Any of several values.

    ``narrowing`` is a field name (``field__in``) or a function of the rows and the
    chosen values.
    """

    choices: Sequence[tuple[str, str]] = ()
    narrowing: str | Callable[[Any, tuple[str, ...]], Any] = ""

    control: ClassVar[str] = "choice"

    def read(self, data: QueryDict) -> Reading:
        known = {value for value, _ in self.choices}
        given = list(dict.fromkeys(_given(data, self.key)))
        return Reading(
            tuple((self.key, value) for value in given if value in known),
            tuple(self._unknown(value) for value in given if value not in known),
        )

    def narrow(self, rows: Any, reading: Reading) -> Any:
        chosen = reading.of(self.key)
        if not chosen:
            return rows
        if callable(self.narrowing):
            return self.narrowing(rows, chosen)
        return rows.filter(**{f"{self.narrowing or self.key}__in": chosen})

    def describe(self, parameter: str, value: str) -> str:
        return dict(self.choices)[value]

    def form(self, reading: Reading) -> list[Option]:
        """The choices, the chosen ones marked."""
        chosen = reading.of(self.key)
        return [Option(value, label, value in chosen) for value, label in self.choices]


_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class YesNoFilter(Filter):
    """Yes, no, or either. ``narrowing`` is a Boolean field or a function."""

    narrowing: str | Callable[[Any, bool], Any] = ""
    labels: tuple[str, str] = ("是", "否")

    control: ClassVar[str] = "yes_no"

    def read(self, data: QueryDict) -> Reading:
        given = _given(data, self.key)[:1]
        known = [value for value in given if value in (_YES, _NO)]
        return Reading(
            tuple((self.key, value) for value in known),
            tuple(self._unknown(value) for value in given if value not in known),
        )

    def narrow(self, rows: Any, reading: Reading) -> Any:
        for value in reading.of(self.key):
            if callable(self.narrowing):
                return self.narrowing(rows, value == _YES)
            return rows.filter(**{self.narrowing or self.key: value == _YES})
        return rows

    def describe(self, parameter: str, value: str) -> str:
        return self.labels[0] if value == _YES else self.labels[1]

    def form(self, reading: Reading) -> list[Option]:
        """Yes and no, the chosen one marked."""
        chosen = reading.of(self.key)
        return [
            Option(value, label, value in chosen)
            for value, label in zip((_YES, _NO), self.labels, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class DateRangeFilter(Filter):
    """From one day to another, both included. ``field`` is compared by date."""

    field: str = ""
    is_datetime: bool = False

    control: ClassVar[str] = "date_range"

    @property
    def parameters(self) -> tuple[str, ...]:
        return (f"{self.key}_from", f"{self.key}_to")

    def read(self, data: QueryDict) -> Reading:
        values, problems = [], []
        for name in self.parameters:
            for text in _given(data, name)[:1]:
                try:
                    values.append((name, date.fromisoformat(text).isoformat()))
                except ValueError:
                    problems.append(
                        f"筛选“{self.label}”的日期“{text}”不是“2021-12-31”的样子，已忽略。"
                    )
        return Reading(tuple(values), tuple(problems))

    def narrow(self, rows: Any, reading: Reading) -> Any:
        path = f"{self.field or self.key}{'__date' if self.is_datetime else ''}"
        lookups = zip(self.parameters, ("gte", "lte"), strict=True)
        limits = {
            f"{path}__{lookup}": date.fromisoformat(value)
            for name, lookup in lookups
            for value in reading.of(name)
        }
        return rows.filter(**limits) if limits else rows

    def describe(self, parameter: str, value: str) -> str:
        return f"{'自' if parameter == self.parameters[0] else '至'} {value}"

    def form(self, reading: Reading) -> list[DateInput]:
        """The two date fields of the form."""
        return [
            DateInput(name, "".join(reading.of(name)), f"{self.label}{word}")
            for name, word in zip(self.parameters, ("（自）", "（至）"), strict=True)
        ]


def choices_of(values: Iterable[str]) -> list[tuple[str, str]]:
    """Choices whose value is also their label, empty ones left out."""
    return [(value, value) for value in values if value]
