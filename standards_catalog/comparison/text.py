"""Character-level comparison of two texts.

Chinese has no spaces: whatever groups characters into “words” marks whole sentences.
Here a longest common subsequence of characters stays unmarked, so no change is ever
wider than it must be; what is marked is only moved to where a reader looks for it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from standards_catalog.comparison.common_subsequence import common_places

_LINE_END, _SENTENCE_END, _OTHER_MARK = 3, 2, 1


class SpanKind(StrEnum):
    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. Joined, the ``old`` of all spans are the old text, the ``new``
    ones the new text; both are the same in an EQUAL span."""

    kind: SpanKind
    old: str
    new: str


def compare_text(old: str, new: str) -> list[Span]:
    """The spans that turn ``old`` into ``new``, marking as few characters as possible.

    No two neighbouring spans are both equal or both changed. Equal texts give one
    EQUAL span, two empty ones none.
    """
    spans, i = [], 0
    for edit in _settled(old, new, _edits(old, new)):
        if edit.old_start > i:
            spans.append(_equal(old[i : edit.old_start]))
        spans.append(_changed(edit, old, new))
        i = edit.old_end
    if i < len(old):
        spans.append(_equal(old[i:]))
    return spans


def _equal(text: str) -> Span:
    return Span(SpanKind.EQUAL, text, text)


@dataclass(frozen=True, slots=True)
class _Edit:
    """``old[old_start:old_end]`` became ``new[new_start:new_end]``."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int

    def moved(self, distance: int) -> _Edit:
        return _Edit(
            self.old_start + distance,
            self.old_end + distance,
            self.new_start + distance,
            self.new_end + distance,
        )


def _changed(edit: _Edit, old: str, new: str) -> Span:
    before = old[edit.old_start : edit.old_end]
    after = new[edit.new_start : edit.new_end]
    if before and after:
        return Span(SpanKind.REPLACE, before, after)
    return Span(SpanKind.DELETE if before else SpanKind.INSERT, before, after)


def _edits(old: str, new: str) -> list[_Edit]:
    """The gaps between the common characters."""
    edits = []
    i = j = 0
    for a, b in chain(_pairs(old, new), [(len(old), len(new))]):
        if a > i or b > j:
            edits.append(_Edit(i, a, j, b))
        i, j = a + 1, b + 1
    return edits


def _pairs(old: str, new: str) -> Iterator[tuple[int, int]]:
    start = _common_prefix(old, new)
    end = _common_prefix(old[start:][::-1], new[start:][::-1])
    yield from ((index, index) for index in range(start))
    old_end, new_end = len(old) - end, len(new) - end
    for a, b in common_places(old[start:old_end], new[start:new_end]):
        yield start + a, start + b
    yield from ((old_end + index, new_end + index) for index in range(end))


def _common_prefix(old: str, new: str) -> int:
    length = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        length += 1
    return length


def _settled(old: str, new: str, edits: list[_Edit]) -> list[_Edit]:
    """Insertions and deletions slid along equal characters, never made longer.

    An insertion of “乙、” into “甲、丙” could as well be one of “、乙”: the one that begins
    and ends at punctuation is taken. One that can be slid up to a neighbouring change
    is joined with it.
    """
    settled: list[_Edit] = []
    for index, edit in enumerate(edits):
        end_before = settled[-1].old_end if settled else -1
        following = edits[index + 1].old_start if index + 1 < len(edits) else None
        edit = edit.moved(_best_slide(old, new, edit, end_before, following))
        if edit.old_start == end_before:
            edit = replace(
                edit,
                old_start=settled[-1].old_start,
                new_start=settled.pop().new_start,
            )
        settled.append(edit)
    return settled


def _best_slide(
    old: str, new: str, edit: _Edit, end_before: int, following: int | None
) -> int:
    """How far to move ``edit``: onto the change before or after it if it can reach
    one, else to where it fits best. A replacement stays."""
    if edit.old_start < edit.old_end and edit.new_start < edit.new_end:
        return 0
    text, start, end = _one_sided(old, new, edit)
    room = edit.old_start - max(end_before, 0)
    left = _slide_left(text, start, end, room)
    if left == room and end_before >= 0:
        return -left
    room = (len(old) if following is None else following) - edit.old_end
    right = _slide_right(text, start, end, room)
    if right == room and following is not None:
        return right
    return max(range(-left, right + 1), key=lambda by: _fit(text, start + by, end + by))


def _one_sided(old: str, new: str, edit: _Edit) -> tuple[str, int, int]:
    """The text that an insertion or deletion is a part of, and its place there."""
    if edit.old_start < edit.old_end:
        return old, edit.old_start, edit.old_end
    return new, edit.new_start, edit.new_end


def _slide_left(text: str, start: int, end: int, room: int) -> int:
    distance = 0
    while distance < room and text[start - 1 - distance] == text[end - 1 - distance]:
        distance += 1
    return distance


def _slide_right(text: str, start: int, end: int, room: int) -> int:
    distance = 0
    while distance < room and text[start + distance] == text[end + distance]:
        distance += 1
    return distance


def _fit(text: str, start: int, end: int) -> tuple[int, int]:
    """How naturally ``text[start:end]`` is a piece; of equals the last one."""
    before = _LINE_END if start == 0 else _strength(text[start - 1])
    return before + _strength(text[end - 1]), start


def _strength(character: str) -> int:
    if character == "\n":
        return _LINE_END
    if character in "。；！？":
        return _SENTENCE_END
    return _OTHER_MARK if unicodedata.category(character)[0] in "PZ" else 0
