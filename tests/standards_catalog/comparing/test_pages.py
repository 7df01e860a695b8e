"""Who may compare which texts, and what the pages show of it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import docx
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.services import (
    freeze_text,
    next_revision_draft,
    replace_text,
)
from standards_catalog.comparing.selectors import chosen_pair, versions_for
from standards_catalog.drafting.document import Clause, Cover, StandardText
from standards_catalog.models import Standard, StandardEdition
from tests.factories import Cast, make_standard
from tests.standards_catalog.procedure.world import world_at

SignedIn = Callable[[User], Client]


def text(number: str, days: int) -> StandardText:
    words = f"窗口应在{days}个工作日内转办。"
    return StandardText(
        cover=Cover(title="转办规范", number=number, effective_on=date(2021, 4, 1)),
        blocks=(
            Clause(id="c1", level=1, title="范围", paragraphs=("本文件适用于窗口。",)),
            Clause(id="c2", level=1, title="转办", paragraphs=(words,)),
        ),
    )


@pytest.fixture
def standard(cast: Cast) -> Standard:
    """Two open editions that differ in one character."""
    made = make_standard(cast.pilot, None, title="转办规范", must_publish=True)
    made.responsible_units.set([cast.own_unit])
    for number, days in (("Q/CS 1—2020", 2), ("Q/CS 1—2021", 1)):
        edition = StandardEdition(standard=made, opened_on=date(2021, 4, 1))
        freeze_text(edition=edition, text=text(number, days))
    return made


def page_text(content: bytes) -> str:
    return content.decode()


def test_the_newest_two_editions_are_compared_at_first(
    standard: Standard, cast: Cast, signed_in: SignedIn
) -> None:
    url = reverse("comparing:compare", args=[standard.pk])
    shown = page_text(signed_in(cast.expert).get(url).content)
    assert "<del>2</del>" in shown
    assert "<ins>1</ins>" in shown
    marked = re.findall(r"<(ins|del)>(.*?)</", shown.partition('id="diff"')[2])
    # The year of the number on the cover and the days, and nothing else.
    assert sorted(marked) == [("del", "0"), ("del", "2"), ("ins", "1"), ("ins", "1")]


def test_swapping_the_texts_swaps_the_marks(
    standard: Standard, cast: Cast, signed_in: SignedIn
) -> None:
    old, new = standard.editions.order_by("pk")
    url = reverse("comparing:compare", args=[standard.pk])
    query = {"old": f"edition-{new.pk}", "new": f"edition-{old.pk}", "form": "merged"}
    shown = page_text(signed_in(cast.office).get(url, query).content)
    assert "窗口应在<del>1</del><ins>2</ins>个工作日内转办。" in shown


def test_the_table_of_changes_is_of_the_texts_on_screen(
    standard: Standard, cast: Cast, signed_in: SignedIn
) -> None:
    url = reverse("comparing:changes", args=[standard.pk])
    response = signed_in(cast.office).get(url)
    word = docx.Document(io.BytesIO(b"".join(response.streaming_content)))
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert [row[1] for row in rows[1:]] == ["2"]
    assert "Q/CS 1—2021" in "\n".join(p.text for p in word.paragraphs)


def open_revision(standard: Standard, cast: Cast) -> StandardPage:
    page = next_revision_draft(standard=standard, actor=cast.office)
    changed = text("", 7)
    replace_text(page=page, text=changed, actor=cast.liaison, note="测试")
    return page


def keys(standard: Standard, user: User) -> set[str]:
    return {v.key.partition("-")[0] for v in versions_for(standard, user)}


def test_a_draft_is_offered_to_the_office_and_its_own_unit_only(
    standard: Standard, cast: Cast
) -> None:
    open_revision(standard, cast)
    assert keys(standard, cast.office) == {"edition", "revision"}
    assert keys(standard, cast.liaison) == {"edition", "revision"}
    assert keys(standard, cast.leader) == {"edition", "revision"}
    for stranger in (cast.other_liaison, cast.leadership, cast.expert):
        assert keys(standard, stranger) == {"edition"}


def test_another_units_draft_is_not_found_by_its_key(
    standard: Standard, cast: Cast, signed_in: SignedIn
) -> None:
    page = open_revision(standard, cast)
    query = {"new": f"revision-{page.latest_revision_id}"}
    for view in ("comparing:compare", "comparing:changes"):
        url = reverse(view, args=[standard.pk])
        assert signed_in(cast.liaison).get(url, query).status_code == 200
        assert signed_in(cast.other_liaison).get(url, query).status_code == 404
        assert signed_in(cast.expert).get(url, query).status_code == 404


def test_the_draft_is_compared_with_the_newest_edition_at_first(
    standard: Standard, cast: Cast, signed_in: SignedIn
) -> None:
    open_revision(standard, cast)
    url = reverse("comparing:compare", args=[standard.pk])
    shown = page_text(signed_in(cast.liaison).get(url).content)
    assert "<del>1</del>" in shown
    assert "<ins>7</ins>" in shown


def test_the_panel_and_the_asked_unit_compare_the_text_they_were_given(
    cast: Cast,
) -> None:
    world = world_at(cast, "专家评审")
    assert keys(world.standard, world.experts[1]) == {"snapshot"}
    assert keys(world.standard, world.asked_liaison) == {"snapshot"}
    assert keys(world.standard, cast.other_liaison) == set()
    mine = {v.label[:3] for v in versions_for(world.standard, world.experts[1])}
    assert mine == {"送审稿"}


def test_one_text_alone_is_no_error(cast: Cast, signed_in: SignedIn) -> None:
    world = world_at(cast, "专家评审")
    client = signed_in(world.experts[1])
    url = reverse("comparing:compare", args=[world.standard.pk])
    query = {"new": f"snapshot-{world.review.snapshot_id}"}
    for asked in ({}, query):
        page = page_text(client.get(url, asked).content)
        assert "没有两个可以对照的文本" in page
    changes = reverse("comparing:changes", args=[world.standard.pk])
    assert client.get(changes, query).status_code == 404


def test_a_first_draft_is_compared_with_the_text_that_was_frozen_last(
    cast: Cast,
) -> None:
    world = world_at(cast, "专家评审")
    world.standard.responsible_units.set([cast.own_unit])
    versions = versions_for(world.standard, cast.office)
    pair = chosen_pair(versions, "", "")
    assert pair is not None
    assert [version.label[:4] for version in pair] == ["送审稿（", "当前草案"]


def test_the_public_compares_open_editions_only(standard: Standard) -> None:
    code = standard.pilot.code
    url = reverse("comparing:public_compare", args=[code, standard.code])
    assert "<del>2</del>" in page_text(Client().get(url).content)
    oldest = standard.editions.order_by("pk")[0]
    StandardEdition.objects.filter(pk=oldest.pk).update(opened_on=None)
    response = Client().get(url)
    assert "没有两个可以对照的文本" in page_text(response.content)
    query = {"old": f"edition-{oldest.pk}"}
    assert Client().get(url, query).status_code == 404


def test_a_standard_that_is_not_open_cannot_be_compared_outside(
    standard: Standard,
) -> None:
    Standard.objects.filter(pk=standard.pk).update(must_publish=False)
    for view in ("comparing:public_compare", "comparing:public_changes"):
        url = reverse(view, args=[standard.pilot.code, standard.code])
        assert Client().get(url).status_code == 404


def test_a_page_asks_the_same_number_of_queries_for_many_revisions(
    standard: Standard,
    cast: Cast,
    signed_in: SignedIn,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    page = open_revision(standard, cast)
    for days in range(10):
        draft = text("", days)
        replace_text(page=page, text=draft, actor=cast.office, note="测试")
    client = signed_in(cast.office)
    url = reverse("comparing:compare", args=[standard.pk])
    with django_assert_max_num_queries(30):
        assert client.get(url).status_code == 200
