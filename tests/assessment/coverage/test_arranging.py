"""The order of the outline, and moving and renaming in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from assessment.coverage.models import WorkStep
from assessment.coverage.ordering import order_mark, places
from assessment.packages.stored_catalogue import work_step_rows
from tests.factories import Cast
from tests.records import make_step

SignIn = Callable[[User], Client]
DAY = date(2021, 7, 1)
HTMX = {"HX-Request": "true", "HX-Target": "outline"}


@pytest.fixture
def steps(cast: Cast) -> dict[str, WorkStep]:
    """Domain 甲 with items 一 (a, b, c) and 二 (d); domain 乙 with item 三 (e)."""
    rows = [("甲", "一", n) for n in "abc"] + [("甲", "二", "d"), ("乙", "三", "e")]
    return {
        name: make_step(cast.pilot, cast.own_unit, domain=d, item=i, name=name)
        for d, i, name in rows
    }


def order(cast: Cast, day: date = DAY) -> str:
    """``甲一abc 甲二d 乙三e``, from the positions alone."""
    words: list[str] = []
    last = None
    for step in WorkStep.objects.filter(pilot=cast.pilot).in_use_on(day):
        if (step.domain, step.item) != last:
            words.append(f"{step.domain}{step.item}")
            last = (step.domain, step.item)
        words[-1] += step.name
    return " ".join(words)


def post(client: Client, cast: Cast, **data: Any) -> Any:
    values = {"mark": order_mark(places(cast.pilot)), "how": "correct", **data}
    return client.post(reverse("coverage:arrange"), values, headers=HTMX)


@pytest.mark.parametrize(
    ("kind", "what", "parent", "before", "result"),
    [
        ("step", "c", "a", "a", "甲一cab 甲二d 乙三e"),
        ("step", "a", "a", "", "甲一bca 甲二d 乙三e"),
        ("step", "b", "d", "d", "甲一ac 甲二bd 乙三e"),
        ("step", "d", "e", "", "甲一abc 乙三ed"),
        ("item", "d", "a", "a", "甲二d 甲一abc 乙三e"),
        ("item", "a", "e", "", "甲二d 乙三e 乙一abc"),
        ("domain", "e", "", "a", "乙三e 甲一abc 甲二d"),
    ],
)
def test_what_is_dropped_stands_where_it_was_dropped(
    cast: Cast,
    signed_in: SignIn,
    steps: dict[str, WorkStep],
    kind: str,
    what: str,
    parent: str,
    before: str,
    result: str,
) -> None:
    keys = {name: step.pk for name, step in steps.items()} | {"": ""}
    data = {"parent": keys[parent], "before": keys[before]}
    answer = post(signed_in(cast.office), cast, kind=kind, pk=keys[what], **data)
    assert answer.status_code == 200
    assert order(cast) == result
    assert [row.name for row in work_step_rows(cast.pilot)] == [
        letter for word in result.split() for letter in word[2:]
    ]


@pytest.mark.parametrize(
    ("button", "what", "result"),
    [
        ("up", "step:b", "甲一bac 甲二d 乙三e"),
        ("down", "step:b", "甲一acb 甲二d 乙三e"),
        ("down", "item:a", "甲二d 甲一abc 乙三e"),
        ("up", "domain:e", "乙三e 甲一abc 甲二d"),
        ("up", "step:a", "甲一abc 甲二d 乙三e"),
        ("down", "step:d", "甲一abc 甲二d 乙三e"),
    ],
)
def test_the_buttons_move_one_place(
    cast: Cast,
    signed_in: SignIn,
    steps: dict[str, WorkStep],
    button: str,
    what: str,
    result: str,
) -> None:
    kind, _, name = what.partition(":")
    post(signed_in(cast.office), cast, **{button: f"{kind}:{steps[name].pk}"})
    assert order(cast) == result


def test_a_step_moved_from_a_day_on_was_elsewhere_before(
    cast: Cast, signed_in: SignIn, steps: dict[str, WorkStep]
) -> None:
    data = {"kind": "step", "pk": steps["b"].pk, "parent": steps["d"].pk}
    day = {"how": "from_day", "day": "2021-07-01"}
    answer = post(signed_in(cast.office), cast, **data, **day)
    assert "自 2021-07-01 起" in answer.content.decode()
    assert order(cast, date(2021, 6, 30)) == "甲一abc 甲二d 乙三e"
    assert order(cast) == "甲一ac 甲二db 乙三e"
    event = AuditEvent.objects.first()
    assert event is not None
    assert event.action == "移动环节"
    assert event.detail["方式"] == "自 2021-07-01 起变更"


def test_who_saw_another_order_is_told_and_nothing_moves(
    cast: Cast, signed_in: SignIn, steps: dict[str, WorkStep]
) -> None:
    client = signed_in(cast.office)
    mark = order_mark(places(cast.pilot))
    post(client, cast, up=f"step:{steps['b'].pk}")
    answer = post(client, cast, mark=mark, up=f"step:{steps['c'].pk}")
    assert "别人刚调整过顺序" in answer.content.decode()
    assert order(cast) == "甲一bac 甲二d 乙三e"


def test_a_name_taken_where_it_goes_keeps_the_step(
    cast: Cast, signed_in: SignIn, steps: dict[str, WorkStep]
) -> None:
    make_step(cast.pilot, domain="甲", item="二", name="a")
    before = order(cast)
    data = {"kind": "step", "pk": steps["a"].pk, "parent": steps["d"].pk}
    answer = post(signed_in(cast.office), cast, **data)
    assert "已有环节“a”" in answer.content.decode()
    assert order(cast) == before


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "室", "pk": "1"},
        {"kind": "step", "pk": "x"},
        {"up": "step:999999"},
        {"up": "nothing"},
        {"how": "from_day", "day": "昨天", "kind": "step", "pk": "1"},
    ],
)
def test_what_cannot_be_understood_moves_nothing(
    cast: Cast, signed_in: SignIn, steps: dict[str, WorkStep], data: dict[str, str]
) -> None:
    answer = post(signed_in(cast.office), cast, **data)
    assert answer.status_code == 200
    assert "没有移动" in answer.content.decode()
    assert order(cast) == "甲一abc 甲二d 乙三e"


def test_an_item_gets_another_name_from_a_day_on(
    cast: Cast, signed_in: SignIn, steps: dict[str, WorkStep]
) -> None:
    url = reverse("coverage:rename", args=["item", steps["a"].pk])
    client = signed_in(cast.office)
    data = {"name": "新一", "how": "from_day", "day": "2021-07-01"}
    assert client.post(url, data).status_code == 302
    assert order(cast, date(2021, 6, 30)) == "甲一abc 甲二d 乙三e"
    assert order(cast) == "甲新一abc 甲二d 乙三e"


def test_a_domain_is_corrected_and_may_join_another(
    cast: Cast, signed_in: SignIn, steps: dict[str, WorkStep]
) -> None:
    url = reverse("coverage:rename", args=["domain", steps["e"].pk])
    answer = signed_in(cast.office).post(url, {"name": "甲", "how": "correct"})
    assert answer.status_code == 302
    assert order(cast) == "甲一abc 甲二d 甲三e"


def test_an_item_does_not_join_one_that_has_its_steps(
    cast: Cast, signed_in: SignIn, steps: dict[str, WorkStep]
) -> None:
    make_step(cast.pilot, domain="甲", item="二", name="a")
    url = reverse("coverage:rename", args=["item", steps["a"].pk])
    answer = signed_in(cast.office).post(url, {"name": "二", "how": "correct"})
    assert answer.status_code == 200
    assert "已有环节“a”" in answer.content.decode()
    assert WorkStep.objects.filter(item="一").count() == 3


def test_the_outline_of_a_thousand_steps_takes_few_queries(
    cast: Cast, signed_in: SignIn
) -> None:
    WorkStep.objects.bulk_create(
        WorkStep(
            pilot=cast.pilot,
            domain=f"领域{n % 10}",
            item=f"事项{n % 100}",
            name=f"环节{n}",
            applicability="适用",
            position=n,
        )
        for n in range(1000)
    )
    client = signed_in(cast.office)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        page = client.get(reverse("coverage:arrange"))
    assert page.content.decode().count('data-kind="step"') == 1000
    assert len(seen) <= 30
    last = WorkStep.objects.order_by("-position").first()
    assert last is not None
    with CaptureQueriesContext(connection) as seen:
        post(client, cast, up=f"step:{last.pk}")
    assert len(seen) <= 40
