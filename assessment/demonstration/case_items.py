"""What people apply for, who receives it, and how long it takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.demonstration.pilot_facts import TOWN, MemberUnit, PilotFacts

DOMAIN = "救助事项"


@dataclass(frozen=True)
class CaseItem:
    """An item with its share of cases and its working days from 转办 to 办结."""

    name: str
    receiver: MemberUnit
    share: int
    quickest: int
    slowest: int


_PROFILES: Mapping[str, tuple[int, int, int]] = {
    "临时救助": (190, 1, 8),
    "最低生活保障": (150, 12, 30),
    "医疗救助": (140, 5, 18),
    "残疾人两项补贴": (110, 8, 22),
    "教育救助": (60, 8, 25),
    "就业救助": (50, 5, 20),
    "住房救助": (40, 15, 40),
    "支出型": (45, 8, 24),
    "特困人员": (30, 12, 30),
    "困难职工": (35, 6, 18),
    "慈善": (35, 6, 20),
    "法律援助": (30, 2, 7),
    "医疗互助": (30, 5, 15),
    "红十字": (15, 5, 15),
    "康复": (25, 8, 25),
    "流浪乞讨": (12, 0, 3),
    "受灾": (8, 1, 6),
}
"""Share, quickest and slowest by a word of the item; made up for plausibility."""

_OTHERWISE = (14, 5, 20)


def case_items(facts: PilotFacts) -> tuple[CaseItem, ...]:
    """Return the items of the assistance domain in the order of the work items."""
    owners: dict[str, str] = {}
    for step in facts.steps:
        if step["领域"] == DOMAIN:
            owners.setdefault(step["事项"], step["责任单位"])
    return tuple(_item(facts, name, owner) for name, owner in owners.items())


def _item(facts: PilotFacts, name: str, owner: str) -> CaseItem:
    """Return one item; what the towns own is decided by the lead department."""
    departments = [unit for unit in facts.units_meant(owner) if unit.kind != TOWN]
    receiver = departments[0] if departments else facts.lead
    profile = next((p for word, p in _PROFILES.items() if word in name), _OTHERWISE)
    return CaseItem(name, receiver, *profile)
