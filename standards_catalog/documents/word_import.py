"""Read a standard from Word: our own export without loss, any other as far as known.

Our export marks the first paragraph of each block and carries the whole text in a
part of its own. A block whose paragraphs still say what was exported is taken from
there, with everything Word cannot show; a changed one is read anew and keeps its id.
"""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from standards_catalog.documents.word import END_LINE, TEXT_PART
from standards_catalog.documents.word_content import (
    Source,
    SourceParagraph,
    SourceTable,
    source_elements,
)
from standards_catalog.documents.word_file import WordFile, open_word
from standards_catalog.documents.word_lines import (
    Element,
    WordLine,
    WordLines,
    is_status,
    word_lines,
)
from standards_catalog.documents.word_markup import PREFIX
from standards_catalog.documents.word_parts import DraftParts
from standards_catalog.drafting.document import (
    MEASURABLE_BLOCKS,
    Block,
    Paragraph,
    StandardText,
    Table,
)
from standards_catalog.drafting.json_form import JsonFormError, from_json
from standards_catalog.numbering.cross_references import reference_to

_BLOCK = f"{PREFIX}block_"
_OWN_LINK = re.compile(r"\{\{block:([0-9]{1,6})\}\}")


@dataclass(frozen=True, slots=True)
class WordImport:
    """What was read; ``doubts`` name in Chinese what somebody should look at."""

    text: StandardText
    doubts: tuple[str, ...]


def read_word(data: bytes, new_id: Callable[[], str] | None = None) -> WordImport:
    """The text of a .docx file.

    Nothing is lost: what is not understood arrives as a Paragraph with a ``doubt``.
    ``new_id`` makes the ids of blocks that have none yet. WordFileError, with a reason
    in Chinese, for a file that is not read at all.
    """
    file = open_word(data)
    elements = source_elements(file)
    parts = DraftParts(new_id or (lambda: str(uuid.uuid4())))
    exported = _carried_text(file)
    if exported is None:
        parts.read_all(elements)
    else:
        _Return(exported, word_lines(exported), parts).read(elements)
    return WordImport(parts.text(), tuple(parts.doubts))


def _carried_text(file: WordFile) -> StandardText | None:
    """The text that our export carries, None in any other file."""
    root = file.xml(TEXT_PART)
    if root is None:
        return None
    try:
        content = base64.b64decode(root.text or "", validate=True)
        return from_json(content.decode("utf-8", "surrogatepass"))
    except (binascii.Error, UnicodeDecodeError, JsonFormError):
        return None


def _groups(elements: Sequence[Source]) -> Iterator[tuple[str, list[Source]]]:
    """The elements by the mark that they follow, without its prefix."""
    name = ""
    group: list[Source] = []
    seen: set[str] = set()
    for element in elements:
        mark = element.bookmark if isinstance(element, SourceParagraph) else ""
        # A copied paragraph may bring its mark along: only the first counts.
        if mark and mark not in seen:
            seen.add(mark)
            yield name, group
            name, group = mark.removeprefix(PREFIX), []
        group.append(element)
    yield name, group


@dataclass(slots=True)
class _Return:
    """Reads a file that we exported and somebody may have changed."""

    exported: StandardText
    shown: WordLines
    parts: DraftParts

    def read(self, elements: Sequence[Source]) -> None:
        for name, group in _groups(elements):
            self._group(name, [self._linked(element) for element in group])

    def _group(self, name: str, group: list[Source]) -> None:
        position = name.removeprefix("block_")
        match name:
            case "cover":
                self._cover(group)
            case "contents":
                pass
            case "foreword":
                self._element(group, self.shown.foreword, is_foreword=True)
            case "introduction":
                self._element(group, self.shown.introduction, is_foreword=False)
            case "title" | "end" | "bibliography":
                self.parts.open_body(is_bibliography=name == "bibliography")
                self.parts.read_all(_without_end_line(group[1:]))
            case _ if position.isdecimal() and int(position) < len(self.shown.blocks):
                self._block(int(position), group)
            case _:
                self.parts.read_all(group)

    def _linked(self, element: Source) -> Source:
        """The element with links to our blocks as cross references."""
        if not isinstance(element, SourceParagraph):
            return element

        def token(found: re.Match[str]) -> str:
            blocks = self.exported.blocks
            position = int(found[1])
            return reference_to(blocks[position].id) if position < len(blocks) else ""

        return replace(element, tokens=_OWN_LINK.sub(token, element.tokens))

    def _cover(self, group: list[Source]) -> None:
        group = [element for element in group if not _says_status(element)]
        size = _agreeing(group, self.shown.cover)
        if size is None:
            self.parts.read_cover(group)
        else:
            self.parts.cover = self.exported.cover
            self.parts.read_cover(group[size:], is_rest=True)

    def _element(
        self, group: list[Source], shown: Sequence[Element], *, is_foreword: bool
    ) -> None:
        kept = self.exported.foreword if is_foreword else self.exported.introduction
        size = _agreeing(group[1:], shown)
        self.parts.open_front(is_foreword=is_foreword)
        if size is None:
            self.parts.read_all(group[1:])
        else:
            self.parts.add_front(kept)
            self.parts.read_all(group[1 + size :])

    def _block(self, position: int, group: list[Source]) -> None:
        block = self.exported.blocks[position]
        self.parts.open_body()
        size = _agreeing(group, self.shown.blocks[position])
        if size is not None:
            self.parts.take(block)
            self.parts.read_all(_without_end_line(group[size:]))
            return
        before = len(self.parts.blocks)
        self.parts.read_all(group, is_new=True)
        if len(self.parts.blocks) > before:
            self.parts.blocks[before] = _inherited(block, self.parts.blocks[before])


def _says_status(element: Source) -> bool:
    return isinstance(element, SourceParagraph) and is_status(
        element.style, element.text
    )


def _agreeing(group: Sequence[Source], shown: Sequence[Element]) -> int | None:
    """How many of the elements are what was exported; None if they were changed."""
    if len(group) < len(shown):
        return None
    same = all(map(_is_same, group, shown))
    return len(shown) if same else None


def _is_same(found: Source, shown: Element) -> bool:
    if isinstance(found, SourceTable):
        return not isinstance(shown, WordLine) and found.cells == shown.cells
    return isinstance(shown, WordLine) and found.text == shown.text


def _without_end_line(group: Sequence[Source]) -> list[Source]:
    return [
        element
        for element in group
        if not isinstance(element, SourceParagraph) or element.text != END_LINE
    ]


def _inherited(old: Block, new: Block) -> Block:
    """``new`` with the id of ``old`` and what Word does not show of it."""
    if type(old) is not type(new):
        if isinstance(new, Paragraph) and not new.doubt:
            new = replace(new, doubt="在Word中修改后不再是原来的形式，请核对")
        return replace(new, id=old.id)
    if isinstance(old, Table):
        return replace(new, id=old.id, header_rows=old.header_rows)  # type: ignore[call-arg]
    if isinstance(old, MEASURABLE_BLOCKS):
        return replace(new, id=old.id, measurable=old.measurable)  # type: ignore[call-arg]
    return replace(new, id=old.id)
