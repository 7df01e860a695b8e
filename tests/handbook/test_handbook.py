"""The handbook: complete, open to all, and true to the words on the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from handbook.topics import BY_SLUG, TOPICS, topic_for
from tests.factories import Cast

SignedIn = Callable[[User], Client]

ROOT = Path(apps.get_app_config("home").path).parents[1]
HANDBOOK = Path(apps.get_app_config("handbook").path)
LABEL = re.compile(r'<b class="ui">(.+?)</b>')


def _labels() -> list[tuple[str, str]]:
    pages = sorted(HANDBOOK.glob("templates/**/*.html"))
    return [
        (page.stem, label)
        for page in pages
        if page.parent.name == "topics"
        for label in LABEL.findall(page.read_text("utf-8"))
    ]


@pytest.fixture(scope="module")
def words_of_the_pages() -> str:
    sources = (
        path
        for folder in ("site", "standards_catalog", "assessment", "reports")
        for pattern in ("**/*.html", "**/*.py")
        for path in (ROOT / folder).glob(pattern)
        if HANDBOOK not in path.parents
    )
    return "\n".join(path.read_text("utf-8") for path in sources)


@pytest.mark.parametrize("slug", [topic.slug for topic in TOPICS])
def test_every_topic_can_be_read_without_an_account(db: None, slug: str) -> None:
    response = Client().get(reverse("handbook:topic", args=[slug]))
    page = response.content.decode()
    assert response.status_code == 200
    assert BY_SLUG[slug].title in page
    assert 'aria-current="page"' in page


@pytest.mark.parametrize("slug", [topic.slug for topic in TOPICS])
def test_every_topic_can_be_read_in_the_workbench(
    cast: Cast, signed_in: SignedIn, slug: str
) -> None:
    response = signed_in(cast.liaison).get(reverse("handbook:topic", args=[slug]))
    assert response.status_code == 200
    assert "工作台" in response.content.decode()


def test_the_index_lists_every_topic(db: None) -> None:
    page = Client().get(reverse("handbook:index")).content.decode()
    assert all(reverse("handbook:topic", args=[topic.slug]) in page for topic in TOPICS)


def test_a_topic_that_does_not_exist_is_not_found(db: None) -> None:
    assert Client().get("/help/nothing/").status_code == 404


@pytest.mark.parametrize(("slug", "label"), _labels())
def test_the_words_of_buttons_are_those_on_the_pages(
    words_of_the_pages: str, slug: str, label: str
) -> None:
    assert label in words_of_the_pages, f"{slug}: {label}"


def test_the_pages_that_topics_explain_exist() -> None:
    resolver = get_resolver()
    for topic in TOPICS:
        for page in topic.pages:
            namespace, _, view = page.partition(":")
            if namespace not in resolver.namespace_dict:
                assert resolver.reverse_dict.getlist(page), page
                continue
            inner = resolver.namespace_dict[namespace][1]
            assert not view or inner.reverse_dict.getlist(view), page


@pytest.mark.parametrize(
    ("view", "slug"),
    [
        ("procedure:project", "life-cycle"),
        ("procedure:dispositions", "consultation"),
        ("home:workbench", "start"),
        ("packages:imports", "packages"),
    ],
)
def test_a_page_leads_to_the_topic_that_explains_it(view: str, slug: str) -> None:
    topic = topic_for(view)
    assert topic is not None
    assert topic.slug == slug


def test_the_workbench_links_to_its_topic(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.office).get(reverse("procedure:projects")).content.decode()
    assert reverse("handbook:topic", args=["life-cycle"]) in page
