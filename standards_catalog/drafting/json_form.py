"""A standard's text as plain JSON values, and back without loss.

The shape follows ``document``: every block is an object with ``kind`` and the fields
of its class. It is what a database column or a hash holds; people read the portable
text form (``text_writer``) instead.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Mapping
from datetime import date

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
    StandardText,
    Table,
    Term,
)

BLOCK_KINDS: Mapping[str, type[Block]] = {
    "clause": Clause,
    "annex": Annex,
    "paragraph": Paragraph,
    "list_item": ListItem,
    "table": Table,
    "figure": Figure,
    "formula": Formula,
    "note": Note,
    "example": Example,
    "term": Term,
    "normative_reference": NormativeReference,
    "bibliography_item": BibliographyItem,
}
_KIND_OF = {block_class: kind for kind, block_class in BLOCK_KINDS.items()}


class JsonFormError(ValueError):
    """JSON that is not a standard's text; the message says where, in Chinese."""


def kind_of(block: Block) -> str:
    """The word for the block's class, as in :data:`BLOCK_KINDS`."""
    return _KIND_OF[type(block)]


def to_plain(text: StandardText) -> dict[str, object]:
    """``text`` as dicts, lists, strings, numbers and booleans; dates as ISO text."""
    plain = _plain(text)
    assert isinstance(plain, dict)  # noqa: S101  (narrows the type of a dataclass)
    return plain


def to_json(text: StandardText) -> str:
    """``text`` as JSON, one member a line, always the same for the same text."""
    return json.dumps(to_plain(text), ensure_ascii=False, indent=1) + "\n"


def digest(text: StandardText) -> str:
    """SHA-256 (hexadecimal) of everything that ``text`` says."""
    compact = json.dumps(to_plain(text), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(compact.encode()).hexdigest()


def from_json(source: str) -> StandardText:
    """The text that :func:`to_json` wrote. JsonFormError if it is none."""
    try:
        value = json.loads(source)
    except ValueError as error:
        raise JsonFormError(f"不是有效的JSON：{error}") from error
    return from_plain(value)


def from_plain(value: object) -> StandardText:
    """The text that :func:`to_plain` gave. JsonFormError for anything else."""
    found = _read(StandardText, value, "正文")
    assert isinstance(found, StandardText)  # noqa: S101
    return found


def _plain(value: object) -> object:
    if isinstance(value, Block):
        return {"kind": kind_of(value), **_members(value)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _members(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def _members(value: object) -> dict[str, object]:
    fields = dataclasses.fields(value)  # type: ignore[arg-type]
    return {f.name: _plain(getattr(value, f.name)) for f in fields}


def _read(wanted: object, value: object, place: str) -> object:
    """``value`` as the annotated type ``wanted`` of a field of the model."""
    if wanted is Block:
        return _read_block(value, place)
    if isinstance(wanted, type) and dataclasses.is_dataclass(wanted):
        return _read_members(wanted, value, place)
    if typing.get_origin(wanted) is tuple:
        item = typing.get_args(wanted)[0]
        if not isinstance(value, list | tuple):
            raise JsonFormError(f"{place}：应为列表")
        return tuple(
            _read(item, each, f"{place}第{index}项")
            for index, each in enumerate(value, start=1)
        )
    if isinstance(wanted, types.UnionType):
        return None if value is None else _read_date(value, place)
    # bool is a kind of int, and a level of `true` is no level.
    if type(value) is not wanted:
        raise JsonFormError(f"{place}：值“{value}”的类型不对")
    return value


def _read_date(value: object, place: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise JsonFormError(f"{place}：“{value}”不是日期") from error


def _read_block(value: object, place: str) -> object:
    if not isinstance(value, Mapping) or value.get("kind") not in BLOCK_KINDS:
        raise JsonFormError(f"{place}：没有已知的kind")
    members = {name: each for name, each in value.items() if name != "kind"}
    return _read_members(BLOCK_KINDS[value["kind"]], members, place)


def _read_members(wanted: type, value: object, place: str) -> object:
    if not isinstance(value, Mapping):
        raise JsonFormError(f"{place}：应为对象")
    hints = typing.get_type_hints(wanted)
    unknown = [name for name in value if name not in hints]
    if unknown:
        raise JsonFormError(f"{place}：未知的成员“{unknown[0]}”")
    members = {
        name: _read(hints[name], each, f"{place}.{name}")
        for name, each in value.items()
    }
    try:
        return wanted(**members)
    except TypeError as error:
        raise JsonFormError(f"{place}：缺少成员") from error
