"""The office's work list, and the steps on the page of one record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessment.implementation.models import ImplementationRecord, RecordState
from standards_catalog.models import Standard
from tests.factories import Cast, make_standard
from tests.records import make_record

SignIn = Callable[[User], Client]
LIST = "implementation:verification"


@pytest.fixture
def standard(cast: Cast) -> Standard:
    return make_standard(cast.pilot)


def decide(client: Client, record: ImplementationRecord, act: str, **more: Any) -> Any:
    url = reverse("implementation:decide", args=[record.pk])
    posted = {"act": act, "mark": record.mark(), **more}
    return client.post(url, posted, follow=True)


def state_of(record: ImplementationRecord) -> RecordState:
    return ImplementationRecord.objects.get(pk=record.pk).state


def test_the_list_holds_what_waits_whatever_the_date(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    make_record(cast.pilot, cast.own_unit, standard, description="早的")
    make_record(
        cast.pilot,
        cast.other_unit,
        standard,
        description="晚的",
        done_on=date(2022, 3, 1),
    )
    make_record(cast.pilot, cast.own_unit, standard, is_filed=False, description="草稿")
    make_record(
        cast.pilot,
        cast.own_unit,
        standard,
        verified_on=date(2021, 6, 1),
        description="核实过的",
    )
    client = signed_in(cast.office)
    rows = client.get(reverse(LIST)).context["rows"]
    described = {cell.text for row in rows for cell in row}
    assert {"早的", "晚的"} <= described
    assert not {"草稿", "核实过的"} & described
    march = client.get(reverse(LIST), {"month": "2022-03"}).context["rows"]
    assert len(march) == 1
    without = client.get(reverse(LIST), {"files": "no"}).context["rows"]
    assert len(without) == 2
    part = client.get(
        reverse(LIST), headers={"HX-Request": "true", "HX-Target": "record-list"}
    )
    assert 'name="record"' in part.content.decode()


def test_ticked_records_are_verified_together(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    records = [make_record(cast.pilot, cast.own_unit, standard) for _ in range(3)]
    client = signed_in(cast.office)
    url = f"{reverse(LIST)}?unit={cast.own_unit.pk}"
    ticked = [f"{record.pk}:{record.mark()}" for record in records[:2]]
    response = client.post(url, {"record": ticked}, follow=True)
    assert response.redirect_chain[-1][0] == url
    assert "已核实 2 条记录" in response.content.decode()
    assert [state_of(record) for record in records] == [
        RecordState.VERIFIED,
        RecordState.VERIFIED,
        RecordState.FILED,
    ]


def test_what_a_unit_withdrew_meanwhile_is_not_verified(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    record = make_record(cast.pilot, cast.own_unit, standard)
    ticked = f"{record.pk}:{record.mark()}"
    decide(signed_in(cast.liaison), record, "withdraw")
    office = signed_in(cast.office)
    page = office.post(reverse(LIST), {"record": [ticked]}, follow=True)
    assert "已由单位撤回，没有核实" in page.content.decode()
    assert state_of(record) is RecordState.DRAFT
    page = decide(office, record, "verify")
    assert "可能已由单位撤回" in page.content.decode()
    assert state_of(record) is RecordState.DRAFT


def test_nonsense_is_not_verified(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    record = make_record(cast.pilot, cast.own_unit, standard)
    client = signed_in(cast.office)
    for ticked in ([], ["x:y"], [f"{record.pk}:"], ["999999:abc"]):
        client.post(reverse(LIST), {"record": ticked})
    assert state_of(record) is RecordState.FILED


def test_one_by_one_leads_on_to_the_next(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    first = make_record(cast.pilot, cast.own_unit, standard, done_on=date(2021, 5, 1))
    second = make_record(cast.pilot, cast.own_unit, standard, done_on=date(2021, 5, 2))
    client = signed_in(cast.office)
    response = decide(client, first, "verify_next")
    assert response.redirect_chain[-1][0] == reverse(
        "implementation:record", args=[second.pk]
    )
    response = decide(client, second, "verify_next")
    assert response.redirect_chain[-1][0] == reverse(LIST)
    assert state_of(first) is state_of(second) is RecordState.VERIFIED


def test_a_verification_of_today_has_not_happened_on_an_earlier_date(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    record = make_record(cast.pilot, cast.own_unit, standard)
    client = signed_in(cast.office)
    decide(client, record, "verify")
    record.refresh_from_db()
    assert record.verified_on == timezone.localdate()
    url = reverse("implementation:records")
    for as_of, word in (("2021-12-31", "待核实"), (str(record.verified_on), "已核实")):
        (row,) = client.get(url, {"as_of": as_of}).context["rows"]
        assert {c.label: c.text for c in row}["核实"] == word


def test_the_office_returns_with_a_reason(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    record = make_record(cast.pilot, cast.own_unit, standard)
    office = signed_in(cast.office)
    assert "请写明退回的原因" in decide(office, record, "return").content.decode()
    assert state_of(record) is RecordState.FILED
    decide(office, record, "return", note="签到表不清楚")
    assert state_of(record) is RecordState.RETURNED
    edit = reverse("implementation:edit", args=[record.pk])
    assert "签到表不清楚" in signed_in(cast.liaison).get(edit).content.decode()
    url = reverse("implementation:record", args=[record.pk])
    assert office.get(url).status_code == 404


@pytest.mark.parametrize(
    ("act", "may"),
    [
        ("verify", {"office", "admin"}),
        ("return", {"office", "admin", "leader"}),
        ("withdraw", {"liaison"}),
        ("sign_off", {"leader"}),
    ],
)
def test_every_step_is_for_its_role(
    cast: Cast, signed_in: SignIn, standard: Standard, act: str, may: set[str]
) -> None:
    done = set()
    for name in ("office", "admin", "liaison", "leader", "other_liaison", "leadership"):
        record = make_record(cast.pilot, cast.own_unit, standard)
        before = (state_of(record), record.reviewed_on)
        decide(signed_in(getattr(cast, name)), record, act, note="原因")
        record.refresh_from_db()
        if (record.state, record.reviewed_on) != before:
            done.add(name)
    assert done == may


def test_the_leader_reads_and_signs_off(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    record = make_record(cast.pilot, cast.own_unit, standard)
    leader = signed_in(cast.leader)
    url = reverse("implementation:records")
    assert len(leader.get(url, {"reviewed": "no"}).context["rows"]) == 1
    decide(leader, record, "sign_off")
    assert leader.get(url, {"reviewed": "no"}).context["rows"] == []
    shown = signed_in(cast.office).get(
        reverse("implementation:record", args=[record.pk])
    )
    assert "分管领导" in shown.content.decode()


def test_a_leader_cannot_return_what_is_not_filed(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    record = make_record(cast.pilot, cast.own_unit, standard, is_filed=False)
    leader = signed_in(cast.leader)
    shown = reverse("implementation:record", args=[record.pk])
    assert 'value="return"' not in leader.get(shown).content.decode()
    decide(leader, record, "return", note="不全")
    record.refresh_from_db()
    assert record.returned_on is None


def test_the_work_list_costs_a_few_queries(
    cast: Cast,
    signed_in: SignIn,
    standard: Standard,
    django_assert_max_num_queries: Any,
) -> None:
    ImplementationRecord.objects.bulk_create(
        ImplementationRecord(
            pilot=cast.pilot,
            unit=cast.own_unit,
            standard=standard,
            done_on=date(2021, 5, 1 + number % 28),
            kind="执行",
        )
        for number in range(3000)
    )
    client = signed_in(cast.office)
    with django_assert_max_num_queries(20):
        response = client.get(reverse(LIST), {"per_page": 100})
    assert len(response.context["rows"]) == 100
    shown = [
        f"{record.pk}:{record.seen_mark}" for record, _ in response.context["lines"]
    ]
    client.post(reverse(LIST), {"record": shown})
    assert ImplementationRecord.objects.exclude(verified_on=None).count() == 100
