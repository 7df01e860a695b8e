"""What is found: everything that says it, and nothing else."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from standards_catalog.drafting.document import Cell, ListItem, Note, Table
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.search.folding import fold
from standards_catalog.search.models import SearchedClause
from standards_catalog.search.selectors.heads import Closeness
from standards_catalog.search.selectors.results import Reach, Results, search
from standards_catalog.search.services import reindex, reindex_drafts
from tests.factories import Cast, make_standard
from tests.standards_catalog.search.records import (
    add_edition,
    clause,
    make_published,
)

DAY = date(2021, 12, 31)


def found(cast: Cast, query: str, **options: Any) -> Results:
    """A search of the whole pilot by somebody who sees everything."""
    reindex(pilot=cast.pilot)
    reindex_drafts(pilot=cast.pilot)
    standards = Standard.objects.filter(pilot=cast.pilot)
    only = options.pop("only", "")
    number = options.pop("number", 1)
    reach = Reach(
        pilot=cast.pilot,
        standards=standards,
        editions=StandardEdition.objects.filter(standard__pilot=cast.pilot),
        drafts=standards,
        day=options.pop("day", DAY),
        **options,
    )
    return search(reach, query, only=only, number=number)


def titles(results: Results) -> list[str]:
    return [standard.head.title for standard in results.page]


def numbers(results: Results) -> list[str]:
    """The numbers of the clauses found, page by page order."""
    return [
        c.number
        for standard in results.page
        for text in standard.texts
        for c in text.clauses
    ]


@pytest.mark.parametrize(
    "query",
    ["务", "服务", "务中心", "心服务规", "政务服务中心服务规范", "政务 规范"],
)
def test_a_title_is_found_by_any_piece_of_it(query: str, cast: Cast) -> None:
    make_standard(cast.pilot, title="政务服务中心服务规范")
    make_standard(cast.pilot, title="应急救助办法")
    assert titles(found(cast, query)) == ["政务服务中心服务规范"]


@pytest.mark.parametrize(
    "query",
    [
        "JYSJZ FW 301—2021",
        "jysjz fw 301-2021",
        "JYSJZFW301-2021",
        "JYSJZFW301",
        "ＪＹＳＪＺ　ＦＷ　３０１－２０２１",
        "JYSJZ FW 301 – 2021",
        "301—2021",
        "FW-A1",
        "fwa1",
    ],
)
def test_a_number_or_code_is_found_however_it_is_typed(query: str, cast: Cast) -> None:
    make_published(
        cast.pilot, "受理规范", clause("范围"), number="JYSJZ FW 301—2021", code="FW-A1"
    )
    make_published(
        cast.pilot, "转办规范", clause("范围"), number="JYSJZ FW 302—2022", code="FW-A2"
    )
    assert titles(found(cast, query)) == ["受理规范"]


def test_a_dash_is_not_nothing_between_digits(cast: Cast) -> None:
    make_standard(cast.pilot, None, title="甲", code="FW12")
    assert not titles(found(cast, "1-2"))


def test_titles_are_found_by_their_initials_after_all_others(cast: Cast) -> None:
    make_standard(cast.pilot, title="重庆长期护理规范")
    make_standard(cast.pilot, title="CQ系统接口")
    results = found(cast, "cq")
    assert titles(results) == ["CQ系统接口", "重庆长期护理规范"]
    assert results.page[1].closeness is Closeness.INITIALS
    assert titles(found(cast, "cqcqhl")) == ["重庆长期护理规范"]


def test_everything_in_a_text_is_found_at_its_clause(cast: Cast) -> None:
    make_published(
        cast.pilot,
        "受理规范",
        clause("范围", "本文件规定了受理的要求。"),
        clause("要求"),
        clause("登记", "登记应包括：", level=2),
        ListItem(id="item-1", text="申请人姓名；"),
        ListItem(id="item-2", text="家庭住址。"),
        Note(id="note", text="住址以户籍为准。"),
        Table(id="table", title="材料", rows=((Cell(text="身份证"),),)),
    )
    assert numbers(found(cast, "规定了受理")) == ["1"]
    assert numbers(found(cast, "登记")) == ["2.1"]
    assert numbers(found(cast, "住址")) == ["2.1", "2.1 b)"]
    assert numbers(found(cast, "户籍")) == ["2.1"]
    assert numbers(found(cast, "身份证")) == ["2.1"]
    anchors = {c.anchor for c in SearchedClause.objects.filter(content="家庭住址。")}
    assert anchors == {"c-item-2"}


def test_every_word_has_to_be_said_in_the_clause_or_name_the_standard(
    cast: Cast,
) -> None:
    make_published(
        cast.pilot, "受理规范", clause("时限", "两个工作日"), clause("材料", "身份证")
    )
    make_published(cast.pilot, "转办规范", clause("时限", "受理后三个工作日"))
    results = found(cast, "受理 工作日")
    assert titles(results) == ["受理规范", "转办规范"]
    assert numbers(results) == ["1", "1"]
    assert not titles(found(cast, "转办 身份证"))


def test_random_pieces_are_found_exactly_where_they_stand(cast: Cast) -> None:
    # As many words as there are characters to choose from make chance hits common.
    letters = "社会救助受理转办 12—-AaＡ（）\n、。"
    chance = random.Random(20210401)  # noqa: S311 - not a secret

    def words(length: int) -> str:
        return "".join(chance.choices(letters, k=length))

    for _ in range(12):
        blocks = [clause(words(4), words(30), words(20)) for _ in range(5)]
        make_published(cast.pilot, "题", *blocks)
    reindex(pilot=cast.pilot)
    kept = list(SearchedClause.objects.all())
    for length in (1, 2, 3, 4):
        for _ in range(15):
            source = fold(chance.choice(kept).content).replace("\n", "")
            start = chance.randrange(len(source) - length)
            piece = "".join(source[start : start + length].split())
            if not piece:
                continue
            said = [c for c in kept if piece in fold(f"{c.title}\n{c.content}")]
            assert found(cast, piece).clauses == len(said), piece


@pytest.mark.parametrize("query", ["%", "_", "\\", "'", '"', "*", "(", "%受理%"])
def test_signs_of_query_languages_are_only_characters(query: str, cast: Cast) -> None:
    make_published(cast.pilot, "规范", clause("范围", "受理登记"))
    make_published(cast.pilot, "规范二", clause("范围", f"含有{query}的条文"))
    assert numbers(found(cast, query)) == ["1"]
    assert titles(found(cast, query)) == ["规范二"]


def test_the_edition_of_the_day_is_searched_unless_all_are_asked_for(
    cast: Cast,
) -> None:
    old = make_published(cast.pilot, "规范", clause("范围", "旧条文"))
    StandardEdition.objects.filter(pk=old.pk).update(abolished_on=date(2021, 6, 1))
    add_edition(old.standard, clause("范围", "新条文"))
    assert titles(found(cast, "新条文")) == ["规范"]
    assert not titles(found(cast, "旧条文"))
    assert titles(found(cast, "旧条文", all_editions=True)) == ["规范"]


def test_one_standard_can_be_searched_alone_and_whole(cast: Cast) -> None:
    blocks = [clause(f"第{n}章", "受理") for n in range(9)]
    edition = make_published(cast.pilot, "规范甲", *blocks)
    make_published(cast.pilot, "规范乙", clause("范围", "受理"))
    results = found(cast, "受理")
    assert (results.standards, results.clauses) == (2, 10)
    assert len(results.page[0].texts[0].clauses) == 5
    alone = found(cast, "受理", only=edition.standard.code)
    assert titles(alone) == ["规范甲"]
    assert len(alone.page[0].texts[0].clauses) == 9


def test_standards_are_paged_by_twenty(cast: Cast) -> None:
    for _ in range(23):
        make_standard(cast.pilot, title="受理规范")
    assert len(found(cast, "受理").page) == 20
    assert len(found(cast, "受理", number=2).page) == 3
    assert found(cast, "受理", number=2).standards == 23


def test_nothing_is_found_for_no_words(cast: Cast) -> None:
    make_standard(cast.pilot)
    assert found(cast, "  ") == Results(())
