"""Draws and checks travel with their pilot, and cannot be forged on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Unit
from assessment.packages.exporting import package_files
from assessment.packages.reading import PackageReading
from assessment.packages.services import ImportReport
from assessment.packages.synchronising import LoadRefusedError
from assessment.packages.undoing import UndoRefusedError, undo_import
from assessment.supervision.drawing import (
    Candidates,
    CandidateStandard,
    Inspector,
    Quota,
    candidates_text,
    draw,
    result_text,
    seed_of,
    sha256_of,
)
from assessment.supervision.models import Draw, DrawState, Inspection
from assessment.supervision.publishing import differences
from assessment.supervision.selectors import published_draw
from standards_catalog.models import Pilot
from tests.evidence_records import make_evidence
from tests.factories import make_user

Files = dict[str, str | bytes]
Load = Callable[[Files], ImportReport]
Errors = Callable[[Files], list[str]]
State = Callable[[], dict[str, list[dict[str, Any]]]]

SEALED = "封存着的密钥"
SECRET, WITNESS = "密钥一", "上证综合指数 3568.17"
UNITS = ("测试市民政局", "测试市教育局", "东镇人民政府")
CANDIDATES = Candidates(
    UNITS,
    (
        CandidateStandard("FW101", "临时救助服务规范", UNITS[:2]),
        CandidateStandard("TY101", "标准化工作导则"),
    ),
    (Inspector("测试市民政局", "科长"), Inspector("", "办公室检查岗")),
)
SEED = seed_of(SECRET, WITNESS)
DRAWN = draw(CANDIDATES, Quota(2, 1, 1), SEED)
DIGESTS = {
    "commitment": sha256_of(SECRET),
    "listed": sha256_of(candidates_text(CANDIDATES)),
    "result": sha256_of(result_text(DRAWN)),
}
HEADER = (
    "编号,名称,分体系,单位类别,抽取单位数,每单位标准数,每单位检查人数,检查人名录,抽取日期,通知日期,检查期限,"
    "见证文字的来源,公布时间,密钥摘要,候选清单摘要,抽取时间,密钥,见证文字,见证人岗位,种子,结果摘要,作废时间,作废理由,备注\n"
)
PLAN = "服务提供;通用基础,部门;镇街园,2,1,1,办公室检查岗,2021-08-16,2021-08-17,2021-09-30,收盘点数"
ANNOUNCED = f"2021-08-10 09:00:05,{DIGESTS['commitment']},{DIGESTS['listed']}"
MADE = f"2021-08-16 15:30,{SECRET},{WITNESS},审计员,{SEED},{DIGESTS['result']}"


def draws_csv(**changes: str) -> str:
    text = (
        HEADER
        + f"CC1,第一次抽查,{PLAN},{ANNOUNCED},{MADE},,,已公开\n"
        + f"CC2,第二次抽查,{PLAN},{ANNOUNCED},,,,,,,,,\n"
        + f"CC3,第三次抽查,{PLAN},,,,,,,,,,,,\n"
    )
    for old, new in changes.values():  # type: ignore[misc]
        assert old in text
        text = text.replace(old, new)
    return text


def candidates_csv() -> str:
    lines = ["抽查编号,类别,单位,体系编号,标准名称,适用单位,岗位"]
    for code in ("CC1", "CC2"):
        lines += [f"{code},单位,{unit},,,," for unit in UNITS]
        lines += [
            f"{code},标准,,{one.code},{one.title},{';'.join(one.units)},"
            for one in CANDIDATES.standards
        ]
        lines += [
            f"{code},检查人,{one.unit},,,,{one.post}" for one in CANDIDATES.inspectors
        ]
    return "\n".join(lines) + "\n"


def checks_csv(*more: str) -> str:
    first, second = [(one.unit, one.standards[0]) for one in DRAWN]
    return (
        "编号,抽查编号,专项检查事由,单位,体系编号,派定检查人,下达日期,通知日期,检查期限,检查日期,检查人岗位,条款,"
        "检查方式,抽样数,其中符合,检查结果,检查情况,计入实施记录,不符合项编号\n"
        f"JC1,CC1,,{first[0]},{first[1]},办公室检查岗,2021-08-16,2021-08-17,2021-09-30,2021-09-02,办公室检查岗,5.1,查资料;抽件,10,6,不符合,4件没有签收,否,F1\n"
        f"JC2,CC1,,{second[0]},{second[1]},办公室检查岗,2021-08-16,2021-08-17,2021-09-30,,,,,,,,,否,\n"
        "JC3,,投诉复查,东镇,TY101,,2021-10-08,2021-10-08,2021-10-20,2021-10-12,办公室检查岗,4,访谈,,,符合,,是,\n"
        + "".join(more)
    )


@pytest.fixture
def drawn_files(files: Files) -> Files:
    return {
        **files,
        "draws.csv": draws_csv(),
        "draw_candidates.csv": candidates_csv(),
        "inspections.csv": checks_csv(),
    }


def test_draws_and_checks_come_and_go_with_their_tables(
    drawn_files: Files, files: Files, load: Load, state: State
) -> None:
    load(files)
    before = state()
    load(drawn_files)
    made, announced, planned = Draw.objects.all()
    assert [one.state for one in (made, announced, planned)] == [
        DrawState.DRAWN,
        DrawState.ANNOUNCED,
        DrawState.PLANNED,
    ]
    assert made.drawn == DRAWN
    assert made.extra == {"备注": "已公开"}
    assert differences(published_draw(made)) == ()
    first, second, ordered = Inspection.objects.all()
    assert (first.draw, first.finding.code) == (made, "F1")  # type: ignore[union-attr]
    assert (first.methods, first.sample_size) == (["查资料", "抽件"], 10)
    assert (second.is_recorded, ordered.draw) == (False, None)
    assert ordered.is_counted
    assert not load(drawn_files).changes_anything
    undo_import(pilot_code="test-pilot")
    assert state() == before


def test_what_was_loaded_is_exported_and_loads_to_the_same(
    drawn_files: Files, load: Load
) -> None:
    load(drawn_files)
    exported = package_files(Pilot.objects.get())
    assert {"draws.csv", "draw_candidates.csv", "inspections.csv"} <= set(exported)
    undo_import(pilot_code="test-pilot")
    assert not Draw.objects.exists()
    load(dict(exported))
    assert package_files(Pilot.objects.get()) == exported


def test_a_sealed_secret_leaves_with_no_package_and_survives_a_load(
    drawn_files: Files, load: Load
) -> None:
    load(drawn_files)
    Draw.objects.filter(code="CC2").update(sealed_secret=SEALED)
    exported = package_files(Pilot.objects.get())
    assert SEALED.encode() not in b"".join(exported.values())
    changed = {**exported, "notes.csv": "编号,主题,内容\n9,新,新\n"}
    assert load(dict(changed)).changes_anything
    assert Draw.objects.get(code="CC2").sealed_secret == SEALED


def test_a_check_with_evidence_is_neither_removed_nor_undone(
    drawn_files: Files, load: Load
) -> None:
    load(drawn_files)
    check = Inspection.objects.get(code="JC3")
    make_evidence(check, make_user("standards_office"))
    lines = drawn_files["inspections.csv"].splitlines(keepends=True)
    fewer = {**drawn_files, "inspections.csv": "".join(lines[:-1])}
    with pytest.raises(LoadRefusedError, match=f"“{check}”：它附有佐证材料"):
        load(fewer)
    with pytest.raises(UndoRefusedError, match="佐证材料"):
        undo_import(pilot_code="test-pilot")
    assert not load(drawn_files).changes_anything


def test_a_unit_that_was_renamed_keeps_its_draw_true(
    drawn_files: Files, load: Load
) -> None:
    load(drawn_files)
    unit = Unit.objects.get(name=DRAWN[0].unit)
    unit.aliases.get_or_create(name=unit.name)
    Unit.objects.filter(pk=unit.pk).update(name="改名后的局")
    exported = package_files(Pilot.objects.get())
    report = {table.name: table for table in load(dict(exported)).tables}
    for name in ("draws", "draw_candidates", "inspections"):
        assert (report[name].created, report[name].changed, report[name].removed) == (
            0,
            0,
            0,
        )
    assert DRAWN[0].unit.encode() in exported["draw_candidates.csv"]
    assert "改名后的局".encode() in exported["inspections.csv"]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ((WITNESS, "别的文字"), "种子"),
        ((f",{SECRET},", ",别的密钥,"), "密钥摘要"),
        ((DIGESTS["result"], "f" * 64), "结果摘要"),
        ((DIGESTS["listed"], "f" * 64), "候选清单摘要"),
        (("镇街园,2,1,1,", "镇街园,3,1,1,"), "结果摘要"),
        (("2021-08-16 15:30", ""), "密钥"),
        (("2021-09-30", "2021-08-01"), "检查期限"),
    ],
)
def test_a_forged_draw_is_refused(
    drawn_files: Files, errors: Errors, change: tuple[str, str], wanted: str
) -> None:
    drawn_files["draws.csv"] = draws_csv(change=change)  # type: ignore[arg-type]
    found = errors(drawn_files)
    assert any(f"draws.csv 第2行 {wanted}" in line for line in found), found


def test_candidates_cannot_be_added_or_left_out(
    drawn_files: Files, errors: Errors
) -> None:
    drawn_files["draw_candidates.csv"] = (
        candidates_csv() + "CC1,单位,西镇人民政府,,,,\n"
    )
    assert any("draws.csv 第2行 候选清单摘要" in line for line in errors(drawn_files))
    del drawn_files["draw_candidates.csv"]
    assert any("draws.csv 第3行 候选清单摘要" in line for line in errors(drawn_files))
    drawn_files["draw_candidates.csv"] = candidates_csv()
    del drawn_files["draws.csv"]
    assert any("须与 draws 表一并给出" in line for line in errors(drawn_files))


CHECK = "JC9,{draw},,{unit},{code},,2021-08-16,2021-08-17,2021-09-30,{rest}\n"


@pytest.mark.parametrize(
    ("draw", "unit", "code", "rest", "wanted"),
    [
        ("CC9", "民政局", "FW101", ",,,,,,,,,", "抽查编号“CC9”：不在双随机抽查清单中"),
        ("CC1", "西镇", "TY101", ",,,,,,,,,", "抽查编号“CC1”：没有抽中单位“西镇人民政府”"),
        ("CC2", "民政局", "FW101", ",,,,,,,,,", "抽查编号“CC2”：没有抽中单位"),
        ("", "不存在局", "FW101", ",,,,,,,,,", "单位“不存在局”：单位不存在"),
        ("", "民政局", "FW999", ",,,,,,,,,", "体系编号“FW999”：不在标准体系目录中"),
        ("", "民政局", "FW101", "2021-09-01,,,,,,,,,", "检查结果：检查结果与检查日期须"),
        ("", "民政局", "FW101", "2021-09-01,,,,5,6,符合,,,", "其中符合“6”：没有抽样数或大于"),
        ("", "民政局", "FW101", "2021-09-01,,,偷看,,,符合,,,", "检查方式“偷看”：应为查资料"),
        ("", "民政局", "FW101", "2021-09-01,,,,,,不符合,,是,", "计入实施记录：只有“符合”"),
        ("", "民政局", "FW101", "2021-09-01,,,,,,不符合,,,F9", "不符合项编号“F9”：不在不符合项清单中"),
    ],
)  # fmt: skip
def test_a_check_that_does_not_fit_is_refused(
    drawn_files: Files,
    errors: Errors,
    draw: str,
    unit: str,
    code: str,
    rest: str,
    wanted: str,
) -> None:
    line = CHECK.format(draw=draw, unit=unit, code=code, rest=rest)
    drawn_files["inspections.csv"] = checks_csv(line)
    found = errors(drawn_files)
    assert any(f"inspections.csv 第5行 {wanted}" in line for line in found), found


def test_a_drawn_pair_without_its_check_is_pointed_out(
    drawn_files: Files, read: Callable[..., PackageReading]
) -> None:
    lines = checks_csv().splitlines(keepends=True)
    drawn_files["inspections.csv"] = lines[0] + lines[1]
    warnings = [str(problem) for problem in read(drawn_files).warnings]
    assert (
        "draws.csv 第2行 编号“CC1”：抽中的1项在 inspections 表中没有检查任务"
        in warnings
    )


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (("CC1,第一次抽查", "CC1,改过的名称"), "已经公布，包中的内容与它不同"),
        (("CC1,第一次抽查", "CC7,第一次抽查"), "包中没有已经公布的抽查"),
    ],
)
def test_a_file_does_not_rewrite_what_was_announced_here(
    drawn_files: Files, load: Load, change: tuple[str, str], wanted: str
) -> None:
    load(drawn_files)
    drawn_files["draws.csv"] = draws_csv(change=change)  # type: ignore[arg-type]
    if change[1].startswith("CC7"):
        drawn_files["draw_candidates.csv"] = candidates_csv().replace("CC1,", "CC7,")
        drawn_files["inspections.csv"] = checks_csv().replace("CC1,", "CC7,")
    with pytest.raises(LoadRefusedError, match=wanted):
        load(drawn_files)
    assert Draw.objects.filter(name="第一次抽查", code="CC1").exists()


def test_an_import_whose_draw_was_made_since_is_not_undone(
    drawn_files: Files, load: Load
) -> None:
    load(drawn_files)
    Draw.objects.filter(code="CC2").update(witness="后来录入的")
    with pytest.raises(UndoRefusedError, match="在导入后已被修改"):
        undo_import(pilot_code="test-pilot")
