"""The rows of the matrix as HTML.

A thousand rows with four cells each are written here and not by a template, which
took nearly four times as long (``docs/coverage.md``). Nothing enters a page unescaped:
``format_html`` builds every piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessment.coverage.clause_links import CitedClause
from assessment.coverage.marks import StepMark
from assessment.coverage.owners import StepOwner
from assessment.coverage.views.rows import CoveringStandard, MatrixRow
from listing.columns import NOTHING
from standards_catalog.models import LegalInstrument

_COMMA = SafeString("、")
_EMPTY = SafeString("")


def _addresses(view: str) -> Callable[[int], str]:
    """Addresses of a view by key, without resolving each."""
    before, _, after = reverse(view, args=[0]).rpartition("0")
    return lambda key: f"{before}{key}{after}"


class RowMarkup:
    """Writes rows; what many of them share is written once."""

    def __init__(self) -> None:
        self._step = _addresses("coverage:step")
        self._law = _addresses("standards_catalog:law")
        self._standard = _addresses("standards_catalog:detail")
        self._heads: dict[int, SafeString] = {}
        self._owners: dict[tuple[StepOwner, ...], SafeString] = {}

    def rows(self, items: Iterable[tuple[str, Sequence[MatrixRow]]]) -> SafeString:
        """The rows of a domain, item by item."""
        return format_html_join(
            "\n",
            "{}",
            (
                (self._row(row, is_first=index == 0),)
                for _, steps in items
                for index, row in enumerate(steps)
            ),
        )

    def _row(self, row: MatrixRow, *, is_first: bool) -> SafeString:
        return format_html(
            '<tr role="row" id="s{}" class="{}"><th role="rowheader" scope="row">'
            '<span class="it{}">{}</span><a href="{}">{}</a></th>{}'
            '<td role="gridcell" class="st"><span class="s {}">{}</span>{}</td>'
            '{}<td role="gridcell" class="la">{}</td></tr>',
            row.step.pk,
            row.kind,
            "" if is_first else " again",
            row.step.item,
            self._step(row.step.pk),
            row.step.name,
            format_html_join(
                "",
                '<td role="gridcell" class="c{}">{}</td>',
                ((place, self._cell(cell)) for place, cell in enumerate(row.cells)),
            ),
            row.state.tone,
            row.state.word,
            _marks(row.marks) if row.marks else _EMPTY,
            self._owner_cell(row),
            self._laws(row.laws) if row.laws else _EMPTY,
        )

    def _cell(self, cell: Sequence[CoveringStandard]) -> SafeString:
        if not cell:
            return _EMPTY
        return format_html_join("", "{}{}</div>", map(self._standing, cell))

    def _standing(self, item: CoveringStandard) -> tuple[SafeString, SafeString]:
        key = item.line.pk
        if key not in self._heads:
            self._heads[key] = format_html(
                '<div class="s {}"><a href="{}" title="{}">{}</a> {}',
                item.badge.tone,
                self._standard(key),
                item.line.title,
                item.line.code,
                item.badge.word,
            )
        return self._heads[key], _clauses(item.clauses) if item.clauses else _EMPTY

    def _owner_cell(self, row: MatrixRow) -> SafeString:
        if row.answering not in self._owners:
            short, whole = row.short_owners or NOTHING, row.owners
            self._owners[row.answering] = format_html(
                '<td role="gridcell" class="ow" title="{}">{}</td>', whole, short
            )
        return self._owners[row.answering]

    def _laws(self, laws: Sequence[LegalInstrument]) -> SafeString:
        return format_html_join(
            _COMMA,
            '<a href="{}" title="{}">{}</a>',
            ((self._law(law.pk), law.title, law.code) for law in laws),
        )


def _clauses(clauses: Sequence[CitedClause]) -> SafeString:
    shown = format_html_join(
        _COMMA,
        "{}",
        (
            (
                format_html('<a href="{}">{}</a>', clause.url, clause.number)
                if clause.url
                else clause.number,
            )
            for clause in clauses
        ),
    )
    return format_html(' <span class="cl">{}</span>', shown)


def _marks(marks: Sequence[StepMark]) -> SafeString:
    return format_html_join(
        "",
        '<div class="mark s {}"><a href="{}">{}</a> {} {}{}</div>',
        (
            (
                mark.badge.tone,
                mark.url,
                mark.badge.word,
                mark.owner,
                _due(mark),
                _act(mark),
            )
            for mark in marks
        ),
    )


def _due(mark: StepMark) -> SafeString:
    if mark.due_on is None:
        return _EMPTY
    late = "，已逾期" if mark.is_late else ""
    return format_html('<span class="due">{} 前{}</span>', mark.due_on, late)


def _act(mark: StepMark) -> SafeString:
    if not mark.action:
        return _EMPTY
    return format_html(' <a class="act" href="{}">{}</a>', mark.url, mark.action)
