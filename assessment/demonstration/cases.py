"""50,000 service cases accepted over 2021, late where offices really are late.

Lateness gathers in a few windows and departments, before long holidays and early
in the year. A few rows have an event missing, events in the wrong order, or look
like duplicate assistance: the rules have to find them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.demonstration.case_days import CaseDays, Moment, later, office_minute
from assessment.demonstration.case_items import CaseItem
from assessment.demonstration.draws import Draws, Weighted
from assessment.demonstration.package_folder import Row
from assessment.demonstration.pilot_facts import MemberUnit, PilotFacts
from assessment.demonstration.town_sizes import town_size

YEAR = 2021
CASES = 50_000
DUPLICATES = 60
WRONG_ORDER = 40
MISSING_EVENTS = 120

GRANTED = "准予"
REFUSED = "不予"

_CHANNELS = Weighted(
    [("窗口", 68), ("12345热线", 12), ("微信公众号", 11), ("网上平台", 9)]
)
_RESULTS = Weighted([(GRANTED, 86), (REFUSED, 10), ("终止", 4)])
_TIMELY_DAYS = Weighted([(0, 52), (1, 33), (2, 15)])
_NOTICES = Weighted([("0", 715), ("1", 270), ("2", 15)])
_REASONS = (
    "家庭收入超过规定标准",
    "家庭财产超过规定标准",
    "材料经核实不属实",
    "不属于本项救助范围",
    "已享受同类救助待遇",
)
_HEX_LETTERS = "abcdef"


@dataclass(frozen=True)
class Habits:
    """Who is often late: order numbers of windows and of departments."""

    windows: frozenset[int]
    departments: frozenset[int]


def demonstrate_cases(
    facts: PilotFacts, items: Sequence[CaseItem], seed: int, draws: Draws
) -> list[Row]:
    """Return the ``cases`` table in order of 受理时间."""
    days = CaseDays(YEAR)
    habits = _habits(facts, items, draws)
    windows = Weighted(
        [*((town, town_size(town)) for town in facts.towns), (facts.lead, 9)]
    )
    drawn_items = Weighted([(item, item.share) for item in items])
    rows = []
    for accepted in _acceptances(days, draws):
        item, window = drawn_items.draw(draws), windows.draw(draws)
        rows.append(_case(accepted, item, window, days, habits, draws))
    for serial, row in enumerate(rows, start=1):
        row["案件编号"] = f"AJ{YEAR}-{serial:06d}"
    _assign_applicants(rows, seed, draws)
    _plant_duplicates(rows, draws)
    _plant_faults(rows, draws)
    return rows


def applicant_key(seed: int, serial: int) -> str:
    """Return a pseudonymous 16-digit hexadecimal key.

    Two places are always letters, so that no key can look like an ID number.
    """
    digest = hashlib.sha256(f"{seed}/applicant/{serial}".encode()).digest()
    letters = [_HEX_LETTERS[byte % 6] for byte in digest[8:10]]
    text = digest[:7].hex()
    return f"{letters[0]}{text[:7]}{letters[1]}{text[7:]}"


def _habits(facts: PilotFacts, items: Sequence[CaseItem], draws: Draws) -> Habits:
    receivers = sorted({item.receiver.order for item in items} - {facts.lead.order})
    return Habits(
        frozenset(draws.sample([town.order for town in facts.towns], 2)),
        frozenset(draws.sample(receivers, 2)),
    )


def _acceptances(days: CaseDays, draws: Draws) -> list[Moment]:
    """Return the moments of acceptance in order; Mondays are busy."""
    weights = [
        (
            place,
            100 + 25 * (days.days[place].weekday() == 0) + 2 * days.days[place].month,
        )
        for place in range(days.last + 1)
    ]
    spread = Weighted(weights)
    return sorted((spread.draw(draws), office_minute(draws)) for _ in range(CASES))


def _case(
    accepted: Moment,
    item: CaseItem,
    window: MemberUnit,
    days: CaseDays,
    habits: Habits,
    draws: Draws,
) -> Row:
    row = {
        "单位": window.name,
        "事项": item.name,
        "渠道": _CHANNELS.draw(draws),
        "受理时间": days.text(accepted),
        "一次性告知次数": _NOTICES.draw(draws),
    }
    if draws.chance(3):
        return row
    wait = _transfer_wait(accepted[0], window.order in habits.windows, days, draws)
    transferred = later(accepted, wait, draws)
    if not days.text(transferred):
        return row
    row["转办时间"] = days.text(transferred)
    row["接收部门"] = item.receiver.name
    closed = later(transferred, draws.between(item.quickest, item.slowest), draws)
    if days.text(closed) and not draws.chance(6):
        is_slow = item.receiver.order in habits.departments
        row |= _closing(closed, is_slow, days, draws)
    return row


def _eased(permille: int, place: int, days: CaseDays) -> int:
    """Let a share of late cases fall over the year: the standards take hold."""
    return permille * (150 - 8 * days.days[place].month) // 100


def _transfer_wait(place: int, is_slow: bool, days: CaseDays, draws: Draws) -> int:
    """Return working days from 受理 to 转办; R01 allows two."""
    permille = 110 if is_slow else 20
    if place in days.before_break:
        permille += 70
    if draws.chance(_eased(permille, place, days)):
        return draws.between(3, 8)
    return _TIMELY_DAYS.draw(draws)


def _closing(closed: Moment, is_slow: bool, days: CaseDays, draws: Draws) -> Row:
    result = _RESULTS.draw(draws)
    row = {
        "办结时间": days.text(closed),
        "结果": result,
        "反馈申请人时间": _reply(closed, 95 if is_slow else 34, days, draws),
        "反馈窗口时间": _reply(closed, 130 if is_slow else 56, days, draws),
    }
    if result == REFUSED:
        row["书面通知"] = "是" if draws.chance(965) else "否"
        row["不予理由"] = draws.pick(_REASONS) if draws.chance(975) else ""
    return row


def _reply(closed: Moment, late_permille: int, days: CaseDays, draws: Draws) -> str:
    due = days.reply_due(closed[0])
    if draws.chance(_eased(late_permille, closed[0], days)):
        # One late reply in six was never given at all.
        if draws.chance(160):
            return ""
        return days.text(later(closed, due - closed[0] + draws.between(1, 6), draws))
    wait = min(_TIMELY_DAYS.draw(draws), due - closed[0])
    return days.text(later(closed, wait, draws))


def _assign_applicants(rows: list[Row], seed: int, draws: Draws) -> None:
    """Give every case an applicant; nobody asks for the same item twice yet."""
    keys: list[str] = []
    asked: set[tuple[str, str]] = set()
    for row in rows:
        key = draws.pick(keys) if keys and draws.chance(130) else ""
        if not key or (key, row["事项"]) in asked:
            key = applicant_key(seed, len(keys) + 1)
            keys.append(key)
        asked.add((key, row["事项"]))
        row["申请人标识"] = key


def _plant_duplicates(rows: list[Row], draws: Draws) -> None:
    """Let pairs of granted cases of one item have the same applicant."""
    granted: dict[str, list[Row]] = {}
    for row in rows:
        if row.get("结果") == GRANTED:
            granted.setdefault(row["事项"], []).append(row)
    pools = {
        item: draws.sample(found, 2 * DUPLICATES) for item, found in granted.items()
    }
    pairs = [
        (pool[place], pool[place + 1])
        for pool in pools.values()
        for place in range(0, len(pool) - 1, 2)
    ]
    for first, second in draws.sample(pairs, DUPLICATES):
        second["申请人标识"] = first["申请人标识"]


def _plant_faults(rows: list[Row], draws: Draws) -> None:
    """Put events into the wrong order and leave some out (数据缺失)."""
    closed = [row for row in rows if row.get("反馈申请人时间")]
    chosen = draws.sample(closed, WRONG_ORDER + MISSING_EVENTS)
    for place, row in enumerate(chosen):
        if place >= WRONG_ORDER:
            row[draws.pick(("转办时间", "反馈申请人时间", "反馈窗口时间"))] = ""
        elif place % 2:
            row["转办时间"], row["受理时间"] = row["受理时间"], row["办结时间"]
        else:
            row["反馈申请人时间"] = row["受理时间"]
