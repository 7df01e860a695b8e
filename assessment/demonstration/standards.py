"""Numbers, dates and publication of the pilot's own standards.

Only blank cells are filled in, and only those of internal standards: facts about
national and sector standards are never made up. Which internal standards come
late or not at all is computed from the coverage links, so that the 96 % target of
the plan (澄政发〔2020〕94号 三) is missed at the end of the trial run and narrowly
met at the end of the pilot.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from assessment.demonstration.draws import Draws
from assessment.demonstration.office_days import office_day
from assessment.demonstration.package_folder import Row
from assessment.demonstration.pilot_facts import PilotFacts

INTERNAL = "内部标准"
REPORTING_DATE = date(2021, 12, 31)
TRIAL_END = date(2021, 6, 30)
SITE = "https://standards.example.org/jy-assistance-2020"

BORROWED = "演示数据：覆盖关系为补充"

_SPLIT = re.compile(r"[;；]")


@dataclass(frozen=True)
class Batch:
    """A publication batch: 成熟一批、固化一批."""

    published: date
    in_force: date


FIRST = Batch(date(2020, 12, 15), date(2021, 1, 1))
SECOND = Batch(date(2021, 2, 5), date(2021, 3, 1))
THIRD = Batch(date(2021, 3, 12), date(2021, 4, 1))
LATE = (
    Batch(date(2021, 5, 20), date(2021, 7, 1)),
    Batch(date(2021, 6, 28), date(2021, 10, 1)),
)

TARGET = (96, 100)
"""standard_coverage of the plan: 标准覆盖率达96%以上."""

MISSED_AT_TRIAL_END = (91, 100)
MOST_DELAYED = 14
NEVER_FINISHED = 3


def demonstrate_standards(
    facts: PilotFacts, steps: list[Row], draws: Draws
) -> list[Row]:
    """Return the standards table with the demonstration's cells filled in.

    ``steps`` is the table of work items that the coverage is counted over.
    """
    finished = _batches(facts, steps, draws)
    rows = [dict(row) for row in facts.standards]
    for row in rows:
        row.setdefault("上升日期", "")
        if row["标准级别"] == INTERNAL:
            _publish(row, finished.get(row["体系编号"]), draws)
    _disclose(rows, facts.written, draws)
    return rows


def in_force(row: Row, on: date) -> bool:
    """Whether a standard is in force (pilot-package, standard_coverage)."""
    starts, ends = row["实施日期"], row["废止日期"]
    return (
        row["状态"] not in ("待制定", "制定中")
        and bool(starts)
        and date.fromisoformat(starts) <= on
        and not (ends and date.fromisoformat(ends) <= on)
    )


def demonstrate_steps(facts: PilotFacts) -> list[Row]:
    """Return the work items; a step that nothing can cover borrows a standard.

    It borrows from another step of its own item, and only if there is one: the
    other gaps of the pilot's table stay gaps.
    """
    usable = {
        row["体系编号"]
        for row in facts.standards
        if row["标准级别"] == INTERNAL or in_force(row, TRIAL_END)
    }
    lent: dict[tuple[str, str], str] = {}
    for step in facts.steps:
        for code in sorted(covering_codes(step) & usable):
            lent.setdefault((step["领域"], step["事项"]), code)
    steps = [dict(step) for step in facts.steps]
    for step in steps:
        spare = lent.get((step["领域"], step["事项"]))
        if step["适用性"] == "适用" and spare and not covering_codes(step) & usable:
            step["覆盖标准"] = ";".join(filter(None, (step["覆盖标准"], spare)))
            if "备注" in step:
                step["备注"] = ";".join(filter(None, (step["备注"], BORROWED)))
    return steps


def covering_codes(step: Row) -> frozenset[str]:
    """Return the 体系编号 that a work-item step names as covering it."""
    return frozenset(filter(None, map(str.strip, _SPLIT.split(step["覆盖标准"]))))


def _covered_share(
    steps: Iterable[frozenset[str]], codes: frozenset[str]
) -> tuple[int, int]:
    covered = [bool(step & codes) for step in steps]
    return sum(covered), len(covered)


def _at_least(share: tuple[int, int], target: tuple[int, int]) -> bool:
    return share[0] * target[1] >= target[0] * share[1]


def _batches(
    facts: PilotFacts, work_items: list[Row], draws: Draws
) -> dict[str, Batch]:
    """Return the batch of every internal standard that gets finished."""
    steps = [
        covering_codes(step)
        for step in work_items
        if step["适用性"] == "适用" and step["需要标准"] == "是"
    ]
    needed = frozenset().union(*steps)
    internal = [
        row["体系编号"] for row in facts.standards if row["标准级别"] == INTERNAL
    ]
    already = frozenset(
        row["体系编号"]
        for row in facts.standards
        if row["标准级别"] != INTERNAL and in_force(row, TRIAL_END)
    )
    order = draws.shuffled([code for code in internal if code.startswith(("FW", "GL"))])
    # Unfinished to the end are standards that only other places' steps ask for.
    foreign = frozenset().union(*map(covering_codes, work_items)) - needed
    optional = [code for code in order if code in foreign]
    final = _without(optional, steps, already | set(internal), TARGET, NEVER_FINISHED)
    remaining = [code for code in order if code in final]
    timely = _without(remaining, steps, final, MISSED_AT_TRIAL_END, MOST_DELAYED)
    return {
        code: _batch(code, code in timely, draws) for code in internal if code in final
    }


def _without(
    order: list[str],
    steps: list[frozenset[str]],
    codes: frozenset[str],
    floor: tuple[int, int],
    most: int,
) -> frozenset[str]:
    """Drop up to ``most`` codes, as long as coverage stays at or over ``floor``.

    Codes that some step depends on come first, so that the share really falls.
    """
    kept = codes
    for code in sorted(
        order, key=lambda code: not any(step <= {code} for step in steps)
    ):
        if len(codes) - len(kept) == most:
            break
        if _at_least(_covered_share(steps, kept - {code}), floor):
            kept = kept - {code}
    return kept


def _batch(code: str, timely: bool, draws: Draws) -> Batch:
    if not timely:
        return LATE[draws.below(len(LATE))]
    if code.startswith("TY"):
        return FIRST
    return SECOND if code.startswith("GL") else THIRD


def _publish(row: Row, batch: Batch | None, draws: Draws) -> None:
    if batch is None:
        row["状态"] = draws.pick(("制定中", "待制定"))
        return
    letters, serial = row["体系编号"][:2], row["体系编号"][2:]
    number = f"JYSJZ {letters} {serial}—{batch.published.year}"
    row["标准编号"] = row["标准编号"] or number
    row["状态"] = "现行"
    row["发布日期"] = batch.published.isoformat()
    row["实施日期"] = batch.in_force.isoformat()


def _disclose(rows: list[Row], written: frozenset[str], draws: Draws) -> None:
    """Publish the service standards, all but the last few (公开率 below 100 %), and
    whatever has a text to show."""
    due = [
        row
        for row in rows
        if row["体系编号"].startswith("FW")
        and row["应公开"] == "是"
        and row["实施日期"]
        and not row["公开日期"]
    ]
    internal = [row["体系编号"] for row in due if row["标准级别"] == INTERNAL]
    withheld = set(draws.sample(internal, 2))
    withheld = _without_text(withheld, internal, written)
    slow = set(draws.sample(internal, 8))
    for row in due:
        wait = (
            draws.between(60, 150) if row["体系编号"] in slow else draws.between(3, 20)
        )
        if row["体系编号"] not in withheld:
            _open(row, wait)
    for row in rows:
        if row["体系编号"] in written and not row["应公开"] and row["实施日期"]:
            row["应公开"] = "是"
            _open(row, days=10)


def _without_text(
    withheld: set[str], internal: list[str], written: frozenset[str]
) -> set[str]:
    """As many codes as were drawn, none of which has a text to show."""
    kept = sorted(withheld - written)
    spare = [code for code in internal if code not in written | withheld]
    return {*kept, *spare[: len(withheld) - len(kept)]}


def _open(row: Row, days: int) -> None:
    """Open a standard ``days`` after it took effect, if that is before the end."""
    starts = max(date.fromisoformat(row["实施日期"]), date(2021, 1, 4))
    shown = office_day(starts + timedelta(days=days))
    if shown <= REPORTING_DATE:
        row["公开日期"] = shown.isoformat()
        row["公开网址"] = f"{SITE}/{row['体系编号']}.html"


def ready_to_rise(rows: list[Row]) -> list[Row]:
    """The internal service standards of the third batch that have not risen yet."""
    return [
        row
        for row in rows
        if row["标准级别"] == INTERNAL
        and row["体系编号"].startswith("FW")
        and row["实施日期"] == THIRD.in_force.isoformat()
        and not row["上升为"]
    ]
