"""The lines of a linking form: what is linked, suggested and found, as typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict

from listing.columns import Badge


@dataclass(frozen=True, slots=True)
class Entry:
    """A standard for a step, or a step for a standard, that may be ticked.

    ``clauses`` is what stands in its field; ``proposed`` the clause that reads most
    alike, ``reason`` why it is suggested; ``has_text`` says whether clauses can be
    checked, and ``error`` what is wrong with them.
    """

    key: int
    label: str
    url: str
    badge: Badge
    clauses: str = ""
    is_ticked: bool = False
    detail: str = ""
    reason: str = ""
    proposed: str = ""
    has_text: bool = True
    error: str = ""

    @property
    def field(self) -> str:
        """The name of the field of its clauses."""
        return f"clauses-{self.key}"


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; ``empty`` is said when there are none."""

    title: str
    entries: tuple[Entry, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was posted: the keys ticked, and the clauses by key."""

    ticked: frozenset[int]
    shown: frozenset[int]
    clauses: Mapping[int, str]
    is_posted: bool = True

    def fill(
        self, entries: Iterable[Entry], errors: Mapping[int, str]
    ) -> tuple[Entry, ...]:
        """The entries as they were typed, each with its error."""
        return tuple(
            replace(
                entry,
                is_ticked=entry.key in self.ticked,
                clauses=self.clauses.get(entry.key, entry.clauses),
                error=errors.get(entry.key, ""),
            )
            if self.is_posted and entry.key in self.shown
            else entry
            for entry in entries
        )


NOTHING_TYPED = Typed(frozenset(), frozenset(), {}, is_posted=False)


def read_typed(data: QueryDict, known: Collection[int]) -> Typed:
    """The keys among ``known`` that were shown and ticked, with their clauses."""
    shown = {key for key in _keys(data.getlist("shown")) if key in known}
    return Typed(
        ticked=frozenset(shown.intersection(_keys(data.getlist("tick")))),
        shown=frozenset(shown),
        clauses={key: data.get(f"clauses-{key}", "") for key in shown},
    )


def _keys(values: Iterable[str]) -> set[int]:
    return {int(v) for v in values if v.isascii() and v.isdecimal() and len(v) < 19}
