"""Which texts are about the same thing: worked examples, and the pilot as it is."""

from __future__ import annotations

import csv
import time
from fractions import Fraction
from pathlib import Path

import pytest

from assessment.coverage.suggestions import SuggestionIndex, pairs, runs

PILOT = (
    Path(__file__).parents[3] / "standards_catalog" / "pilots" / "jy-assistance-2020"
)
STANDARDS = {
    "FW203": (("临时救助服务规范", 3.0), ("社会救助", 1.0)),
    "FW301": (("社会救助申请受理规范", 3.0), ("社会救助", 1.0)),
    "GL103": (("联动机制考核评价规范", 3.0), ("监督管理", 1.0)),
    "GW105": (("家庭经济状况核对人员岗位工作标准", 3.0), ("岗位", 1.0)),
}


def test_texts_are_read_in_pairs_of_characters() -> None:
    assert runs("第5.2条（ＦＷ301）：临时救助") == ["第5", "2条", "fw301", "临时救助"]
    assert pairs("临时救助") == ["临时", "时救", "救助"]
    assert pairs("办") == ["办"]


@pytest.mark.parametrize(
    ("asked", "found", "shared"),
    [
        ("临时救助对象认定", "FW203", "临时救助"),
        ("困难群众申请受理登记", "FW301", "申请受理"),
        ("部门与镇街园考评、考核评价", "GL103", "考核评价"),
        ("家庭经济状况核对", "GW105", "家庭经济状况核对"),
    ],
)
def test_the_likest_text_comes_first_and_says_why(
    asked: str, found: str, shared: str
) -> None:
    best = SuggestionIndex(STANDARDS).rank(((asked, 3.0),), limit=2)
    assert best[0].key == found
    assert shared in best[0].shared
    assert best[0].reason.startswith("共有：")
    assert 0 < best[0].score <= 1


def test_what_shares_nothing_or_is_left_out_is_not_suggested() -> None:
    index = SuggestionIndex(STANDARDS)
    assert index.rank((("碰头会", 1.0),), limit=5) == ()
    keys = [s.key for s in index.rank((("临时救助", 1.0),), limit=5, but={"FW203"})]
    assert "FW203" not in keys
    assert keys == ["FW301"]


def test_equal_texts_keep_the_order_they_were_given_in() -> None:
    index = SuggestionIndex(dict.fromkeys(("乙", "甲", "丙"), (("临时救助", 1.0),)))
    first = index.rank((("临时救助", 1.0),), limit=3)
    assert [each.key for each in first] == ["乙", "甲", "丙"]
    assert first == index.rank((("临时救助", 1.0),), limit=3)


def rows(name: str) -> list[dict[str, str]]:
    with (PILOT / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_right_standard_is_nearly_always_among_the_first_five() -> None:
    # The links of the packaged pilot were made by people; here they are hidden.
    sections = {row["子体系编号"]: row["子体系名称"] for row in rows("sections.csv")}
    standards = rows("standards.csv")
    index = SuggestionIndex(
        {
            row["体系编号"]: (
                (row["标准名称"], 3.0),
                (sections.get(row["子体系"], ""), 1.0),
            )
            for row in standards
        }
    )
    known = {row["体系编号"] for row in standards}
    links = hits = steps = some = 0
    for row in rows("work_items.csv"):
        right = known.intersection(row["覆盖标准"].split(";"))
        if right:
            source = row["来源条款"].partition(":")[2]
            asked = ((row["环节"], 3.0), (row["事项"], 2.0), (row["领域"], 1.0))
            found = index.rank((*asked, (source, 1.0)), limit=5)
            hit = right.intersection(each.key for each in found)
            links, hits = links + len(right), hits + len(hit)
            steps, some = steps + 1, some + bool(hit)
    assert (links, steps) == (115, 95)
    assert Fraction(hits, links) >= Fraction(95, 100)
    assert Fraction(some, steps) >= Fraction(97, 100)


def test_a_thousand_texts_are_read_and_asked_well_under_a_second() -> None:
    texts = {
        i: ((f"{'低保特困临时医疗'[i % 8 : i % 8 + 3]}救助服务规范第{i}部分" * 4, 3.0),)
        for i in range(1000)
    }
    begun = time.process_time()
    assert SuggestionIndex(texts).rank((("临时救助服务", 3.0),), limit=8)
    assert time.process_time() - begun < 1
