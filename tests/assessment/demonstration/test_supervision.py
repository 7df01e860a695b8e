"""The draw of the demonstration is a true one, and its checks are what it drew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from assessment.demonstration.supervision import QUOTA
from assessment.packages.supervision_checks import candidates_by_draw
from assessment.supervision.drawing import draw, seed_of, sha256_of

Rows = list[dict[str, str]]
_FIELDS = {
    "draw": "抽查编号",
    "kind": "类别",
    "unit": "单位",
    "code": "体系编号",
    "title": "标准名称",
    "units": "适用单位",
    "post": "岗位",
}


def test_the_checks_are_the_pairs_that_the_seed_draws(
    tables: Mapping[str, Rows],
) -> None:
    (row,) = tables["draws"]
    assert sha256_of(row["密钥"]) == row["密钥摘要"]
    assert seed_of(row["密钥"], row["见证文字"]) == row["种子"]
    lines = [
        {field: line[header] for field, header in _FIELDS.items()}
        for line in tables["draw_candidates"]
    ]
    drawn = draw(candidates_by_draw(lines)[row["编号"]], QUOTA, row["种子"])
    pairs = [(one.unit, code) for one in drawn for code in one.standards]
    checks = tables["inspections"]
    assert [(check["单位"], check["体系编号"]) for check in checks] == pairs
    assert all(len(one.inspectors) == 2 for one in drawn)


def test_checks_that_do_not_conform_have_their_finding(
    tables: Mapping[str, Rows],
) -> None:
    checks = tables["inspections"]
    found = Counter(check["检查结果"] for check in checks)
    assert found[""] == 2
    assert found["符合"] == 9
    assert found["部分符合"] + found["不符合"] == 4
    findings = {row["编号"]: row for row in tables["findings"]}
    for check in checks:
        if check["检查结果"] in ("", "符合"):
            assert not check["不符合项编号"]
            continue
        finding = findings[check["不符合项编号"]]
        assert finding["来源"] == "检查"
        for mine, its in (
            ("单位", "单位"),
            ("体系编号", "体系编号"),
            ("条款", "条款"),
            ("检查日期", "提出日期"),
            ("检查情况", "事实"),
        ):
            assert check[mine] == finding[its]


def test_nothing_happens_out_of_order(tables: Mapping[str, Rows]) -> None:
    for check in tables["inspections"]:
        days = [check[c] for c in ("下达日期", "通知日期", "检查日期") if check[c]]
        assert days == sorted(days)
        assert check["检查日期"] <= check["检查期限"]
