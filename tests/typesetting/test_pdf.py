"""The PDF renderer fetches nothing, misses no glyph and repeats itself exactly."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream

from typesetting import fonts
from typesetting.blocks import (
    Cell,
    Chapter,
    Column,
    Cover,
    Document,
    Picture,
    Table,
    numbered,
    row,
    text,
)
from typesetting.charts import Bar, bar_chart
from typesetting.fonts import MissingFontsError
from typesetting.pdf import locked_fetcher, pdf_document, pdf_from_html

# The drawing of a picture is set in the sans family; ✓ × ! – mark the bands.
TEXT = "准绳（98.15%）——“a<b&c”《规范》〔2020〕94号 ✓ × ! – ÷ Σ ≥"

# .notdef in a font, and how Pango numbers a character no font has.
MISSING = frozenset({0, 0xFFFF})


def small_document() -> Document:
    table = Table(
        "表题",
        (Column("甲", 2), Column("乙", 1, "right")),
        (row(TEXT, Cell("1,234", "bad")),),
    )
    chart = Picture("图题", bar_chart([Bar("某单位", None, "—")]), "说明")
    chapter = Chapter("one", "一、章名", (text(TEXT), table, chart))
    cover = Cover("标题", "副题", (("项", TEXT),), ("编制",), "演示数据")
    return Document(cover, numbered([chapter]), "页眉")


class Listener:
    """A server on this machine that counts who connects."""

    def __init__(self) -> None:
        self.hits = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.port: int = self._socket.getsockname()[1]
        self._open = True
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while self._open:
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            self.hits += 1
            connection.close()

    def close(self) -> None:
        self._open = False
        self._thread.join()
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    yield server
    server.close()


def test_nothing_is_fetched_from_the_network_or_the_disk(
    listener: Listener, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("MARK-OF-A-SECRET", "utf-8")
    style = tmp_path / "style.css"
    style.write_text("p{color:red}", "utf-8")
    address = f"http://127.0.0.1:{listener.port}"
    page = (
        f'<link rel="attachment" href="file://{secret}">'
        f'<link rel="stylesheet" href="{address}/a.css">'
        f"<style>@import url({address}/b.css); @import url(file://{style});"
        f"@font-face{{font-family:x;src:url({address}/f.woff)}}"
        f"p{{background:url({address}/c.png);font-family:x}}</style>"
        f'<img src="{address}/d.png"><img src="file://{secret}">'
        f'<object data="file://{secret}"></object>'
        '<img src="http://169.254.169.254/latest/meta-data/">'
        f'<svg><image href="{address}/e.png"/></svg><p>文</p>'
    )
    content = pdf_from_html(page, identifier="x")
    reader = PdfReader(BytesIO(content))
    assert not reader.attachments
    assert b"MARK-OF-A-SECRET" not in content
    assert listener.hits == 0


def test_the_listener_of_that_test_does_notice_a_connection(
    listener: Listener,
) -> None:
    socket.create_connection(("127.0.0.1", listener.port)).close()
    for _ in range(40):
        if listener.hits:
            break
        threading.Event().wait(0.05)
    assert listener.hits == 1


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://127.0.0.1/", "ftp://127.0.0.1/x"]
)
def test_the_fetcher_refuses_every_address_but_embedded_data(address: str) -> None:
    with pytest.raises(ValueError, match="disallowed"):
        locked_fetcher().fetch(address)
    assert locked_fetcher().fetch("data:text/plain,ok").read() == b"ok"


def test_the_same_document_gives_the_same_bytes() -> None:
    first = pdf_document(small_document(), identifier="abc")
    assert first == pdf_document(small_document(), identifier="abc")


def glyph_numbers(reader: PdfReader) -> Iterator[int]:
    """Every glyph drawn on any page, pictures included."""
    for page in reader.pages:
        streams = [page.get_contents()]
        resources = page["/Resources"].get_object()
        for form in resources.get("/XObject", {}).values():
            streams.append(ContentStream(form.get_object(), reader))
        for stream in streams:
            assert stream is not None
            for operands, operator in ContentStream(stream, reader).operations:
                if operator not in (b"Tj", b"TJ"):
                    continue
                parts = operands[0] if operator == b"TJ" else operands
                for part in parts if isinstance(parts, (list, ArrayObject)) else ():
                    raw = getattr(part, "original_bytes", b"")
                    yield from (
                        int.from_bytes(raw[at : at + 2], "big")
                        for at in range(0, len(raw), 2)
                    )


def test_no_character_is_drawn_as_an_empty_box() -> None:
    reader = PdfReader(BytesIO(pdf_document(small_document(), identifier="abc")))
    glyphs = list(glyph_numbers(reader))
    assert len(glyphs) > 100
    assert MISSING.isdisjoint(glyphs)
    shown = "".join(page.extract_text() for page in reader.pages)
    assert "\ufffd" not in shown
    assert "a<b&c" in shown


def test_an_unknown_character_is_found_by_the_check_above() -> None:
    page = pdf_from_html("<p>\U0010fffd\u0378</p>", identifier="x")
    assert MISSING.intersection(glyph_numbers(PdfReader(BytesIO(page))))


def test_missing_fonts_are_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "font_folders", lambda: [tmp_path])
    fonts._installed_faces.cache_clear()
    try:
        with pytest.raises(MissingFontsError, match=r"缺少中文字体.*fonts-noto-cjk"):
            pdf_document(small_document(), identifier="x")
    finally:
        fonts._installed_faces.cache_clear()
