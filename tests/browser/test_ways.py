"""The ways people take: signing in, finding, filtering, opening a number."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Open, sign_in
from tests.browser.served import AS_OF, PILOT, Served, manage

pytestmark = pytest.mark.browser

HOMES = {
    "office": ("/workbench/", "工作台"),
    "liaison": ("/workbench/", "工作台"),
    "leader": ("/workbench/", "工作台"),
    "expert": ("/workbench/", "工作台"),
    "leadership": ("/dashboard/", "领导驾驶舱"),
    "auditor": ("/audit/", "审计"),
}


@pytest.fixture
def stranger(site: Served, chromium: Browser) -> Iterator[Page]:
    """A page of somebody who has not signed in."""
    with chromium.new_context(locale="zh-CN") as context:
        yield context.new_page()


@pytest.mark.parametrize("role", HOMES)
def test_signing_in_leads_to_the_home_of_the_role(
    stranger: Page, site: Served, role: str
) -> None:
    address, heading = HOMES[role]
    sign_in(stranger, site, role, site.password)
    stranger.wait_for_url(f"{site.address}{address}")
    assert heading in stranger.title()
    expect(stranger.locator("main h1")).to_be_visible()


def test_a_wrong_password_is_told_and_the_name_is_kept(
    stranger: Page, site: Served
) -> None:
    sign_in(stranger, site, "expert", "not-the-password")
    expect(stranger.get_by_text("用户名或密码不正确")).to_be_visible()
    expect(stranger.get_by_label("用户名")).to_have_value("expert")
    expect(stranger.get_by_label("密码")).to_have_value("")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(
    stranger: Page, site: Served
) -> None:
    stranger.goto(f"{site.address}/workbench/coverage/")
    stranger.get_by_label("用户名").fill("expert")
    stranger.get_by_label("密码").fill(site.password)
    stranger.get_by_role("button", name="登录").click()
    stranger.wait_for_url("**/workbench/coverage/")
    expect(stranger.locator("h1")).to_contain_text("没有权限")


def test_signing_out_closes_the_workbench(open_page: Open, site: Served) -> None:
    page = open_page("/accounts/sign-in/")
    sign_in(page, site, "leader", site.password)
    page.wait_for_url("**/workbench/")
    page.locator("header .dropdown-toggle, header [data-bs-toggle=dropdown]").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(f"{site.address}/")
    page.goto(f"{site.address}/workbench/")
    assert "/accounts/sign-in/" in page.url


def test_the_tree_finds_a_standard_and_opens_it(open_page: Open) -> None:
    page = open_page("/workbench/standards/tree/?q=最低生活保障", "expert")
    link = page.locator("main a[href*='/workbench/standards/']:visible").filter(
        has_text="最低生活保障"
    )
    title = link.first.inner_text()
    link.first.click()
    page.wait_for_url(re.compile(r"/workbench/standards/\d+/$"))
    assert title in page.locator("main h1").inner_text()


def column(page: Page, label: str) -> list[str]:
    return page.locator(f"tbody td[data-label='{label}']").all_inner_texts()


def test_filters_and_search_stay_in_the_address(open_page: Open) -> None:
    page = open_page("/workbench/standards/", "office")
    assert len(set(column(page, "分体系"))) > 1
    page.locator("summary").filter(has_text="分体系").click()
    page.get_by_role("checkbox", name="岗位工作", exact=True).check()
    page.get_by_role("button", name="应用").locator("visible=true").click()
    page.wait_for_url("**subsystem=*")
    expect(page.locator(".filter-chip")).to_have_count(1)
    assert set(column(page, "分体系")) == {"岗位工作"}
    page.reload()
    assert set(column(page, "分体系")) == {"岗位工作"}
    page.locator(".filter-chip").click()
    page.wait_for_url(lambda url: "subsystem" not in url)
    assert len(set(column(page, "分体系"))) > 1


def test_a_header_sorts_and_the_next_page_goes_on(open_page: Open) -> None:
    page = open_page("/workbench/standards/", "office")
    page.get_by_role("link", name="体系编号").click()
    page.wait_for_url("**sort=code*")
    codes = column(page, "体系编号")
    assert codes == sorted(codes)
    assert len(codes) == 50
    page.get_by_role("link", name="第 2 页").click()
    page.wait_for_url("**page=2*")
    following = column(page, "体系编号")
    assert following == sorted(following)
    assert codes[-1] < following[0]


def test_an_export_holds_what_the_list_shows(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/workbench/findings/?is_overdue=1", "leadership")
    shown = column(page, "编号")
    assert shown
    with page.expect_download() as coming:
        page.get_by_role("link", name="导出 Excel").click()
    file = tmp_path / "export.xlsx"
    coming.value.save_as(file)
    assert "演示数据" in coming.value.suggested_filename
    book = load_workbook(file)
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    flat = [value for row in cells for value in row if value is not None]
    assert set(shown) <= set(flat)
    assert any("演示数据" in str(value) for value in flat)
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV").click()
    text = Path(coming.value.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["编号"] for row in rows][: len(shown)] == shown


def test_the_matrix_shows_each_gap_with_its_owner(
    open_page: Open, values: dict[str, dict[str, Any]]
) -> None:
    page = open_page("/workbench/coverage/", "office")
    coverage = values["standard_coverage"]
    text = page.locator("main").inner_text()
    assert percent(coverage) in text
    page.goto(f"{page.url.partition('?')[0]}?gap=1")
    missing = coverage["denominator"] - coverage["numerator"]
    assert page.locator("main tbody tr:has-text('缺口')").count() == missing


@pytest.fixture(scope="session")
def values(site: Served) -> dict[str, dict[str, Any]]:
    """What the ``indicators`` command says of the same records on the same date."""
    said = manage(
        site.folder,
        "indicators",
        *("--pilot", PILOT, "--as-of", AS_OF, "--format", "json"),
    )
    return {value["code"]: value for value in json.loads(said)}


def percent(value: dict[str, Any]) -> str:
    """A rate with two decimals, half up."""
    share = Decimal(100 * value["numerator"]) / Decimal(value["denominator"])
    return f"{share.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def test_the_dashboard_draws_its_charts_and_prints_the_commands_numbers(
    open_page: Open, values: dict[str, dict[str, Any]]
) -> None:
    page = open_page("/dashboard/", "leadership")
    charts = page.locator(".chart")
    assert charts.count() == 3
    for chart in charts.all():
        expect(chart.locator("svg.main-svg").first).to_be_visible()
        assert chart.locator(".trace path, .points path").count() > 0
    for code in ("standard_coverage", "training_participation"):
        assert values[code]["target"]
        card = page.locator(f"main a[href*='/indicators/{code}/']").first
        around = card.locator(
            "xpath=ancestor-or-self::*[.//text()[contains(., '%')]][1]"
        )
        assert percent(values[code]) in around.inner_text()
    missed = [v["name"] for v in values.values() if v["attained"] is False]
    risks = page.locator(".risk-list").inner_text()
    assert missed
    assert [name for name in missed if name not in risks] == []


def test_a_chart_and_its_table_say_the_same(open_page: Open) -> None:
    page = open_page("/dashboard/", "leadership")
    chart = page.locator("[data-chart=domain-data]")
    expect(chart.locator("svg.main-svg").first).to_be_visible()
    card = page.locator(".card").filter(has=chart)
    card.locator("summary").click()
    table = [cell.inner_text() for cell in card.locator("tbody td:nth-child(2)").all()]
    drawn: list[float | None] = page.evaluate(
        "() => document.querySelector('[data-chart=domain-data]').data[0].x"
    )
    assert len(drawn) == len(table) > 1
    printed = [None if cell == "—" else float(cell.rstrip("%")) for cell in table]
    shares = [None if share is None else round(float(share), 2) for share in drawn]
    assert shares in (printed, printed[::-1])


def test_a_number_is_three_clicks_from_its_records(
    open_page: Open, values: dict[str, dict[str, Any]]
) -> None:
    page = open_page("/dashboard/", "leadership")
    page.locator("main a[href*='/indicators/rectification_closure/']").first.click()
    page.wait_for_url("**/indicators/rectification_closure/**")
    closure = values["rectification_closure"]
    assert percent(closure) in page.locator("main").inner_text()
    for label, count in (
        ("分子", closure["numerator"]),
        ("分母", closure["denominator"]),
    ):
        tab = page.locator(".nav-tabs a").filter(has_text=re.compile(rf"^\s*{label}\s"))
        assert int(tab.locator(".tab-count").inner_text()) == count
    page.locator(".nav-tabs a").filter(has_text=re.compile(r"^\s*分母\s")).click()
    page.wait_for_url("**list=denominator*")
    page.locator("td.key-cell a").first.click()
    page.wait_for_url(re.compile(r"/workbench/findings/\d+/$"))
    expect(page.locator("main h1")).to_contain_text("不符合项")


def test_the_public_reads_an_open_standard(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("link", name="标准", exact=True).click()
    page.wait_for_url("**/standards/**")
    link = page.locator("td[data-label='标准名称'] a").first
    title = link.inner_text().strip()
    link.click()
    expect(page.locator("main h1")).to_contain_text(title)
    assert page.get_by_text("公开日期").first.is_visible()


def test_the_keyboard_skips_the_menu(open_page: Open) -> None:
    page = open_page("/workbench/", "office")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_the_tab_key_goes_through_the_menu_into_the_content(open_page: Open) -> None:
    page = open_page("/workbench/standards/", "office")
    places: list[str] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        place = page.evaluate(
            "() => document.activeElement.closest('main, nav, header')?.tagName || ''"
        )
        if not places or places[-1] != place:
            places.append(place)
        if place == "MAIN":
            break
    assert places[-1] == "MAIN"
    assert places.index("HEADER") < places.index("NAV")
    ring = page.evaluate(
        "() => { const look = getComputedStyle(document.activeElement);"
        " return look.outlineStyle !== 'none' || look.boxShadow !== 'none' }"
    )
    assert ring


def test_the_menu_opens_on_a_phone(open_page: Open) -> None:
    page = open_page("/workbench/", "liaison", viewport=PHONE)
    menu = page.locator("#navigation")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="打开或收起菜单").click()
    expect(menu).to_be_visible()
    menu.get_by_role("link", name="指标").click()
    page.wait_for_url("**/workbench/indicators/")
