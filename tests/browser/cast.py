"""Several people at one site, each with a browser of their own."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Browser, Download, Page
from pypdf import PdfReader

from tests.browser.conftest import DESKTOP
from tests.browser.served import Served
from tests.browser.watching import Watch

DATABASE = "zhunsheng.db"


class Cast:
    """Everybody with a browser of their own, and the page of the project."""

    def __init__(self, chromium: Browser, site: Served, watch: Watch) -> None:
        self.chromium, self.site, self.watch = chromium, site, watch
        self.pages: dict[str, Page] = {}
        self.project = ""

    def page(self, who: str) -> Page:
        """The page of an account, signed in the first time; others are strangers."""
        if who not in self.pages:
            context = self.chromium.new_context(
                viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai"
            )
            self.watch.attach(context)
            page = self.pages[who] = context.new_page()
            page.set_default_timeout(20_000)
            if not who.startswith("stranger"):
                self._sign_in(page, who)
        return self.pages[who]

    def _sign_in(self, page: Page, who: str) -> None:
        """Sign in on the way to the notices: homes take longer to be drawn."""
        page.goto(f"{self.site.address}/workbench/notices/")
        page.get_by_label("用户名").fill(who)
        page.get_by_label("密码").fill(self.site.password)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/workbench/notices/")

    def open(self, who: str, address: str) -> Page:
        """The page of ``who`` at an address of the site."""
        page = self.page(who)
        page.goto(f"{self.site.address}{address}")
        return page

    def at_project(self, who: str) -> Page:
        """The page of ``who`` at the project."""
        return self.open(who, self.project)


def copied(folder: Path, to: Path) -> Path:
    """A copy of a data folder that is in use."""
    ignored = shutil.ignore_patterns(f"{DATABASE}*", "*.log", "*.lock")
    shutil.copytree(folder, to, ignore=ignored)
    with (
        closing(sqlite3.connect(folder / DATABASE)) as source,
        closing(sqlite3.connect(to / DATABASE)) as target,
    ):
        source.backup(target)
    return to


def press(page: Page, label: str) -> None:
    """Press the button that sends the form of the page."""
    page.locator("main").get_by_role("button", name=label, exact=True).click()


def follow(page: Page, label: str) -> None:
    """Follow the first link of the page's content with this name."""
    page.locator("main").get_by_role("link", name=label).first.click()


def workbook(download: Download) -> Any:
    """A downloaded workbook; the browser keeps it under a name without ending."""
    return load_workbook(BytesIO(Path(download.path()).read_bytes()))


def text_of(file: Path) -> str:
    """The text of a PDF without the spaces its layout adds."""
    pages = (page.extract_text() for page in PdfReader(file).pages)
    return re.sub(r"\s", "", "".join(pages))
