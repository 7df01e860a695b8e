"""Several standards in one PDF, and the table of what changed between two texts."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
import pytest
from django.test import Client
from pypdf import PdfReader

from standards_catalog.documents.changes_word import changes_word
from standards_catalog.documents.collection import Collection, collection_pdf
from standards_catalog.documents.selectors import collection_of
from standards_catalog.drafting.document import Clause, Cover, StandardText
from standards_catalog.drafting.json_form import digest, to_plain
from standards_catalog.models import Standard, Subsystem
from tests.factories import Cast, make_standard


def small_text(title: str, words: str = "窗口应当场办理。") -> StandardText:
    return StandardText(
        cover=Cover(title=title, number=f"Q/CS {len(title)}—2021"),
        foreword=("本文件首次发布。",),
        blocks=(
            Clause(id="c1", level=1, title="范围", paragraphs=(words,)),
            Clause(id="c2", level=1, title="要求", paragraphs=("应登记。",)),
        ),
    )


def bound() -> PdfReader:
    texts = (small_text("受理规范"), small_text("转办转介规范"))
    content = collection_pdf(
        Collection("测试试点", "服务提供", date(2021, 12, 31), texts, True)
    )
    return PdfReader(io.BytesIO(content))


def test_a_collection_counts_its_pages_through_and_names_them_in_its_contents() -> None:
    reader = bound()
    pages = [page.extract_text() for page in reader.pages]
    assert "标准汇编" in pages[0].replace(" ", "")
    assert "共2项" in pages[0]
    covers = [i for i, p in enumerate(pages) if "企业标准" in p.replace(" ", "")]
    assert len(covers) == 2
    contents = pages[2]
    for title, cover in zip(("受理规范", "转办转介规范"), covers, strict=True):
        line = next(row for row in contents.splitlines() if title in row)
        assert line.endswith(str(cover - covers[0] + 1)), line
    assert "Q/CS 4—2021" in pages[covers[0] + 1]
    assert "Q/CS 6—2021" in pages[-1]
    last = pages[-1].splitlines()[-1].replace("演示数据", "").strip()
    assert last == str(len(pages) - covers[0])


def test_every_standard_of_a_collection_is_a_bookmark_with_its_chapters() -> None:
    outline = bound().outline
    heads = [entry for entry in outline if not isinstance(entry, list)]
    assert [head.title for head in heads] == ["受理规范", "转办转介规范"]
    chapters = [entry for entry in outline if isinstance(entry, list)][1]
    assert [c.title for c in chapters if not isinstance(c, list)] == [
        "1　范围",
        "2　要求",
    ]


def keep(standard: Standard, text: StandardText) -> None:
    edition = standard.editions.get()
    edition.text, edition.text_digest = to_plain(text), digest(text)
    edition.save()


@pytest.mark.django_db
def test_a_collection_holds_what_is_in_force_and_written_here(cast: Cast) -> None:
    day = date(2021, 12, 31)
    keep(make_standard(cast.pilot), small_text("现行"))
    keep(make_standard(cast.pilot, date(2022, 1, 1)), small_text("未实施"))
    post = make_standard(cast.pilot, subsystem=Subsystem.POST)
    keep(post, small_text("岗位"))
    make_standard(cast.pilot)
    titles = [text.cover.title for text in collection_of(cast.pilot, day).texts]
    assert titles == ["现行", "岗位"]
    narrowed = collection_of(cast.pilot, day, Subsystem.POST)
    assert [text.cover.title for text in narrowed.texts] == ["岗位"]


def test_the_table_of_changes_marks_exactly_what_changed() -> None:
    old = small_text("受理规范", "窗口应在5日内办理。")
    new = replace(small_text("受理规范", "窗口应在3日内办理。"), foreword=old.foreword)
    word = docx.Document(io.BytesIO(changes_word(old, new)))
    rows = word.tables[0].rows
    assert len(rows) == 2
    before, after = (rows[1].cells[i].paragraphs[0].runs for i in (2, 3))
    assert [run.text for run in before if run.font.strike] == ["5"]
    assert [run.text for run in after if run.font.underline] == ["3"]
    assert rows[1].cells[1].text == "1"
    assert rows[1].cells[4].text == "修改"


def test_equal_texts_have_no_table_of_changes() -> None:
    text = small_text("受理规范")
    word = docx.Document(io.BytesIO(changes_word(text, text)))
    assert not word.tables
    assert "没有区别" in word.paragraphs[-1].text


@pytest.mark.django_db
def test_the_table_of_changes_needs_two_editions(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.office)
    standard = make_standard(cast.pilot)
    keep(standard, small_text("受理规范"))
    address = f"/workbench/standards/{standard.pk}/changes.docx"
    asked = {"pilot": cast.pilot.code}
    assert client.get(address, asked).status_code == 404
    text = small_text("受理规范", "改")
    standard.editions.create(text=to_plain(text), text_digest=digest(text))
    assert client.get(address, asked).status_code == 200
    assert client.get(address, {**asked, "old": "999999"}).status_code == 404
