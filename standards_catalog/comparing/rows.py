"""A comparison laid out for the screen: rows, runs of unchanged ones, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from listing.columns import Badge, Tone
from standards_catalog.comparison.documents import (
    ChangeKind,
    ClauseChange,
    compare_documents,
)
from standards_catalog.comparison.text import Span, SpanKind, compare_text
from standards_catalog.documents.cover_words import day_words
from standards_catalog.drafting.document import Cover, StandardText

_BADGES = {
    ChangeKind.UNCHANGED: Badge("未改动", Tone.NEUTRAL),
    ChangeKind.RENUMBERED: Badge("仅编号变化", Tone.INFO),
    ChangeKind.CHANGED: Badge("修改", Tone.WARNING),
    ChangeKind.ADDED: Badge("增加", Tone.GOOD),
    ChangeKind.REMOVED: Badge("删除", Tone.BAD),
}
MOVED = Badge("移动", Tone.INFO)
_LINE_END = "¶"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of printed text: ``mark`` is “”, “ins” or “del”."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """One text twice over: as the old and new one print it, and with both merged."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    merged: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A clause, or a line of the cover, of the two texts side by side.

    ``old_number`` and ``new_number`` are empty where the text has no such clause or it
    bears no number; ``name`` is what a table of contents prints. ``is_folded``: only
    numbers differ, so its words are shown on demand.
    """

    anchor: str
    name: str
    old_number: str
    new_number: str
    title: Words
    text: Words
    badges: tuple[Badge, ...]
    is_in_old: bool
    is_in_new: bool
    is_unchanged: bool
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Rows in a row that are all changed, or all unchanged and may be folded."""

    rows: tuple[ComparedRow, ...]
    is_unchanged: bool

    @property
    def extent(self) -> str:
        """The first and the last clause of the run by name."""
        ends = dict.fromkeys((self.rows[0].name, self.rows[-1].name))
        return " 至 ".join(ends)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a page shows of a comparison; ``counts`` are per kind of change."""

    cover: tuple[ComparedRow, ...]
    runs: tuple[Run, ...]
    counts: tuple[tuple[Badge, int], ...]

    @property
    def changed(self) -> list[ComparedRow]:
        """The clauses that differ, in reading order."""
        return [row for run in self.runs if not run.is_unchanged for row in run.rows]

    @property
    def is_same(self) -> bool:
        """Whether the two texts say the same, cover included."""
        return not self.cover and not self.changed


def comparison_of(old: StandardText, new: StandardText) -> Comparison:
    """``old`` and ``new`` compared character by character, cover and clauses."""
    changes = compare_documents(old, new)
    rows = [_row(position, change) for position, change in enumerate(changes, 1)]
    runs = groupby(rows, key=lambda row: row.is_unchanged)
    return Comparison(
        cover=tuple(_cover_rows(old.cover, new.cover)),
        runs=tuple(Run(tuple(group), unchanged) for unchanged, group in runs),
        counts=tuple(_counts(changes)),
    )


def _counts(changes: Sequence[ClauseChange]) -> Iterator[tuple[Badge, int]]:
    kinds = Counter(change.kind for change in changes)
    for kind, badge in _BADGES.items():
        if kind is not ChangeKind.UNCHANGED and kinds[kind]:
            yield badge, kinds[kind]
    if moved := sum(change.moved for change in changes):
        yield MOVED, moved
    if kinds[ChangeKind.UNCHANGED]:
        yield _BADGES[ChangeKind.UNCHANGED], kinds[ChangeKind.UNCHANGED]


def _row(position: int, change: ClauseChange) -> ComparedRow:
    old, new = change.old, change.new
    clause = new or old
    unchanged = change.kind is ChangeKind.UNCHANGED and not change.moved
    badges = [_BADGES[change.kind]] if change.kind is not ChangeKind.UNCHANGED else []
    is_pair = old is not None and new is not None
    name = " ".join(filter(None, (change.number, clause.title if clause else "")))
    return ComparedRow(
        anchor=f"d{position}",
        name=name.splitlines()[0] if name else "未编入章条的内容",
        old_number=old.number if old else "",
        new_number=new.number if new else "",
        title=_words(change.title, shows_line_ends=is_pair),
        text=_words(change.text, shows_line_ends=is_pair),
        badges=(*badges, MOVED) if change.moved else tuple(badges),
        is_in_old=old is not None,
        is_in_new=new is not None,
        is_unchanged=unchanged,
        is_folded=change.kind is ChangeKind.RENUMBERED and not change.moved,
    )


def _words(spans: Iterable[Span], *, shows_line_ends: bool = True) -> Words:
    spans = tuple(spans)
    merged: list[Piece] = []
    for span in spans:
        if span.kind is SpanKind.EQUAL:
            merged.append(Piece("", span.old))
            continue
        for mark, text in (("del", span.old), ("ins", span.new)):
            if text:
                merged.append(Piece(mark, _visible(text, shows_line_ends)))
    return Words(
        old=tuple(piece for piece in merged if piece.mark != "ins"),
        new=tuple(piece for piece in merged if piece.mark != "del"),
        merged=tuple(merged),
    )


def _visible(text: str, shows_line_ends: bool) -> str:
    """A changed text; a line end that came or went would not be seen otherwise."""
    return text.replace("\n", f"{_LINE_END}\n") if shows_line_ends else text


def _cover_rows(old: Cover, new: Cover) -> Iterator[ComparedRow]:
    for name, before, after in zip(
        _COVER_NAMES, _cover_lines(old), _cover_lines(new), strict=True
    ):
        if before == after:
            continue
        yield ComparedRow(
            anchor="",
            name=name,
            old_number="",
            new_number="",
            title=_words(()),
            text=_words(compare_text(before, after)),
            badges=(),
            is_in_old=bool(before),
            is_in_new=bool(after),
            is_unchanged=False,
        )


_COVER_NAMES = (
    "标准名称",
    "英文名称",
    "标准编号",
    "代替",
    "ICS",
    "CCS",
    "发布日期",
    "实施日期",
    "发布机构",
)


def _cover_lines(cover: Cover) -> tuple[str, ...]:
    return (
        cover.title,
        cover.english_title,
        cover.number,
        "、".join(cover.replaces),
        cover.ics,
        cover.ccs,
        day_words(cover.published_on) if cover.published_on else "",
        day_words(cover.effective_on) if cover.effective_on else "",
        "、".join(cover.issuing_bodies),
    )
