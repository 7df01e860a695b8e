"""A text put into the editor and taken out again is the same text."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standards_catalog.authoring.blocks import BODY_BLOCKS
from standards_catalog.authoring.text.grid import rows_of, table_value
from standards_catalog.authoring.text.stream import (
    KnownRecords,
    blocks_of,
    lines_of,
    paragraphs_of,
    raw_stream,
)
from standards_catalog.drafting.document import (
    Block,
    Cell,
    Clause,
    Figure,
    ListItem,
    NormativeReference,
)
from standards_catalog.drafting.json_form import BLOCK_KINDS
from tests.standards_catalog.authoring.texts import FULL_TEXT
from tests.standards_catalog.drafting.strategies import BLOCKS

CELLS = st.builds(Cell, st.text(max_size=3), st.integers(1, 3), st.integers(1, 3))


def through_json(stream: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return json.loads(json.dumps(stream))


def test_every_kind_of_block_comes_back_with_its_id() -> None:
    assert blocks_of(through_json(raw_stream(FULL_TEXT.blocks))) == FULL_TEXT.blocks
    assert {kind for kind, _ in BODY_BLOCKS} == set(BLOCK_KINDS)
    assert {item["type"] for item in raw_stream(FULL_TEXT.blocks)} == set(BLOCK_KINDS)


def test_what_the_editor_shows_is_what_the_stream_holds() -> None:
    """A field without a place in the stream, or the other way round, loses text."""
    declared = {kind: set(block.child_blocks) for kind, block in BODY_BLOCKS}
    for item in raw_stream(FULL_TEXT.blocks):
        assert set(item["value"]) == declared[item["type"]], item["type"]


@pytest.mark.parametrize(
    ("typed", "paragraphs"),
    [
        ("", ()),
        (None, ()),
        ("一段", ("一段",)),
        ("　　首段\r\n\r\n　　次段  \n", ("首段", "次段")),
        ("甲\u2028乙", ("甲", "乙")),
    ],
)
def test_each_line_of_the_textarea_is_a_paragraph(
    typed: str | None, paragraphs: tuple[str, ...]
) -> None:
    assert paragraphs_of(typed) == paragraphs


@given(st.lists(st.text(min_size=1)))
def test_paragraphs_that_are_one_line_come_back(texts: list[str]) -> None:
    lines = tuple(line.strip() for text in texts for line in text.splitlines())
    wanted = tuple(line for line in lines if line)
    assert paragraphs_of(lines_of(wanted)) == wanted


@given(st.lists(BLOCKS, max_size=4))
def test_any_text_keeps_its_form_after_the_first_passage(blocks: list[Block]) -> None:
    once = blocks_of(through_json(raw_stream(blocks)))
    assert [block.id for block in once] == [block.id for block in blocks]
    assert blocks_of(through_json(raw_stream(once))) == once


def test_a_browser_s_line_ends_do_not_enter_the_text() -> None:
    stream = [{"type": "list_item", "id": "a", "value": {"text": "一\r\n二"}}]
    assert blocks_of(stream) == (ListItem(id="a", text="一\n二"),)


def test_an_empty_block_of_a_draft_is_read_too() -> None:
    stream = [
        {"type": kind, "id": str(n), "value": {}} for n, kind in enumerate(BLOCK_KINDS)
    ]
    assert [type(block) for block in blocks_of(stream)] == list(BLOCK_KINDS.values())


def test_a_merged_table_keeps_its_areas() -> None:
    rows = (
        (Cell("事项", rowspan=2), Cell("时限", colspan=2)),
        (Cell("受理"), Cell("办结")),
    )
    value = table_value(rows)
    assert value["data"] == [["事项", "时限", ""], ["", "受理", "办结"]]
    assert value["mergeCells"] == [
        {"row": 0, "col": 0, "rowspan": 2, "colspan": 1},
        {"row": 0, "col": 1, "rowspan": 1, "colspan": 2},
    ]
    assert rows_of(value) == rows


@given(st.lists(st.lists(CELLS, max_size=3), max_size=4))
def test_a_table_has_one_form_after_the_first_passage(rows: list[list[Cell]]) -> None:
    once = rows_of(through_json([table_value(tuple(map(tuple, rows)))])[0])
    assert rows_of(table_value(once)) == once
    texts = [cell.text for row in once for cell in row if cell.text]
    assert texts == [cell.text for row in rows for cell in row if cell.text]


@pytest.mark.parametrize("value", [None, {}, {"data": None}, {"data": []}])
def test_a_table_nobody_filled_in_has_no_rows(value: Any) -> None:
    assert rows_of(value) == ()


def test_cells_cleared_in_the_editor_are_empty() -> None:
    assert rows_of({"data": [[None, 3]]}) == ((Cell(""), Cell("3")),)


def test_known_pictures_and_standards_are_linked() -> None:
    known = KnownRecords({"abc": 7}, {"GB/T 1—2020": 9})
    blocks = (
        Figure(id="f", caption="图", reference="abc"),
        Figure(id="g", caption="图", reference="other"),
        NormativeReference(id="n", number="GB/T 1—2020", title="导则"),
    )
    stream = raw_stream(blocks, known)
    assert [item["value"].get("image") for item in stream] == [7, None, None]
    assert stream[2]["value"]["standard"] == 9
    assert blocks_of(stream, known) == blocks


def test_levels_deeper_than_the_editor_offers_are_kept() -> None:
    blocks = (Clause(id="a", level=9), ListItem(id="b", text="", level=5))
    assert blocks_of(raw_stream(blocks)) == blocks


def test_the_sample_is_one_the_editor_can_hold() -> None:
    assert replace(FULL_TEXT, blocks=blocks_of(raw_stream(FULL_TEXT.blocks))) == (
        FULL_TEXT
    )
