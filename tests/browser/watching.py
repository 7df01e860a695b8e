"""Looking at a page: what went wrong on it, and whether it is fit to be used."""

from __future__ import annotations

import json
import re
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    Route,
)

from assessment.indicators.registry import INDICATORS

_AXE = Path(__file__).with_name("axe.min.js")
_AXE_OPTIONS = {"resultTypes": ["violations"]}
# Rows of one table are alike; looking at a thousand of them takes half a minute.
_AXE_PLACES = {"include": ["html"], "exclude": ["tbody tr:nth-child(n+16)"]}
_GRAVE = {"serious", "critical"}

# Reports what the content security policy refused, wherever it happens.
_REPORT_REFUSALS = """
document.addEventListener('securitypolicyviolation', event =>
  console.error(`refused: ${event.effectiveDirective} ${event.blockedURI}`))
"""

# Names of formats and programs that Chinese texts write in Latin letters too.
WORDS = {"excel", "word", "pdf", "csv", "json", "zip", "jpg", "png", "xlsx", "sha", "n"}
# The annex of the report and the package speak of indicators by their codes.
CODES = {indicator.code for indicator in INDICATORS}
# The demonstration's user names, which the audit trail and the administration print.
USER_NAMES = {
    "admin",
    "auditor",
    "expert",
    "leader",
    "leadership",
    "liaison",
    "office",
}
_ADDRESS = re.compile(r"https?://\S+")
# The marker of a list item, also where the text refers to it: 5.2 a).
_MARKER = re.compile(r"(?<![A-Za-z])[a-z](?=[)）])")
_LATIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]*")

# The English name of a standard or term is its own.
_TEXTS = """() => {
  const own = [...document.querySelectorAll('main [lang="en"]')]
  for (const node of own) node.style.visibility = 'hidden'
  const said = [document.title, document.body.innerText]
  for (const node of own) node.style.visibility = ''
  for (const node of document.querySelectorAll('*'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      if (node.hasAttribute(name)) said.push(node.getAttribute(name))
  return said.join('\\n')
}"""

_TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= room) return []
  const scrolls = node => {
    for (let at = node.parentElement; at && at !== document.body; at = at.parentElement)
      if (getComputedStyle(at).overflowX !== 'visible') return true
    return false
  }
  return [...document.body.querySelectorAll('*')]
    .filter(node => node.getBoundingClientRect().right > room + 1 && !scrolls(node))
    .slice(0, 5)
    .map(node => `${node.tagName.toLowerCase()}.${node.className}`
      .replace(/ /g, '.') + ` ${Math.round(node.getBoundingClientRect().right)}px`)
    .concat([`page ${document.documentElement.scrollWidth}px`])
}"""


@dataclass
class Watch:
    """Whatever goes wrong in a browser context, in words."""

    address: str
    problems: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Start watching every page of ``context``; no request leaves the site."""
        context.add_init_script(_REPORT_REFUSALS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(str(error.error)))
        context.on("response", self._response)
        context.on("requestfailed", self._failed)
        context.route(self._is_foreign, self._refuse)

    def _is_foreign(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and not url.startswith(
            f"{self.address}/"
        )

    def _refuse(self, route: Route) -> None:
        self.problems.append(f"asked another host: {route.request.url}")
        route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        # What did not load is told by its response.
        if message.text.startswith("Failed to load resource"):
            return
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.page and message.page.url}: {message.text}")

    def _response(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.problems.append(f"{response.status} {response.url}")

    def _failed(self, request: Request) -> None:
        # A download and a page that is left both end their request early.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.problems.append(f"{request.failure} {request.url}")


def latin_words(page: Page, names: Set[str] = frozenset()) -> list[str]:
    """Words in Latin letters that are no code, number of a standard or user name."""
    text = _MARKER.sub("", _ADDRESS.sub("", page.evaluate(_TEXTS)))
    words = (found.strip("./_-") for found in _LATIN.findall(text))
    return sorted({word for word in words if _is_foreign_word(word)} - names)


def _is_foreign_word(word: str) -> bool:
    is_code = any(sign.isdigit() for sign in word) or word.isupper()
    return not is_code and word.lower() not in WORDS and word not in CODES


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, the page's own width last."""
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found


def barriers(page: Page) -> list[str]:
    """Serious and critical violations that axe finds, with the first elements."""
    # A script tag would be refused by the page's policy; this is not one.
    page.evaluate(f"() => {{ {_AXE.read_text('utf-8')} }}")
    result: dict[str, Any] = page.evaluate(
        f"() => axe.run({json.dumps(_AXE_PLACES)}, {json.dumps(_AXE_OPTIONS)})"
    )
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in result["violations"]
        if violation["impact"] in _GRAVE
        for node in violation["nodes"][:3]
    ]
