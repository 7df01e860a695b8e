"""The coverage matrix by keyboard, on a phone, on paper, and linked from its panel."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open
from tests.browser.watching import barriers, latin_words, too_wide

pytestmark = pytest.mark.browser

URL = "/workbench/coverage/"
_WHERE = """() => {
  const cell = document.activeElement, row = cell.parentElement;
  return [row.id, [...row.children].indexOf(cell)];
}"""


def where(page: Page) -> tuple[str, int]:
    """The row and the column that have the focus."""
    row, column = page.evaluate(_WHERE)
    return row, column


def in_sight(page: Page) -> bool:
    """Whether the cell with the focus is between the sheet's head and foot."""
    page.wait_for_timeout(200)
    found: bool = page.evaluate(
        """() => {
          const box = document.activeElement.getBoundingClientRect();
          const head = document.querySelector(".matrix thead").getBoundingClientRect();
          const foot = document.querySelector(".matrix-foot").getBoundingClientRect();
          return box.top >= head.bottom - 1 && box.bottom <= foot.top + 1;
        }"""
    )
    return found


def test_the_sheet_is_walked_and_opened_by_keyboard(open_page: Open) -> None:
    page = open_page(URL, "office")
    gaps = page.locator(".matrix tr.gap")
    ids = [row.get_attribute("id") for row in gaps.all()]
    assert ids
    page.keyboard.press("g")
    assert where(page) == (ids[0], 0)
    assert in_sight(page)
    page.keyboard.press("Shift+G")
    assert where(page) == (ids[-1], 0)
    assert in_sight(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert where(page) == (ids[-1], 7)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert where(page)[1] == 0
    page.keyboard.press("PageUp")
    page.keyboard.press("PageDown")
    assert in_sight(page)
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    row, _ = where(page)
    page.keyboard.press("Enter")
    page.locator(".matrix-panel .step-links").wait_for()
    assert latin_words(page) == []
    assert barriers(page) == []
    page.keyboard.press("Escape")
    assert not page.locator(".matrix-panel").evaluate("dialog => dialog.open")
    assert where(page) == (row, 0)
    page.keyboard.press("/")
    assert page.evaluate("() => document.activeElement.id") == "filter-q"
    page.keyboard.press("Escape")
    assert where(page) == (row, 0)


def test_the_sheet_is_one_stop_of_the_tab_key_and_says_what_it_is(
    open_page: Open,
) -> None:
    page = open_page(URL, "liaison")
    stops = page.locator(".matrix :is(td, th, a)").evaluate_all(
        "found => found.filter(each => each.tabIndex === 0).length"
    )
    assert stops == 1
    assert page.get_by_role("grid").count() == 1
    assert page.get_by_role("columnheader", name="岗位工作").is_visible()
    page.keyboard.press("g")
    assert page.get_by_role("rowheader").filter(has=page.locator("a")).count() > 50
    page.keyboard.press("Enter")
    page.locator(".matrix-panel .step-links").wait_for()
    # Who does not belong to the office reads and changes nothing.
    assert page.get_by_role("button", name="保存关联").count() == 0


def test_a_gap_is_closed_from_the_panel_and_the_figures_follow(
    open_page: Open,
) -> None:
    page = open_page(URL, "office")
    before = page.locator("[data-coverage-counts]").inner_text()
    page.keyboard.press("g")
    row, _ = where(page)
    page.keyboard.press("Enter")
    entry = page.locator(".link-entry", has_text="现行").first
    entry.get_by_role("checkbox").check()
    page.get_by_role("button", name="保存关联").click()
    page.get_by_text("已保存关联，覆盖率已按新的关联重算。").wait_for()
    page.keyboard.press("Escape")
    covered, counted = map(int, re.findall(r"\d+", before)[:2])
    after = f"已覆盖 {covered + 1} / {counted} 个环节"
    expect(page.locator("[data-coverage-counts]")).to_have_text(after)
    # The page that was fetched anew stands where it stood.
    expect(page.locator(f"#{row} > :focus")).to_have_count(1)
    # And back again, for the tests that come after.
    page.keyboard.press("Enter")
    page.locator(".link-entry [name=tick]:checked").first.uncheck()
    page.get_by_role("button", name="保存关联").click()
    page.get_by_text("已保存关联，覆盖率已按新的关联重算。").wait_for()


def test_on_a_phone_each_step_is_a_card(open_page: Open, tmp_path: Path) -> None:
    page = open_page(URL, "liaison", viewport=PHONE)
    assert too_wide(page) == []
    card = page.locator(".matrix tbody tr:not(.domain)").first
    assert card.evaluate("row => getComputedStyle(row).display") == "block"
    empty = card.locator("td:empty").first
    assert not empty.is_visible()
    page.screenshot(path=tmp_path / "matrix-phone.png")


def test_on_paper_every_page_has_the_heads_and_the_first_the_date(
    open_page: Open, tmp_path: Path
) -> None:
    page = open_page(f"{URL}?gap=no&as_of=2021-12-31", "office")
    made = tmp_path / "matrix.pdf"
    page.pdf(path=made, prefer_css_page_size=True)
    size = subprocess.run(  # noqa: S603
        ["pdfinfo", str(made)],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert re.search(r"Page size:\s+119\d.* x 84\d", size)
    text = subprocess.run(  # noqa: S603
        ["pdftotext", "-layout", str(made), "-"],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pages = text.rstrip("\f").split("\f")
    assert len(pages) > 1
    assert all("岗位工作" in each and "覆盖情况" in each for each in pages)
    assert "数据截至 2021-12-31" in pages[0]
    assert "演示数据" in pages[0]
    assert "不看缺口" in pages[0]
    assert "保存" not in text
