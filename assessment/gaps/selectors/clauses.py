"""The standards of a gap with the clauses it is about, limits marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from assessment.coverage.clauses import clauses_by_code
from assessment.gaps.models import Gap
from assessment.gaps.rules.covering import is_within
from assessment.gaps.rules.limits import placed_limits
from standards_catalog.models import Clause, Standard, StandardEdition

_MOST = 8
_SCOPE = "范围"


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """A piece of text; the limits in it are marked."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause as it stands beside another."""

    number: str
    title: str
    pieces: tuple[MarkedWords, ...]
    block_id: str


@dataclass(frozen=True, slots=True)
class Side:
    """A standard of the gap with its edition in force on the day, if there is one, and
    the clauses the gap is about; ``note`` says why there are none."""

    standard: Standard
    edition: StandardEdition | None
    clauses: tuple[ShownClause, ...]
    note: str
    more: int = 0


def marked_words(text: str) -> tuple[MarkedWords, ...]:
    """``text`` in pieces, each limit in it a marked one."""
    pieces, end = [], 0
    for start, stop, _ in placed_limits(text):
        pieces += [
            MarkedWords(text[end:start], False),
            MarkedWords(text[start:stop], True),
        ]
        end = stop
    pieces.append(MarkedWords(text[end:], False))
    return tuple(piece for piece in pieces if piece.text)


def sides_of(gap: Gap, day: date) -> tuple[Side, ...]:
    """One side for each standard of ``gap``. Two queries each."""
    standards = (gap.standard, gap.other_standard)
    return tuple(_side(gap, s, day) for s in standards if s is not None)


def _side(gap: Gap, standard: Standard, day: date) -> Side:
    edition = (
        StandardEdition.objects.filter(
            Q(abolished_on=None) | Q(abolished_on__gt=day),
            standard=standard,
            effective_on__lte=day,
        )
        .defer("text")
        .order_by("-effective_on", "-pk")
        .first()
    )
    if edition is None:
        return Side(standard, None, (), f"{day.isoformat()} 没有现行版次。")
    named = _named_clauses(gap, standard)
    clauses = list(Clause.objects.filter(edition=edition).order_by("position"))
    found = list(_about(clauses, named))
    shown = tuple(map(_shown, found[:_MOST]))
    return Side(
        standard, edition, shown, _note(clauses, found, named), len(found[_MOST:])
    )


def _named_clauses(gap: Gap, standard: Standard) -> tuple[str, ...]:
    if gap.step is None:
        return ()
    links = gap.step.coverage.select_related("standard", "law")
    codes = [(each.standard or each.law).code for each in links]  # type: ignore[union-attr]
    named = clauses_by_code(gap.step.covering_clauses, codes)
    return named.get(standard.code, ())


def _about(clauses: list[Clause], named: tuple[str, ...]) -> Iterator[Clause]:
    """The clauses named with those below them; of a whole document its scope and what
    is measurable in it."""
    for clause in clauses:
        if named:
            wanted = any(is_within(clause.number, number) for number in named)
        else:
            wanted = clause.is_measurable or clause.title == _SCOPE
        if wanted and (clause.title or clause.content):
            yield clause


def _note(clauses: list[Clause], found: list[Clause], named: tuple[str, ...]) -> str:
    if not clauses:
        return "文本不在本系统，请对照原文核对。"
    if named:
        where = "、".join(named)
        return "" if found else f"现行文本中没有找到写明的条款：{where}。"
    return "以整项标准覆盖，没有写明条款；下面是范围和可度量条款。"


def _shown(clause: Clause) -> ShownClause:
    return ShownClause(
        clause.number, clause.title, marked_words(clause.content), clause.block_id
    )
