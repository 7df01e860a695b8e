"""A document as PDF. The renderer may fetch nothing: no file, no address."""

from __future__ import annotations

import logging
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from typesetting.blocks import Document
from typesetting.fonts import require_fonts
from typesetting.html import document_html

_STYLE_SHEET = Path(__file__).with_name("print.css")
_log = logging.getLogger(__name__)


def locked_fetcher() -> URLFetcher:
    """A fetcher for documents that bring everything with them.

    WeasyPrint follows ``file://`` and ``http://`` by itself; a title typed by a user
    must not be able to embed a file of the server or reach a machine behind it.
    """
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


def pdf_from_html(source: str, *, identifier: str) -> bytes:
    """``source`` rendered with the print style sheet.

    ``identifier`` becomes the file's id, so that the same source gives the same bytes.
    Raises MissingFontsError before anything is rendered.
    """
    require_fonts()
    fetcher = locked_fetcher()
    fonts = FontConfiguration()
    style = CSS(
        string=_STYLE_SHEET.read_text("utf-8"), font_config=fonts, url_fetcher=fetcher
    )
    page = HTML(string=source, url_fetcher=fetcher)
    return page.write_pdf(
        stylesheets=[style],
        font_config=fonts,
        pdf_identifier=identifier.encode(),
    )


def pdf_document(document: Document, *, identifier: str) -> bytes:
    """The document as the bytes of a PDF file."""
    return pdf_from_html(document_html(document), identifier=identifier)
