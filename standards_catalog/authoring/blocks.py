"""The blocks a standard is written in: one flat stream, the level on each clause.

Nested streams cost four times the editor's time at 200 clauses. Names and values of
the blocks are those of ``text.stream``; nothing is required, so that drafts save.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks import BlockGroup
from wagtail.contrib.table_block.blocks import (
    TableBlock,
    TableInputAdapter,
)
from wagtail.contrib.table_block.blocks import (
    TableInput as WagtailTableInput,
)
from wagtail.images.blocks import ImageChooserBlock

from standards_catalog.authoring.selectors import citation_of
from standards_catalog.authoring.text.stream import (
    INFORMATIVE,
    NORMATIVE,
    ORDERED,
    list_form,
)
from standards_catalog.authoring.viewsets import standard_chooser

StandardChooserBlock = standard_chooser.get_block_class(
    name="StandardChooserBlock", module_path="standards_catalog.authoring.blocks"
)

_BODY, _DRAWN, _BESIDE, _CITED = (
    "章条和段",
    "表、图、公式",
    "注、示例、术语",
    "引用和文献",
)

LEVELS = (
    ("1", "章　1"),
    ("2", "条　1.1（附录中 A.1）"),
    ("3", "条　1.1.1（附录中 A.1.1）"),
    ("4", "条　1.1.1.1"),
    ("5", "条　1.1.1.1.1"),
    ("6", "条　1.1.1.1.1.1"),
)
LIST_FORMS = tuple(
    (list_form(level, ordered=ordered), label)
    for level, ordered, label in (
        (1, True, "第一层　a) b) c)"),
        (1, False, "第一层　——"),
        (2, True, "第二层　1) 2) 3)"),
        (2, False, "第二层　·"),
        (3, True, "第三层　1) 2) 3)"),
        (3, False, "第三层　·"),
    )
)
_RULE_HELP = "可度量条款的规则编号，如 R01；填写后本条在阅读时标出，并按该规则判定。"
_PARAGRAPHS_HELP = "每段一行。编号由系统自动生成，不要写在文字里。"
_CAPTION_HELP = "不写“表1”“图1”等编号。"


class TableInput(WagtailTableInput):
    """Wagtail's table with the menu of its cells in Chinese; its script finds the
    field by this class's name."""

    @property
    def media(self) -> forms.Media:
        """Its script comes after the table's own, which it adds words to."""
        return super().media + forms.Media(
            js=[versioned_static("authoring/grid.zh.js")]
        )


register(TableInputAdapter(), TableInput)


class GridBlock(TableBlock):
    """The grid alone: caption and head are fields of the block around it."""

    @cached_property
    def field(self) -> forms.Field:
        """A hidden field with the table's JSON."""
        widget = TableInput(table_options=self.table_options)
        return forms.CharField(widget=widget, **self.field_options)

    def clean(self, value: Any) -> Any:
        """Accept every table; TableBlock insists on a choice that is not shown."""
        return value


def _measurable() -> blocks.CharBlock:
    return blocks.CharBlock(
        required=False, max_length=30, label="可度量条款", help_text=_RULE_HELP
    )


class ClauseBlock(blocks.StructBlock):
    """章 or 条."""

    level = blocks.ChoiceBlock(choices=LEVELS, default="2", label="层次")
    title = blocks.CharBlock(
        required=False,
        label="标题",
        help_text="章必须有标题；无标题条留空。",
    )
    text = blocks.TextBlock(
        required=False, rows=3, label="段", help_text=_PARAGRAPHS_HELP
    )
    measurable = _measurable()

    class Meta:
        icon = "title"
        label = "章条"
        group = _BODY
        label_format = "{title} {text}"
        description = "章、条及其下的段"
        form_layout = BlockGroup(
            children=["level", "title", "text"], settings=["measurable"]
        )


class ParagraphBlock(blocks.StructBlock):
    """段 after something else than the head of its clause."""

    text = blocks.TextBlock(required=False, rows=3, label="段")
    measurable = _measurable()
    doubt = blocks.CharBlock(
        required=False, label="待核", help_text="需要有人核对的原因；核对后清空。"
    )

    class Meta:
        icon = "pilcrow"
        label = "段"
        group = _BODY
        label_format = "{text}"
        description = "列项、表或图之后的段"
        form_layout = BlockGroup(children=["text"], settings=["measurable", "doubt"])


class ListItemBlock(blocks.StructBlock):
    """列项."""

    form = blocks.ChoiceBlock(
        choices=LIST_FORMS, default=f"1-{ORDERED}", label="编号形式"
    )
    text = blocks.TextBlock(
        required=False,
        rows=2,
        label="内容",
        help_text="需要识别或引用的列项用字母，其余用破折号。",
    )
    measurable = _measurable()

    class Meta:
        icon = "list-ul"
        label = "列项"
        group = _BODY
        label_format = "{text}"
        description = "a) b) c)、——、1) 2) 3)"
        form_layout = BlockGroup(children=["form", "text"], settings=["measurable"])


class AnnexBlock(blocks.StructBlock):
    """附录; its clauses follow, from level 2 on."""

    normative = blocks.ChoiceBlock(
        choices=((NORMATIVE, "规范性"), (INFORMATIVE, "资料性")),
        default=NORMATIVE,
        label="性质",
    )
    title = blocks.CharBlock(
        required=False,
        label="标题",
        help_text="不写“附录A”；其后的条从“条　1.1（附录中 A.1）”开始。",
    )

    class Meta:
        icon = "folder-open-inverse"
        label = "附录"
        group = _BODY
        label_format = "{title}"
        description = "附录A、附录B……"


class TableStructBlock(blocks.StructBlock):
    """表."""

    title = blocks.CharBlock(required=False, label="表题", help_text=_CAPTION_HELP)
    header_rows = blocks.IntegerBlock(
        required=False, default=1, min_value=0, max_value=5, label="表头行数"
    )
    table = GridBlock(
        required=False,
        label="表格",
        help_text="单击单元格输入；选中多个单元格后单击右键可以合并、增删行列。",
        table_options={
            "contextMenu": [
                "row_above",
                "row_below",
                "---------",
                "col_left",
                "col_right",
                "---------",
                "remove_row",
                "remove_col",
                "---------",
                "mergeCells",
                "---------",
                "undo",
                "redo",
            ],
            "mergeCells": True,
            "language": "zh-CN",
            "height": 160,
        },
    )

    class Meta:
        icon = "table"
        label = "表"
        group = _DRAWN
        label_format = "{title}"
        description = "可以合并单元格"
        form_classname = "struct-block standard-table"


class FigureBlock(blocks.StructBlock):
    """图."""

    caption = blocks.CharBlock(required=False, label="图题", help_text=_CAPTION_HELP)
    image = ImageChooserBlock(required=False, label="图片")
    alt = blocks.CharBlock(
        required=False,
        label="图中内容",
        help_text="用文字说明图的内容，供看不到图的读者使用。",
    )
    reference = blocks.CharBlock(
        required=False,
        label="图片文件标识",
        help_text="导入的文本所指的图片还没有上传时，记在这里。",
    )

    class Meta:
        icon = "image"
        label = "图"
        group = _DRAWN
        label_format = "{caption}"
        description = "流程图、示意图"
        form_layout = BlockGroup(
            children=["caption", "image", "alt"], settings=["reference"]
        )


class FormulaBlock(blocks.StructBlock):
    """公式."""

    latex = blocks.TextBlock(
        required=False,
        rows=2,
        label="公式",
        help_text=r"用LaTeX书写，汉字放在 \text{} 中，"
        r"如 P=\frac{N_1}{N}\times100\%。",
    )
    numbered = blocks.BooleanBlock(required=False, default=True, label="编号")

    class Meta:
        icon = "code"
        label = "公式"
        group = _DRAWN
        label_format = "{latex}"
        description = "单独成行的数学公式"


class NoteBlock(blocks.StructBlock):
    """注."""

    text = blocks.TextBlock(
        required=False, rows=2, label="注", help_text="只提供信息，不写要求。"
    )

    class Meta:
        icon = "info-circle"
        label = "注"
        group = _BESIDE
        label_format = "{text}"
        description = "条文的注"


class ExampleBlock(blocks.StructBlock):
    """示例."""

    text = blocks.TextBlock(
        required=False, rows=2, label="示例", help_text="每段一行；不写要求。"
    )

    class Meta:
        icon = "openquote"
        label = "示例"
        group = _BESIDE
        label_format = "{text}"
        description = "条文的示例"


class TermBlock(blocks.StructBlock):
    """术语条目."""

    name = blocks.CharBlock(required=False, label="术语")
    english = blocks.CharBlock(required=False, label="英文对应词")
    definition = blocks.TextBlock(required=False, rows=2, label="定义")
    source = blocks.CharBlock(
        required=False,
        label="来源",
        help_text="定义引自其他文件时填写，如 GB/T 20000.1—2014，4.1。",
    )

    class Meta:
        icon = "tag"
        label = "术语条目"
        group = _BESIDE
        label_format = "{name}"
        description = "放在“术语和定义”一章中"


class NormativeReferenceBlock(blocks.StructBlock):
    """A line of 规范性引用文件, chosen from the catalogue or typed."""

    standard = StandardChooserBlock(required=False, label="标准体系中的标准")
    number = blocks.CharBlock(
        required=False,
        label="文件编号",
        help_text="从标准体系中选择后，保存时自动填写。",
    )
    title = blocks.CharBlock(required=False, label="文件名称")
    dated = blocks.BooleanBlock(
        required=False,
        default=True,
        label="注日期引用",
        help_text="引用具体章条的应注日期；不注日期的适用最新版本。",
    )

    class Meta:
        icon = "link"
        label = "规范性引用文件"
        group = _CITED
        label_format = "{number} {title}"
        description = "放在“规范性引用文件”一章中"

    def clean(self, value: Any) -> Any:
        """Fill in number and title of what was chosen.

        A number of any edition of the chosen standard stays as it is: a dated
        reference does not follow a newer edition by itself.
        """
        value = super().clean(value)
        standard = value.get("standard")
        if standard is not None:
            citation = citation_of(standard)
            if value.get("number") not in citation.numbers:
                value["number"] = citation.number
                value["title"] = citation.title
        return value


class BibliographyBlock(blocks.StructBlock):
    """A line of 参考文献."""

    number = blocks.CharBlock(required=False, label="文件编号")
    title = blocks.CharBlock(required=False, label="文献名称")

    class Meta:
        icon = "doc-full"
        label = "参考文献"
        group = _CITED
        label_format = "{number} {title}"
        description = "放在全文最后"


BODY_BLOCKS = (
    ("clause", ClauseBlock()),
    ("list_item", ListItemBlock()),
    ("paragraph", ParagraphBlock()),
    ("annex", AnnexBlock()),
    ("table", TableStructBlock()),
    ("figure", FigureBlock()),
    ("formula", FormulaBlock()),
    ("note", NoteBlock()),
    ("example", ExampleBlock()),
    ("term", TermBlock()),
    ("normative_reference", NormativeReferenceBlock()),
    ("bibliography_item", BibliographyBlock()),
)
