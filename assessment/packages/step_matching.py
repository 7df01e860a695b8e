"""Which row of a 工作事项表 is which stored version of a step.

A row is the version with its names and its 启用日期; one that was renamed or whose 启用日期
was corrected is still the same version if it has the same 环节编号. So what rests on a
step stays with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Protocol

StepKey = tuple[str, str, str, date | None]


class StepVersion(Protocol):
    """What tells a version of a step, stored or in a table."""

    @property
    def domain(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def starts_on(self) -> date | None: ...


def step_key(step: StepVersion) -> StepKey:
    """The names of a step and the day this version of it begins."""
    return (step.domain, step.item, step.name, step.starts_on)


def matched(
    stored: Sequence[StepVersion], wanted: Sequence[StepVersion]
) -> dict[int, int]:
    """Index in ``wanted`` → index in ``stored`` of the same version; new ones lack.

    Equal names and days first; then, of one code, equal days; then the rest of the
    code in order of time.
    """
    place = {step_key(step): number for number, step in enumerate(stored)}
    pairs = {
        number: place[step_key(step)]
        for number, step in enumerate(wanted)
        if step_key(step) in place
    }
    taken = set(pairs.values())
    old = _by_code(stored, [n for n in range(len(stored)) if n not in taken])
    new = _by_code(wanted, [n for n in range(len(wanted)) if n not in pairs])
    for code, numbers in new.items():
        pairs |= _of_one_code(stored, old.get(code, []), wanted, numbers)
    return pairs


def _by_code(steps: Sequence[StepVersion], numbers: list[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number in sorted(numbers, key=lambda n: steps[n].starts_on or date.min):
        if steps[number].code:
            found[steps[number].code].append(number)
    return found


def _of_one_code(
    stored: Sequence[StepVersion],
    old: list[int],
    wanted: Sequence[StepVersion],
    new: list[int],
) -> dict[int, int]:
    days = {stored[number].starts_on: number for number in old}
    pairs = {
        number: days[wanted[number].starts_on]
        for number in new
        if wanted[number].starts_on in days
    }
    rest = (number for number in old if number not in set(pairs.values()))
    left = [number for number in new if number not in pairs]
    return pairs | dict(zip(left, rest, strict=False))
