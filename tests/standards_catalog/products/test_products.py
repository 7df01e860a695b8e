"""The four products of GB/T 13016—2018 say the same numbers as the tree."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEvent, User
from standards_catalog.models import Pilot
from standards_catalog.products.chart import chart_rows, system_chart
from standards_catalog.products.diagram import (
    LANDSCAPE,
    Chart,
    ChartBox,
    structure_diagram,
)
from standards_catalog.products.documents import Product, product_document
from standards_catalog.products.models import CompilationNote
from standards_catalog.products.notes import POINTS, note_blocks, unknown_tokens
from standards_catalog.products.selectors import SystemProducts, system_products
from standards_catalog.products.wording import worded_points
from standards_catalog.selectors import standard_lines, system_tree
from tests.factories import Cast, make_pilot, make_standard
from tests.records import make_law, make_section
from typesetting.blocks import Picture, Table
from typesetting.drawing import Box, Label

SignIn = Callable[[User], Client]
DAY = date(2021, 6, 30)
BEFORE, AFTER = date(2021, 1, 1), date(2021, 7, 1)


def fill(pilot: Pilot) -> None:
    """Five counted standards of which two are in force, one abolished, one law."""
    top = make_section(pilot, code="FW1", title="救助事项")
    inner = make_section(pilot, code="FW11", title="临时救助", parent=top)
    make_section(pilot, code="TY0", title="法律法规", subsystem="通用基础")
    make_law(pilot, code="TY001")
    national = make_standard(pilot, BEFORE, section=top, level="国家标准", code="FW101")
    national.editions.update(number="GB/T 13016—2018", replaces="GB/T 13016—2009")
    make_standard(pilot, AFTER, section=inner, code="FW111")
    make_standard(pilot, None, section=inner, status="待制定", code="FW112")
    gone = make_standard(pilot, BEFORE, section=inner, code="FW113")
    gone.editions.update(abolished_on=BEFORE)
    make_standard(pilot, BEFORE, subsystem="管理", code="GL101")
    make_standard(pilot, None, subsystem="管理", status="制定中", code="GL102")


@pytest.fixture
def pilot(db: None) -> Pilot:
    pilot = make_pilot(document="测试〔2020〕9号")
    fill(pilot)
    return pilot


@pytest.fixture
def products(pilot: Pilot) -> SystemProducts:
    return system_products(pilot, DAY)


def printed_rows(document_table: Table) -> list[list[str]]:
    return [[cell.text for cell in cells] for cells in document_table.rows]


def tables(product: Product, products: SystemProducts, pilot: Pilot) -> list[Table]:
    document = product_document(product, products, worded_points(pilot))
    return [block for block in document.blocks() if isinstance(block, Table)]


def test_all_four_products_and_the_tree_agree(
    pilot: Pilot, products: SystemProducts
) -> None:
    tree = system_tree(pilot, standard_lines(pilot, DAY))
    required = sum(node.counts.required for node in tree)
    in_force = sum(node.counts.in_force for node in tree)
    assert (required, in_force) == (5, 2)

    root = system_chart(products).root
    assert (root.required, root.in_force) == (required, in_force)
    assert sum(part.required for part in root.children) == required
    leaves = [row.box for row in chart_rows(root) if row.depth == 2]
    assert sum(box.required for box in leaves) == required

    listed = tables(Product.DETAILS, products, pilot)
    counted = [t for t in listed if "已废止" not in t.title]
    assert sum(len(t.rows) for t in counted) == required
    states = [row[7] for table in counted for row in printed_rows(table)]
    assert states.count("现行") == in_force

    level, kind, cross = tables(Product.STATISTICS, products, pilot)
    for table in (level, kind):
        *rows, whole = printed_rows(table)
        assert whole == ["合计", str(required), str(in_force), "40.00%"]
        assert sum(int(row[1]) for row in rows) == required
    assert printed_rows(cross)[-1][-1] == f"{in_force}/{required}"

    words = note_blocks("{{应有数}} {{现有数}} {{现有率}}", products)
    assert words[0].text == "5 2 40.00%"  # type: ignore[union-attr]


def test_the_numbers_follow_the_day(pilot: Pilot) -> None:
    assert system_products(pilot, AFTER).total.in_force == 3
    assert system_products(pilot, AFTER).total.share == Fraction(3, 5)


def test_the_detail_line_has_the_columns_of_the_standard(
    products: SystemProducts,
) -> None:
    line = next(line for line in products.details if line.code == "FW101")
    assert line.nature == "推荐性"
    assert line.replaces == "GB/T 13016—2009"
    assert line.section == "FW1 救助事项"
    assert [line.code for line in products.abolished] == ["FW113"]


def test_laws_stand_apart(products: SystemProducts) -> None:
    chart = system_chart(products)
    (section,) = chart.root.children[0].children
    assert (chart.laws, section.remark, section.required) == (1, "另列", 0)
    assert "TY001" not in [line.code for line in products.details]


def test_the_products_take_as_many_queries_whatever_their_size(
    pilot: Pilot, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        make_standard(pilot, BEFORE, code=f"GW{number}", subsystem="岗位工作")
    with django_assert_num_queries(5):
        system_products(pilot, DAY)


def _chart(sections: int) -> Chart:
    boxes = tuple(
        ChartBox(f"FW{number}", "社会救助综合平台日常管理标准子体系", 1, 2)
        for number in range(sections)
    )
    parts = tuple(
        ChartBox(str(number), "服务提供", 1, 2, boxes, role="核心")
        for number in range(1, 5)
    )
    return Chart(ChartBox("", "标准体系", 1, 2, parts), 3, "说明")


@pytest.mark.parametrize("sections", [0, 1, 6, 25, 80])
def test_a_diagram_of_any_size_fits_its_page(sections: int) -> None:
    drawing = structure_diagram(_chart(sections), LANDSCAPE)
    assert drawing.height <= drawing.width * LANDSCAPE.ratio
    for shape in drawing.shapes:
        if isinstance(shape, Box):
            assert shape.x >= 0
            assert shape.x + shape.width <= drawing.width
            assert shape.y + shape.height <= drawing.height
    names = [s.text for s in drawing.shapes if isinstance(s, Label)]
    firsts = [name for name in names if re.match(r"FW\d+ ", name)]
    assert len(firsts) == sections * 4


def test_boxes_do_not_overlap() -> None:
    drawing = structure_diagram(_chart(25), LANDSCAPE)
    boxes = [shape for shape in drawing.shapes if isinstance(shape, Box)]
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            below = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert beside or below


def test_every_first_text_uses_known_tokens_and_prints(
    products: SystemProducts,
) -> None:
    assert len(POINTS) == 10
    for point in POINTS:
        assert unknown_tokens(point.first_text) == []
        blocks = note_blocks(point.first_text, products)
        assert blocks
        assert not any("{{" in getattr(block, "text", "") for block in blocks)


def test_tokens_become_tables_and_drawings(products: SystemProducts) -> None:
    blocks = note_blocks("前{{统计表}}后\n{{ 结构图 }}\n{{明细表}}", products)
    kinds = [type(block).__name__ for block in blocks]
    assert kinds == [
        "Paragraph", "Table", "Table", "Paragraph", "Paragraph", "Picture", "Table",
    ]  # fmt: skip
    (picture,) = [block for block in blocks if isinstance(block, Picture)]
    assert "现行 2 项／应有 5 项" in picture.drawing.texts
    assert len(blocks[-1].rows) == 5  # type: ignore[union-attr]


def test_a_text_of_the_user_is_never_markup(cast: Cast, signed_in: SignIn) -> None:
    CompilationNote.objects.create(
        pilot=cast.pilot, point=1, text="<script>alert(1)</script>"
    )
    page = signed_in(cast.office).get(reverse("standards_catalog:product_notes"))
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("product", list(Product))
@pytest.mark.parametrize("extension", ["xlsx", "docx", "pdf"])
def test_each_product_comes_in_each_form(
    cast: Cast, signed_in: SignIn, product: Product, extension: str
) -> None:
    fill(cast.pilot)
    Pilot.objects.update(is_demonstration=True)
    url = reverse("standards_catalog:product_file", args=[product, extension])
    response = signed_in(cast.expert).get(url)
    content = b"".join(response.streaming_content)  # type: ignore[arg-type]
    assert "%E6%BC%94%E7%A4%BA%E6%95%B0%E6%8D%AE" in response["Content-Disposition"]
    if extension == "pdf":
        assert content.startswith(b"%PDF")
    elif extension == "docx":
        with ZipFile(io.BytesIO(content)) as word:
            header = "".join(
                word.read(name).decode()
                for name in word.namelist()
                if name.startswith("word/header")
            )
        assert "演示数据" in header
    else:
        book = load_workbook(io.BytesIO(content))
        assert len(book.sheetnames) == (5 if product is Product.SYSTEM else 1)
        for sheet in book:
            assert "演示数据" in str(sheet["A2"].value)
    assert AuditEvent.objects.filter(action="下载标准体系表").count() == 1


def test_unknown_files_are_not_found(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.office)
    for product, extension in (("details", "svg"), ("all", "pdf"), ("notes", "exe")):
        url = reverse("standards_catalog:product_file", args=[product, extension])
        assert client.get(url).status_code == 404


def test_the_diagram_comes_as_svg_of_its_own(cast: Cast, signed_in: SignIn) -> None:
    fill(cast.pilot)
    url = reverse("standards_catalog:product_file", args=["structure", "svg"])
    response = signed_in(cast.office).get(url, {"as_of": DAY.isoformat()})
    drawing = b"".join(response.streaming_content).decode()  # type: ignore[arg-type]
    assert drawing.startswith("<svg xmlns=")
    assert "现行 2 项／应有 5 项" in drawing


def test_the_overview_prints_the_counts(cast: Cast, signed_in: SignIn) -> None:
    fill(cast.pilot)
    url = reverse("standards_catalog:products")
    page = signed_in(cast.expert).get(url, {"as_of": DAY.isoformat()})
    text = page.content.decode()
    assert "应有 5 项，现行 2 项，占 40.00%" in text
    assert reverse("standards_catalog:sections") not in text
    assert text.count("<svg xmlns=") == 1


def test_the_office_words_a_point_and_the_trail_keeps_both_texts(
    cast: Cast, signed_in: SignIn
) -> None:
    client = signed_in(cast.office)
    url = reverse("standards_catalog:product_note", args=[7])
    client.post(url, {"text": "应有{{应有数}}项。\r\n第二段"})
    note = CompilationNote.objects.get(pilot=cast.pilot)
    assert (note.point, note.text) == (7, "应有{{应有数}}项。\n第二段")
    assert note.updated_by == cast.office
    event = AuditEvent.objects.get(action="修改编制说明")
    assert event.detail == {"原文": POINTS[6].first_text, "新文": note.text}
    page = client.get(reverse("standards_catalog:product_notes")).content.decode()
    assert "应有0项。" in page
    client.post(url, {"text": note.text})
    assert AuditEvent.objects.filter(action="修改编制说明").count() == 1
    client.post(url, {"reset": "1"})
    assert not CompilationNote.objects.exists()
    assert AuditEvent.objects.filter(action="恢复编制说明初稿").count() == 1


def test_an_unknown_token_is_refused_by_name(cast: Cast, signed_in: SignIn) -> None:
    url = reverse("standards_catalog:product_note", args=[1])
    page = signed_in(cast.office).post(url, {"text": "见{{统计图}}"})
    assert "没有这样的占位符：“{{统计图}}”" in page.content.decode()
    assert not CompilationNote.objects.exists()


def test_there_are_ten_points_only(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.office)
    for number in (0, 11):
        url = reverse("standards_catalog:product_note", args=[number])
        assert client.get(url).status_code == 404


def test_a_law_that_has_ended_is_listed_apart(pilot: Pilot) -> None:
    make_law(pilot, code="TY002", title="旧办法", abolished_on=AFTER)
    before, after = system_products(pilot, DAY), system_products(pilot, AFTER)
    assert ([law.code for law in before.laws], before.ended_laws) == (
        ["TY001", "TY002"],
        (),
    )
    assert system_chart(after).laws == len(after.laws) == 1
    listed, ended = tables(Product.SYSTEM, after, pilot)[-2:]
    assert [row[1] for row in printed_rows(listed)] == ["TY001"]
    assert [row[-1] for row in printed_rows(ended)] == ["2021-07-01废止"]
