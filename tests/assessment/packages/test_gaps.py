"""The table ``gaps``: it travels whole, is checked, undone, and keeps its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assessment.gaps.models import Gap
from assessment.packages.exporting import package_files
from assessment.packages.synchronising import LoadRefusedError
from assessment.packages.undoing import undo_import
from standards_catalog.models import Pilot

Files = dict[str, str | bytes]

HEADER = (
    "编号,类型,来源,规则,要点,待核对,领域,事项,环节,环节启用日期,体系编号,另一体系编号,"
    "现状,依据,拟制定标准,责任单位,完成时限,认领单位,认领岗位,认领日期,提出日期,"
    "不处理日期,不处理理由,认可岗位,关闭日期,关闭理由\n"
)
FIRST = (
    "TB-0001,低,规则,低-无限值,,是,救助,临时救助,受理,,FW101,,没有时限,测发1号,"
    "临时救助服务规范,民政局;东镇,2021-12-31,民政局,联络员,2021-05-01,2021-04-01,,,,,\n"
)
SECOND = (
    "TB-0002,重,人工,,,,,,,,FW101,GW101,两项重叠,,,,,,,,2021-04-01,"
    "2021-06-01,由上级办理,办公室负责人,2021-07-01,已合并\n"
)


@pytest.fixture
def with_gaps(files: Files) -> Files:
    return {**files, "gaps.csv": HEADER + FIRST + SECOND}


def test_gaps_travel_whole(with_gaps: Files, load: Callable[[Files], Any]) -> None:
    load(with_gaps)
    first, second = Gap.objects.all()
    assert (first.step.name, first.standard.code, first.needs_check) == (
        "受理",
        "FW101",
        True,
    )
    assert [str(unit) for unit in first.owner_units.all()] == ["民政局", "东镇"]
    assert (str(first.claimed_by), first.claimed_post) == ("民政局", "联络员")
    assert (second.step, second.other_standard.code) == (None, "GW101")
    exported = package_files(Pilot.objects.get())
    again = load({**with_gaps, "gaps.csv": exported["gaps.csv"]})
    assert not again.changes_anything
    assert package_files(Pilot.objects.get()) == exported


SPOILT = [
    ("受理,,FW101", "受付,,FW101", "gaps.csv 第2行 领域+事项+环节“救助 / 临时救助 / 受付”：不在工作环节表中"),
    ("受理,,FW101", "受理,2021-01-01,FW101", "gaps.csv 第2行 领域+事项+环节“救助 / 临时救助 / 受理（2021-01-01起）”：不在工作环节表中"),
    (",FW101,,没有", ",FW999,,没有", "gaps.csv 第2行 体系编号“FW999”：不在标准目录中"),
    ("联络员,2021-05-01", "联络员,", "gaps.csv 第2行 认领日期：有认领单位时须写认领日期"),
    ("联络员,2021-05-01", "联络员,2021-03-01", "gaps.csv 第2行 认领日期“2021-03-01”：早于提出日期（2021-04-01）"),
    (",由上级办理,", ",,", "gaps.csv 第3行 不处理理由：不处理的须写理由"),
    (",已合并", ",", "gaps.csv 第3行 关闭理由：已关闭的须写理由"),
    ("TB-0001,低,", "TB-0001,缺,", "gaps.csv 第2行 规则“低-无限值”：来源为规则的须写规则，且与类型一致"),
    ("低-无限值", "", "gaps.csv 第2行 规则：来源为规则的须写规则，且与类型一致"),
    ("TB-0002", "TB-0001", "gaps.csv 第3行 编号“TB-0001”：与第2行重复"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line"), SPOILT)
def test_what_cannot_be_is_refused_in_chinese(
    old: str,
    new: str,
    line: str,
    with_gaps: Files,
    errors: Callable[[Files], list[str]],
) -> None:
    table = str(with_gaps["gaps.csv"])
    assert old in table
    assert errors({**with_gaps, "gaps.csv": table.replace(old, new, 1)}) == [line]


def test_a_step_that_a_gap_names_does_not_go_unsaid(
    with_gaps: Files, load: Callable[[Files], Any]
) -> None:
    load(with_gaps)
    steps = str(with_gaps["work_items.csv"]).replace("受理", "登记")
    renamed = {k: v for k, v in with_gaps.items() if k != "gaps.csv"}
    renamed["work_items.csv"] = steps
    with pytest.raises(LoadRefusedError, match="仍被1条“缺口”引用；请在包中一并给出"):
        load(renamed)
    gaps = str(with_gaps["gaps.csv"]).replace("受理", "登记")
    load({**renamed, "gaps.csv": gaps})
    assert Gap.objects.get(code="TB-0001").step.name == "登记"


def test_a_load_of_gaps_is_undone(
    files: Files,
    with_gaps: Files,
    load: Callable[[Files], Any],
    state: Callable[[], Any],
) -> None:
    load(files)
    before = state()
    load(with_gaps)
    assert state() != before
    undo_import(pilot_code="test-pilot")
    assert state() == before
