"""A standard as PDF in the layout of GB/T 1.1—2020."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from standards_catalog.documents.page_html import Marks, standard_html
from standards_catalog.drafting.document import StandardText
from standards_catalog.drafting.json_form import digest
from typesetting.fonts import require_fonts
from typesetting.pdf import locked_fetcher

_STYLE_SHEET = Path(__file__).with_name("standard.css")


def standard_pdf(
    text: StandardText,
    *,
    demonstration: bool,
    status: str = "",
    pictures: Mapping[str, str] | None = None,
) -> bytes:
    """``text`` as the bytes of a PDF file: cover, contents, body, annexes.

    ``demonstration`` marks every page 演示数据, ``status`` (“征求意见稿”) stands on the
    cover. ``pictures`` maps keys of pictures to ``data:`` addresses; a figure without
    one shows its description. The same text gives the same bytes. MissingFontsError
    without the Chinese fonts.
    """
    source = standard_html(text, Marks(demonstration, status), pictures or {})
    return printed(source, identifier=digest(text))


def printed(source: str, *, identifier: str) -> bytes:
    """An HTML document in the style of standards, as PDF; nothing is fetched."""
    require_fonts()
    fetcher = locked_fetcher()
    fonts = FontConfiguration()
    style = CSS(
        string=_STYLE_SHEET.read_text("utf-8"), font_config=fonts, url_fetcher=fetcher
    )
    return HTML(string=source, url_fetcher=fetcher).write_pdf(
        stylesheets=[style], font_config=fonts, pdf_identifier=identifier.encode()
    )
