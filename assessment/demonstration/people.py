"""The roster: about 1,200 people on it at a time, joiners and leavers included."""

from dataclasses import dataclass
from datetime import date

from assessment.demonstration.draws import Draws
from assessment.demonstration.office_days import office_day
from assessment.demonstration.package_folder import Row
from assessment.demonstration.pilot_facts import MemberUnit, PilotFacts

PILOT_STARTS = date(2020, 7, 1)

_HEAD_COUNTS = (
    (("协管", "协理"), 17, 27),
    (("网格",), 12, 18),
    (("经办",), 15, 27),
    (("窗口", "受理"), 4, 8),
    (("入户",), 4, 8),
    (("联络员",), 1, 3),
    (("负责人",), 2, 2),
)
"""How many people hold a post in a unit, at least and at most, by its words."""

_OTHERWISE = (2, 6)


@dataclass(frozen=True)
class Person:
    """A synthetic member of staff; ``leaves`` is the last day on the roster."""

    unit: MemberUnit
    number: str
    name: str
    post: str
    joins: date
    leaves: date | None

    def is_on_roster(self, on: date) -> bool:
        """Whether the person is on the roster (pilot-package, Roster)."""
        return self.joins <= on and not (self.leaves and self.leaves < on)


def draw_people(facts: PilotFacts, draws: Draws) -> list[Person]:
    """Return the people of all units, by unit and then by number."""
    return [
        person
        for unit in facts.units
        for person in _people_of(unit, facts.posts.get(unit.name, ()), draws)
    ]


def staff_rows(people: list[Person]) -> list[Row]:
    """Return the ``staff`` table."""
    return [
        {
            "单位": person.unit.name,
            "工号": person.number,
            "姓名": person.name,
            "岗位": person.post,
            "在册起": person.joins.isoformat(),
            "在册止": person.leaves.isoformat() if person.leaves else "",
        }
        for person in people
    ]


def _people_of(unit: MemberUnit, posts: tuple[str, ...], draws: Draws) -> list[Person]:
    people: list[Person] = []
    for post in posts:
        for place in range(_head_count(post, draws)):
            # Somebody holds each post all the time, whoever else comes and goes.
            joins, leaves = _stay(draws) if place else (PILOT_STARTS, None)
            serial = len(people) + 1
            people.append(
                Person(
                    unit=unit,
                    number=f"U{unit.order:02d}-{serial:04d}",
                    name=f"{unit.short}人员{serial:03d}",
                    post=post,
                    joins=joins,
                    leaves=leaves,
                )
            )
    return people


def _head_count(post: str, draws: Draws) -> int:
    for words, fewest, most in _HEAD_COUNTS:
        if any(word in post for word in words):
            return draws.between(fewest, most)
    return draws.between(*_OTHERWISE)


def _stay(draws: Draws) -> tuple[date, date | None]:
    """Return the first and the last day on the roster; most people stay."""
    fate = draws.below(1000)
    if fate < 55:
        joins = draws.day_between(date(2020, 9, 1), date(2021, 11, 15))
        return office_day(joins), None
    if fate < 100:
        return PILOT_STARTS, draws.day_between(date(2020, 12, 1), date(2021, 12, 20))
    return PILOT_STARTS, None
