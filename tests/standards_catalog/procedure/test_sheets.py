"""意见表 in Excel and Word: read, checked, confirmed, entered once."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import UnitAlias, User
from standards_catalog.procedure.documents import blank_sheet, disposition_file
from standards_catalog.procedure.importers import SheetError, read_sheet
from standards_catalog.procedure.models import Comment, CommentSheet, Invitation
from standards_catalog.procedure.services import rounds
from standards_catalog.procedure.services.consultations import dispose
from tests.factories import Cast
from tests.standards_catalog.procedure import world as w

SignedIn = Callable[[User], Client]
HEAD = ["序号", "标准章条编号", "意见内容", "提出单位"]


def excel(*rows: list[Any], head: list[str] | None = None) -> SimpleUploadedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "征求意见表")
        for number, cells in enumerate([head or HEAD, *rows], start=1):
            for column, value in enumerate(cells):
                sheet.write(number, column, value)
    return SimpleUploadedFile("意见表.xlsx", stream.getvalue())


def word(*rows: list[str]) -> SimpleUploadedFile:
    document = docx.Document()
    document.add_paragraph("征求意见表")
    table = document.add_table(0, len(HEAD))
    for cells in (HEAD, *rows):
        for place, value in zip(table.add_row().cells, cells, strict=True):
            place.text = value
    stream = io.BytesIO()
    document.save(stream)
    return SimpleUploadedFile("意见表.docx", stream.getvalue())


@pytest.fixture
def world(cast: Cast) -> w.World:
    return w.world_at(cast, "征求意见")


def rows_of(world: w.World, upload: SimpleUploadedFile) -> list[tuple[Any, ...]]:
    reading = read_sheet(upload, world.consultation)
    return [(row["row"], row["clause"], row["content"]) for row in reading.rows]


def problems_of(world: w.World, upload: SimpleUploadedFile) -> tuple[str, ...]:
    with pytest.raises(SheetError) as caught:
        read_sheet(upload, world.consultation)
    return caught.value.problems


def test_excel_and_word_say_the_same(world: w.World) -> None:
    rows = [
        ["1", "4.2", "期限宜延长", world.asked.name],
        ["2", "", "总体同意", world.asked.name],
        ["3", "", "", ""],
        ["4", "第4章", "标题宜具体", world.asked.name],
    ]
    wanted = [("4.2", "期限宜延长"), ("全文", "总体同意"), ("4", "标题宜具体")]
    for upload in (excel(*rows), word(*rows)):
        assert [row[1:] for row in rows_of(world, upload)] == wanted


def test_numbers_of_excel_and_other_heads_are_understood(world: w.World) -> None:
    head = ["章条号", "意见或建议", "单位 名称"]
    upload = excel([4, "意见", world.asked.name], head=head)
    assert rows_of(world, upload) == [(3, "4", "意见")]


def test_a_unit_is_found_by_its_alias(world: w.World) -> None:
    UnitAlias.objects.create(unit=world.asked, name="测试医院旧名")
    assert rows_of(world, excel(["1", "4.1", "意见", "测试医院旧名"]))


def test_every_bad_row_is_named(world: w.World) -> None:
    upload = excel(
        ["1", "9.9", "意见", world.asked.name],
        ["2", "4.1", "意见", "没有被征求的单位"],
        ["3", "4.1", "意见", ""],
    )
    assert problems_of(world, upload) == (
        "意见表.xlsx 第 3 行 标准章条编号“9.9”在征求意见稿中没有",
        "意见表.xlsx 第 4 行 提出单位“没有被征求的单位”不在本轮征求意见的单位中，请先增加该单位",
        "意见表.xlsx 第 5 行 没有填写“提出单位”",
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("意见表.pdf", b"%PDF", "应为 Excel（.xlsx）或 Word（.docx）文件"),
        ("意见表.xlsx", b"not a workbook", "不是可以读取的 Excel 文件"),
        ("意见表.docx", b"PK not a document", "不是可以读取的 Word 文件"),
    ],
)
def test_what_is_no_sheet_is_refused(
    world: w.World, name: str, content: bytes, words: str
) -> None:
    assert words in problems_of(world, SimpleUploadedFile(name, content))[0]


def test_a_sheet_without_head_or_opinion_is_refused(world: w.World) -> None:
    assert "没有找到表头" in problems_of(world, excel(head=["甲", "乙"]))[0]
    assert "没有填写意见" in problems_of(world, excel(["1", "4.1", "", ""]))[0]


def test_a_sheet_is_shown_before_it_is_entered_and_entered_once(
    world: w.World, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.liaison)
    url = reverse("procedure:sheets", args=[world.consultation.pk])
    rows = [["1", "4.2", "期限宜延长", world.asked.name]]
    content = excel(*rows).read()
    answer = client.post(url, {"file": SimpleUploadedFile("意见表.xlsx", content)})
    sheet = CommentSheet.objects.get()
    confirm = reverse("procedure:sheet", args=[world.consultation.pk, sheet.pk])
    assert answer.headers["Location"] == confirm
    assert "期限宜延长" in client.get(confirm).content.decode()
    assert not Comment.objects.exists()
    client.post(confirm)
    client.post(confirm)
    comment = Comment.objects.get()
    assert (comment.clause_number, comment.channel) == ("4.2", "意见表")
    assert Invitation.objects.get().replied_at is not None
    again = SimpleUploadedFile("改了名.xlsx", content)
    assert "这个文件已经录入过" in client.post(url, {"file": again}).content.decode()


def test_no_opinion_on_a_sheet_is_a_reply(
    world: w.World, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.office)
    url = reverse("procedure:sheets", args=[world.consultation.pk])
    client.post(url, {"file": excel(["1", "", "无意见", world.asked.name])})
    sheet = CommentSheet.objects.get()
    client.post(reverse("procedure:sheet", args=[world.consultation.pk, sheet.pk]))
    assert Invitation.objects.get().has_no_comment
    assert not Comment.objects.exists()


def test_a_bad_sheet_enters_nothing_and_says_why(
    world: w.World, cast: Cast, signed_in: SignedIn
) -> None:
    url = reverse("procedure:sheets", args=[world.consultation.pk])
    upload = excel(["1", "9.9", "意见", world.asked.name])
    text = signed_in(cast.office).post(url, {"file": upload}).content.decode()
    assert "标准章条编号“9.9”在征求意见稿中没有" in text
    assert not CommentSheet.objects.exists()


def test_no_sheet_after_the_round_is_closed(
    world: w.World, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.office)
    url = reverse("procedure:sheets", args=[world.consultation.pk])
    client.post(url, {"file": excel(["1", "4.1", "意见", world.asked.name])})
    w.reply_without_comment(
        invitation=world.consultation.invitations.get(), actor=world.asked_liaison
    )
    rounds.close_consultation(project=world.project, actor=cast.liaison)
    sheet = CommentSheet.objects.get()
    client.post(reverse("procedure:sheet", args=[world.consultation.pk, sheet.pk]))
    assert not Comment.objects.exists()


def test_the_blank_sheet_is_read_back_when_filled(world: w.World) -> None:
    with blank_sheet(world.consultation) as file:
        blank = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    head = blank.get_sheet_by_name("意见表").to_python()[0]
    numbers = [row[0] for row in blank.get_sheet_by_name("章条").to_python()[1:]]
    assert numbers == ["1", "2", "3", "4", "4.1", "4.2"]
    assert rows_of(world, excel(["4.2", "意见", world.asked.name], head=head))


def test_the_table_as_a_file_has_the_usual_columns_and_footer(
    cast: Cast, world: w.World
) -> None:
    comment = w.say(world, "=1+1 期限太短")
    rounds.close_consultation(project=world.project, actor=cast.liaison)
    dispose(
        comment=comment, disposition="不采纳", reason="上位法有规定", actor=cast.liaison
    )
    content = io.BytesIO(disposition_file(world.consultation, "xlsx"))
    grid = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    texts = [[str(cell) for cell in row] for row in grid]
    head = ["序号", "标准章条编号", "意见内容", "提出单位", "处理意见", "理由或备注"]
    at = texts.index(head)
    asked = world.asked.name
    assert texts[at + 1] == [
        "1",
        "4.2",
        "=1+1 期限太短",
        asked,
        "不采纳",
        "上位法有规定",
    ]
    footer = "\n".join(row[0] for row in texts[at + 2 :])
    assert "发送《征求意见稿》的单位数：1 个" in footer
    assert "没有回函的单位数：0 个" in footer

    document = docx.Document(io.BytesIO(disposition_file(world.consultation, "docx")))
    cells = [cell.text for cell in document.tables[0].rows[1].cells]
    assert cells == texts[at + 1]
    words = "\n".join(p.text for p in document.paragraphs)
    assert "收到《征求意见稿》后，回函并有建议或意见的单位数：1 个" in words
    assert f"承办单位：{cast.own_unit.name}" in words
