"""Standards to Word and back."""

from __future__ import annotations

import io
import itertools
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest
from hypothesis import HealthCheck, given, settings

from standards_catalog.documents.word import TEXT_PART, standard_word
from standards_catalog.documents.word_file import WordFileError
from standards_catalog.documents.word_import import WordImport, read_word
from standards_catalog.drafting.document import (
    Annex,
    Clause,
    Formula,
    ListItem,
    NormativeReference,
    Note,
    Paragraph,
    StandardText,
    Table,
    Term,
)
from tests.standards_catalog.documents.test_pdf import sound_text
from tests.standards_catalog.drafting.strategies import TEXTS


def ids() -> Callable[[], str]:
    counter = itertools.count(1)
    return lambda: f"new-{next(counter)}"


def edited(change: Callable[[docx.document.Document], None]) -> WordImport:
    """The sound text after somebody changed its Word file."""
    word = docx.Document(io.BytesIO(standard_word(sound_text())))
    change(word)
    return read_word(saved(word), ids())


def saved(word: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_an_exported_text_comes_back_as_it_was(text: StandardText) -> None:
    found = read_word(standard_word(text))
    assert found.text == text
    assert found.doubts == ()


def test_the_sound_text_comes_back_even_if_word_has_saved_it() -> None:
    found = edited(lambda word: None)
    assert found.text == sound_text()


def test_the_same_text_gives_the_same_bytes() -> None:
    assert standard_word(sound_text()) == standard_word(sound_text())


def test_headings_have_outline_levels_and_the_contents_are_a_field() -> None:
    word = docx.Document(io.BytesIO(standard_word(sound_text())))
    heads = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
    assert heads[:2] == ["1　范围", "2　规范性引用文件"]
    assert r'TOC \o "1-2"' in word.element.xml
    assert word.sections[1].header.paragraphs[0].text == "JYSJZ FW 302—2021"
    assert not word.sections[0].header.paragraphs[0].text


def test_a_changed_paragraph_keeps_its_id_rule_and_references() -> None:
    def change(word: docx.document.Document) -> None:
        for paragraph in word.paragraphs:
            if paragraph.text.startswith("5.1.1"):
                paragraph.runs[0].text = paragraph.runs[0].text.replace("2个", "3个")

    found = edited(change).text
    changed = next(b for b in found.blocks if b.id == "accept-window")
    original = next(b for b in sound_text().blocks if b.id == "accept-window")
    assert isinstance(original, Clause)
    words = original.paragraphs[0].replace("2个", "3个")
    assert changed == replace(original, paragraphs=(words,))
    others = [b for b in found.blocks if b.id != "accept-window"]
    assert others == [b for b in sound_text().blocks if b.id != "accept-window"]


def test_an_inserted_paragraph_and_a_removed_one_change_nothing_else() -> None:
    def change(word: docx.document.Document) -> None:
        for paragraph in list(word.paragraphs):
            if paragraph.text.startswith("——应告知窗口"):
                paragraph.insert_paragraph_before("——应告知社区。")
            if paragraph.text.startswith("c)"):
                paragraph._p.getparent().remove(paragraph._p)

    found = edited(change).text
    expected = [b for b in sound_text().blocks if b.id != "o3"]
    place = next(i for i, b in enumerate(expected) if b.id == "f2")
    new = ListItem(id="new-1", text="应告知社区。", ordered=False)
    assert list(found.blocks) == [*expected[:place], new, *expected[place:]]


FOREIGN = (
    ("Normal", "ICS 03.080"),
    ("Normal", "JYSJZ FW 305—2021"),
    ("Title", "转介规范"),
    ("Normal", "2021-03-01 发布　2021-04-01 实施"),
    ("Normal", "前　言"),
    ("Normal", "本文件首次发布。"),
    ("Normal", "1  范围"),
    ("Normal", "本文件规定了转介的要求。"),
    ("Normal", "2  规范性引用文件"),
    ("Normal", "GB/T 1.1—2020  标准化工作导则"),
    ("Normal", "3  术语和定义"),
    ("Normal", "3.1"),
    ("Normal", "转介　referral"),
    ("Normal", "把申请人介绍给其他机构。"),
    ("Heading 1", "要求"),
    ("Normal", "4.1  窗口应当场办理，不应推诿，并在系统中登记全部材料。"),
    ("Normal", "a)  登记；"),
    ("Normal", "1)  核对；"),
    ("List Bullet", "归档。"),
    ("Normal", "注：以系统记录为准。"),
    ("Normal", "表1  时限"),
    ("TABLE", ""),
    ("Normal", "2021年起执行。"),
    ("Normal", "附录A（资料性）转介单"),
    ("Normal", "A.1  式样"),
)


def foreign_word() -> bytes:
    word = docx.Document()
    for style, text in FOREIGN:
        if style == "TABLE":
            table = word.add_table(2, 2)
            table.cell(0, 0).merge(table.cell(0, 1)).text = "环节"
            table.cell(1, 1).text = "2日"
        else:
            word.add_paragraph(text, style)
    return saved(word)


def test_a_foreign_draft_is_read_by_its_headings_and_typed_labels() -> None:
    found = read_word(foreign_word(), ids()).text
    assert found.cover.title == "转介规范"
    assert found.cover.number == "JYSJZ FW 305—2021"
    assert found.cover.published_on and found.cover.effective_on
    assert found.foreword == ("本文件首次发布。",)
    kinds = [type(block) for block in found.blocks]
    assert kinds == [
        Clause,
        Clause,
        NormativeReference,
        Clause,
        Term,
        Clause,
        Clause,
        ListItem,
        ListItem,
        ListItem,
        Note,
        Table,
        Paragraph,
        Annex,
        Clause,
    ]
    clause, table, annex = found.blocks[6], found.blocks[11], found.blocks[13]
    assert isinstance(clause, Clause)
    assert (clause.level, clause.title) == (2, "")
    assert isinstance(table, Table)
    assert table.title == "时限"
    assert table.rows[0][0].colspan == 2
    assert isinstance(annex, Annex)
    assert (annex.title, annex.normative) == ("转介单", False)


def test_what_cannot_be_read_arrives_flagged() -> None:
    def change(word: docx.document.Document) -> None:
        for paragraph in word.paragraphs:
            if "100%" in paragraph.text:
                paragraph.runs[0].text = "r = n ÷ N"

    found = edited(change)
    rate = next(b for b in found.text.blocks if b.id == "rate")
    assert isinstance(rate, Paragraph)
    assert rate.doubt
    assert not any(isinstance(b, Formula) for b in found.text.blocks)


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name.replace('_', '.')}", content)
    return stream.getvalue()


DTD = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "不是Word文件"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "密码"),
        (zipped(styles_xml=b"<a/>"), "没有正文"),
        (zipped(document_xml=b"<a/>", vbaProject_bin=b"x"), "宏"),
        (zipped(document_xml=b" " * 5_000_000), "压缩比"),
        (zipped(document_xml=b"<a>"), "XML"),
        (zipped(document_xml=DTD), "DTD"),
    ],
)
def test_a_harmful_or_broken_file_is_refused_with_a_reason(
    data: bytes, reason: str
) -> None:
    with pytest.raises(WordFileError, match=reason):
        read_word(data)


def test_a_forged_text_part_counts_only_where_the_file_shows_it() -> None:
    with warnings.catch_warnings():
        source = zipfile.ZipFile(io.BytesIO(standard_word(sound_text())))
    other = zipfile.ZipFile(io.BytesIO(standard_word(StandardText())))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as forged:
        for name in source.namelist():
            origin = other if name == TEXT_PART else source
            forged.writestr(name, origin.read(name))
    found = read_word(stream.getvalue(), ids()).text
    assert any(
        "受理之日" in "".join(getattr(b, "paragraphs", ())) for b in found.blocks
    )
