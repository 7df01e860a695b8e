"""汇编: several standards bound in one PDF with continuous pages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from standards_catalog.documents.page_html import (
    DEMONSTRATION,
    Marks,
    Pages,
    pages_of,
    whole_page,
)
from standards_catalog.documents.pdf import printed
from standards_catalog.drafting.document import StandardText
from standards_catalog.drafting.json_form import digest

TITLE = "标准汇编"


@dataclass(frozen=True, slots=True)
class Collection:
    """What is bound: ``part`` is the subsystem or “全部分体系”, ``pilot`` whose
    standards they are, ``day`` the date on which they are in force."""

    pilot: str
    part: str
    day: date
    texts: tuple[StandardText, ...]
    demonstration: bool

    @property
    def identifier(self) -> str:
        """The same for the same collection of the same texts."""
        named = f"{self.pilot}|{self.part}|{self.day}|{self.demonstration}"
        digests = "|".join(map(digest, self.texts))
        return hashlib.sha256(f"{named}|{digests}".encode()).hexdigest()

    @property
    def file_stem(self) -> str:
        mark = "（演示数据）" if self.demonstration else ""
        return f"{TITLE}_{self.part}_{self.day.isoformat()}{mark}"


def collection_pdf(
    collection: Collection, *, pictures: Mapping[str, str] | None = None
) -> bytes:
    """Cover, one list of contents, then every standard with its own cover.

    Pages are counted through from the first standard's cover; each standard and its
    chapters are bookmarks. ``pictures`` as for ``pdf.standard_pdf``.
    """
    marks = Marks(collection.demonstration)
    parts = [
        pages_of(text, marks, pictures=pictures, prefix=f"s{position}-")
        for position, text in enumerate(collection.texts)
    ]
    header = escape(f"{collection.pilot} {TITLE}")
    # The standards set headers of their own, so they stand outside of this one's.
    opening = (
        f'<div class="standard" data-number="{header}"'
        f' data-mark="{marks.on_every_page}">'
        f"{_cover(collection)}{_contents(parts)}</div>"
    )
    title = f"{collection.part}{TITLE}"
    return printed(
        whole_page(title, opening + _standards(parts)),
        identifier=collection.identifier,
    )


def _cover(collection: Collection) -> str:
    mark = f'<p class="demonstration">{DEMONSTRATION}</p>'
    facts = (
        f"{collection.day.isoformat()} 现行标准，共{len(collection.texts)}项"
        if collection.texts
        else ""
    )
    return (
        f'<section class="cover">{mark if collection.demonstration else ""}'
        f'<p class="class">{TITLE}</p><div class="rule top"></div>'
        f'<div class="titles"><p class="title">{escape(collection.pilot)}</p>'
        f'<p class="collection-facts">{escape(collection.part)}</p>'
        f'<p class="collection-facts">{facts}</p></div></section>'
    )


def _contents(parts: Sequence[Pages]) -> str:
    lines = []
    for part in parts:
        cover = part.reading.cover
        title = escape(f"{cover.number}　{cover.title}".strip("　"))
        anchor = f"{part.prefix}cover"
        lines.append(f'<a class="depth-0" href="#{anchor}">{title}</a>')
        # Clauses would make the contents of a volume as long as a standard.
        lines += part.contents_lines(are_roman=False, deepest=1)
    return (
        '<section class="contents front-start"><p class="element-title">目　　次</p>'
        f"{''.join(lines)}</section>"
    )


def _standards(parts: Sequence[Pages]) -> str:
    bound = []
    for position, part in enumerate(parts):
        page = "inner" if position else "first-inner"
        sections = part.cover(page=page) + part.front() + part.body()
        bound.append(
            f'<div class="in-collection" id="{part.prefix}cover">'
            f"{part.wrapped(sections)}</div>"
        )
    return "".join(bound)
