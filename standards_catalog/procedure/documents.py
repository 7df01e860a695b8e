"""The papers of the procedure as files: 意见汇总处理表, 意见表, 评审会议纪要.

Their forms are those of the domain brief, 2.6 and 2.7: the table has six columns and
a footer of four counts, the minutes name meeting, panel, papers, votes and conclusion.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

import docx
import xlsxwriter
from django.utils import timezone
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from listing.spreadsheets import looks_like_a_formula
from standards_catalog.procedure.importers import CLAUSE, CONTENT, PROPOSER
from standards_catalog.procedure.models import (
    Consultation,
    ExpertReview,
    PanelMember,
    ReviewOpinion,
)
from standards_catalog.procedure.selectors.clauses import (
    clause_places,
    text_of_snapshot,
)
from standards_catalog.procedure.selectors.dispositions import (
    WHOLE_TEXT,
    DispositionTable,
    disposition_table,
)
from standards_catalog.procedure.selectors.readiness import (
    share_words,
    tally_of_review,
)
from standards_catalog.procedure.selectors.voting import Tally
from typesetting.blocks import (
    Block,
    Column,
    Heading,
    Paragraph,
    Table,
    row,
    text,
)
from typesetting.html import block_html
from typesetting.pdf import pdf_from_html
from typesetting.word_styles import NOTE, TABLE_TITLE, prepare_styles
from typesetting.word_tables import add_table

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
_PORTRAIT, _LANDSCAPE = Mm(156), Mm(257)
TABLE_NAME = "标准征求意见稿意见汇总处理表"
_COLUMNS = (
    Column("序号", 6, "center"),
    Column(CLAUSE, 12),
    Column(CONTENT, 40),
    Column(PROPOSER, 18),
    Column("处理意见", 10),
    Column("理由或备注", 24),
)


def _facts(consultation: Consultation) -> tuple[tuple[str, str], ...]:
    project = consultation.project
    return (
        ("标准项目名称", project.standard.title),
        ("承办单位", project.lead_unit.name),
        ("征求意见", f"第 {consultation.number} 轮"),
        ("填写日期", timezone.localdate().isoformat()),
    )


def _cells(table: DispositionTable) -> list[tuple[str, ...]]:
    return [
        (
            str(line.number),
            line.clause,
            line.comment.content,
            line.comment.proposer,
            line.comment.disposition,
            line.comment.reason,
        )
        for line in table.lines
    ]


def disposition_file(consultation: Consultation, form: str) -> bytes:
    """The 意见汇总处理表 of a round as ``xlsx`` or ``docx``."""
    table = disposition_table(consultation)
    if form == "xlsx":
        return _disposition_workbook(consultation, table)
    word = docx.Document()
    prepare_styles(word)
    _set_landscape(word)
    word.add_paragraph(TABLE_NAME, "Heading 1")
    _plain(
        word, "　　".join(f"{name}：{value}" for name, value in _facts(consultation))
    )
    rows = tuple(row(*cells) for cells in _cells(table))
    if rows:
        add_table(word, Table("", _COLUMNS, rows, small=True), _LANDSCAPE)
    else:
        _plain(word, "没有收到意见。")
    for words in _footer_lines(table):
        _plain(word, words)
    return _saved(word)


def _footer_lines(table: DispositionTable) -> list[str]:
    lines = [f"{label}：{count} 个" for label, count in table.footer]
    if table.public_opinions:
        lines.append(f"另有社会公众意见 {table.public_opinions} 条，已列入上表")
    return lines


def _disposition_workbook(consultation: Consultation, table: DispositionTable) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        sheet = _Sheet(book, "意见汇总处理表", [c.width for c in _COLUMNS])
        sheet.title(TABLE_NAME)
        for name, value in _facts(consultation):
            sheet.line(f"{name}：{value}")
        sheet.head([column.title for column in _COLUMNS])
        for cells in _cells(table):
            sheet.cells(cells)
        for words in _footer_lines(table):
            sheet.line(words)
    return stream.getvalue()


def blank_sheet(consultation: Consultation) -> IO[bytes]:
    """An 意见表 to fill in, with every clause of the text on a second sheet."""
    target = TemporaryFile()  # noqa: SIM115 - handed on to the response
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        sheet = _Sheet(book, "意见表", [16, 60, 24])
        sheet.head([CLAUSE, CONTENT, PROPOSER])
        clauses = _Sheet(book, "章条", [16, 40, 80])
        clauses.head(["章条编号", "标题", "内容"])
        for place in clause_places(text_of_snapshot(consultation.snapshot)):
            clauses.cells((place.number, place.title, place.text))
    target.seek(0)
    return target


class _Sheet:
    """A worksheet written from top to bottom; every cell is text."""

    def __init__(self, book: Any, name: str, widths: Sequence[int]) -> None:
        self.sheet = book.add_worksheet(name)
        self.next_row = 0
        self.width = len(widths)
        framed = {"border": 1, "text_wrap": True, "valign": "top"}
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({**framed, "bold": True, "bg_color": "#E8EDF4"})
        self._cell = book.add_format(framed)
        self._quoted = book.add_format({**framed, "quote_prefix": True})
        for index, width in enumerate(widths):
            self.sheet.set_column(index, index, width + 2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)

    def title(self, words: str) -> None:
        self.sheet.write_string(self.next_row, 0, words, self._title)
        self.next_row += 1

    def line(self, words: str) -> None:
        self.sheet.write_string(self.next_row, 0, words)
        self.next_row += 1

    def head(self, titles: Iterable[str]) -> None:
        for index, words in enumerate(titles):
            self.sheet.write_string(self.next_row, index, words, self._head)
        self.next_row += 1

    def cells(self, values: Iterable[str]) -> None:
        for index, words in enumerate(values):
            form = self._quoted if looks_like_a_formula(words) else self._cell
            self.sheet.write_string(self.next_row, index, words, form)
        self.next_row += 1


def minutes_file(review: ExpertReview, form: str) -> bytes:
    """评审会议纪要 as ``docx`` or ``pdf``; the review is concluded.

    Raises MissingFontsError for a PDF where the Chinese fonts are not installed.
    """
    title = f"《{review.project.standard.title}》专家评审会议纪要"
    blocks = _minutes(review)
    if form == "pdf":
        body = "".join(block_html(block) for block in blocks)
        heading = block_html(Heading(title))
        html = (
            f'<!doctype html><html lang="zh-Hans"><body><section class="chapter">'
            f"{heading}{body}</section></body></html>"
        )
        identifier = f"review-{review.pk}-{review.snapshot.digest}"
        return pdf_from_html(html, identifier=identifier)
    word = docx.Document()
    prepare_styles(word)
    word.add_paragraph(title, "Heading 1")
    for block in blocks:
        _write(word, block)
    return _saved(word)


def _minutes(review: ExpertReview) -> list[Block]:
    project = review.project
    tally = tally_of_review(review)
    members = list(review.panel.select_related("expert__unit"))
    opinions = list(
        ReviewOpinion.objects.filter(member__review=review).select_related(
            "member__expert"
        )
    )
    return [
        text(f"时间：{review.meeting_on.isoformat()}"),
        text(f"地点：{review.place}"),
        text(f"组织单位：标准化办公室；牵头起草单位：{project.lead_unit.name}"),
        text(f"主持：{review.host}"),
        text(f"送审稿文本摘要（SHA-256）：{review.snapshot.digest or '无文本'}"),
        _papers(review),
        _panel_table(members),
        _opinion_table(opinions),
        Heading("主要修改意见"),
        *(text(line) for line in (review.main_points or "无。").splitlines()),
        Heading("表决与结论"),
        text(_vote_words(tally)),
        *(
            text(f"{member.expert}不同意的理由：{member.vote_reason}")
            for member in members
            if member.vote == PanelMember.Vote.NO
        ),
        text(f"评审结论：{_conclusion_words(review, tally)}。"),
    ]


def _papers(review: ExpertReview) -> Block:
    names = ["送审稿", "意见汇总处理表"]
    names += [document.title for document in review.project.documents.all()]
    return text(f"送审材料：{'、'.join(names)}。")


def _panel_table(members: list[PanelMember]) -> Block:
    rows = tuple(
        row(
            str(number),
            str(member.expert),
            "组长" if member.is_chair else "成员",
            member.vote or "未表决",
            "",
        )
        for number, member in enumerate(members, start=1)
    )
    columns = (
        Column("序号", 6, "center"),
        Column("专家（岗位）", 24),
        Column("专家组职务", 12),
        Column("表决", 10),
        Column("签到", 16),
    )
    return Table("专家组名单", columns, rows)


def _opinion_table(opinions: list[ReviewOpinion]) -> Block:
    rows = tuple(
        row(
            str(number),
            opinion.clause_number or WHOLE_TEXT,
            opinion.content,
            str(opinion.member.expert),
        )
        for number, opinion in enumerate(opinions, start=1)
    )
    columns = (
        Column("序号", 6, "center"),
        Column(CLAUSE, 12),
        Column("评审意见", 44),
        Column("专家（岗位）", 16),
    )
    return Table("逐条评审意见", columns, rows, empty="没有提出书面意见。")


def _vote_words(tally: Tally) -> str:
    return (
        f"专家组 {tally.panel} 人，参加表决 {tally.cast} 人：同意 {tally.yes} 票，"
        f"不同意 {tally.no} 票，弃权 {tally.abstained} 票。规则：参加表决不少于 "
        f"{share_words(tally.quorum)}，同意不少于表决票数的 {share_words(tally.approval)}。"
    )


def _conclusion_words(review: ExpertReview, tally: Tally) -> str:
    if review.conclusion == ExpertReview.Conclusion.PASSED and tally.is_unanimous:
        return "一致同意通过"
    return str(review.conclusion)


def _write(word: WordDocument, block: Block) -> None:
    if isinstance(block, Heading):
        word.add_paragraph(block.text, "Heading 2")
    elif isinstance(block, Table):
        word.add_paragraph(block.title, TABLE_TITLE)
        if block.rows:
            add_table(word, block, _PORTRAIT)
        else:
            word.add_paragraph(block.empty, NOTE)
    elif isinstance(block, Paragraph):
        word.add_paragraph(block.text)


def _plain(word: WordDocument, words: str) -> None:
    word.add_paragraph(words, NOTE)


def _set_landscape(word: WordDocument) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(24)
    section.left_margin = section.right_margin = Mm(20)


def _saved(word: WordDocument) -> bytes:
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()
