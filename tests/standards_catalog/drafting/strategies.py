"""Hypothesis strategies for whole standards' texts, sensible or not."""

from __future__ import annotations

from hypothesis import strategies as st

from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Cell,
    Clause,
    Cover,
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

# What the marks of the text form are made of, so that escapes are tried hard.
MARKED = st.text(
    "段附录表图式注示例术语引用文献英定义：{}#=|+-[]\\u 09af\n\r\t\u2028\x0b  应。",
    max_size=12,
)
PROSE = st.one_of(
    MARKED, st.text(max_size=20), st.sampled_from(["", "# a", "段 {#x} y", "\\u{41}"])
)
# A cover's text must be valid Unicode, as its TOML must.
COVER_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
IDS = st.one_of(
    st.uuids().map(str), st.from_regex(r"[0-9a-zA-Z一-龥-]{1,12}", fullmatch=True)
)
CODES = st.one_of(st.just(""), st.from_regex(r"R[0-9]{2}", fullmatch=True))
MANY = st.lists(PROSE, max_size=3).map(tuple)
SPANS = st.integers(1, 4)
CELLS = st.builds(Cell, PROSE, SPANS, SPANS)
LEVELS = st.integers(1, 8)

BLOCKS = st.one_of(
    st.builds(
        Clause, id=IDS, level=LEVELS, title=PROSE, paragraphs=MANY, measurable=CODES
    ),
    st.builds(Annex, id=IDS, title=PROSE, normative=st.booleans()),
    st.builds(Paragraph, id=IDS, text=PROSE, doubt=PROSE, measurable=CODES),
    st.builds(
        ListItem,
        id=IDS,
        text=PROSE,
        level=st.integers(1, 3),
        ordered=st.booleans(),
        measurable=CODES,
    ),
    st.builds(
        Table,
        id=IDS,
        title=PROSE,
        rows=st.lists(st.lists(CELLS, max_size=3).map(tuple), max_size=3).map(tuple),
        header_rows=st.integers(0, 3),
    ),
    st.builds(Figure, id=IDS, caption=PROSE, reference=PROSE, alt=PROSE),
    st.builds(Formula, id=IDS, latex=PROSE, numbered=st.booleans()),
    st.builds(Note, id=IDS, text=PROSE),
    st.builds(Example, id=IDS, paragraphs=MANY),
    st.builds(Term, id=IDS, name=PROSE, definition=PROSE, english=PROSE, source=PROSE),
    st.builds(
        NormativeReference, id=IDS, number=PROSE, title=PROSE, dated=st.booleans()
    ),
    st.builds(BibliographyItem, id=IDS, title=PROSE, number=PROSE),
)
COVERS = st.builds(
    Cover,
    title=COVER_TEXT,
    english_title=COVER_TEXT,
    number=COVER_TEXT,
    replaces=st.lists(COVER_TEXT, max_size=2).map(tuple),
    ics=COVER_TEXT,
    ccs=COVER_TEXT,
    published_on=st.none() | st.dates(),
    effective_on=st.none() | st.dates(),
    issuing_bodies=st.lists(COVER_TEXT, max_size=2).map(tuple),
)
TEXTS = st.builds(
    StandardText,
    cover=COVERS,
    foreword=MANY,
    introduction=MANY,
    blocks=st.lists(BLOCKS, max_size=12).map(tuple),
)
