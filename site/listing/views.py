"""The record list and the record page that all apps share.

An app mixes in who may open the page and says what the rows are; this module reads
the address, narrows, orders, pages and exports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import islice
from operator import and_, or_
from typing import IO, Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.generic.base import TemplateView

from listing.address import PAGE_SIZES, ListAddress, read_address
from listing.columns import Cell, Column
from listing.filters import Filter
from listing.spreadsheets import MAX_SHEET_ROWS, Heading, csv_lines, write_workbook

_BATCH = 2000
_EXPORTS = ("xlsx", "csv")
_TABLE_ID = "record-list"


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A column's header: the address that sorts by it and the order in force."""

    column: Column
    url: str
    aria_sort: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What an empty list offers to do next."""

    label: str
    url: str


class RecordListView(TemplateView):
    """A searchable, filterable, sortable, paged and exportable list of records.

    Subclasses set the class attributes and implement :meth:`get_rows`. Rows are a
    QuerySet, or anything else with ``count``, ``order_by``, ``iterator`` and
    slicing.
    """

    template_name = "listing/record_list.html"
    title: ClassVar[str]
    purpose: ClassVar[str] = ""
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    search_fields: ClassVar[Sequence[str]] = ()
    search_hint: ClassVar[str] = "搜索"
    default_order: ClassVar[Sequence[str]] = ("position", "pk")

    def get_rows(self) -> Any:
        """The rows this user may see, unfiltered."""
        raise NotImplementedError

    def get_columns(self) -> Sequence[Column]:
        """The columns; override when they depend on the request."""
        return self.columns

    def get_filters(self) -> Sequence[Filter]:
        """The filters; override when their choices come from the database."""
        return self.filters

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Attach to a batch of rows what the columns need beyond the query."""
        return rows

    def subtitle(self) -> str:
        """One line under the title: of which date the list is, and what it counts."""
        return ""

    def next_step(self) -> NextStep | None:
        """What to do when there are no records yet."""
        return None

    def provenance(self) -> list[tuple[str, str]]:
        """``(label, value)`` lines printed above an exported table."""
        return []

    def file_stem(self) -> str:
        """The name of an exported file, without its ending."""
        return self.title

    def exported(self, row_count: int, form: str) -> None:
        """Called before rows leave the system as a file."""

    def search(self, rows: Any, text: str) -> Any:
        """The rows in which every word of ``text`` occurs in some search field."""
        words = [
            reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields))
            for word in text.split()
            if (fields := self.search_fields)
        ]
        return rows.filter(reduce(and_, words)) if words else rows

    def workbook(self, heading: Heading, records: Iterable[Any]) -> IO[bytes]:
        """The Excel file of the records; override for another look."""
        return write_workbook(heading, self._columns, records)

    @cached_property
    def address(self) -> ListAddress:
        """The understood query string."""
        return read_address(self.request.GET, self.get_filters(), self._columns)

    @cached_property
    def _columns(self) -> Sequence[Column]:
        return self.get_columns()

    def narrowed(self) -> Any:
        """The rows that pass search and filters, in the chosen order."""
        rows = self.get_rows()
        for item, reading in self.address.filters:
            rows = item.narrow(rows, reading)
        if self.address.text:
            rows = self.search(rows, self.address.text)
        # The default order breaks ties, so that pages never overlap.
        return rows.order_by(*self.address.order_by, *self.default_order)

    def get(  # type: ignore[override]  # exports stream, pages do not
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        form = request.GET.get("export", "")
        if form in _EXPORTS:
            return self._export(form)
        response = self.render_to_response(self.get_context_data(**kwargs))
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_template_names(self) -> list[str]:
        # htmx swaps the list alone; a page restored from history needs all of it.
        headers = self.request.headers
        is_partial = (
            headers.get("HX-Target") == _TABLE_ID
            and "HX-History-Restore-Request" not in headers
        )
        return ["listing/_list.html"] if is_partial else super().get_template_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paginator: Paginator[Any] = Paginator(self.narrowed(), self.address.per_page)
        page = paginator.get_page(self.address.page)
        rows = self.prepare(list(page.object_list))
        problems = list(self.address.problems)
        if self.address.page > paginator.num_pages:
            problems.append(
                f"没有第“{self.address.page}”页，已显示第 {page.number} 页。"
            )
        return super().get_context_data(
            **kwargs,
            list=self,
            table_id=_TABLE_ID,
            headers=self._headers(),
            rows=[[column.cell(row) for column in self._columns] for row in rows],
            page=page,
            pages=self._pages(page),
            sizes=[(n, self.address.changed(per_page=n)) for n in PAGE_SIZES],
            controls=self.controls(),
            problems=problems,
            exports=[(form, self.address.changed(export=form)) for form in _EXPORTS],
        )

    def _headers(self) -> list[HeaderCell]:
        return [self._header(column) for column in self._columns]

    def _header(self, column: Column) -> HeaderCell:
        if not column.order_fields:
            return HeaderCell(column, "", "")
        if self.address.sort is not column:
            return HeaderCell(column, self.address.changed(sort=column.key), "none")
        if self.address.is_descending:
            return HeaderCell(column, self.address.changed(sort=None), "descending")
        url = self.address.changed(sort=f"-{column.key}")
        return HeaderCell(column, url, "ascending")

    def controls(self) -> list[tuple[Filter, Any]]:
        """Each filter with what its form control prints."""
        return [(item, item.form(reading)) for item, reading in self.address.filters]

    def _pages(self, page: Page[Any]) -> list[tuple[str, str, bool]]:
        """``(text, address, is current)`` of the page links; an ellipsis has none."""
        numbers = page.paginator.get_elided_page_range(page.number, on_ends=1)
        return [
            (str(n), self.page_url(n) if isinstance(n, int) else "", n == page.number)
            for n in numbers
        ]

    def page_url(self, number: int) -> str:
        """The address of another page of the same list."""
        base = self.address.changed()
        return f"{base}{'' if base == '?' else '&'}page={number}"

    def _export(self, form: str) -> HttpResponseBase:
        rows = self.narrowed()
        count = rows.count()
        if form == "xlsx" and count > MAX_SHEET_ROWS:
            return HttpResponse(
                f"共 {count} 条，超过 Excel 一张表的行数；请先筛选，或导出 CSV。",
                status=400,
                content_type="text/plain; charset=utf-8",
            )
        self.exported(count, form)
        records = self._batches(rows)
        name = f"{self.file_stem()}.{form}"
        if form == "xlsx":
            book = self.workbook(self._heading(count), records)
            return FileResponse(book, as_attachment=True, filename=name)
        return StreamingHttpResponse(
            csv_lines(self._columns, records),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": content_disposition_header(True, name)},
        )

    def _batches(self, rows: Any) -> Iterator[Any]:
        iterator = iter(rows.iterator(chunk_size=_BATCH))
        while batch := list(islice(iterator, _BATCH)):
            yield from self.prepare(batch)

    def _heading(self, count: int) -> Heading:
        chips = self.address.chips()
        chosen = "；".join(f"{chip.label} {chip.text}" for chip in chips)
        now = timezone.localtime().strftime("%Y-%m-%d %H:%M")
        lines = [
            *self.provenance(),
            ("筛选条件", chosen or "无"),
            ("记录数", f"{count} 条"),
            ("导出时间", now),
        ]
        return Heading(self.title, tuple(lines))


@dataclass(frozen=True, slots=True)
class Panel:
    """A small table on a record's page, with what it says when it is empty.

    ``note`` explains what is counted; ``more`` is the address of the whole list, or of
    the page where the records are changed, as ``more_label`` says.
    """

    title: str
    headers: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "没有记录。"
    note: str = ""
    more: str = ""
    more_label: str = "查看全部"


def panel(
    title: str,
    columns: Iterable[Column],
    records: Iterable[Any],
    *,
    empty: str = "没有记录。",
    note: str = "",
    more: str = "",
    more_label: str = "查看全部",
) -> Panel:
    """A panel of ``records`` printed in ``columns``."""
    shown = tuple(columns)
    rows = tuple(tuple(column.cell(item) for column in shown) for item in records)
    return Panel(title, shown, rows, empty, note, more, more_label)


class RecordDetailView(TemplateView):
    """One record: all its fields, links to what it is about, and its panels."""

    template_name = "listing/record_detail.html"
    columns: ClassVar[Sequence[Column]] = ()
    list_title: ClassVar[str] = ""

    def get_rows(self) -> Any:
        """The QuerySet of records this user may see; any other is a 404."""
        raise NotImplementedError

    def get_columns(self) -> Sequence[Column]:
        """The fields to show."""
        return self.columns

    def get_panels(self) -> Sequence[Panel]:
        """The tables below the fields."""
        return ()

    def list_url(self) -> str:
        """The address of the list this record belongs to."""
        return ""

    def heading(self) -> str:
        """The title of the page."""
        return str(self.record)

    def subtitle(self) -> str:
        """One line under the title."""
        return ""

    @cached_property
    def record(self) -> Any:
        """The record of the address."""
        found: Model = get_object_or_404(self.get_rows(), pk=self.kwargs["pk"])
        return found

    def extra_columns(self) -> list[tuple[str, str]]:
        """Columns of the loaded file that the system does not know, as loaded."""
        extra: dict[str, Any] = getattr(self.record, "extra", None) or {}
        return [(name, str(value)) for name, value in extra.items() if value]

    def _cell(self, column: Column) -> Cell:
        cell = column.cell(self.record)
        # The column that leads here from the list leads nowhere on the page itself.
        return replace(cell, url="") if cell.url == self.request.path else cell

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            detail=self,
            cells=[self._cell(column) for column in self.get_columns()],
            panels=self.get_panels(),
            extra=self.extra_columns(),
        )
