"""Rules on the elements of a standard (GB/T 1.1—2020, clauses 6 and 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from standards_catalog.drafting.checks.draft import Draft
from standards_catalog.drafting.checks.report import (
    COVER,
    FOREWORD,
    WHOLE,
    Place,
    Remark,
)
from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Clause,
    NormativeReference,
    Paragraph,
    Term,
)
from standards_catalog.drafting.outline import Section
from standards_catalog.drafting.wording import (
    DRAFTING_BASIS,
    FIRST_CHAPTERS,
    NO_REFERENCES,
    NO_TERMS,
    REFERENCES,
    REFERENCES_LEAD,
    SCOPE,
    SCOPE_VERBS,
    TERMS,
    TERMS_LEAD,
    folded,
)

_STATES = re.compile(f"本文件(?:{'|'.join(SCOPE_VERBS)})了")
_APPLIES = re.compile("本文件(?:不)?适用于")
_TERMS_FOLLOW = re.compile(r"(?:.+界定的以及)?下列术语和定义适用于本文件\.")
_TERMS_ELSEWHERE = re.compile(r".+界定的术语和定义适用于本文件\.")
_DRAFTING_BASIS = re.compile(r"本文件按照GB/T1\.1-\d{4}《.+》的规定起草\..*")


def missing_element(draft: Draft) -> Iterator[Remark]:
    """前言, the first three chapters and at least one more are compulsory."""
    if not any(paragraph.strip() for paragraph in draft.text.foreword):
        yield Remark(Place(WHOLE), "缺少必备要素“前言”")
    for title in FIRST_CHAPTERS:
        if not draft.chapter(title):
            yield Remark(Place(WHOLE), f"缺少必备要素“{title}”")
    titles = [chapter.head.title.strip() for chapter in draft.chapters]
    if not any(title and title not in FIRST_CHAPTERS for title in titles):
        yield Remark(Place(WHOLE), "缺少必备要素“核心技术要素”，即第4章及以后的章")


def misplaced_element(draft: Draft) -> Iterator[Remark]:
    """Elements in their order: chapters 1 to 3, the body, annexes, 参考文献."""
    yield from _misplaced_chapter(draft)
    yield from _misplaced_blocks(draft)


def _misplaced_chapter(draft: Draft) -> Iterator[Remark]:
    """Only the first one: what is wrong with it shifts all that follow."""
    present = [title for title in FIRST_CHAPTERS if draft.chapter(title)]
    for expected, chapter in zip(present, draft.chapters, strict=False):
        if chapter.head.title.strip() != expected:
            place = Place(chapter.number.index)
            yield Remark(place, f"此处应为“{expected}”一章")
            return


def _misplaced_blocks(draft: Draft) -> Iterator[Remark]:
    chapter, annex, ended = "", False, False
    for index, block in enumerate(draft.text.blocks):
        place = Place(index)
        if isinstance(block, BibliographyItem):
            ended = True
        elif ended:
            yield Remark(place, "参考文献之后不应再有内容")
        elif isinstance(block, Annex):
            annex, chapter = True, "附录"
        elif isinstance(block, Clause):
            if annex and block.level == 1:
                yield Remark(place, "附录之后不应再有章；附录中的条从第二层开始")
            elif draft.numbers.numbers[index].depth == 1:
                chapter = block.title.strip()
        elif not chapter:
            yield Remark(place, "第1章之前不应有内容")
        elif isinstance(block, NormativeReference) and chapter != REFERENCES:
            yield Remark(place, f"规范性引用的文件应列在“{REFERENCES}”一章")
        elif isinstance(block, Term) and chapter != TERMS:
            yield Remark(place, f"术语条目应列在“{TERMS}”一章")


def incomplete_cover(draft: Draft) -> Iterator[Remark]:
    """Name, ICS, CCS and issuing body; number and dates come with publication."""
    cover = draft.text.cover
    facts = {
        "文件名称": cover.title,
        "ICS号": cover.ics,
        "CCS号": cover.ccs,
        "发布机构": "".join(cover.issuing_bodies),
    }
    missing = [name for name, value in facts.items() if not value.strip()]
    if missing:
        yield Remark(Place(COVER), f"缺少{'、'.join(missing)}")


def foreword_wording(draft: Draft) -> Iterator[Remark]:
    """The foreword says by which rules the text was drafted."""
    foreword = draft.text.foreword
    if any(foreword) and not any(_DRAFTING_BASIS.match(folded(p)) for p in foreword):
        yield Remark(Place(FOREWORD), f"应写明起草依据：“{DRAFTING_BASIS}”")


def _paragraphs(section: Section) -> list[str]:
    own = section.head.paragraphs if isinstance(section.head, Clause) else ()
    later = [block.text for block, _ in section.content if isinstance(block, Paragraph)]
    return [text.strip() for text in (*own, *later) if text.strip()]


def scope_wording(draft: Draft) -> Iterator[Remark]:
    """“本文件规定了……”, “本文件适用于……”."""
    chapter = draft.chapter(SCOPE)
    if chapter is None:
        return
    paragraphs = _paragraphs(chapter)
    lacking = []
    if not paragraphs or not _STATES.match(paragraphs[0]):
        lacking.append(f"以“本文件规定了……”（或{'、'.join(SCOPE_VERBS[1:])}）开头")
    if not any(_APPLIES.search(paragraph) for paragraph in paragraphs):
        lacking.append("写明“本文件适用于……”")
    if lacking:
        yield Remark(Place(chapter.number.index), f"应{'，并'.join(lacking)}")


def references_wording(draft: Draft) -> Iterator[Remark]:
    """The lead of chapter 2, or the sentence that there is none."""
    chapter = draft.chapter(REFERENCES)
    if chapter is None:
        return
    listed = any(isinstance(block, NormativeReference) for block, _ in chapter.content)
    expected = REFERENCES_LEAD if listed else NO_REFERENCES
    paragraphs = _paragraphs(chapter)
    if not paragraphs or folded(paragraphs[0]) != folded(expected):
        yield Remark(Place(chapter.number.index), f"引导语应为“{expected}”")


def terms_wording(draft: Draft) -> Iterator[Remark]:
    """The lead of chapter 3, which fits whether terms are listed."""
    chapter = draft.chapter(TERMS)
    if chapter is None:
        return
    lead = folded((_paragraphs(chapter) or [""])[0])
    if _has_terms(draft, chapter):
        fits, expected = bool(_TERMS_FOLLOW.fullmatch(lead)), TERMS_LEAD
    else:
        elsewhere = _TERMS_ELSEWHERE.fullmatch(lead)
        fits, expected = bool(elsewhere) or lead == folded(NO_TERMS), NO_TERMS
    if not fits:
        yield Remark(Place(chapter.number.index), f"引导语应为“{expected}”")


def _has_terms(draft: Draft, chapter: Section) -> bool:
    below = [draft.sections[position] for position in chapter.children]
    return any(
        isinstance(block, Term)
        for section in (chapter, *below)
        for block, _ in section.content
    )
