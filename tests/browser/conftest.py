"""One site and one Chromium for all browser tests, a fresh context for each."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.browser.served import Served, served
from tests.browser.watching import Watch

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
)
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}
_PATIENCE = 60_000

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration, served; its data is shared by all processes of the run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with served(shared / "demonstration-site") as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's headless Chromium, or the one that ``CHROMIUM`` names."""
    found = [p for p in map(shutil.which, _PROGRAMS) if p]
    program = os.environ.get("CHROMIUM") or next(iter(found), None)
    assert program, "没有找到 Chromium；用环境变量 CHROMIUM 指出它的位置"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=list(_SWITCHES)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def keys(site: Served, chromium: Browser) -> Callable[[str], StorageState]:
    """The session of a role, signed in once by the form as a person would."""
    kept: dict[str, StorageState] = {}

    def key_of(role: str) -> StorageState:
        if role not in kept:
            with chromium.new_context() as context:
                page = context.new_page()
                page.set_default_timeout(_PATIENCE)
                sign_in(page, site, role, site.password)
                page.wait_for_url(lambda url: "/accounts/" not in url)
                kept[role] = context.storage_state()
        return kept[role]

    return key_of


def sign_in(page: Page, site: Served, role: str, password: str) -> None:
    """Fill in the form on the sign-in page and send it."""
    page.goto(f"{site.address}/accounts/sign-in/")
    page.get_by_label("用户名").fill(role)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


@pytest.fixture
def open_page(
    site: Served,
    chromium: Browser,
    keys: Callable[[str], StorageState],
    tmp_path: Path,
) -> Iterator[Open]:
    """Open an address as a role (``""``: nobody); nothing may go wrong meanwhile."""
    watch, contexts = Watch(site.address), []

    def opened(address: str, role: str = "", viewport: dict | None = None) -> Page:
        context = chromium.new_context(
            viewport=viewport or DESKTOP,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            storage_state=keys(role) if role else None,
        )
        contexts.append(context)
        watch.attach(context)
        page = context.new_page()
        page.set_default_timeout(_PATIENCE)
        page.goto(f"{site.address}{address}")
        return page

    yield opened
    for number, context in enumerate(contexts):
        for page in context.pages:
            page.screenshot(path=tmp_path / f"left-{number}.png")
        context.close()
    assert watch.problems == []
