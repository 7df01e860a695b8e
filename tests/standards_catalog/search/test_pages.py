"""The two search pages: who finds what, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from standards_catalog.authoring.services import open_draft, replace_text
from standards_catalog.models import Standard, StandardEdition
from tests.factories import Cast, make_standard
from tests.standards_catalog.search.records import clause, make_published, text_of

SignedIn = Callable[[User], Client]
PUBLIC, WORKBENCH = "standards_search:public", "standards_search:workbench"


def shown(client: Client, view: str, query: str, **more: str) -> str:
    response = client.get(reverse(view), {"q": query, **more})
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_hit_is_marked_and_leads_to_its_clause(cast: Cast) -> None:
    edition = make_published(
        cast.pilot, "受理规范", clause("登记", "窗口应当日<登记>。"), code="FW-1"
    )
    page = shown(Client(), PUBLIC, "登记")
    assert "窗口应当日&lt;<mark>登记</mark>&gt;。" in page
    url = reverse("standards_catalog:public_detail", args=[cast.pilot.code, "FW-1"])
    anchor = f"c-{edition.clauses.get().block_id}"
    assert f'href="{url}?edition={edition.pk}#{anchor}"' in page
    reading = Client().get(url, {"edition": edition.pk}).content.decode()
    assert f'id="{anchor}"' in reading


def test_the_public_finds_only_what_is_open(cast: Cast) -> None:
    today = timezone.localdate()
    make_published(cast.pilot, "公开规范", clause("范围", "受理"))
    later = make_published(cast.pilot, "明日公开规范", clause("范围", "受理"))
    tomorrow = today + timedelta(days=1)
    StandardEdition.objects.filter(pk=later.pk).update(opened_on=tomorrow)
    closed = make_published(cast.pilot, "不公开规范", clause("范围", "受理"))
    Standard.objects.filter(pk=closed.standard_id).update(must_publish=False)
    draft = make_standard(cast.pilot, None, title="起草规范", status="制定中")
    open_draft(standard=draft, actor=cast.office)
    for query in ("规范", "受理", "gf", later.number, closed.number):
        page = shown(Client(), PUBLIC, query)
        for hidden in ("明日公开规范", "不公开规范", "起草规范"):
            assert hidden not in page, query
    assert "<mark>受理</mark>" in shown(Client(), PUBLIC, "受理")


def test_an_earlier_edition_that_is_not_open_is_found_by_nobody_outside(
    cast: Cast,
) -> None:
    edition = make_published(cast.pilot, "规范", clause("范围", "新条文"))
    StandardEdition.objects.create(
        standard=edition.standard, number="JYSJZ FW 777—2019"
    )
    assert "没有找到" in shown(Client(), PUBLIC, "FW 777", all="1")


@pytest.mark.parametrize(
    ("who", "finds"),
    [
        ("office", True),
        ("admin", True),
        ("liaison", True),
        ("leader", True),
        ("other_liaison", False),
        ("leadership", False),
        ("expert", False),
    ],
)
def test_a_draft_is_found_by_those_who_may_read_it(
    who: str, finds: bool, cast: Cast, signed_in: SignedIn
) -> None:
    standard = make_standard(cast.pilot, None, title="起草规范", status="制定中")
    standard.responsible_units.set([cast.own_unit])
    page = open_draft(standard=standard, actor=cast.office)
    text = text_of("起草规范", "", clause("范围", "秘而不宣的条文"))
    replace_text(page=page, text=text, actor=cast.office, note="测试")
    html = shown(signed_in(getattr(cast, who)), WORKBENCH, "秘而不宣")
    assert ("<mark>秘而不宣</mark>" in html) is finds
    assert (reverse("authoring:draft", args=[standard.pk]) in html) is finds
    assert ("没有找到" in html) is not finds


def test_a_renamed_standard_is_found_by_its_new_name_at_once(
    cast: Cast, signed_in: SignedIn
) -> None:
    edition = make_published(cast.pilot, "旧名", clause("范围"))
    client = signed_in(cast.expert)
    assert "<mark>旧名</mark>" in shown(client, WORKBENCH, "旧名")
    Standard.objects.filter(pk=edition.standard_id).update(title="新名规范")
    assert "没有找到" in shown(client, WORKBENCH, "旧名")
    assert "<mark>新名</mark>" in shown(client, WORKBENCH, "新名")
    assert "<mark>新名规范</mark>" in shown(client, WORKBENCH, "xmgf")


def test_results_are_paged_and_one_standard_can_be_opened_whole(cast: Cast) -> None:
    blocks = [clause(f"第{n}章", "受理") for n in range(8)]
    for _ in range(21):
        make_published(cast.pilot, "规范", *[clause("范围", "受理")])
    many = make_published(cast.pilot, "多处规范", *blocks, code="FW-MANY")
    page = shown(Client(), PUBLIC, "受理")
    assert "找到 22 项标准，29 处条文" in page
    assert page.count('class="search-standard"') == 20
    second = shown(Client(), PUBLIC, "受理", page="2")
    assert second.count('class="search-standard"') == 2
    assert "还有 3 处" in second
    beyond = shown(Client(), PUBLIC, "受理", page="99")
    assert beyond.count('class="search-standard"') == 2
    whole = shown(Client(), PUBLIC, "受理", **{"in": many.standard.code})
    assert whole.count("<mark>受理</mark>") == 8


def test_words_that_nobody_can_search_for_are_explained(cast: Cast) -> None:
    for query in ("", "   ", "\x00", "\u200b"):
        assert "输入一个或几个词" in shown(Client(), PUBLIC, query)
    assert "没有找到" in shown(Client(), PUBLIC, "查无此词")


def test_what_was_typed_is_printed_harmlessly(cast: Cast) -> None:
    page = shown(Client(), PUBLIC, "<script>alert(1)</script>")
    assert "<script>alert" not in page


def test_the_frames_offer_the_search(cast: Cast, signed_in: SignedIn) -> None:
    assert reverse(PUBLIC) in Client().get(reverse(PUBLIC)).content.decode()
    home = signed_in(cast.liaison).get(reverse("home:workbench")).content.decode()
    assert f'action="{reverse(WORKBENCH)}"' in home
    audit = signed_in(cast.auditor).get(reverse("accounts:audit")).content.decode()
    assert reverse(WORKBENCH) not in audit


@pytest.fixture
def thousand(cast: Cast) -> Cast:
    """A thousand standards, a few of them with texts, and a draft."""
    Standard.objects.bulk_create(
        Standard(
            pilot=cast.pilot,
            code=f"T{n}",
            title=f"社会救助服务规范{n}",
            subsystem="服务提供",
            level="内部标准",
            status="现行",
            position=n,
            must_publish=True,
        )
        for n in range(1000)
    )
    day = timezone.localdate()
    StandardEdition.objects.bulk_create(
        StandardEdition(
            standard=standard,
            number=f"JYSJZ FW {standard.position}—2021",
            published_on=day,
            effective_on=day,
            opened_on=day,
        )
        for standard in Standard.objects.filter(pilot=cast.pilot)
    )
    for _ in range(3):
        make_published(cast.pilot, "受理规范", clause("范围", "救助"))
    draft = make_standard(cast.pilot, None, title="起草规范", status="制定中")
    open_draft(standard=draft, actor=cast.office)
    return cast


@pytest.mark.parametrize("query", ["救助", "shjz", "JYSJZ FW 9", "救助 规范 范围"])
def test_a_thousand_standards_take_few_queries(
    query: str,
    thousand: Cast,
    signed_in: SignedIn,
    django_assert_max_num_queries: Any,
) -> None:
    client = signed_in(thousand.office)
    shown(Client(), PUBLIC, query)
    with django_assert_max_num_queries(20):
        shown(Client(), PUBLIC, query)
    shown(client, WORKBENCH, query)
    with django_assert_max_num_queries(30):
        shown(client, WORKBENCH, query)
