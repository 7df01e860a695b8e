"""What a comparison shows: exactly the characters that changed, and nothing folded
away that did."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from standards_catalog.comparing.rows import Comparison, Piece, comparison_of
from standards_catalog.drafting.document import Clause, Cover, StandardText


def clause(block_id: str, title: str, *paragraphs: str, level: int = 1) -> Clause:
    return Clause(id=block_id, level=level, title=title, paragraphs=paragraphs)


OLD = StandardText(
    cover=Cover(title="转办规范", number="Q/CS 1—2020"),
    blocks=(
        clause("c1", "范围", "本文件规定了转办的要求。"),
        clause("c2", "登记", "窗口应登记申请。"),
        clause("c3", "转办", "窗口应在2个工作日内转办。"),
        clause("c4", "归档", "材料应归档。"),
    ),
)


def compared(*blocks: Clause) -> Comparison:
    return comparison_of(OLD, replace(OLD, blocks=blocks))


def changed_texts(comparison: Comparison) -> list[tuple[Piece, ...]]:
    return [row.text.merged for row in comparison.changed]


def test_only_the_characters_that_changed_are_marked() -> None:
    one, two, _, four = OLD.blocks
    comparison = compared(
        one, two, clause("c3", "转办", "窗口应在1个工作日内转办。"), four
    )
    assert changed_texts(comparison) == [
        (
            Piece("", "窗口应在"),
            Piece("del", "2"),
            Piece("ins", "1"),
            Piece("", "个工作日内转办。"),
        )
    ]


def test_each_side_prints_its_own_text_whole() -> None:
    one, two, _, four = OLD.blocks
    comparison = compared(one, two, clause("c3", "转办", "窗口应当日转办。"), four)
    words = comparison.changed[0].text
    assert "".join(p.text for p in words.old) == "窗口应在2个工作日内转办。"
    assert "".join(p.text for p in words.new) == "窗口应当日转办。"
    assert {p.mark for p in words.old} <= {"", "del"}
    assert {p.mark for p in words.new} <= {"", "ins"}


def test_runs_of_unchanged_clauses_are_folded_and_named() -> None:
    one, two, _, four = OLD.blocks
    comparison = compared(one, two, clause("c3", "转办", "另行规定。"), four)
    shape = [(run.is_unchanged, len(run.rows)) for run in comparison.runs]
    assert shape == [(True, 2), (False, 1), (True, 1)]
    assert comparison.runs[0].extent == "1 范围 至 2 登记"
    assert comparison.runs[2].extent == "4 归档"


def test_a_moved_clause_is_told_with_both_numbers() -> None:
    one, two, three, four = OLD.blocks
    comparison = compared(one, three, two, four)
    moved = [row for row in comparison.changed if "移动" in map(str, row.badges)]
    assert len(moved) == 1
    assert (moved[0].old_number, moved[0].new_number) in {("2", "3"), ("3", "2")}
    counts = {str(badge): count for badge, count in comparison.counts}
    assert counts["移动"] == 1


def test_an_added_clause_renumbers_what_follows_without_marking_its_words() -> None:
    one, two, three, four = OLD.blocks
    comparison = compared(one, clause("n", "受理", "应受理。"), two, three, four)
    kinds = [(row.name, [str(b) for b in row.badges]) for row in comparison.changed]
    assert kinds == [
        ("2 受理", ["增加"]),
        ("3 登记", ["仅编号变化"]),
        ("4 转办", ["仅编号变化"]),
        ("5 归档", ["仅编号变化"]),
    ]
    assert {p.mark for p in comparison.changed[1].text.merged} == {""}
    folded = [row.is_folded for row in comparison.changed]
    assert folded == [False, True, True, True]


def test_a_new_paragraph_is_visible_as_a_line_end() -> None:
    one, two, three, _ = OLD.blocks
    four = clause("c4", "归档", "材料应归", "档。")
    comparison = compared(one, two, three, four)
    assert Piece("ins", "¶\n") in comparison.changed[0].text.merged


def test_the_cover_is_compared_line_by_line() -> None:
    cover = Cover(title="转办规范", number="Q/CS 1—2021", effective_on=date(2021, 4, 1))
    comparison = comparison_of(OLD, replace(OLD, cover=cover))
    assert [row.name for row in comparison.cover] == ["标准编号", "实施日期"]
    assert Piece("ins", "1") in comparison.cover[0].text.merged
    assert comparison.cover[1].text.merged == (Piece("ins", "2021-04-01"),)
    assert not comparison.is_same


def test_a_text_compared_with_itself_is_the_same() -> None:
    comparison = comparison_of(OLD, OLD)
    assert comparison.is_same
    assert comparison.changed == []
