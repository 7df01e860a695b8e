"""A unit's drafts are nobody's business but its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories import Cast
from tests.records import make_entry

SignIn = Callable[[User], Client]


@pytest.mark.parametrize("is_future", [False, True], ids=["no date", "date to come"])
def test_a_draft_is_seen_by_its_own_unit_only(
    cast: Cast, signed_in: SignIn, is_future: bool
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    draft = make_entry(
        cast.pilot, cast.own_unit, submitted_on=tomorrow if is_future else None
    )
    page = reverse("self_evaluation:entry", args=[draft.pk])
    url = reverse("self_evaluation:entries")
    for user, count, status in (
        (cast.liaison, 1, 200),
        (cast.leader, 1, 200),
        (cast.other_liaison, 0, 404),
        (cast.office, 0, 404),
        (cast.leadership, 0, 404),
        (cast.admin, 0, 404),
    ):
        client = signed_in(user)
        assert client.get(url).context["page"].paginator.count == count, user
        assert client.get(page).status_code == status, user


def test_what_was_submitted_later_counts_as_not_submitted_on_the_date(
    cast: Cast, signed_in: SignIn
) -> None:
    make_entry(cast.pilot, cast.own_unit)
    url = reverse("self_evaluation:entries")
    client = signed_in(cast.liaison)
    (row,) = client.get(url, {"as_of": "2021-10-14"}).context["rows"]
    assert {cell.label: cell.text for cell in row}["提交"] == "未提交"
    (row,) = client.get(url, {"as_of": "2021-10-15"}).context["rows"]
    assert {cell.label: cell.text for cell in row}["提交"] == "已提交"
    earlier = client.get(url, {"as_of": "2021-09-30"})
    assert earlier.context["page"].paginator.count == 0
