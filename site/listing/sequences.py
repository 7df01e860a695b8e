"""Rows that were worked out in Python, as a record list wants its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class SequenceRows(Sequence[T], Generic[T]):
    """Rows that are counted, ordered, sliced and iterated like a QuerySet."""

    def __init__(self, rows: Iterable[T]) -> None:
        self._rows = tuple(rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def count(self, value: Any = None) -> int:
        return len(self._rows)

    def iterator(self, chunk_size: int = 0) -> Iterator[T]:
        return iter(self._rows)

    def where(self, wanted: Callable[[T], bool]) -> SequenceRows[T]:
        """The rows that ``wanted`` says."""
        return SequenceRows(filter(wanted, self._rows))

    def order_by(self, *paths: str) -> SequenceRows[T]:
        """The rows by dotted attributes; a leading “-” turns the order round. What
        has no value stands last either way."""
        rows = list(self._rows)
        for path in reversed(paths):
            name = path.removeprefix("-")
            turned = path.startswith("-")
            filled = [row for row in rows if _value(row, name) not in (None, "")]
            empty = [row for row in rows if _value(row, name) in (None, "")]
            filled.sort(key=lambda row, name=name: _value(row, name), reverse=turned)  # type: ignore[misc]
            rows = filled + empty
        return SequenceRows(rows)


def _value(row: object, path: str) -> Any:
    return reduce(getattr, path.split("."), row)


def chosen_by(path: str) -> Callable[[Any, tuple[str, ...]], Any]:
    """The narrowing of a choice filter: rows whose dotted attribute was chosen."""

    def narrow(rows: SequenceRows[Any], chosen: tuple[str, ...]) -> SequenceRows[Any]:
        return rows.where(lambda row: str(_value(row, path)) in chosen)

    return narrow


def with_words(
    rows: SequenceRows[T], text: str, said: Callable[[T], str]
) -> SequenceRows[T]:
    """The rows in which every word of ``text`` occurs in what is ``said`` of them."""
    words = text.casefold().split()
    return rows.where(lambda row: all(word in said(row).casefold() for word in words))
