"""Every kind of page is whole: Chinese, calm, within its width, free of barriers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Open
from tests.browser.watching import USER_NAMES, barriers, latin_words, too_wide

pytestmark = pytest.mark.browser

# Who looks at what. An address with “→” is a list, whose first record is opened
# instead; what follows is a page of that record.
PAGES = (
    ("", "/"),
    ("", "/standards/"),
    ("", "/standards/ →"),
    ("", "/accounts/sign-in/"),
    ("office", "/workbench/"),
    ("liaison", "/workbench/"),
    ("leader", "/workbench/"),
    ("expert", "/workbench/"),
    ("leadership", "/dashboard/"),
    ("auditor", "/audit/"),
    ("office", "/workbench/indicators/"),
    ("liaison", "/workbench/indicators/"),
    ("office", "/workbench/indicators/training_participation/"),
    ("office", "/workbench/indicators/transfer_timeliness/"),
    ("liaison", "/workbench/indicators/satisfaction_rate/"),
    ("office", "/workbench/standards/tree/"),
    ("office", "/workbench/standards/"),
    ("expert", "/workbench/standards/ →"),
    ("office", "/workbench/standards/ →"),
    ("office", "/workbench/standards/laws/"),
    ("office", "/workbench/standards/laws/ →"),
    ("office", "/workbench/standards/notes/"),
    ("office", "/workbench/standards/products/"),
    ("office", "/workbench/standards/sections/"),
    ("office", "/workbench/standards/collection/"),
    ("office", "/workbench/standards/new/"),
    ("office", "/workbench/standards/search/?q=时限"),
    ("office", "/workbench/standards/check-rules/"),
    ("office", "/workbench/projects/"),
    ("office", "/workbench/projects/ →"),
    ("office", "/workbench/projects/board/"),
    ("office", "/workbench/projects/new/"),
    ("office", "/workbench/projects/rules/"),
    ("expert", "/workbench/reviews/"),
    ("expert", "/workbench/reviews/ →"),
    ("liaison", "/workbench/notices/"),
    ("office", "/workbench/jobs/"),
    ("office", "/workbench/periodic-reviews/"),
    ("office", "/workbench/standards/validity/"),
    ("", "/standards/tree/"),
    ("", "/standards/search/?q=时限"),
    ("", "/consultations/"),
    ("", "/help/"),
    ("office", "/help/writing/"),
    ("office", "/workbench/coverage/"),
    ("office", "/workbench/coverage/steps/"),
    ("office", "/workbench/coverage/steps/ →"),
    ("office", "/workbench/coverage/steps/ → links/"),
    ("office", "/workbench/coverage/steps/sheet/"),
    ("office", "/workbench/standards/ → links/"),
    ("office", "/workbench/coverage/gaps/"),
    ("liaison", "/workbench/coverage/gaps/"),
    ("office", "/workbench/coverage/gaps/ →"),
    ("office", "/workbench/coverage/gaps/ → edit/"),
    ("office", "/workbench/coverage/gaps/new/"),
    ("office", "/workbench/coverage/gaps/analyse/"),
    ("office", "/workbench/coverage/gaps/settle/"),
    ("office", "/workbench/implementation/plans/"),
    ("liaison", "/workbench/implementation/plans/"),
    ("office", "/workbench/implementation/plans/ →"),
    ("office", "/workbench/implementation/plans/ → add/"),
    ("office", "/workbench/implementation/plans/duties/"),
    ("office", "/workbench/implementation/plans/generate/"),
    ("office", "/workbench/implementation/rates/"),
    ("liaison", "/workbench/implementation/rates/"),
    ("office", "/workbench/implementation/draws/"),
    ("office", "/workbench/implementation/draws/ →"),
    ("office", "/workbench/implementation/draws/new/"),
    ("office", "/workbench/implementation/checks/"),
    ("office", "/workbench/implementation/checks/ →"),
    ("liaison", "/workbench/implementation/checks/"),
    ("office", "/workbench/implementation/checks/new/"),
    ("", "/draws/"),
    ("", "/draws/jy-assistance-2020/CC2021-01/"),
    ("office", "/workbench/publication/"),
    ("office", "/workbench/publication/ →"),
    ("office", "/workbench/publication/ → record/"),
    ("office", "/workbench/promotions/"),
    ("office", "/workbench/promotions/ →"),
    ("office", "/workbench/promotions/board/"),
    ("office", "/workbench/promotions/propose/"),
    ("leadership", "/dashboard/trends/"),
    ("office", "/workbench/indicators/standard_coverage/trend/"),
    ("office", "/workbench/training/post-standards/"),
    ("office", "/workbench/imports/tables/implementation_plans/"),
    ("liaison", "/workbench/implementation/"),
    ("office", "/workbench/implementation/ →"),
    ("liaison", "/workbench/implementation/choose/"),
    ("liaison", "/workbench/implementation/unfiled/"),
    ("office", "/workbench/implementation/verification/"),
    ("office", "/workbench/implementation/verification/ →"),
    ("liaison", "/workbench/implementation/imports/"),
    ("office", "/workbench/implementation/imports/new/"),
    ("office", "/workbench/rules/"),
    ("office", "/workbench/rules/ →"),
    ("office", "/workbench/calendar/"),
    ("office", "/workbench/training/"),
    ("office", "/workbench/training/ →"),
    ("office", "/workbench/training/posts/"),
    ("office", "/workbench/training/posts/ →"),
    ("office", "/workbench/training/staff/"),
    ("liaison", "/workbench/training/staff/ →"),
    ("office", "/workbench/training/sign-ins/"),
    ("office", "/workbench/training/sign-ins/ →"),
    ("office", "/workbench/training/exemptions/"),
    ("office", "/workbench/surveys/"),
    ("office", "/workbench/surveys/ →"),
    ("office", "/workbench/surveys/sheets/"),
    ("liaison", "/workbench/surveys/sheets/ →"),
    ("liaison", "/workbench/self-evaluation/"),
    ("office", "/workbench/self-evaluation/ →"),
    ("leader", "/workbench/findings/"),
    ("office", "/workbench/findings/ →"),
    ("office", "/workbench/programme/"),
    ("office", "/workbench/programme/tasks/"),
    ("office", "/workbench/programme/tasks/ →"),
    ("office", "/workbench/units/"),
    ("office", "/workbench/imports/"),
    ("office", "/workbench/imports/ →"),
    ("leadership", "/reports/"),
    ("leadership", "/reports/ →"),
    ("expert", "/accounts/password/"),
)


def _records_of(address: str) -> str:
    """Where the records of a list lie: beside the work list of what waits."""
    return address.removesuffix("verification/")


def follow(page: Page, address: str) -> None:
    """Open the first record of the list that is shown."""
    for link in page.locator(f"main tbody a[href^='{_records_of(address)}']").all():
        href = link.get_attribute("href") or ""
        if "?" not in href and href != address:
            page.goto(urljoin(page.url, href))
            return
    raise AssertionError(f"{address} links to no record")


@pytest.mark.parametrize(
    ("role", "address"), PAGES, ids=[f"{r or 'public'} {a}" for r, a in PAGES]
)
def test_a_page_is_whole(
    open_page: Open, tmp_path: Path, role: str, address: str
) -> None:
    path, arrow, further = address.partition(" →")
    page = open_page(path, role)
    if arrow:
        follow(page, path)
    if further:
        page.goto(urljoin(page.url, further.strip()))
    found = {
        "foreign words": latin_words(page, USER_NAMES if role == "auditor" else set()),
        "barriers": barriers(page),
        "too wide for a desk": too_wide(page),
    }
    name = f"{role}{address}".replace("/", "-").replace(" →", "one").replace(" ", "-")
    page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    if page.locator(".chart").count():
        page.wait_for_timeout(1000)  # Plotly draws anew after a while
    found["too wide for a phone"] = too_wide(page)
    page.screenshot(path=tmp_path / f"{name}-phone.png", full_page=True)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    assert page.locator("main h1").count() == 1
    assert page.get_by_text("演示数据：").first.is_visible()
    assert {check: what for check, what in found.items() if what} == {}


def test_a_wrong_address_and_a_closed_page_are_told_in_chinese(open_page: Open) -> None:
    for role, address, told in (
        ("", "/no-such-page/", "没有找到"),
        ("expert", "/no-such-page/", "没有找到"),
        ("expert", "/workbench/findings/", "没有权限"),
        ("auditor", "/workbench/standards/laws/", "没有权限"),
        ("expert", "/admin/", "没有权限"),
    ):
        page = open_page(address, role)
        assert told in page.locator("h1").inner_text()
        assert latin_words(page) == []
        assert barriers(page) == []
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert too_wide(page) == []


def test_the_content_administration_speaks_chinese_and_asks_nobody_else(
    open_page: Open, tmp_path: Path
) -> None:
    page = open_page("/admin/", "office")
    assert latin_words(page, USER_NAMES) == []
    page.get_by_role("link", name="编辑门户首页").click()
    page.wait_for_url("**/edit/")
    page.screenshot(path=tmp_path / "administration.png")
    assert latin_words(page, USER_NAMES) == []
