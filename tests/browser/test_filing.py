"""A liaison files a record with photos on a phone; the office verifies it at a desk,
and records a check with photos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.cast import Cast, copied
from tests.browser.conftest import PHONE
from tests.browser.served import Served, served
from tests.browser.watching import Watch, barriers, latin_words, too_wide

pytestmark = pytest.mark.browser

CODE, CLAUSE = "FW302", "6.2.1"
WORDS = "抽查转办单 20 份，均已留存。"


@pytest.fixture(scope="module")
def own_site(
    site: Served, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A copy of the demonstration: a verified record would change its numbers."""
    folder = copied(site.folder, tmp_path_factory.mktemp("filing") / "site")
    with served(folder) as running:
        yield running


@pytest.fixture
def cast(chromium: Browser, own_site: Served, tmp_path: Path) -> Iterator[Cast]:
    """The people of the demonstration; nothing may go wrong on any of their pages."""
    made = Cast(chromium, own_site, Watch(own_site.address))
    yield made
    for who, page in made.pages.items():
        page.screenshot(path=tmp_path / f"{who}.png", full_page=True)
        page.context.close()
    assert made.watch.problems == []


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Two photos of different content."""
    paths = [tmp_path / "转办单.jpg", tmp_path / "台账.jpg"]
    for path, colour in zip(paths, ("navy", "teal"), strict=True):
        Image.new("RGB", (800, 600), colour).save(path)
    return paths


def whole(page: Page) -> None:
    """The page is Chinese, within its width and free of barriers."""
    assert latin_words(page) == []
    assert too_wide(page) == []
    assert barriers(page) == []


def test_a_record_is_filed_on_a_phone_and_verified_at_a_desk(
    cast: Cast, photos: list[Path]
) -> None:
    phone = cast.page("liaison")
    phone.set_viewport_size(PHONE)  # type: ignore[arg-type]
    phone.goto(f"{cast.site.address}/workbench/implementation/choose/?q={CODE}")
    phone.get_by_role("link", name=CODE, exact=True).click()
    # On a narrow screen the clauses are folded away until they are wanted.
    clause = phone.locator(f"input[name=clauses][value='{CLAUSE}']")
    expect(clause).to_be_hidden()
    phone.get_by_role("heading", name="条款").click()
    phone.get_by_label("在条款中查找").fill("转办单，连同")
    clause.check()
    expect(phone.get_by_text("已选 1 条")).to_be_visible()
    phone.get_by_text("检查", exact=True).first.click()
    phone.get_by_role("textbox", name="说明").fill(WORDS)
    phone.locator("[data-files]").set_input_files(photos[:1])
    phone.locator("[data-camera]").set_input_files(photos[1:])
    expect(phone.locator("[data-previews] li")).to_have_count(2)
    phone.get_by_role("button", name="移除 台账.jpg").click()
    expect(phone.locator("[data-previews] li")).to_have_count(1)
    whole(phone)
    phone.locator(".filing-buttons").get_by_role("button", name="填报").click()
    expect(phone.get_by_text("已填报，等标准化办公室核实")).to_be_visible()
    whole(phone)
    address = phone.url

    office = cast.page("office")
    office.goto(
        f"{cast.site.address}/workbench/implementation/verification/?q={WORDS[:6]}"
    )
    expect(office.get_by_label("全选本页")).to_be_visible()
    whole(office)
    office.goto(address)
    expect(
        office.get_by_text("连同申请受理单和申请材料一并转交责任部门")
    ).to_be_visible()
    picture = office.locator(".evidence-list img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    whole(office)
    office.get_by_role("button", name="核实", exact=True).click()
    expect(office.get_by_text("已核实“")).to_be_visible()


def test_a_check_is_recorded_with_photos_and_its_page_shows_them(
    cast: Cast, tmp_path: Path, photos: list[Path]
) -> None:
    fake = tmp_path / "假的.pdf"
    fake.write_bytes(b"not a document")
    page = cast.page("office")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{cast.site.address}/workbench/implementation/checks/?state=逾期未检查")
    page.locator("a[href*='/checks/']", has_text="JC").first.click()
    page.get_by_role("link", name="登记检查结果").click()
    page.locator("[data-files]").set_input_files([photos[0], fake])
    page.get_by_role("textbox", name="检查情况").fill(WORDS)
    whole(page)
    page.get_by_role("button", name="保存结果").click()
    # The result lacks its clause: the words and the good file are kept.
    expect(page.get_by_text("请填写检查的条款")).to_be_visible()
    expect(page.get_by_text("内容不是 pdf 文件")).to_be_visible()
    expect(page.get_by_role("textbox", name="检查情况")).to_have_value(WORDS)
    page.get_by_role("textbox", name="检查的条款").fill("5.2")
    page.get_by_text("查资料", exact=True).click()
    page.get_by_text("部分符合", exact=True).click()
    page.locator("[data-camera]").set_input_files(photos[1])
    whole(page)
    page.get_by_role("button", name="保存结果").click()
    expect(page.get_by_text("已登记检查")).to_be_visible()
    expect(page.locator(".is-editing > li")).to_have_count(2)
    page.get_by_text("改名、有效期").first.click()
    whole(page)
    page.get_by_role("textbox", name="名称").first.fill("转办单台账")
    page.locator(".evidence-end").get_by_role("button").click()
    expect(page.locator(".evidence-title").first).to_have_text("转办单台账")
    page.get_by_role("button", name="移除 台账", exact=True).click()
    expect(page.locator(".is-editing > li")).to_have_count(1)
    page.get_by_role("link", name="ZG").first.click()
    page.locator("dd").get_by_role("link", name="JC").click()
    expect(page.get_by_role("heading", name="佐证材料")).to_be_visible()


def test_a_fake_file_is_told_and_the_draft_is_kept(
    cast: Cast, tmp_path: Path, photos: list[Path]
) -> None:
    fake = tmp_path / "假的.pdf"
    fake.write_bytes(b"not a document")
    page = cast.page("liaison")
    page.goto(f"{cast.site.address}/workbench/implementation/choose/?q={CODE}")
    page.get_by_role("link", name=CODE, exact=True).click()
    page.get_by_role("textbox", name="说明").fill(WORDS)
    page.locator("[data-files]").set_input_files([fake, photos[0]])
    page.locator(".filing-buttons").get_by_role("button", name="填报").click()
    expect(page.get_by_text("内容不是 pdf 文件")).to_be_visible()
    expect(page.get_by_role("textbox", name="说明")).to_have_value(WORDS)
    expect(page.locator(".evidence-list.is-editing li")).to_have_count(1)
    assert too_wide(page) == []
    assert barriers(page) == []
