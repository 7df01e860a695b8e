"""Comparison marks exactly the changed characters."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from standards_catalog.comparison import common_subsequence
from standards_catalog.comparison.common_subsequence import (
    common_length,
    common_places,
)
from standards_catalog.comparison.text import Span, SpanKind, compare_text

FEW = st.text("应在二三个工作日内。、\n", max_size=30)
ANY = st.text(max_size=40)


def marked(old: str, new: str) -> str:
    """``[-deleted-]{+added+}`` as one line."""
    return "".join(
        span.new
        if span.kind is SpanKind.EQUAL
        else (f"[-{span.old}-]" if span.old else "")
        + (f"{{+{span.new}+}}" if span.new else "")
        for span in compare_text(old, new)
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "应在三个工作日内完成",
            "应在五个工作日内完成",
            "应在[-三-]{+五+}个工作日内完成",
        ),
        ("本标准适用于窗口。", "本文件适用于窗口。", "本[-标准-]{+文件+}适用于窗口。"),
        ("应在2日内反馈", "应在2个工作日内反馈", "应在2{+个工作+}日内反馈"),
        ("甲、丙", "甲、乙、丙", "甲、{+乙、+}丙"),
        ("甲、乙、丙", "甲、丙", "甲、[-乙、-]丙"),
        ("一。二。三。", "一。二。四。二。三。", "一。二。{+四。二。+}三。"),
        ("登记；\n核对。", "登记；\n受理；\n核对。", "登记；\n{+受理；\n+}核对。"),
        ("2020年", "2021年", "202[-0-]{+1+}年"),
        ("abcab", "ab", "[-abc-]ab"),
        ("", "新增", "{+新增+}"),
        ("删除", "", "[-删除-]"),
        ("", "", ""),
        ("同", "同", "同"),
        ("前", "后", "[-前-]{+后+}"),
        ("𠮷家", "𠮶家", "[-𠮷-]{+𠮶+}家"),
    ],
)
def test_changes_are_marked_where_a_reader_looks(
    old: str, new: str, expected: str
) -> None:
    assert marked(old, new) == expected


@given(st.one_of(FEW, ANY), st.one_of(FEW, ANY))
@settings(max_examples=500, deadline=None)
@example("ab", "ba")
@example("aXbXa", "abXab")
def test_spans_join_to_both_texts_and_alternate(old: str, new: str) -> None:
    spans = compare_text(old, new)
    assert "".join(span.old for span in spans) == old
    assert "".join(span.new for span in spans) == new
    for span in spans:
        assert span.old or span.new
        assert (span.kind is SpanKind.EQUAL) == (span.old == span.new)
    for before, after in itertools.pairwise(spans):
        assert (before.kind is SpanKind.EQUAL) != (after.kind is SpanKind.EQUAL)


@given(FEW, FEW)
@settings(max_examples=500, deadline=None)
def test_no_fewer_characters_could_be_marked(old: str, new: str) -> None:
    kept = sum(len(s.old) for s in compare_text(old, new) if s.kind is SpanKind.EQUAL)
    assert kept == longest_common(old, new) == common_length(old, new)


def longest_common(old: str, new: str) -> int:
    """The textbook programme, to check the bit-parallel one against."""
    row = [0] * (len(new) + 1)
    for a in old:
        above = row
        row = [0]
        for j, b in enumerate(new):
            row.append(above[j] + 1 if a == b else max(above[j + 1], row[j]))
    return row[-1]


@given(st.text(min_size=1, max_size=60), st.data())
@settings(max_examples=300, deadline=None)
def test_one_changed_character_is_exactly_the_one_marked(
    old: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(old) - 1))
    other = data.draw(st.characters().filter(lambda c: c != old[place]))
    new = old[:place] + other + old[place + 1 :]
    changed = [s for s in compare_text(old, new) if s.kind is not SpanKind.EQUAL]
    assert changed == [Span(SpanKind.REPLACE, old[place], other)]


@given(FEW, FEW, st.text("新增条款，；", min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_inserted_text_of_new_characters_is_one_insertion(
    before: str, after: str, added: str
) -> None:
    changed = [
        s
        for s in compare_text(before + after, before + added + after)
        if s.kind is not SpanKind.EQUAL
    ]
    assert changed == [Span(SpanKind.INSERT, "", added)]


@given(FEW, FEW)
@settings(max_examples=200, deadline=None)
def test_halving_a_long_problem_keeps_the_result_longest(old: str, new: str) -> None:
    kept = common_subsequence.KEPT_CELLS
    common_subsequence.KEPT_CELLS = 4
    try:
        pairs = list(common_places(old, new))
    finally:
        common_subsequence.KEPT_CELLS = kept
    assert len(pairs) == longest_common(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert pairs == sorted(set(pairs))
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
