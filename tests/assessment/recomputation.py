"""The indicators of a pilot package once more, from its CSV files alone.

Written from the text of the pilot package description with the standard library
only and without looking at the engine, so that agreement of the two means something.
Nothing here may import the product. The holidays of 2021 and early 2022 are typed in
from the State Council's notices for the same reason.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

Row = dict[str, str]
Pair = tuple[int, int]


def _days(*spans: tuple[str, str]) -> set[date]:
    found = set()
    for first, last in spans:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            found.add(day)
            day += timedelta(days=1)
    return found


HOLIDAYS = _days(
    ("2021-01-01", "2021-01-03"),
    ("2021-02-11", "2021-02-17"),
    ("2021-04-03", "2021-04-05"),
    ("2021-05-01", "2021-05-05"),
    ("2021-06-12", "2021-06-14"),
    ("2021-09-19", "2021-09-21"),
    ("2021-10-01", "2021-10-07"),
    ("2022-01-01", "2022-01-03"),
    ("2022-01-31", "2022-02-06"),
)
MAKE_UP_DAYS = {
    date.fromisoformat(text)
    for text in (
        "2021-02-07",
        "2021-02-20",
        "2021-04-25",
        "2021-05-08",
        "2021-09-18",
        "2021-09-26",
        "2021-10-09",
        "2022-01-29",
        "2022-01-30",
    )
}


class Package:
    """An exported package: its tables as dicts of texts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = tomllib.loads((folder / "pilot.toml").read_text("utf-8")).get(
            "settings", {}
        )
        self.special = {r["日期"]: r["类型"] for r in self.table("calendar")}

    def table(self, name: str) -> list[Row]:
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def works(self, day: date) -> bool:
        special = self.special.get(day.isoformat())
        if special is not None:
            return special == "调休上班"
        if day in MAKE_UP_DAYS:
            return True
        return day.weekday() < 5 and day not in HOLIDAYS

    def last_day(self, start: date, limit: int, unit: str) -> date:
        if unit == "日":
            day = start + timedelta(days=limit)
            while not self.works(day):
                day += timedelta(days=1)
            return day
        day = start
        while limit:
            day += timedelta(days=1)
            limit -= self.works(day)
        return day


def _on(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _by(text: str, day: date) -> bool:
    """Whether something dated ``text`` has happened on ``day``."""
    found = _on(text)
    return found is not None and found <= day


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split("[;；]", text) if part.strip()]


def _in_force(row: Row, day: date) -> bool:
    return (
        _by(row["实施日期"], day)
        and not _by(row["废止日期"], day)
        and row["状态"] not in ("待制定", "制定中")
    )


def recompute(folder: Path, day: date) -> dict[str, tuple[int, int]]:
    """Code → (numerator, denominator) of the whole pilot on ``day``."""
    package = Package(folder)
    standards = package.table("standards")
    in_force = {r["体系编号"] for r in standards if _in_force(r, day)}
    result: dict[str, Pair] = {}
    result["standard_coverage"] = _coverage(package, in_force, day)
    result["system_completeness"] = (
        len(in_force),
        sum(not _by(r["废止日期"], day) for r in standards),
    )
    posts = package.table("posts")
    covered = sum(bool(in_force & set(_parts(r["岗位标准"]))) for r in posts)
    result["post_coverage"] = (covered, len(posts))
    result["implementation_rate"] = _implementation(package, standards, day)
    public = [
        r
        for r in standards
        if r["分体系"] == "服务提供" and _in_force(r, day) and r["应公开"] == "是"
    ]
    result["publication_rate"] = (
        sum(_by(r["公开日期"], day) for r in public),
        len(public),
    )
    result |= _trainings(package, day)
    result |= _satisfaction(package, day)
    result |= _cases(package, day)
    result |= _evaluation(package, day)
    deliverables = [r for r in package.table("deliverables") if _by(r["阶段开始"], day)]
    result["deliverable_completion"] = (
        sum(_by(r["确认日期"], day) for r in deliverables),
        len(deliverables),
    )
    result["promoted_standards"] = (_promoted(standards, day), 1)
    return result


def _coverage(package: Package, in_force: set[str], day: date) -> Pair:
    steps = [
        r
        for r in package.table("work_items")
        if r["适用性"] == "适用"
        and r["需要标准"] == "是"
        # A row says how the step was from 启用日期 until 停用日期.
        and (not r["启用日期"] or _by(r["启用日期"], day))
        and not _by(r["停用日期"], day)
    ]
    return sum(bool(in_force & set(_parts(r["覆盖标准"]))) for r in steps), len(steps)


def _active_units(package: Package, day: date) -> set[str]:
    return {
        r["单位名称"]
        for r in package.table("units")
        if (not r["启用日期"] or _by(r["启用日期"], day))
        and not _by(r["停用日期"], day)
    }


def _implementation(package: Package, standards: list[Row], day: date) -> Pair:
    everybody = _active_units(package, day)
    done = {
        (r["体系编号"], r["单位"])
        for r in package.table("implementation")
        if r["类型"] in ("执行", "检查", "记录")
        and _by(r["日期"], day)
        and _by(r["核实日期"], day)
    }
    enough = any if package.settings.get("implementation_scope") == "any_unit" else all
    met = total = 0
    for row in standards:
        if not _in_force(row, day):
            continue
        total += 1
        units = set(_parts(row["适用单位"])) or everybody
        code = row["体系编号"]
        met += bool(units) and enough((code, unit) in done for unit in units)
    return met, total


def _trainings(package: Package, day: date) -> dict[str, Pair]:
    roster = [
        r
        for r in package.table("staff")
        if _by(r["在册起"], day)
        and not (r["在册止"] and date.fromisoformat(r["在册止"]) < day)
    ]
    held = [r for r in package.table("trainings") if _by(r["日期"], day)]
    signed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in package.table("sign_ins"):
        if _by(row["签到时间"], day):
            signed[row["培训编号"], row["工号"]].append(row["成绩"])
    excused = {(r["培训编号"], r["工号"]) for r in package.table("exemptions")}
    attended = owing = passed = examined = 0
    for person in roster:
        number = person["工号"]
        due = [
            t["培训编号"]
            for t in held
            if (
                not _parts(t["应训范围"])
                or "全员" in _parts(t["应训范围"])
                or person["岗位"] in _parts(t["应训范围"])
            )
            and (t["培训编号"], number) not in excused
        ]
        owing += bool(due)
        attended += bool(due) and all((code, number) in signed for code in due)
        for training in held:
            scores = signed.get((training["培训编号"], number))
            if training["需考核"] != "是" or scores is None:
                continue
            examined += 1
            known = [Fraction(score) for score in scores if score]
            mark = training["合格分"]
            passed += bool(known and mark) and max(known) >= Fraction(mark)
    return {
        "training_participation": (attended, owing),
        "training_pass_rate": (passed, examined),
    }


def _satisfaction(package: Package, day: date) -> dict[str, Pair]:
    questions: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in package.table("surveys"):
        number = row["题号"].upper().removeprefix("Q")
        questions[row["测评编号"]][f"Q{number}"] = row
    threshold = 3 if package.settings.get("satisfaction_counts_fair", True) else 4
    seen: set[tuple[str, str]] = set()
    happy = valid = 0
    weighted = weights = Fraction(0)
    for row in package.table("answers"):
        if not _by(row["评价日期"], day):
            continue
        key = (row["测评编号"], row["答卷编号"])
        first = key not in seen
        seen.add(key)
        asked = questions[row["测评编号"]]
        given = {q: int(row[q]) for q in asked if row.get(q)}
        if not first or row["有效"] == "否" or len(given) * 5 < len(asked) * 4:
            continue
        valid += 1
        happy += _overall(asked, given) >= threshold
        for question, score in given.items():
            weight = Fraction(asked[question]["权重"] or 1)
            weighted += weight * score
            weights += weight
    index = 20 * weighted / weights if weights else None
    return {
        "satisfaction_rate": (happy, valid),
        "satisfaction_index": (index.numerator, index.denominator) if index else (0, 0),
    }


def _overall(asked: dict[str, Row], given: dict[str, int]) -> int:
    in_order = sorted(asked, key=lambda q: int(q[1:]))
    for question in in_order:
        if asked[question]["维度"] == "总体" and question in given:
            return given[question]
    mean = Fraction(sum(given.values()), len(given))
    return int(mean + Fraction(1, 2))


def _cases(package: Package, day: date) -> dict[str, Pair]:
    cases = [r for r in package.table("cases") if _by(r["受理时间"], day)]
    rules = {r["规则编号"]: r for r in package.table("rules")}
    result = {}
    for code, rule, start, end in (
        ("transfer_timeliness", "R01", "受理时间", "转办时间"),
        ("applicant_feedback_timeliness", "R02", "办结时间", "反馈申请人时间"),
        ("window_feedback_timeliness", "R03", "办结时间", "反馈窗口时间"),
    ):
        result[code] = _timely(package, cases, rules.get(rule), start, end, day)
    granted: dict[tuple[str, str], list[date]] = defaultdict(list)
    for row in cases:
        if row["申请人标识"] and row["结果"] == "准予" and _by(row["办结时间"], day):
            closed = date.fromisoformat(row["办结时间"][:10])
            granted[row["申请人标识"], row["事项"]].append(closed)
    repeated = 0
    for closings in granted.values():
        closings.sort()
        for earlier, later in pairwise(closings):
            repeated += (later - earlier).days <= 365
    result["duplicate_assistance"] = (repeated, 1)
    return result


def _timely(
    package: Package,
    cases: list[Row],
    rule: Row | None,
    start: str,
    end: str,
    day: date,
) -> Pair:
    if rule is None or not rule["限值"] or rule["单位"] == "百分比":
        return 0, 0
    items = set(_parts(rule["适用事项"]))
    limit = int(Fraction(rule["限值"]))
    last_days: dict[date, date] = {}
    timely = total = 0
    for row in cases:
        begun = _on(row[start])
        if begun is None or begun > day or (items and row["事项"] not in items):
            continue
        if begun not in last_days:
            last_days[begun] = package.last_day(begun, limit, rule["单位"])
        ended = _on(row[end])
        if ended is not None and ended <= day:
            total += 1
            timely += ended <= last_days[begun]
        else:
            total += last_days[begun] < day
    return timely, total


def _evaluation(package: Package, day: date) -> dict[str, Pair]:
    active = _active_units(package, day)
    rows = [r for r in package.table("self_evaluations") if _by(r["评价日期"], day)]
    submitted: dict[str, bool] = {}
    for row in rows:
        before = submitted.get(row["单位"], True)
        submitted[row["单位"]] = before and _by(row["提交日期"], day)
    filed = [r for r in rows if _by(r["提交日期"], day)]
    judged = [r for r in filed if not (r["评价"] == "不适用" and r["说明"])]
    findings = [r for r in package.table("findings") if _by(r["提出日期"], day)]
    closed = [
        r
        for r in findings
        if _by(r["关闭日期"], day)
        and r["验证结论"] == "通过"
        and r["验证人岗位"]
        and r["验证人岗位"] != r["整改人岗位"]
        and (not r["验证日期"] or _by(r["验证日期"], day))
    ]
    return {
        "self_evaluation_submission": (
            sum(complete for unit, complete in submitted.items() if unit in active),
            len(active),
        ),
        "clause_conformity": (sum(r["评价"] == "符合" for r in judged), len(judged)),
        "rectification_closure": (len(closed), len(findings)),
    }


def _promoted(standards: list[Row], day: date) -> int:
    levels = {r["体系编号"]: r["标准级别"] for r in standards}
    higher = ("国家标准", "行业标准", "省级地方标准")
    found = 0
    for row in standards:
        named = row["上升为"].strip()
        if row["标准级别"] != "内部标准" or not named:
            continue
        # Since a day that is known; else always.
        if row.get("上升日期") and not _by(row["上升日期"], day):
            continue
        # DB and two digits is a province; with four digits it is a city.
        number = re.match(
            r"(GB(/[TZ])?|DB\d\d(/[TZ])?(?!\d)|(?!DB)[A-Z]{2}(/[TZ])?)\s*\d", named
        )
        found += (
            bool(number)
            or any(word in named for word in (*higher, "江苏省地方标准"))
            or levels.get(named) in higher
        )
    return found
