"""The public reads, searches and cites standards, with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, PHONE, Open
from tests.browser.served import PILOT, Served
from tests.browser.watching import barriers, latin_words, too_wide

pytestmark = pytest.mark.browser

READING = f"/standards/{PILOT}/FW301/"
SEARCH = "/standards/search/?q=受理"


@pytest.mark.parametrize(
    ("role", "address", "quotes_texts"),
    [
        ("", "/standards/tree/", False),
        ("", "/standards/search/", False),
        ("", SEARCH, True),
        ("", "/standards/search/?q=查无此词", False),
        ("", "/standards/?on=2021-02-01", False),
        ("liaison", "/workbench/standards/search/?q=受理", True),
    ],
)
def test_a_page_is_whole(
    open_page: Open, role: str, address: str, quotes_texts: bool
) -> None:
    page = open_page(address, role)
    # Terms of a standard have their English names.
    assert quotes_texts or latin_words(page) == []
    assert barriers(page) == []
    assert too_wide(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert too_wide(page) == []


def test_a_standard_is_read_without_barriers(open_page: Open) -> None:
    page = open_page(READING)
    expect(page.locator(".side-contents a").first).to_be_visible()
    assert barriers(page) == []
    assert too_wide(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    expect(page.locator(".side-contents")).to_be_hidden()
    expect(page.locator(".standard-text .contents")).to_be_visible()
    assert too_wide(page) == []


def test_a_search_leads_to_the_marked_clause(open_page: Open) -> None:
    page = open_page("/standards/")
    page.get_by_role("searchbox", name="检索标准").fill("不应推诿")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("不应推诿")
    page.locator(".search-clauses a").first.click()
    page.wait_for_url(re.compile(r"edition=\d+#c-"))
    anchor = page.url.partition("#")[2]
    expect(page.locator(f'[id="{anchor}"]')).to_be_in_viewport()
    expect(page.locator(f'[id="{anchor}"]')).to_contain_text("不应推诿")


def test_citations_and_links_are_copied_with_the_keyboard(
    site: Served, chromium: Browser
) -> None:
    with chromium.new_context(
        viewport=DESKTOP,  # type: ignore[arg-type]
        locale="zh-CN",
        permissions=["clipboard-read", "clipboard-write"],
    ) as context:
        page = context.new_page()
        page.goto(f"{site.address}{READING}")

        def copied() -> str:
            expect(page.locator("[data-copied]")).to_contain_text("已复制")
            return str(page.evaluate("navigator.clipboard.readText()"))

        page.get_by_role("button", name="复制引用").first.focus()
        page.keyboard.press("Enter")
        whole = copied()
        assert re.fullmatch(r"《.+》JYSJZ FW 301—2021", whole)
        opener = page.get_by_role("button", name="引用 4.2", exact=True)
        opener.focus()
        page.keyboard.press("Enter")
        expect(opener).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("[data-copied]")).to_contain_text("，4.2")
        assert copied() == f"{whole}，4.2"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("[data-copied]")).to_contain_text("http")
        link = copied()
        page.keyboard.press("Escape")
        expect(opener).to_have_attribute("aria-expanded", "false")
        page.goto(link)
        anchor = link.partition("#")[2]
        expect(page.locator(f'[id="{anchor}"]')).to_be_in_viewport()
