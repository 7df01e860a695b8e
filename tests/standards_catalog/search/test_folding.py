"""Texts and queries made alike, and the places of hits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standards_catalog.search.folding import (
    Piece,
    fold,
    marked,
    snippet,
    spans_of,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("JYSJZ FW 301—2021", "jysjz fw301-2021"),
        ("ＪＹＳＪＺ　ＦＷ　３０１－２０２１", "jysjz fw301-2021"),
        ("GB/T 1.1 —— 2020", "gb/t1.1-2020"),
        ("GB／T 1.1–2020", "gb/t1.1-2020"),
        ("政务 服务　中心", "政务服务中心"),
        ("one stop", "one stop"),
        ("第 3 5 条", "第3 5条"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("零\u200b宽", "零宽"),
        ("", ""),
    ],
)
def test_what_people_do_not_type_is_made_alike(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_again_changes_nothing_in_a_word(text: str) -> None:
    for word in words_of(text):
        assert fold(word) == word


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("受理", ("受理",)),
        ("  受理　时限 受理", ("受理", "时限")),
        ("JYSJZ FW 301-2021", ("jysjz", "fw", "301-2021")),
        ("\u200b", ()),
        ("一" * 200, ("一" * 100,)),
    ],
)
def test_a_query_is_read_as_words(query: str, words: tuple[str, ...]) -> None:
    assert words_of(query) == words


@pytest.mark.parametrize(
    ("text", "words", "hits"),
    [
        ("申请受理登记", ("受理",), ["受理"]),
        ("受理、受理", ("受理",), ["受理", "受理"]),
        ("窗口受理登记", ("受理", "登记"), ["受理登记"]),
        ("按ＧＢ／Ｔ 1.1—2020 起草", ("gb/t1.1-2020",), ["ＧＢ／Ｔ 1.1—2020"]),
        ("政 务 服务", ("务服",), ["务 服"]),
        ("哈哈哈", ("哈哈",), ["哈哈哈"]),
        ("受\n理", ("受理",), []),
        ("", ("受理",), []),
    ],
)
def test_hits_are_marked_in_the_text_as_it_is_printed(
    text: str, words: tuple[str, ...], hits: list[str]
) -> None:
    pieces = marked(text, words)
    assert [piece.text for piece in pieces if piece.is_hit] == hits
    assert "".join(piece.text for piece in pieces) == text


@given(st.text(max_size=60), st.text(min_size=1, max_size=3))
def test_a_text_is_marked_exactly_if_the_folded_word_is_in_it(
    text: str, typed: str
) -> None:
    for word in words_of(typed):
        assert bool(spans_of(text, (word,))) == (word in fold(text))


def test_a_snippet_shows_the_first_hit_with_what_stands_around_it() -> None:
    pieces = snippet("一" * 50 + "受理\n登记" + "二" * 100, ("受理", "登记"))
    assert pieces[0] == Piece("…")
    assert pieces[-1] == Piece("…")
    assert [piece.text for piece in pieces if piece.is_hit] == ["受理", "登记"]
    assert "一" * 24 + "受理 登记二" in "".join(piece.text for piece in pieces)
    assert snippet("短文", ("无",)) == (Piece("短文"),)
