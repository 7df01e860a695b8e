"""No English is left on the screens of the content administration."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import wagtail
from django.conf import settings
from django.test import Client
from django.utils.translation.trans_real import DjangoTranslation

from accounts.models import User
from home.models import PortalPage
from tests.factories import Cast

SignedIn = Callable[[User], Client]

WAGTAIL = Path(wagtail.__file__).parent
CATALOGUES = (
    "admin/locale",
    "locale",
    "users/locale",
    "documents/locale",
    "images/locale",
    "snippets/locale",
    "search/locale",
    "sites/locale",
)
OWN = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES"

# Names of things that have no Chinese name, an example address, user names of the
# cast, and "None" inside a counter that is hidden while there is nothing to count.
ALLOWED = re.compile(
    r"JavaScript|Excel|CSV|https?://\S+|None"
    r"|office|liaison|other-liaison|leadership|leader|expert|auditor|admin"
)
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-w-tooltip-content-value")
SILENT = ("script", "style", "code", "svg", "template")


class _Texts(HTMLParser):
    """Collects what people read or hear of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in SILENT:
            self._silent.append(tag)
        self.found += [values[name] or "" for name in SPOKEN if name in values]
        if tag == "input" and values.get("type") in ("submit", "button"):
            self.found.append(values.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data.strip())


def english_of(page: str) -> list[str]:
    """Texts of ``page`` with an English word that is not allowed."""
    reader = _Texts()
    reader.feed(page)
    return [
        text
        for text in reader.found
        if re.search(r"[A-Za-z]{2,}", ALLOWED.sub("", text))
    ]


def test_the_check_itself_finds_english() -> None:
    assert english_of('<p title="Save">保存</p><b>Go on</b>') == ["Save", "Go on"]
    assert english_of("<script>var word</script><p>导出 CSV</p>") == []


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/pages/",
        "/admin/pages/{page}/",
        "/admin/pages/{page}/edit/",
        "/admin/pages/{page}/history/",
        "/admin/pages/search/?q=%E6%A0%87%E5%87%86",
        "/admin/account/",
        "/admin/reports/site-history/",
    ],
)
@pytest.mark.parametrize("who", ["office", "admin"])
def test_the_office_reads_chinese_only(
    cast: Cast, signed_in: SignedIn, who: str, address: str
) -> None:
    page = PortalPage.objects.get()
    url = address.format(page=page.pk)
    response = signed_in(getattr(cast, who)).get(url)
    assert response.status_code == 200
    assert english_of(response.content.decode()) == []


@pytest.mark.parametrize(
    "address",
    [
        "/admin/users/",
        "/admin/users/new/",
        "/admin/users/edit/{user}/",
        "/admin/groups/",
    ],
)
def test_the_administrator_reads_chinese_only(
    cast: Cast, signed_in: SignedIn, address: str
) -> None:
    url = address.format(user=cast.liaison.pk)
    response = signed_in(cast.admin).get(url)
    assert response.status_code == 200
    assert english_of(response.content.decode()) == []


def test_what_scripts_print_is_chinese_too(cast: Cast, signed_in: SignedIn) -> None:
    script = signed_in(cast.office).get("/admin/jsi18n/").content.decode()
    catalogue = json.loads(
        re.search(r"const newcatalog = (\{.*?\});\n", script, re.DOTALL)[1]
    )
    assert catalogue["Insert a block"] == "插入内容块"


def message_ids(catalogue: Path) -> Iterator[tuple[str, str]]:
    """``(context, msgid)`` of a .po file, obsolete entries left out."""
    context = ""
    for block in re.split(r"\n\n+", catalogue.read_text("utf-8")):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        fields = re.findall(
            r'^(msgctxt|msgid) ((?:"(?:[^"\\]|\\.)*"\n?)+)',
            "\n".join(lines),
            re.MULTILINE,
        )
        parts = {name: _joined(text) for name, text in fields}
        context = parts.get("msgctxt", "")
        if parts.get("msgid"):
            yield context, parts["msgid"]


def _joined(text: str) -> str:
    return "".join(json.loads(line) for line in text.splitlines())


@pytest.mark.parametrize("domain", ["django", "djangojs"])
@pytest.mark.parametrize("folder", CATALOGUES)
def test_every_text_of_wagtail_has_a_translation(folder: str, domain: str) -> None:
    source = WAGTAIL / folder / "en" / "LC_MESSAGES" / f"{domain}.po"
    if not source.exists():
        assert domain == "djangojs"
        return
    known = DjangoTranslation(
        "zh-hans",
        domain=domain,
        localedirs=[str(WAGTAIL / folder)] if domain == "djangojs" else None,
    )._catalog
    wanted = [f"{c}\x04{m}" if c else m for c, m in message_ids(source)]
    assert wanted or folder == "search/locale"
    missing = [m for m in wanted if not (known.get(m) or known.get((m, 0)))]
    assert missing == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_catalogue_is_that_of_the_source(domain: str) -> None:
    with (OWN / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    ids = {key[0] if isinstance(key, tuple) else key for key in compiled}
    assert {message for _, message in message_ids(OWN / f"{domain}.po")} == ids - {""}


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_a_translation_keeps_the_placeholders(domain: str) -> None:
    with (OWN / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    lost = []
    for key, text in compiled.items():
        source = key[0] if isinstance(key, tuple) else key
        if isinstance(key, str) and key:
            holders = set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", source))
            if holders != set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text)):
                lost.append((source, text))
    assert lost == []
