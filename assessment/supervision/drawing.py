"""The 双随机 draw: which units, standards and inspectors a published seed gives.

Pure, and simple enough to be done again by anybody with ``sha256sum``; the words for
the public are in ``docs/supervision.md`` and on the page of a draw.

1. A secret is fixed first and only its SHA-256, the commitment, is published,
   together with the candidates.
2. At the draw a text is given in the presence of witnesses. The seed is the SHA-256
   of secret, line feed, text.
3. A candidate's ticket is the SHA-256 of seed, line feed, kind, line feed and its
   names joined by line feeds. The smallest tickets win, in their order.

Every text is UTF-8 without a line feed at its end, every SHA-256 is 64 lower-case
hexadecimal digits; equal tickets, which nobody has ever seen, go by the names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

UNIT, STANDARD, INSPECTOR = "单位", "标准", "检查人"
"""The kinds of candidates, as they stand in the text that is hashed."""
_BETWEEN_UNITS = ";"
_UNUSABLE = "\n\r\t\x00"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CandidateStandard:
    """A standard that may be drawn; without ``units`` it is for all of them."""

    code: str
    title: str
    units: tuple[str, ...] = ()

    def applies_to(self, unit: str) -> bool:
        """Whether a check of ``unit`` can be about this standard."""
        return not self.units or unit in self.units


@dataclass(frozen=True, slots=True)
class Inspector:
    """A post that can be sent to inspect; without ``unit`` it is of the office."""

    unit: str
    post: str

    def __str__(self) -> str:
        return f"{self.unit} {self.post}".strip()


@dataclass(frozen=True, slots=True)
class Candidates:
    """All that may be drawn, as published before the seed is known."""

    units: tuple[str, ...]
    standards: tuple[CandidateStandard, ...]
    inspectors: tuple[Inspector, ...] = ()

    def standards_of(self, unit: str) -> tuple[CandidateStandard, ...]:
        """The candidates for a check of ``unit``."""
        return tuple(one for one in self.standards if one.applies_to(unit))

    def inspectors_for(self, unit: str) -> tuple[Inspector, ...]:
        """Who may inspect ``unit``: nobody of the unit itself."""
        return tuple(one for one in self.inspectors if one.unit != unit)


@dataclass(frozen=True, slots=True)
class Quota:
    """How many units are drawn, and for each how many standards and inspectors.

    Where there are fewer candidates, all of them are drawn.
    """

    units: int
    standards: int
    inspectors: int = 0


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """A drawn unit with its drawn standards (体系编号) and inspectors, in order."""

    unit: str
    standards: tuple[str, ...]
    inspectors: tuple[Inspector, ...] = ()


def sha256_of(text: str) -> str:
    """The SHA-256 of ``text`` in UTF-8 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def seed_of(secret: str, witness: str) -> str:
    """The seed that a secret and the witnessed text make."""
    return sha256_of(f"{secret}\n{witness}")


def ticket_of(seed: str, kind: str, *names: str) -> str:
    """The ticket of a candidate: the smaller, the earlier it is drawn."""
    return sha256_of("\n".join((seed, kind, *names)))


def _first(
    candidates: Iterable[T],
    wanted: int,
    seed: str,
    kind: str,
    names: Callable[[T], tuple[str, ...]],
) -> tuple[T, ...]:
    """The ``wanted`` candidates with the smallest tickets, each name once."""
    by_names = {names(one): one for one in candidates}
    order = sorted(by_names, key=lambda key: (ticket_of(seed, kind, *key), key))
    return tuple(by_names[key] for key in order[:wanted])


def draw(candidates: Candidates, quota: Quota, seed: str) -> tuple[DrawnUnit, ...]:
    """What ``seed`` draws from ``candidates``, whatever order they are given in."""
    units = _first(candidates.units, quota.units, seed, UNIT, lambda name: (name,))
    return tuple(_drawn_for(unit, candidates, quota, seed) for unit in units)


def _drawn_for(unit: str, candidates: Candidates, quota: Quota, seed: str) -> DrawnUnit:
    standards = _first(
        candidates.standards_of(unit),
        quota.standards,
        seed,
        STANDARD,
        lambda one: (unit, one.code),
    )
    inspectors = _first(
        candidates.inspectors_for(unit),
        quota.inspectors,
        seed,
        INSPECTOR,
        lambda one: (unit, one.unit, one.post),
    )
    return DrawnUnit(unit, tuple(one.code for one in standards), inspectors)


def is_usable(name: str) -> bool:
    """Whether ``name`` can stand in a list of candidates: one line, no tab."""
    return bool(name) and not any(sign in name for sign in _UNUSABLE)


def candidates_text(candidates: Candidates) -> str:
    """The list of candidates as the text whose SHA-256 is published.

    One line each, its columns parted by tabs, lines in the order of their bytes.
    """
    lines: list[tuple[str, ...]] = [(UNIT, name) for name in candidates.units]
    lines += [
        (STANDARD, one.code, one.title, _BETWEEN_UNITS.join(sorted(one.units)))
        for one in candidates.standards
    ]
    lines += [(INSPECTOR, one.unit, one.post) for one in candidates.inspectors]
    texts = sorted({"\t".join(line) for line in lines})
    return "".join(f"{text}\n" for text in texts)


def read_candidates(text: str) -> Candidates:
    """The inverse of :func:`candidates_text`; ``ValueError`` for anything else."""
    units: list[str] = []
    standards: list[CandidateStandard] = []
    inspectors: list[Inspector] = []
    for line in filter(None, text.split("\n")):
        match line.split("\t"):
            case [kind, name] if kind == UNIT:
                units.append(name)
            case [kind, code, title, meant] if kind == STANDARD:
                names = tuple(filter(None, meant.split(_BETWEEN_UNITS)))
                standards.append(CandidateStandard(code, title, names))
            case [kind, unit, post] if kind == INSPECTOR:
                inspectors.append(Inspector(unit, post))
            case _:
                raise ValueError(f"候选清单中有看不懂的一行：{line[:60]}")
    return Candidates(tuple(units), tuple(standards), tuple(inspectors))


def result_text(drawn: Iterable[DrawnUnit]) -> str:
    """The result as the text whose SHA-256 is kept: in the order of the draw."""
    lines: list[str] = []
    for one in drawn:
        lines += ["\t".join((UNIT, one.unit))]
        lines += ["\t".join((STANDARD, one.unit, code)) for code in one.standards]
        lines += [
            "\t".join((INSPECTOR, one.unit, who.unit, who.post))
            for who in one.inspectors
        ]
    return "".join(f"{line}\n" for line in lines)


def read_result(text: str) -> tuple[DrawnUnit, ...]:
    """The inverse of :func:`result_text`; ``ValueError`` for anything else."""
    standards: dict[str, list[str]] = {}
    inspectors: dict[str, list[Inspector]] = {}
    for line in filter(None, text.split("\n")):
        match line.split("\t"):
            case [kind, unit] if kind == UNIT:
                standards[unit], inspectors[unit] = [], []
            case [kind, unit, code] if kind == STANDARD and unit in standards:
                standards[unit].append(code)
            case [kind, unit, home, post] if kind == INSPECTOR and unit in standards:
                inspectors[unit].append(Inspector(home, post))
            case _:
                raise ValueError(f"抽取结果中有看不懂的一行：{line[:60]}")
    return tuple(
        DrawnUnit(unit, tuple(codes), tuple(inspectors[unit]))
        for unit, codes in standards.items()
    )
