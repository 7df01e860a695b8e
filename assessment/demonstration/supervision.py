"""A 双随机 draw that was made, with its checks and the findings they opened.

The draw is a true one: its seed, result and digests are computed as the page of a
draw computes them, so that anybody can do it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from assessment.demonstration.draws import Draws
from assessment.demonstration.office_days import office_day
from assessment.demonstration.package_folder import Row
from assessment.demonstration.pilot_facts import PilotFacts
from assessment.demonstration.standards import in_force
from assessment.supervision.drawing import (
    INSPECTOR,
    STANDARD,
    UNIT,
    Candidates,
    CandidateStandard,
    DrawnUnit,
    Inspector,
    Quota,
    candidates_text,
    draw,
    result_text,
    seed_of,
    sha256_of,
)

CODE = "CC2021-01"
ANNOUNCED_AT, DRAWN_AT = "2021-08-09 09:00", "2021-08-16 15:30"
DRAWS_ON, NOTICE_ON = date(2021, 8, 16), date(2021, 8, 17)
DUE_ON = date(2021, 10, 15)
QUOTA = Quota(units=5, standards=3, inspectors=2)
SUBSYSTEMS = ("服务提供", "管理")
WITNESS = "一把尺子量到底，随机抽取请监督"
OFFICE_POSTS = ("标准化办公室主任", "标准化办公室检查岗", "标准化办公室标准管理岗")
_FAILING = 4
"""Checks that do not conform, if so many findings of 检查 fall into the time."""
_NOT_MADE = 2
"""Checks that are still to be made when the pilot ends: overdue."""
_PASSED = (
    "查阅台账和办件，按条款执行，记录齐全",
    "现场查看并询问窗口人员，流程与标准一致",
    "抽查办件，时限和告知符合条款",
)
_METHODS = ("查资料;抽件", "查资料;查现场", "查现场;访谈", "查资料;抽件")


class Supervision(NamedTuple):
    """The tables of the draw, and the findings with those that its checks opened."""

    draws: list[Row]
    candidates: list[Row]
    inspections: list[Row]
    findings: list[Row]


class _Pair(NamedTuple):
    """A drawn standard of a drawn unit, and who inspects."""

    unit: str
    code: str
    inspectors: str


def demonstrate_supervision(
    facts: PilotFacts,
    standards: Sequence[Row],
    findings: Sequence[Row],
    seed: int,
    draws: Draws,
) -> Supervision:
    """Draw among the pilot's own units and standards.

    Some findings of 检查 that are there already become those of drawn checks: their
    number, and what else the demonstration says of them, stays.
    """
    candidates = _candidates(facts, standards)
    secret = sha256(f"{seed}/{CODE}".encode()).hexdigest()[:32]
    drawn_seed = seed_of(secret, WITNESS)
    drawn = draw(candidates, QUOTA, drawn_seed)
    pairs = [
        _Pair(one.unit, code, "；".join(map(str, one.inspectors)))
        for one in drawn
        for code in one.standards
    ]
    order = draws.shuffled(range(len(pairs)))
    opened = dict(zip(order, _fitting(findings), strict=False))
    waiting = set(order[-_NOT_MADE:])
    checks = [
        _check(place, pair, opened.get(place), place in waiting, draws)
        for place, pair in enumerate(pairs)
    ]
    changed = {
        row["编号"]: _opened(row, pairs[place], facts, draws)
        for place, row in opened.items()
    }
    return Supervision(
        [_draw_row(candidates, secret, drawn_seed, drawn)],
        list(_candidate_rows(candidates)),
        checks,
        [changed.get(row["编号"], row) for row in findings],
    )


def _candidates(facts: PilotFacts, standards: Iterable[Row]) -> Candidates:
    found = tuple(
        CandidateStandard(
            row["体系编号"],
            " ".join(row["标准名称"].split()),
            tuple(unit.name for unit in facts.units_meant(row["适用单位"])),
        )
        for row in standards
        if row["分体系"] in SUBSYSTEMS and in_force(row, DRAWS_ON)
    )
    units = tuple(
        unit.name
        for unit in facts.units
        if any(one.applies_to(unit.name) for one in found)
    )
    pool = tuple(Inspector("", post) for post in OFFICE_POSTS)
    leading = facts.posts.get(facts.lead.name, ())[:2]
    pool += tuple(Inspector(facts.lead.name, post) for post in leading)
    return Candidates(units, found, pool)


def _fitting(findings: Iterable[Row]) -> list[Row]:
    """Findings of 检查 raised while the checks were made, verified by another post."""
    return [
        row
        for row in findings
        if row["来源"] == "检查"
        and NOTICE_ON.isoformat() < row["提出日期"] <= DUE_ON.isoformat()
        and row.get("整改人岗位", "") != row.get("验证人岗位", "")
    ][:_FAILING]


def _check(
    place: int, pair: _Pair, finding: Row | None, is_waiting: bool, draws: Draws
) -> Row:
    row = {
        "编号": f"JC2021-{place + 1:03d}",
        "抽查编号": CODE,
        "单位": pair.unit,
        "体系编号": pair.code,
        "派定检查人": pair.inspectors,
        "下达日期": DRAWS_ON.isoformat(),
        "通知日期": NOTICE_ON.isoformat(),
        "检查期限": DUE_ON.isoformat(),
        "条款": "",
        "计入实施记录": "否",
    }
    day = office_day(draws.day_between(NOTICE_ON + timedelta(days=6), DUE_ON))
    clause = f"{draws.between(4, 7)}.{draws.between(1, 5)}"
    method, words = draws.pick(_METHODS), draws.pick(_PASSED)
    size = draws.between(5, 20)
    if is_waiting and finding is None:
        return row
    row |= {
        "检查日期": min(day, DUE_ON).isoformat(),
        "检查人岗位": pair.inspectors,
        "条款": clause,
        "检查方式": method,
        "检查结果": "符合",
        "检查情况": words,
    }
    if "抽件" in method:
        row |= {"抽样数": str(size), "其中符合": str(size)}
    if finding is not None:
        row |= _failed(finding, place)
    return row


def _failed(finding: Row, place: int) -> Row:
    wrong = 2 + place % 3
    return {
        "检查日期": finding["提出日期"],
        "条款": finding["条款"],
        "检查方式": "查资料;抽件",
        "抽样数": "10",
        "其中符合": str(10 - wrong),
        "检查结果": "不符合" if wrong == 4 else "部分符合",
        "检查情况": _fact(wrong),
        "不符合项编号": finding["编号"],
    }


def _fact(wrong: int) -> str:
    return f"抽查办件和台账 10 件，其中 {wrong} 件实施记录缺页"


def _opened(row: Row, pair: _Pair, facts: PilotFacts, draws: Draws) -> Row:
    """The finding as the check of ``pair`` opened it."""
    changed = row | {"单位": pair.unit, "体系编号": pair.code}
    if row.get("整改人岗位"):
        own = facts.posts.get(pair.unit, ())
        others = [post for post in own if post != row.get("验证人岗位")]
        changed["整改人岗位"] = draws.pick(others) if others else row["整改人岗位"]
    return changed


def with_their_findings(
    inspections: Iterable[Row], findings: Sequence[Row]
) -> tuple[list[Row], list[Row]]:
    """Checks and findings that say the same of clause and fact."""
    by_code = {row["编号"]: row for row in findings}
    told: dict[str, str] = {}
    checks = []
    for row in inspections:
        finding = by_code.get(row.get("不符合项编号", ""))
        if finding is not None:
            row = {**row, "条款": finding["条款"]}
            told[finding["编号"]] = row["检查情况"]
        checks.append(row)
    said = [
        {**row, "事实": told[row["编号"]]} if row["编号"] in told else row
        for row in findings
    ]
    return checks, said


def _draw_row(
    candidates: Candidates, secret: str, seed: str, drawn: tuple[DrawnUnit, ...]
) -> Row:
    pool = [
        f"{one.unit}：{one.post}" if one.unit else one.post
        for one in candidates.inspectors
    ]
    return {
        "编号": CODE,
        "名称": "2021年第三季度标准实施双随机抽查",
        "分体系": ";".join(SUBSYSTEMS),
        "抽取单位数": str(QUOTA.units),
        "每单位标准数": str(QUOTA.standards),
        "每单位检查人数": str(QUOTA.inspectors),
        "检查人名录": "\n".join(pool),
        "抽取日期": DRAWS_ON.isoformat(),
        "通知日期": NOTICE_ON.isoformat(),
        "检查期限": DUE_ON.isoformat(),
        "见证文字的来源": "领导小组会议上由审计员当场说出的一句话",
        "公布时间": ANNOUNCED_AT,
        "密钥摘要": sha256_of(secret),
        "候选清单摘要": sha256_of(candidates_text(candidates)),
        "抽取时间": DRAWN_AT,
        "密钥": secret,
        "见证文字": WITNESS,
        "见证人岗位": "领导小组成员、审计员",
        "种子": seed,
        "结果摘要": sha256_of(result_text(drawn)),
    }


def _candidate_rows(candidates: Candidates) -> Iterable[Row]:
    own: Mapping[str, str] = {"抽查编号": CODE}
    for unit in candidates.units:
        yield {**own, "类别": UNIT, "单位": unit}
    for one in candidates.standards:
        yield {
            **own,
            "类别": STANDARD,
            "体系编号": one.code,
            "标准名称": one.title,
            "适用单位": ";".join(sorted(one.units)),
        }
    for who in candidates.inspectors:
        yield {**own, "类别": INSPECTOR, "单位": who.unit, "岗位": who.post}
