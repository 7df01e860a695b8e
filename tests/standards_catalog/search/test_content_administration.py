"""The search of the content administration finds words inside Chinese titles."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from accounts.models import User
from standards_catalog.authoring.services import open_draft, replace_text
from standards_catalog.search.wagtail_backend import SearchBackend
from tests.factories import Cast, make_standard
from tests.standards_catalog.search.records import clause, text_of

SignedIn = Callable[[User], Client]


@pytest.fixture
def titles(cast: Cast) -> None:
    """Two drafts."""
    for title, words in (
        ("政务服务中心服务规范", "窗口应当日登记。"),
        ("应急救助办法", "紧急程序应二十四小时内启动。"),
    ):
        standard = make_standard(cast.pilot, None, title=title, status="制定中")
        page = open_draft(standard=standard, actor=cast.office)
        text = text_of(title, "", clause("要求", words))
        replace_text(page=page, text=text, actor=cast.office, note="测试")


def test_the_backend_is_the_one_in_use() -> None:
    assert isinstance(get_search_backend(), SearchBackend)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("服务规范", ["政务服务中心服务规范"]),
        ("务", ["政务服务中心服务规范"]),
        ("中心 规范", ["政务服务中心服务规范"]),
        ("应急", ["应急救助办法"]),
        ("当日登记", ["政务服务中心服务规范"]),
        ("二十四小时", ["应急救助办法"]),
        ("服务办法", []),
        ("%", []),
    ],
)
def test_pages_are_found_by_any_piece_of_title_and_text(
    query: str, found: list[str], titles: None
) -> None:
    for search in (Page.objects.search, Page.objects.autocomplete):
        assert [page.title for page in search(query)] == found


def test_the_page_search_of_the_administration_finds_a_word_inside(
    titles: None, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.office)
    url = reverse("wagtailadmin_pages:search")
    page = client.get(url, {"q": "服务规范"}).content.decode()
    assert "政务服务中心服务规范" in page
    assert "应急救助办法" not in page


@pytest.mark.parametrize("query", ["服务规范", "中心", "务"])
def test_the_chooser_of_standards_finds_a_word_inside(
    query: str, titles: None, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.office)
    url = reverse("standard_chooser:choose_results")
    page = client.get(url, {"q": query, "pilot": cast.pilot.code}).content.decode()
    assert "政务服务中心服务规范" in page
    assert "应急救助办法" not in page


def test_pictures_are_found_by_a_word_inside_too(db: None) -> None:
    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, "PNG")
    picture = ImageFile(BytesIO(content.getvalue()), name="a.png")
    images = get_image_model().objects
    images.create(title="受理流程示意图", file=picture)
    assert [image.title for image in images.search("流程")] == ["受理流程示意图"]
