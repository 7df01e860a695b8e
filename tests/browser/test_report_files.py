"""The acceptance report: built by a click, opened as it is sent."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Open, sign_in
from tests.browser.served import Served

pytestmark = pytest.mark.browser

# Not the date of the report that is there already.
DAY = "2021-09-30"


def downloaded(page: Page, ending: str, folder: Path) -> Path:
    with page.expect_download() as coming:
        page.locator(f"main a[href$='/{ending}/']").first.click()
    assert coming.value.suggested_filename.endswith(f".{ending}")
    file = folder / f"report.{ending}"
    coming.value.save_as(file)
    return file


def test_a_report_is_built_and_opens_as_pdf_and_word(
    open_page: Open, tmp_path: Path
) -> None:
    page = open_page("/reports/", "office")
    page.get_by_label("数据截至").locator("visible=true").last.fill(DAY)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/reports/*/")
    expect(page.get_by_text("已就绪")).to_be_visible()
    assert "演示数据" in page.locator("main").inner_text()

    pdf = PdfReader(downloaded(page, "pdf", tmp_path))
    text = "".join(sheet.extract_text() for sheet in pdf.pages)
    assert len(pdf.pages) > 10
    for words in ("标准覆盖率", "演示数据", "2021年9月30日", "未达到"):
        assert words in text

    word = docx.Document(str(downloaded(page, "docx", tmp_path)))
    paragraphs = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert word.tables
    for words in ("标准覆盖率", "2021年9月30日"):
        assert words in paragraphs

    page.goto(page.url.rsplit("/", 2)[0] + "/")
    expect(page.locator("main tbody tr").first).to_contain_text(DAY)


def test_the_leadership_reads_reports_and_cannot_build_one(
    open_page: Open, site: Served
) -> None:
    # A session of its own: the date of a report stays chosen in it.
    page = open_page("/accounts/sign-in/")
    sign_in(page, site, "leadership", site.password)
    page.wait_for_url("**/dashboard/")
    page.goto(f"{site.address}/reports/")
    assert page.locator("main form").count() == 0
    page.locator("main a[href^='/reports/']").first.click()
    page.wait_for_url("**/reports/*/")
    figure = page.locator("main a[href*='/workbench/indicators/']").first
    figure.click()
    page.wait_for_url(re.compile(r"/workbench/indicators/[a-z_]+/\?.*as_of=2021-"))
