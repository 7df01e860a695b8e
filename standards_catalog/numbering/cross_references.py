"""Cross references ``{{ref:ID}}`` in a text, printed as the number of their target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from standards_catalog.numbering.clauses import NumberMap

REFERENCE = re.compile(r"\{\{ref:([^{}]*)\}\}")
UNKNOWN_TARGET = "〔引用的内容已不存在〕"


@dataclass(frozen=True, slots=True)
class Rendered:
    """Text with its references printed, and the ids that led nowhere."""

    text: str
    unknown: tuple[str, ...]


def reference_to(block_id: str) -> str:
    """The token to write into a text."""
    return f"{{{{ref:{block_id}}}}}"


def targets(text: str) -> Iterator[str]:
    """The ids that ``text`` refers to, in order."""
    for token in REFERENCE.finditer(text):
        yield token[1].strip()


def render_references(text: str, numbers: NumberMap) -> Rendered:
    """``text`` with every token replaced: ``5.2.1``, ``第4章``, ``表A.1``, ``附录A``.

    A reference to a normative reference prints that document's number. An unknown id
    prints :data:`UNKNOWN_TARGET` and is returned in ``unknown``.
    """
    unknown: list[str] = []

    def printed(token: re.Match[str]) -> str:
        block_id = token[1].strip()
        number = numbers.by_id.get(block_id)
        if number is None:
            unknown.append(block_id)
            return UNKNOWN_TARGET
        return number.reference

    return Rendered(REFERENCE.sub(printed, text), tuple(unknown))
