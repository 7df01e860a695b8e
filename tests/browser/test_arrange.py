"""The outline of work items put in order with the pointer and with the keyboard, and a
change for many steps from the list to the preview."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Open
from tests.browser.served import PILOT
from tests.browser.watching import barriers, latin_words, too_wide

pytestmark = pytest.mark.browser

OUTLINE = f"/workbench/coverage/steps/arrange/?pilot={PILOT}"


def look(page: Page) -> None:
    """The page is Chinese, within its width and free of barriers."""
    assert latin_words(page) == []
    assert too_wide(page) == []
    assert barriers(page) == []


def names(item: Locator) -> list[str]:
    """The steps of an item from top to bottom."""
    return item.locator(".outline-name").all_inner_texts()


def longest_item(page: Page) -> Locator:
    """An item with at least three steps."""
    items = page.locator(".outline-item")
    for number in range(items.count()):
        if items.nth(number).locator(".outline-step").count() >= 3:
            key = items.nth(number).get_attribute("id")
            item = page.locator(f"#{key}")
            # In the middle of the window: at its edges a dragged row scrolls the page.
            item.evaluate("item => item.scrollIntoView({ block: 'center' })")
            return item
    raise AssertionError("no item with three steps")


def test_a_step_is_moved_by_keyboard_and_back_by_dragging(open_page: Open) -> None:
    page = open_page(OUTLINE, "office")
    look(page)
    item = longest_item(page)
    steps = item.locator(".outline-step")
    before = names(item)
    key = steps.nth(2).get_attribute("id")
    step = page.locator(f"#{key}")
    step.locator("[data-grip]").focus()
    page.keyboard.press("Alt+ArrowUp")
    status = page.locator("#outline").get_by_role("status")
    expect(status).to_contain_text("已调整环节")
    assert names(item)[:3] == [before[0], before[2], before[1]]
    # The focus stays with what was moved, for the next press.
    expect(step.locator("[data-grip]")).to_be_focused()

    grip = step.locator("[data-grip]").bounding_box()
    target = steps.nth(2).bounding_box()
    assert grip and target
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, grip["y"] + 24, steps=4)
    page.mouse.move(grip["x"] + 80, target["y"] + target["height"] - 3, steps=8)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.mouse.up()
    expect(status).to_contain_text("已调整环节")
    assert names(item) == before
    page.reload()
    assert names(item) == before


def test_escape_puts_a_dragged_step_back(open_page: Open) -> None:
    page = open_page(OUTLINE, "office")
    item = longest_item(page)
    before = names(item)
    grip = item.locator(".outline-step [data-grip]").first.bounding_box()
    target = item.locator(".outline-step").nth(2).bounding_box()
    assert grip and target
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 60, target["y"] + target["height"] - 3, steps=8)
    assert names(item) != before
    page.keyboard.press("Escape")
    page.mouse.up()
    assert names(item) == before


def test_chosen_steps_are_changed_after_a_preview(open_page: Open) -> None:
    page = open_page(f"/workbench/coverage/steps/?pilot={PILOT}", "office")
    look(page)
    page.get_by_label("全选本页").check()
    expect(page.locator("[data-pick-count]")).to_have_text("已选 50 个环节")
    page.get_by_role("button", name="批量修改").click()
    look(page)
    page.get_by_label("适用性").select_option("参考")
    page.get_by_role("button", name="看会变什么").click()
    expect(page.get_by_role("heading", name="确认批量修改")).to_be_visible()
    look(page)
    page.set_viewport_size(PHONE)
    look(page)


@pytest.mark.parametrize(
    "address",
    ["arrange/", "new/", "sheet/", "1/", "1/correct/", "1/change/", "1/retire/"],
)
def test_the_pages_fit_a_phone(open_page: Open, address: str) -> None:
    page = open_page(
        f"/workbench/coverage/steps/{address}?pilot={PILOT}", "office", PHONE
    )
    look(page)
