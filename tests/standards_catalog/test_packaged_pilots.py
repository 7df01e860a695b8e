"""The packaged pilots keep to the pilot-package interface and to their sources.

Only the files under ``standards_catalog/pilots`` are read: the tables as any
office would get them, and the texts of the five source documents beside them.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

PILOTS = Path(__file__).resolve().parents[2] / "standards_catalog" / "pilots"
ASSISTANCE = "jy-assistance-2020"
GOVERNANCE = "jy-governance-2018"
REFERENCES = ("tengzhou-2021", "xincheng-2018")
CODES = (ASSISTANCE, GOVERNANCE, *REFERENCES)

Row = dict[str, str]

# Columns of the pilot-package page, in its order; our own columns follow them.
INTERFACE = {
    "units": "单位名称 简称 类别 别名 成员角色 启用日期 停用日期 继任单位",
    "standards": "分体系 体系编号 标准名称 标准级别 标准编号 状态 发布日期 实施日期 废止日期"
    " 代替标准 上升为 责任单位 适用单位 应公开 不公开理由 公开日期 公开网址 来源文件 来源条款",
    "laws": "体系编号 名称 文号 发布机关 实施日期 废止日期 来源文件 来源条款",
    "work_items": "领域 事项 环节 责任单位 需要标准 不需要理由 办理时限 适用性 覆盖标准 覆盖条款"
    " 来源文件 来源条款",
    "posts": "岗位 单位 岗位标准",
    "deliverables": "阶段 阶段开始 阶段结束 序号 交付物 佐证要求 责任单位 完成日期 确认日期",
    "rules": "规则编号 条款原文 起点事件 终点事件 限值 单位 适用事项 体系编号 条款 来源文件",
    "sections": "分体系 子体系编号 子体系名称 上级子体系 排序 来源条款",
    "tasks": "任务编号 任务名称 任务内容 责任单位 应制定标准 来源文件 来源条款",
    "notes": "编号 主题 内容 来源文件 来源条款",
}
OWN_COLUMNS = {
    "备注",
    "来源文件",
    "来源条款",
    "子体系",
    "可信度",
    "责任单位",
    "适用性",
    "领域",
}
KEYS = {
    "units": ("单位名称",),
    "standards": ("体系编号",),
    "laws": ("体系编号",),
    "work_items": ("领域", "事项", "环节"),
    "posts": ("岗位", "单位"),
    "deliverables": ("阶段", "序号"),
    "rules": ("规则编号",),
    "sections": ("子体系编号",),
    "tasks": ("任务编号",),
    "notes": ("编号",),
}
SUBSYSTEMS = {"通用基础", "服务提供", "管理", "岗位工作"}
WORDS = {
    ("units", "类别"): {"部门", "镇街园", "机构"},
    ("units", "成员角色"): {"牵头", "责任", "成员"},
    ("standards", "分体系"): SUBSYSTEMS,
    ("standards", "标准级别"): {
        *("国家标准", "行业标准", "省级地方标准", "市级地方标准"),
        *("团体标准", "企业标准", "内部标准"),
    },
    ("standards", "状态"): {"现行", "即将实施", "待制定", "制定中", "废止"},
    ("standards", "应公开"): {"是", "否", ""},
    ("work_items", "需要标准"): {"是", "否"},
    ("work_items", "适用性"): {"适用", "参考"},
    ("rules", "单位"): {"工作日", "日", "百分比"},
    ("sections", "分体系"): SUBSYSTEMS,
}
UNIT_COLUMNS = ("责任单位", "适用单位", "继任单位")


def _cell(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def _table(code: str, name: str) -> list[Row]:
    path = PILOTS / code / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _sources() -> dict[str, str]:
    return {
        row["来源文件"]: _squeezed(
            (PILOTS / "sources" / row["文本"]).read_text(encoding="utf-8")
        )
        for row in _table("sources", "sources")
    }


def _unit_names(code: str) -> dict[str, str]:
    """Every name a unit of the package may be called by → its 单位名称."""
    names: dict[str, str] = {}
    for row in _table(code, "units"):
        for name in (row["单位名称"], row["简称"], *_cell(row["别名"])):
            assert names.setdefault(name, row["单位名称"]) == row["单位名称"], name
    return names


def _catalogue(code: str) -> set[str]:
    rows = _table(code, "standards") + _table(code, "laws")
    return {row["体系编号"] for row in rows}


def _files() -> list[tuple[str, str]]:
    return [
        (code, path.stem)
        for code in CODES
        for path in sorted((PILOTS / code).glob("*.csv"))
    ]


TABLES = _files()


def test_the_four_pilots_are_packaged_with_their_tables() -> None:
    for code in CODES:
        assert {"work_items", "rules", "notes"} <= {n for c, n in TABLES if c == code}
    assert {name for code, name in TABLES if code == ASSISTANCE} == set(INTERFACE)
    for code in REFERENCES:
        assert not (PILOTS / code / "units.csv").exists()


@pytest.mark.parametrize(("code", "name"), TABLES)
def test_a_table_is_plain_utf8_with_the_headers_of_the_interface(
    code: str, name: str
) -> None:
    content = (PILOTS / code / f"{name}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content and content.endswith(b"\n")
    header = next(csv.reader(content.decode("utf-8").splitlines()))
    expected = INTERFACE[name].split()
    assert header[: len(expected)] == expected
    assert set(header[len(expected) :]) <= OWN_COLUMNS
    assert len(set(header)) == len(header)
    rows = _table(code, name)
    assert rows
    assert all(None not in row and None not in row.values() for row in rows)


@pytest.mark.parametrize(("code", "name"), TABLES)
def test_a_table_has_no_duplicate_key(code: str, name: str) -> None:
    keys = Counter(
        tuple(row[column] for column in KEYS[name]) for row in _table(code, name)
    )
    assert [key for key, times in keys.items() if times > 1] == []
    assert all(all(key) for key in keys)


@pytest.mark.parametrize(("code", "name"), TABLES)
def test_value_words_are_those_of_the_interface(code: str, name: str) -> None:
    for (table, column), words in WORDS.items():
        if table == name:
            assert {row[column] for row in _table(code, name)} <= words


@pytest.mark.parametrize(("code", "name"), TABLES)
def test_every_date_is_a_real_day(code: str, name: str) -> None:
    for row in _table(code, name):
        for column, value in row.items():
            if value and (
                column.endswith("日期") or column in ("阶段开始", "阶段结束")
            ):
                assert date.fromisoformat(value).isoformat() == value


@pytest.mark.parametrize(("code", "name"), TABLES)
def test_every_quotation_occurs_in_its_source(code: str, name: str) -> None:
    sources = _sources()
    for row in _table(code, name):
        place, colon, quotation = row["来源条款"].partition(":")
        assert place and colon and quotation, row
        assert _squeezed(quotation) in sources[row["来源文件"]], row
        if name == "rules":
            assert _squeezed(row["条款原文"]) in sources[row["来源文件"]], row


@pytest.mark.parametrize(("code", "name"), TABLES)
def test_units_are_named_by_their_unit_names_only(code: str, name: str) -> None:
    members = {row["单位名称"] for row in _table(code, "units")}
    columns = (*UNIT_COLUMNS, "单位") if name == "posts" else UNIT_COLUMNS
    for row in _table(code, name):
        for column in columns:
            assert set(_cell(row.get(column, ""))) <= members, row


@pytest.mark.parametrize("code", CODES)
def test_every_referenced_code_exists(code: str) -> None:
    standards = {row["体系编号"] for row in _table(code, "standards")}
    catalogue = _catalogue(code)
    for row in _table(code, "work_items"):
        assert set(_cell(row["覆盖标准"])) <= standards, row
    for row in _table(code, "posts"):
        assert set(_cell(row["岗位标准"])) <= standards, row
    for row in _table(code, "tasks"):
        assert set(_cell(row["应制定标准"])) <= standards, row
    for row in _table(code, "rules"):
        assert set(_cell(row["体系编号"])) <= catalogue, row


def test_the_pilot_plan_is_counted_in_full() -> None:
    units = _table(ASSISTANCE, "units")
    assert len(units) == 35
    assert sum(row["类别"] == "镇街园" for row in units) == 18
    assert len(_table(ASSISTANCE, "work_items")) == 103
    assert [row["规则编号"] for row in _table(ASSISTANCE, "rules")] == [
        f"R{number:02d}" for number in range(1, 31)
    ]
    assert len(_table(ASSISTANCE, "laws")) == 12
    assert len(_catalogue(ASSISTANCE)) == 133
    assert len(_table(ASSISTANCE, "deliverables")) == 17
    assert len(_table(ASSISTANCE, "tasks")) == 5
    assert len(_table(ASSISTANCE, "notes")) == 11
    assert len(_table(GOVERNANCE, "units")) == 62
    assert len(_table(GOVERNANCE, "tasks")) == 17


def test_three_applicable_steps_are_honest_gaps() -> None:
    rows = _table(ASSISTANCE, "work_items")
    applicable = [row for row in rows if row["适用性"] == "适用"]
    gaps = [row for row in applicable if not row["覆盖标准"]]
    assert (len(applicable), len(gaps)) == (85, 3)
    assert all("缺项" in row["备注"] for row in gaps)


def test_requirements_of_other_places_are_references_everywhere() -> None:
    effect = {row["来源文件"]: row["效力"] for row in _table("sources", "sources")}
    for code in CODES:
        for row in _table(code, "work_items"):
            assert row["适用性"] == effect[row["来源文件"]], row


def test_an_owner_outside_the_leadership_group_is_kept_as_printed() -> None:
    outside = {
        "价格惠民救助": "物价局",
        "困境青少年救助": "团委",
        "困难妇女儿童救助": "妇联",
    }
    for row in _table(ASSISTANCE, "work_items"):
        if row["事项"] in outside:
            assert row["责任单位"] == ""
            assert f"原文责任单位：{outside[row['事项']]}" in row["备注"]


def test_standards_claim_no_date_they_do_not_have() -> None:
    for row in _table(ASSISTANCE, "standards"):
        if row["标准级别"] == "内部标准":
            assert row["状态"] in {"待制定", "制定中"}
            assert row["标准编号"] == row["发布日期"] == row["实施日期"] == ""
            continue
        assert row["状态"] == "现行" and row["标准编号"]
        assert row["实施日期"] or "待核" in row["备注"], row
        if row["发布日期"] and row["实施日期"]:
            assert row["发布日期"] <= row["实施日期"]


def test_internal_service_standards_are_to_be_published() -> None:
    for code in (ASSISTANCE, GOVERNANCE):
        for row in _table(code, "standards"):
            internal = row["标准级别"] == "内部标准"
            if row["分体系"] != "服务提供":
                assert row["应公开"] == ""
            elif internal:
                assert row["应公开"] == "是"
            else:
                assert row["应公开"] == "否" and row["不公开理由"]


def test_standards_hang_on_the_sections_of_their_subsystem() -> None:
    sections = {row["子体系编号"]: row for row in _table(ASSISTANCE, "sections")}
    for row in sections.values():
        if row["上级子体系"]:
            assert sections[row["上级子体系"]]["分体系"] == row["分体系"]
    for row in _table(ASSISTANCE, "standards"):
        assert sections[row["子体系"]]["分体系"] == row["分体系"]
    nested = {
        row["子体系名称"] for row in sections.values() if row["上级子体系"] == "GL2"
    }
    assert nested == {
        "社会救助综合平台管理标准子体系",
        "社会救助综合平台建设标准子体系",
        "社会救助综合平台日常管理标准子体系",
    }


def test_every_post_standard_but_the_contractors_has_posts() -> None:
    standards = {
        row["体系编号"]
        for row in _table(ASSISTANCE, "standards")
        if row["分体系"] == "岗位工作"
    }
    held = {
        code for row in _table(ASSISTANCE, "posts") for code in _cell(row["岗位标准"])
    }
    assert standards - held == {"GW501"}


def test_names_and_kinds_of_units_agree_between_the_pilots() -> None:
    first, second = _unit_names(ASSISTANCE), _unit_names(GOVERNANCE)
    assert all(first[name] == second[name] for name in first.keys() & second.keys())
    kinds = {row["单位名称"]: row["类别"] for row in _table(ASSISTANCE, "units")}
    for row in _table(GOVERNANCE, "units"):
        assert kinds.get(row["单位名称"], row["类别"]) == row["类别"]
    assert first["教育局"] == "市政府教育督导室"
    assert first["医保局"] == "市医疗保险基金管理中心"


@pytest.mark.parametrize("code", [ASSISTANCE, GOVERNANCE])
def test_phases_follow_each_other_in_whole_months(code: str) -> None:
    phases = {
        (row["阶段"], row["阶段开始"], row["阶段结束"])
        for row in _table(code, "deliverables")
    }
    ordered = sorted(phases, key=lambda phase: phase[1])
    assert len(ordered) == 5
    days = [
        (date.fromisoformat(first), date.fromisoformat(last))
        for _, first, last in ordered
    ]
    for (_, ended), (started, _) in pairwise(days):
        assert started == ended + timedelta(days=1)
    assert all((ended + timedelta(days=1)).day == 1 for _, ended in days)
    assert days[0][0].day == 1
    assert all(
        row["完成日期"] == row["确认日期"] == "" for row in _table(code, "deliverables")
    )


def test_a_rule_without_a_number_has_no_limit() -> None:
    for code in CODES:
        for row in _table(code, "rules"):
            assert bool(row["限值"]) != ("限值未配置" in row["备注"]), row


def test_targets_are_those_the_plans_state() -> None:
    described = {
        code: tomllib.loads((PILOTS / code / "pilot.toml").read_text(encoding="utf-8"))
        for code in CODES
    }
    assert all(described[code]["code"] == code for code in CODES)
    assert described[ASSISTANCE]["targets"] == {
        "standard_coverage": "96%",
        "training_participation": "100%",
    }
    assert described[GOVERNANCE]["targets"] == {
        "standard_coverage": "95%",
        "implementation_rate": "100%",
        "publication_rate": "100%",
        "training_participation": "100%",
    }
    for code in REFERENCES:
        assert described[code]["kind"] == "reference"
        assert "targets" not in described[code]
