"""What a record list shows: columns, and the cells they make of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from typing import Any, cast

from django.db import models
from django.urls import reverse
from django.utils import timezone

from listing.rounding import NOTHING, percent_text

_MOST_PAGE_WIDTH = 32
_CELL_PADDING = 1.5

Value = str | int | Decimal | Fraction | date | datetime | bool | None


class Kind(StrEnum):
    """How a value is printed, aligned and exported."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    BOOL = "bool"
    STATUS = "status"
    LINK = "link"
    PICK = "pick"
    """A box to choose the row by its value, for the form ``pick-form`` of the page."""


class Tone(StrEnum):
    """The meaning of a status; always shown as colour, icon and word together."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    INFO = "info"
    NEUTRAL = "neutral"


_ICONS = {
    Tone.GOOD: "circle-check",
    Tone.WARNING: "alert-triangle",
    Tone.BAD: "circle-x",
    Tone.INFO: "clock",
    Tone.NEUTRAL: "info-circle",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A status word with its tone."""

    word: str
    tone: Tone = Tone.NEUTRAL

    def __str__(self) -> str:
        return self.word

    @property
    def icon(self) -> str:
        """The name of the icon that stands beside the word."""
        return _ICONS[self.tone]


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed value of a row, under its column's label."""

    label: str
    text: str
    kind: Kind
    url: str = ""
    badge: Badge | None = None
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list or one line of a detail page.

    ``value`` is a dotted attribute path or a function of the row (default: the
    key); ``sort`` names the field or fields to order by, none if the column cannot
    be sorted; ``url`` gives the address a row's value links to, or nothing.
    ``width`` is the column width in Excel, in characters.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    value: str | Callable[[Any], Any] = ""
    sort: str | tuple[str, ...] = ()
    url: Callable[[Any], str | None] | None = None
    width: int = 0
    is_wide: bool = False

    @property
    def css_width(self) -> str:
        """The least width on a page: a Chinese character is two of Excel's."""
        if not self.width:
            return ""
        return f"{min(self.width, _MOST_PAGE_WIDTH) / 2 + _CELL_PADDING:g}em"

    @property
    def order_fields(self) -> tuple[str, ...]:
        """The fields this column sorts by, ascending."""
        return (self.sort,) if isinstance(self.sort, str) else self.sort

    def value_of(self, row: Any) -> Any:
        """The raw value of ``row``: a :data:`Value` or a :class:`Badge`."""
        if callable(self.value):
            return self.value(row)
        return reduce(_attribute, (self.value or self.key).split("."), row)

    def cell(self, row: Any) -> Cell:
        """The value of ``row`` as it is printed on a page."""
        value = self.value_of(row)
        badge = value if isinstance(value, Badge) else None
        url = (self.url(row) or "") if self.url is not None else ""
        if self.kind is Kind.LINK and not url:
            url = _web_address(value)
        return Cell(self.label, printed(value), self.kind, url, badge, self.is_wide)


def _attribute(holder: Any, name: str) -> Any:
    return None if holder is None else getattr(holder, name)


def _web_address(value: object) -> str:
    text = str(value or "")
    return text if text.startswith(("http://", "https://")) else ""


def printed(value: object) -> str:
    """A value as text: dates in ISO form, 是/否, and “—” for nothing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return local_time(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def local_time(value: datetime) -> datetime:
    """A time as clocks here show it, without a zone; a naive one already is."""
    if timezone.is_naive(value):
        return value
    return timezone.localtime(value).replace(tzinfo=None)


def joined(values: Iterable[object]) -> str:
    """Several values in one cell, in the Chinese way."""
    return "、".join(str(value) for value in values)


def link(view: str, attribute: str = "pk") -> Callable[[Any], str | None]:
    """Link a row to ``view``, called with the row's dotted ``attribute``."""

    def address(row: Any) -> str | None:
        key = reduce(_attribute, attribute.split("."), row)
        return None if key is None else reverse(view, args=[key])

    return address


_KINDS: Sequence[tuple[type[models.Field[Any, Any]], Kind]] = (
    (models.BooleanField, Kind.BOOL),
    (models.DateTimeField, Kind.DATETIME),
    (models.DateField, Kind.DATE),
    (models.IntegerField, Kind.NUMBER),
    (models.DecimalField, Kind.NUMBER),
)


def field_column(
    model: type[models.Model],
    name: str,
    *,
    url: Callable[[Any], str | None] | None = None,
    width: int = 0,
    is_wide: bool = False,
) -> Column:
    """The column of a model's own field: its label, kind and order."""
    field = cast("models.Field[Any, Any]", model._meta.get_field(name))
    kind = next((kind for cls, kind in _KINDS if isinstance(field, cls)), Kind.TEXT)
    return Column(
        key=name,
        label=str(field.verbose_name),
        kind=kind,
        sort=f"{name}__position" if field.is_relation else name,
        url=url,
        width=width,
        is_wide=is_wide or isinstance(field, models.TextField),
    )


def share_text(share: Fraction | None, target: Fraction | None = None) -> str:
    """A share (1 = 100 %) as :mod:`listing.rounding` has it; “—” where undefined.

    Beside a ``target`` it never prints as one that is on the other side of it.
    """
    return percent_text(share, target)
