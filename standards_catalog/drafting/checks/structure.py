"""Rules on levels: chapters, clauses, paragraphs (GB/T 1.1—2020, clause 7)."""

from __future__ import annotations

from collections.abc import Iterator

from standards_catalog.drafting.checks.draft import Draft
from standards_catalog.drafting.checks.report import Place, Remark
from standards_catalog.drafting.document import (
    DEEPEST_LEVEL,
    Clause,
    ListItem,
    Paragraph,
)
from standards_catalog.drafting.outline import Section
from standards_catalog.drafting.wording import FIRST_CHAPTERS, TERMS
from standards_catalog.numbering.cross_references import targets


def _children(draft: Draft, section: Section) -> list[Section]:
    return [draft.sections[position] for position in section.children]


def _at(section: Section) -> Place:
    return Place(section.number.index)


def single_subclause(draft: Draft) -> Iterator[Remark]:
    """A clause is divided only into two or more."""
    for section in draft.sections:
        if len(section.children) == 1:
            only = draft.sections[section.children[0]]
            yield Remark(
                _at(only),
                f"{section.number.reference}之下只有这一条，同一层次有两个以上的条时才设条",
            )


def hanging_paragraph(draft: Draft) -> Iterator[Remark]:
    """悬置段: text between the title of a clause and its first subclause.

    The lead of 术语和定义 is no hanging paragraph.
    """
    for section in draft.sections:
        if not section.children or section.head.title.strip() == TERMS:
            continue
        head = section.head
        own = isinstance(head, Clause) and any(p.strip() for p in head.paragraphs)
        if own or any(isinstance(b, Paragraph | ListItem) for b, _ in section.content):
            yield Remark(
                _at(section),
                "标题与下一层次的条之间不宜有段（悬置段），可改为“总则”“概述”等条",
            )


def mixed_titles(draft: Draft) -> Iterator[Remark]:
    """Clauses of one parent all have titles or all have none."""
    for section in draft.sections:
        children = _children(draft, section)
        if not children:
            continue
        titled = bool(children[0].head.title.strip())
        for child in children[1:]:
            if bool(child.head.title.strip()) != titled:
                yield Remark(
                    _at(child),
                    f"{section.number.reference}之下的条有的有标题、有的没有，应一致",
                )
                break


def too_deep(draft: Draft) -> Iterator[Remark]:
    """Five levels of clauses below a chapter or annex at most."""
    for section in draft.sections:
        if section.number.depth > DEEPEST_LEVEL:
            yield Remark(_at(section), "章以下的条最多分五个层次")


def skipped_level(draft: Draft) -> Iterator[Remark]:
    """A clause's level is at most one deeper than that before it."""
    for skipped in draft.numbers.skipped_levels:
        if skipped.level > skipped.depth:
            yield Remark(
                Place(skipped.index),
                f"层次从上一条跳过，应为第{skipped.depth}层而不是第{skipped.level}层",
            )


def divided_untitled_clause(draft: Draft) -> Iterator[Remark]:
    """A clause without a title is not divided further."""
    for section in draft.sections:
        untitled = isinstance(section.head, Clause) and not section.head.title.strip()
        if untitled and section.number.depth > 1 and section.children:
            yield Remark(_at(section), "无标题条不应再分条")


def untitled_chapter(draft: Draft) -> Iterator[Remark]:
    """Every chapter and annex has a title."""
    for section in draft.sections:
        if section.number.depth == 1 and not section.head.title.strip():
            yield Remark(_at(section), "章和附录应有标题")


def empty_clause(draft: Draft) -> Iterator[Remark]:
    """A clause or annex says something.

    The first three chapters have rules of their own for what they say.
    """
    for section in draft.sections:
        head = section.head
        own = isinstance(head, Clause) and any(p.strip() for p in head.paragraphs)
        fixed = head.title.strip() in FIRST_CHAPTERS and section.number.depth == 1
        if not (own or section.content or section.children or fixed):
            yield Remark(_at(section), "没有内容")


def repeated_id(draft: Draft) -> Iterator[Remark]:
    """Two blocks with one id could not be told apart by references and records."""
    seen = set()
    for index, block in enumerate(draft.text.blocks):
        if block.id in seen:
            yield Remark(
                Place(index), f"内部编号“{block.id}”与前文重复，请删除后重新录入"
            )
        seen.add(block.id)


def unknown_reference(draft: Draft) -> Iterator[Remark]:
    """A cross reference leads to something in the text."""
    for passage in draft.passages:
        for target in targets(passage.text):
            if target not in draft.numbers.by_id:
                yield passage.remark(
                    "交叉引用的内容已不存在", passage.text.index(target)
                )


def doubtful_import(draft: Draft) -> Iterator[Remark]:
    """What an import could not place has been looked at."""
    for index, block in enumerate(draft.text.blocks):
        if isinstance(block, Paragraph) and block.doubt:
            yield Remark(Place(index), f"导入时未能识别：{block.doubt}")
