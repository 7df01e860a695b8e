"""The PDF of a standard: its pages, their numbers, and what every page shows."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from standards_catalog.documents.formula_layout import formula_html, formula_text
from standards_catalog.documents.grid import Span, column_shares, placed
from standards_catalog.documents.pdf import standard_pdf
from standards_catalog.drafting.document import Cover, Figure, Paragraph, StandardText
from standards_catalog.drafting.json_form import digest, to_plain
from standards_catalog.drafting.text_reader import read_text
from standards_catalog.models import StandardEdition
from tests.factories import Cast, make_standard

SOUND = Path(__file__).parents[1] / "drafting" / "texts" / "sound.txt"


def sound_text() -> StandardText:
    return read_text(SOUND.read_text("utf-8"))


@cache
def sound_pages() -> tuple[str, ...]:
    content = standard_pdf(sound_text(), demonstration=True, status="征求意见稿")
    return pages_of(content)


def pages_of(content: bytes) -> tuple[str, ...]:
    return tuple(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def foot_of(page: str) -> str:
    """The page number, which stands beside the mark."""
    return page.splitlines()[-1].replace("演示数据", "").strip()


def page_with(words: str) -> int:
    found = [i for i, page in enumerate(sound_pages()) if words in page]
    assert len(found) == 1, (words, found)
    return found[0]


@pytest.mark.parametrize(
    "words",
    [
        "ICS 03.080.99",
        "CCS A16",
        "JYSJZ FW 302—2021",
        "代替 JYSJZ FW 302—2019",
        "社会救助申请分办转办工作规范",
        "2021-03-01 发布",
        "2021-04-01 实施",
        "标准化办公室",
        "征求意见稿",
        "演示数据",
    ],
)
def test_the_cover_states_what_the_standard_demands(words: str) -> None:
    assert words in sound_pages()[0]


def test_pages_are_roman_before_chapter_1_and_arabic_from_it() -> None:
    pages = sound_pages()
    contents, body = page_with("目　　次"), page_with("本文件规定了社会救助申请分办")
    foreword = page_with("前　　言")
    assert contents == 2, "the contents begin on the second right page"
    assert foot_of(pages[contents]) == "I"
    assert foot_of(pages[foreword]) == "II"
    assert body % 2 == 0, "page 1 is a right page"
    assert foot_of(pages[body]) == "1"
    assert foot_of(pages[body + 1]) == "2"


def test_the_contents_name_the_page_each_part_stands_on() -> None:
    contents = sound_pages()[2]
    body = page_with("本文件规定了社会救助申请分办")
    for line, words in [("附录A（规范性）", "A\n（规范性）"), ("参考文献", "[1]")]:
        place = next(i for i, p in enumerate(sound_pages()) if i > 2 and words in p)
        printed = next(row for row in contents.splitlines() if line in row)
        assert printed.endswith(str(place - body + 1)), printed


def test_every_page_of_the_text_shows_number_and_mark() -> None:
    written = [page for page in sound_pages()[1:] if page.strip()]
    assert all("JYSJZ FW 302—2021" in page for page in written)
    assert all("演示数据" in page for page in written)


def test_each_annex_begins_a_page() -> None:
    assert page_with("转办单的式样见") != page_with("给出了流程")


def test_a_text_that_is_markup_is_printed_as_it_stands() -> None:
    block = Paragraph(id="p", text='<img src="file:///etc/passwd">&amp;')
    text = StandardText(cover=Cover(title="<b>名</b>"), blocks=(block,))
    printed = "".join(pages_of(standard_pdf(text, demonstration=False)))
    assert '<img src="file:///etc/passwd">&amp;' in printed.replace("\n", "")
    assert "<b>名</b>" in printed
    assert "演示数据" not in printed


def test_a_picture_is_drawn_only_if_it_travels_with_the_text() -> None:
    figure = Figure(id="f", caption="流程", reference="k", alt="从受理到反馈")
    text = StandardText(cover=Cover(title="名"), blocks=(figure,))
    outside = {"k": "file:///etc/hostname"}
    without = standard_pdf(text, demonstration=False)
    assert "从受理到反馈" in "".join(pages_of(without))
    refused = standard_pdf(text, demonstration=False, pictures=outside)
    images = [page.images for page in PdfReader(io.BytesIO(refused)).pages]
    assert not any(map(len, images))


@pytest.mark.parametrize(
    ("latex", "text", "html"),
    [
        (r"r = \frac{n}{N} \times 100\%", "r = n/N × 100%", 'class="frac"'),
        (r"\frac{a+b}{2}", "(a+b)/2", 'class="below">2</span>'),
        ("x_i^2", "x_i^2", "<sub><i>i</i></sub><sup>2</sup>"),
        (r"\sqrt{x}", "√x", 'class="root"'),
        (r"a < b", "a < b", "&lt;"),
        (r"x_{", "x_{", "x_{"),
    ],
)
def test_formulas_are_readable_without_mathml(latex: str, text: str, html: str) -> None:
    assert formula_text(latex).replace(" ", "") == text.replace(" ", "")
    assert html in formula_html(latex)


def test_merged_cells_push_the_others_aside() -> None:
    rows = [[Span("甲", rows=2), Span("乙", columns=2)], [Span("丙"), Span("丁")]]
    cells = placed(rows)
    places = [(c.text, c.row, c.column, c.columns, c.rows) for c in cells]
    assert places == [
        ("甲", 0, 0, 1, 2),
        ("乙", 0, 1, 2, 1),
        ("丙", 1, 1, 1, 1),
        ("丁", 1, 2, 1, 1),
    ]
    assert sum(column_shares(cells)) == pytest.approx(100)


def keep_text(edition: StandardEdition) -> None:
    cover = Cover(title="受理规范", number="Q/CS 1—2021")
    text = replace(sound_text(), cover=cover)
    edition.text, edition.text_digest = to_plain(text), digest(text)
    edition.save()


@pytest.mark.django_db
def test_the_public_gets_the_pdf_of_an_open_standard_only(cast: Cast) -> None:
    standard = make_standard(cast.pilot, must_publish=True)
    edition = standard.editions.get()
    address = f"/standards/{cast.pilot.code}/{standard.code}/text.pdf"
    keep_text(edition)
    assert Client().get(address).status_code == 404
    StandardEdition.objects.update(opened_on=date(2021, 4, 1))
    response = Client().get(address)
    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue().startswith(b"%PDF-")


@pytest.mark.django_db
def test_a_standard_without_a_text_has_no_file(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.office)
    standard = make_standard(cast.pilot)
    address = f"/workbench/standards/{standard.pk}/text.pdf?pilot={cast.pilot.code}"
    assert client.get(address).status_code == 404
