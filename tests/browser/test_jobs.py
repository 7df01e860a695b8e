"""标准汇编 from a click to the bound PDF: the page of the job follows by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import PHONE, Open
from tests.browser.served import PILOT, Served, manage
from tests.browser.watching import barriers, latin_words, too_wide

pytestmark = pytest.mark.browser


def look(page: Page) -> None:
    """The page is Chinese, within its width and free of barriers."""
    assert latin_words(page) == []
    assert too_wide(page) == []
    assert barriers(page) == []


def test_a_volume_is_bound_in_the_background(
    open_page: Open, site: Served, tmp_path: Path
) -> None:
    page = open_page(f"/workbench/standards/collection/?pilot={PILOT}", "office")
    plan = page.locator("#plan")
    expect(plan).to_contain_text("项标准，约")
    look(page)
    whole = plan.locator("h2").inner_text()
    page.get_by_label("范围").select_option("岗位工作")
    expect(plan.locator("h2")).not_to_have_text(whole)

    page.get_by_role("button", name="生成汇编").click()
    page.wait_for_url("**/workbench/jobs/*/")
    job = page.locator("#job")
    expect(job).to_contain_text("排队")
    expect(job).to_contain_text("后台进程没有运行")
    look(page)

    manage(site.folder, "run_jobs", "--until-empty")
    # Without a reload: the page asks again by itself.
    expect(job).to_contain_text("完成", timeout=30_000)
    look(page)
    with page.expect_download() as coming:
        job.get_by_role("link", name="下载").click()
    assert coming.value.suggested_filename.startswith("标准汇编_岗位工作_")
    file = tmp_path / "volume.pdf"
    coming.value.save_as(file)
    pages = PdfReader(file).pages
    assert "标准汇编" in pages[0].extract_text().replace(" ", "")
    assert len(pages) > 8

    page.goto(f"{site.address}/workbench/jobs/")
    page.set_viewport_size(PHONE)
    look(page)
