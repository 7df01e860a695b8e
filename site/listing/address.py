"""The address of a list: everything the list shows can be read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from listing.columns import Column
from listing.filters import Filter, Reading

PAGE_SIZES = (25, 50, 100, 200)
PAGE_SIZE = 50
_MAX_TEXT = 100


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, in words, with the address that lifts it."""

    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ListAddress:
    """The understood query string of a list.

    ``problems`` names, in Chinese, each value that was not understood and ignored.
    """

    data: QueryDict
    text: str
    filters: tuple[tuple[Filter, Reading], ...]
    sort: Column | None
    is_descending: bool
    page: int
    per_page: int
    problems: tuple[str, ...]

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter is in force."""
        return bool(self.text) or any(reading.values for _, reading in self.filters)

    @property
    def order_by(self) -> tuple[str, ...]:
        """The chosen order as ``order_by`` arguments; empty for the default."""
        if self.sort is None:
            return ()
        sign = "-" if self.is_descending else ""
        return tuple(f"{sign}{name}" for name in self.sort.order_fields)

    def changed(self, **values: str | int | None) -> str:
        """The query string with some parameters set, or removed by ``None``.

        A changed list starts on its first page again.
        """
        data = self._copy("page", "export", *values)
        for name, value in values.items():
            if value is not None:
                data[name] = str(value)
        return f"?{data.urlencode()}"

    def without(self, name: str, value: str) -> str:
        """The query string without one value of a parameter."""
        data = self._copy("page", "export")
        data.setlist(name, [item for item in data.getlist(name) if item != value])
        return f"?{data.urlencode()}"

    def cleared(self) -> str:
        """The query string without search and filters; order and scope stay."""
        names = [name for item, _ in self.filters for name in item.parameters]
        return f"?{self._copy('page', 'export', 'q', *names).urlencode()}"

    def chips(self) -> list[Chip]:
        """The search and filters in force."""
        chips = []
        if self.text:
            chips.append(Chip("搜索", self.text, self.changed(q=None)))
        for item, reading in self.filters:
            for name, value in reading.values:
                words = item.describe(name, value)
                chips.append(Chip(item.label, words, self.without(name, value)))
        return chips

    def kept(self) -> list[tuple[str, str]]:
        """Parameters the filter form must carry along unseen."""
        own = {"q", "page", "export"}
        own.update(name for item, _ in self.filters for name in item.parameters)
        return [
            (name, value)
            for name, values in self.data.lists()
            if name not in own
            for value in values
        ]

    def _copy(self, *dropped: str) -> QueryDict:
        data = self.data.copy()
        for name in dropped:
            data.pop(name, None)
        return data


def read_address(
    data: QueryDict, filters: Sequence[Filter], columns: Sequence[Column]
) -> ListAddress:
    """Understand a query string; what is not understood is ignored and named."""
    problems: list[str] = []
    readings = tuple((item, item.read(data)) for item in filters)
    for _, reading in readings:
        problems.extend(reading.problems)
    sort, is_descending = _read_sort(data.get("sort", ""), columns, problems)
    return ListAddress(
        data=data,
        text=_read_text(data.get("q", "")),
        filters=readings,
        sort=sort,
        is_descending=is_descending,
        page=_read_page(data.get("page", ""), problems),
        per_page=_read_page_size(data.get("per_page", ""), problems),
        problems=tuple(problems),
    )


def _read_text(text: str) -> str:
    # A database refuses NUL in a text; nobody searches for one.
    return " ".join(text.replace("\x00", " ").split())[:_MAX_TEXT]


def _read_sort(
    text: str, columns: Sequence[Column], problems: list[str]
) -> tuple[Column | None, bool]:
    if not text:
        return None, False
    name = text.removeprefix("-")
    for column in columns:
        if column.key == name and column.order_fields:
            return column, text.startswith("-")
    problems.append(f"不能按“{name}”排序，已用默认顺序。")
    return None, False


def _read_page(text: str, problems: list[str]) -> int:
    if not text:
        return 1
    # isdecimal also accepts full-width digits, which int() understands.
    if text.isdecimal() and int(text[:9]) > 0:
        return int(text[:9])
    problems.append(f"没有第“{text}”页，已显示第 1 页。")
    return 1


def _read_page_size(text: str, problems: list[str]) -> int:
    if not text:
        return PAGE_SIZE
    for size in PAGE_SIZES:
        if text == str(size):
            return size
    problems.append(f"每页不能显示“{text}”条，已用每页 {PAGE_SIZE} 条。")
    return PAGE_SIZE
