"""The public list and tree: what is open, how it stands on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from standards_catalog.models import Standard, StandardEdition
from tests.factories import Cast, make_standard
from tests.records import make_section

LIST, TREE = "standards_catalog:public_list", "standards_catalog:public_tree"


def make_open(cast: Cast, title: str, **fields: Any) -> Standard:
    """Published 2021-03-01, in force from 2021-04-01, open since 2021-03-05."""
    standard = make_standard(cast.pilot, must_publish=True, title=title, **fields)
    standard.editions.update(published_on=date(2021, 3, 1), opened_on=date(2021, 3, 5))
    return standard


def rows(query: dict[str, Any]) -> list[str]:
    response = Client().get(reverse(LIST), query)
    assert not response.context["problems"]
    return [row[0].text for row in response.context["rows"]]


def test_the_list_narrows_by_each_filter(cast: Cast) -> None:
    own = make_open(cast, "甲规范", level="国家标准")
    own.responsible_units.add(cast.own_unit, cast.other_unit)
    make_open(cast, "乙规范", subsystem="管理")
    units = [cast.own_unit.pk, cast.other_unit.pk]
    assert rows({"level": "国家标准"}) == ["甲规范"]
    assert rows({"subsystem": "管理"}) == ["乙规范"]
    assert rows({"owner": units}) == ["甲规范"]
    assert rows({"q": "规范"}) == ["甲规范", "乙规范"]
    assert rows({"q": "ygf"}) == ["乙规范"]
    assert rows({"q": own.editions.get().number.replace("—", "-")}) == ["甲规范"]


def test_a_unit_without_an_open_standard_is_no_choice(cast: Cast) -> None:
    make_open(cast, "甲规范").responsible_units.add(cast.own_unit)
    closed = make_standard(cast.pilot)
    closed.responsible_units.add(cast.other_unit)
    page = Client().get(reverse(LIST)).content.decode()
    assert f'name="owner" value="{cast.own_unit.pk}"' in page
    assert f'name="owner" value="{cast.other_unit.pk}"' not in page


@pytest.mark.parametrize(
    ("day", "standing", "word"),
    [
        ("2021-02-28", "", ""),
        ("2021-03-01", "未实施", "即将实施"),
        ("2021-03-31", "未实施", "即将实施"),
        ("2021-04-01", "现行", "现行"),
        ("2021-12-31", "现行", "现行"),
        ("2022-01-01", "废止", "废止"),
    ],
)
def test_the_standing_is_that_of_the_chosen_day(
    day: str, standing: str, word: str, cast: Cast
) -> None:
    standard = make_open(cast, "甲规范")
    standard.editions.update(abolished_on=date(2022, 1, 1))
    response = Client().get(reverse(LIST), {"on": day})
    assert [row[2].text for row in response.context["rows"]] == ([word] if word else [])
    for each in ("现行", "未实施", "废止"):
        found = rows({"on": day, "standing": each})
        assert found == (["甲规范"] if each == standing else [])


def test_a_bad_day_is_named_and_ignored(cast: Cast) -> None:
    response = Client().get(reverse(LIST), {"on": "昨天"})
    assert response.context["problems"] == [
        "“状态日期”的日期“昨天”不是“2021-12-31”的样子，已忽略。"
    ]


def test_what_opens_tomorrow_is_closed_whatever_day_is_asked_for(cast: Cast) -> None:
    standard = make_open(cast, "甲规范")
    tomorrow = timezone.localdate() + timedelta(days=1)
    standard.editions.update(opened_on=tomorrow)
    assert rows({"on": (tomorrow + timedelta(days=9)).isoformat()}) == []


def test_the_tree_shows_open_standards_in_their_sections(cast: Cast) -> None:
    section = make_section(cast.pilot, code="FW1", title="受理程序")
    make_section(cast.pilot, code="FW2", title="空的子体系")
    make_open(cast, "甲规范", section=section)
    make_open(cast, "乙规范")
    make_standard(cast.pilot, title="内部规范", section=section)
    page = Client().get(reverse(TREE)).content.decode()
    assert "公开的标准 2 项" in page
    assert "受理程序" in page
    assert "甲规范" in page
    assert "乙规范" in page
    assert "空的子体系" not in page
    assert "内部规范" not in page


@pytest.mark.parametrize("view", [LIST, TREE])
def test_without_a_pilot_there_is_nothing_to_show(view: str, db: None) -> None:
    assert Client().get(reverse(view)).status_code == 404


@pytest.mark.parametrize(
    "view",
    [
        LIST,
        TREE,
        "standards_catalog:public_feed",
        "standards_catalog:sitemap",
        "home:portal",
    ],
)
def test_a_thousand_standards_take_few_queries(
    view: str, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    sections = [make_section(cast.pilot) for _ in range(20)]
    fields = {"subsystem": "服务提供", "level": "内部标准", "status": "现行"}
    made = Standard.objects.bulk_create(
        Standard(
            pilot=cast.pilot,
            code=f"FW-{n}",
            title=f"规范{n}",
            section=sections[n % 20],
            must_publish=True,
            **fields,
        )
        for n in range(1000)
    )
    day = timezone.localdate()
    StandardEdition.objects.bulk_create(
        StandardEdition(
            standard=standard,
            number=f"Q/CS {standard.code}—2021",
            published_on=day,
            effective_on=day,
            opened_on=day,
        )
        for standard in made
    )
    Client().get(reverse(view))
    with django_assert_max_num_queries(30):
        assert Client().get(reverse(view)).status_code == 200
