"""The clauses of a frozen text that an opinion can be anchored to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from standards_catalog.authoring.selectors import read_text
from standards_catalog.authoring.text.reading import Item, Reading
from standards_catalog.drafting.document import Annex, StandardText
from standards_catalog.drafting.json_form import from_plain
from standards_catalog.drafting.outline import section_text, sections
from standards_catalog.numbering.clauses import number_blocks
from standards_catalog.procedure.models import DraftSnapshot

WHOLE_TEXT = "全文"


@dataclass(frozen=True, slots=True)
class ClausePlace:
    """A clause or annex of a text: its stable id, number, words and place.

    ``position`` is 0 for the whole text and counts from 1 in reading order.
    """

    block_id: str
    number: str
    title: str
    text: str
    position: int

    @property
    def label(self) -> str:
        """Number and title as a person names the clause."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class ReadingPart:
    """A clause with everything that stands in it, ready to print.

    ``place`` is ``None`` for what stands before the first clause.
    """

    place: ClausePlace | None
    items: tuple[Item, ...]


def text_of_snapshot(snapshot: DraftSnapshot) -> StandardText | None:
    """The frozen text, ``None`` for a standard whose text is not kept here."""
    return None if snapshot.text is None else from_plain(snapshot.text)


def clause_places(text: StandardText | None) -> tuple[ClausePlace, ...]:
    """Every clause and annex of ``text`` in reading order."""
    return tuple(_places(text)) if text is not None else ()


def _places(text: StandardText) -> Iterator[ClausePlace]:
    numbers = number_blocks(text)
    for position, section in enumerate(sections(text, numbers), start=1):
        head = section.head
        label = section.number.label
        yield ClausePlace(
            block_id=head.id,
            number=label,
            title=head.title,
            text=section_text(section, numbers) or head.title,
            position=position,
        )


def place_by_id(text: StandardText | None, block_id: str) -> ClausePlace | None:
    """The clause with this id; the whole text for an empty one, else ``None``."""
    if not block_id:
        return ClausePlace("", "", WHOLE_TEXT, "", 0)
    places = clause_places(text)
    return next((place for place in places if place.block_id == block_id), None)


def places_by_number(text: StandardText | None) -> dict[str, ClausePlace]:
    """Clauses by their printed number; an annex also by its letter alone."""
    found: dict[str, ClausePlace] = {}
    for place in clause_places(text):
        found.setdefault(place.number, place)
    if text is not None:
        annexes = {block.id for block in text.blocks if isinstance(block, Annex)}
        for place in clause_places(text):
            if place.block_id in annexes:
                found.setdefault(place.number.removeprefix("附录"), place)
    return found


def reading_parts(
    text: StandardText | None,
) -> tuple[Reading | None, tuple[ReadingPart, ...]]:
    """The text laid out for reading, cut at every clause and annex."""
    if text is None:
        return None, ()
    places = {place.block_id: place for place in clause_places(text)}
    reading = read_text(text)
    parts: list[tuple[ClausePlace | None, list[Item]]] = []
    for item in reading.items:
        place = places.get(item.block_id) if item.block_id else None
        if place is not None or not parts or item.kind == "bibliography":
            parts.append((place, []))
        parts[-1][1].append(item)
    return reading, tuple(ReadingPart(place, tuple(items)) for place, items in parts)
