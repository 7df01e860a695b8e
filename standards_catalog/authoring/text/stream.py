"""A text's blocks as the raw values of the editor's stream, and back.

A stream is a list of ``{"type", "value", "id"}`` with the words of
``json_form.BLOCK_KINDS`` as types; the ids are the blocks'. One textarea holds the
paragraphs of a clause, one a line. What it cannot tell apart has one form: a
paragraph has no line break and no space at its ends, an empty one is none, and a
table's missing cells are empty cells. Such a text comes back exactly as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from standards_catalog.authoring.text.grid import rows_of, table_value
from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Block,
    Clause,
    Example,
    Figure,
    Formula,
    ListItem,
    NormativeReference,
    Note,
    Paragraph,
    Table,
    Term,
)
from standards_catalog.drafting.json_form import kind_of

RawBlock = dict[str, Any]
NORMATIVE, INFORMATIVE = "normative", "informative"
ORDERED, DASHED = "ordered", "dashed"
DEEPEST_LIST_LEVEL: Final = 3


@dataclass(frozen=True, slots=True)
class KnownRecords:
    """Records of the database that blocks point at.

    ``pictures`` maps the key of a picture to its primary key, ``standards`` a
    standard's number to the primary key of the catalogue's standard.
    """

    pictures: Mapping[str, int] = field(default_factory=dict)
    standards: Mapping[str, int] = field(default_factory=dict)

    @property
    def picture_keys(self) -> dict[int, str]:
        """Keys of pictures by primary key."""
        return {pk: key for key, pk in self.pictures.items()}


NOTHING_KNOWN = KnownRecords()


def lines_of(paragraphs: Iterable[str]) -> str:
    """Paragraphs as one text, one a line."""
    return "\n".join(paragraphs)


def paragraphs_of(text: str | None) -> tuple[str, ...]:
    """The paragraphs of a text that has one a line."""
    lines = (line.strip() for line in _plain(text).splitlines())
    return tuple(line for line in lines if line)


def _plain(value: object) -> str:
    # Browsers send a textarea's line ends as CR LF.
    if value is None:
        return ""
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def raw_stream(
    blocks: Iterable[Block], known: KnownRecords = NOTHING_KNOWN
) -> list[RawBlock]:
    """The stream that shows ``blocks`` in the editor."""
    return [
        {"type": kind_of(block), "value": _value_of(block, known), "id": block.id}
        for block in blocks
    ]


def blocks_of(
    stream: Iterable[Mapping[str, Any]], known: KnownRecords = NOTHING_KNOWN
) -> tuple[Block, ...]:
    """The blocks that ``stream`` shows. KeyError for a type that is no block."""
    keys = known.picture_keys
    return tuple(
        _READERS[item["type"]](str(item["id"]), item["value"], keys) for item in stream
    )


def _value_of(block: Block, known: KnownRecords) -> dict[str, Any]:
    match block:
        case Clause() | Paragraph() | ListItem():
            return {**_prose_value(block), "measurable": block.measurable}
        case Table():
            table = table_value(block.rows)
            return {
                "title": block.title,
                "header_rows": block.header_rows,
                "table": table,
            }
        case Figure() | NormativeReference():
            return _linked_value(block, known)
        case Annex():
            kind = NORMATIVE if block.normative else INFORMATIVE
            return {"normative": kind, "title": block.title}
        case Formula():
            return {"latex": block.latex, "numbered": block.numbered}
        case Note():
            return {"text": block.text}
        case Example():
            return {"text": lines_of(block.paragraphs)}
        case Term():
            return {
                "name": block.name,
                "english": block.english,
                "definition": block.definition,
                "source": block.source,
            }
        case BibliographyItem():
            return {"number": block.number, "title": block.title}
    raise TypeError(type(block).__name__)


def _prose_value(block: Clause | Paragraph | ListItem) -> dict[str, Any]:
    match block:
        case Clause():
            text = lines_of(block.paragraphs)
            return {"level": str(block.level), "title": block.title, "text": text}
        case Paragraph():
            return {"text": block.text, "doubt": block.doubt}
    return {"form": list_form(block.level, ordered=block.ordered), "text": block.text}


def _linked_value(
    block: Figure | NormativeReference, known: KnownRecords
) -> dict[str, Any]:
    if isinstance(block, Figure):
        picture = known.pictures.get(block.reference)
        return {
            "image": picture,
            "caption": block.caption,
            "alt": block.alt,
            # Kept while the picture is not here, so that nothing is lost.
            "reference": "" if picture is not None else block.reference,
        }
    return {
        "standard": known.standards.get(block.number),
        "number": block.number,
        "title": block.title,
        "dated": block.dated,
    }


def list_form(level: int, *, ordered: bool) -> str:
    """The choice of the editor that stands for a list item's level and label."""
    return f"{level}-{ORDERED if ordered else DASHED}"


Value = Mapping[str, Any]
Keys = Mapping[int, str]


def _clause(block_id: str, value: Value, keys: Keys) -> Block:
    return Clause(
        id=block_id,
        level=int(value.get("level") or 1),
        title=_plain(value.get("title")),
        paragraphs=paragraphs_of(value.get("text")),
        measurable=_plain(value.get("measurable")),
    )


def _annex(block_id: str, value: Value, keys: Keys) -> Block:
    normative = value.get("normative") != INFORMATIVE
    return Annex(id=block_id, title=_plain(value.get("title")), normative=normative)


def _paragraph(block_id: str, value: Value, keys: Keys) -> Block:
    return Paragraph(
        id=block_id,
        text=_plain(value.get("text")),
        doubt=_plain(value.get("doubt")),
        measurable=_plain(value.get("measurable")),
    )


def _list_item(block_id: str, value: Value, keys: Keys) -> Block:
    level, _, label = (value.get("form") or list_form(1, ordered=True)).partition("-")
    return ListItem(
        id=block_id,
        text=_plain(value.get("text")),
        level=int(level),
        ordered=label == ORDERED,
        measurable=_plain(value.get("measurable")),
    )


def _table(block_id: str, value: Value, keys: Keys) -> Block:
    rows = value.get("header_rows")
    return Table(
        id=block_id,
        title=_plain(value.get("title")),
        rows=rows_of(value.get("table")),
        header_rows=1 if rows is None else int(rows),
    )


def _figure(block_id: str, value: Value, keys: Keys) -> Block:
    picture = value.get("image")
    reference = keys.get(picture, "") if picture is not None else ""
    return Figure(
        id=block_id,
        caption=_plain(value.get("caption")),
        reference=reference or _plain(value.get("reference")),
        alt=_plain(value.get("alt")),
    )


def _formula(block_id: str, value: Value, keys: Keys) -> Block:
    numbered = value.get("numbered", True) is not False
    return Formula(id=block_id, latex=_plain(value.get("latex")), numbered=numbered)


def _note(block_id: str, value: Value, keys: Keys) -> Block:
    return Note(id=block_id, text=_plain(value.get("text")))


def _example(block_id: str, value: Value, keys: Keys) -> Block:
    return Example(id=block_id, paragraphs=paragraphs_of(value.get("text")))


def _term(block_id: str, value: Value, keys: Keys) -> Block:
    return Term(
        id=block_id,
        name=_plain(value.get("name")),
        definition=_plain(value.get("definition")),
        english=_plain(value.get("english")),
        source=_plain(value.get("source")),
    )


def _normative_reference(block_id: str, value: Value, keys: Keys) -> Block:
    return NormativeReference(
        id=block_id,
        number=_plain(value.get("number")),
        title=_plain(value.get("title")),
        dated=value.get("dated", True) is not False,
    )


def _bibliography_item(block_id: str, value: Value, keys: Keys) -> Block:
    return BibliographyItem(
        id=block_id,
        title=_plain(value.get("title")),
        number=_plain(value.get("number")),
    )


_READERS: Mapping[str, Callable[[str, Value, Keys], Block]] = {
    "clause": _clause,
    "annex": _annex,
    "paragraph": _paragraph,
    "list_item": _list_item,
    "table": _table,
    "figure": _figure,
    "formula": _formula,
    "note": _note,
    "example": _example,
    "term": _term,
    "normative_reference": _normative_reference,
    "bibliography_item": _bibliography_item,
}
