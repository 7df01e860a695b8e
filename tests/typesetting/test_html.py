"""A document's tables on a page."""

from __future__ import annotations

from typesetting.blocks import Column, Table, row
from typesetting.html import block_html

COLUMNS = (Column("甲", 2), Column("乙", 1, "right"))


def test_a_table_without_rows_says_so_instead() -> None:
    page = block_html(Table("整改“逾期”", COLUMNS, (), empty="没有逾期的事项。"))
    assert "没有逾期的事项。" in page
    assert "<table" not in page


def test_a_table_that_scrolls_can_be_reached_by_keyboard_and_has_a_name() -> None:
    page = block_html(Table('整改"逾期"', COLUMNS, (row("一", "二"),)))
    assert 'tabindex="0" role="region" aria-label="整改&quot;逾期&quot;"' in page
