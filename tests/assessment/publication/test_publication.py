"""服务标准公开: the same counts as the indicator, and who may put what down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from assessment.indicators.system import made_public_on
from assessment.indicators.system_facts import StandardFact
from assessment.indicators.vocabulary import StandardLevel, StandardStatus
from assessment.publication.models import PublicationReport
from assessment.publication.selectors import (
    PublicationState,
    late_count,
    service_standards,
)
from assessment.publication.services import set_days_allowed
from assessment.services import indicator_value
from standards_catalog.models import Standard, StandardEdition, Subsystem
from standards_catalog.portal.reachability import portal_path, portal_status
from tests.factories import AS_OF, Cast, make_standard
from tests.tracking_records import make_report
from tests.workbooks import read_workbook

LIST = reverse("publication:list")


def service(cast: Cast, opened_on: date | None = None, **fields: Any) -> Standard:
    """A service standard of the own unit in force since April 2021."""
    standard = make_standard(cast.pilot, **{"must_publish": True, **fields})
    standard.responsible_units.set([cast.own_unit])
    standard.editions.update(opened_on=opened_on)
    cast.pilot.mark_changed()
    return standard


def page(standard: Standard, action: str) -> str:
    return reverse(f"publication:{action}", args=[standard.pk])


CASES = (
    ({"must_publish": True}, date(2021, 4, 20), "已公开"),
    ({"must_publish": True}, AS_OF, "已公开"),
    ({"must_publish": True}, AS_OF + timedelta(days=1), "逾期"),
    ({"must_publish": True}, None, "逾期"),
    ({"must_publish": True, "effective_on": date(2021, 12, 1)}, None, "待公开"),
    # Thirty days after 1 December is the 31st: that day is not late yet.
    ({"must_publish": True, "effective_on": date(2021, 11, 30)}, None, "逾期"),
    ({"must_publish": False, "unpublished_reason": "涉密"}, None, "不公开"),
    ({"must_publish": False}, date(2021, 5, 1), "不公开"),
    ({"must_publish": None}, date(2021, 5, 1), "未填"),
)


@pytest.mark.parametrize(("fields", "opened_on", "state"), CASES)
def test_where_a_standard_stands_on_a_day(
    cast: Cast, fields: dict[str, Any], opened_on: date | None, state: str
) -> None:
    standard = service(cast, opened_on, **fields)
    row = service_standards(cast.pilot, AS_OF).get()
    assert (row.pk, row.publication) == (standard.pk, state)


@pytest.mark.parametrize(
    "fields",
    [
        {"effective_on": date(2022, 1, 1)},
        {"effective_on": None},
        {"subsystem": Subsystem.MANAGEMENT},
        {"status": Standard.Status.DRAFTING},
    ],
)
def test_what_is_not_a_service_standard_in_force_is_not_listed(
    cast: Cast, fields: dict[str, Any]
) -> None:
    service(cast, **fields)
    assert not service_standards(cast.pilot, AS_OF).exists()


def test_the_list_counts_what_the_indicator_counts(cast: Cast, signed_in: Any) -> None:
    for fields, opened_on, _ in CASES:
        service(cast, opened_on, **fields)
    client = signed_in(cast.office)
    for day in (date(2021, 4, 30), date(2021, 12, 15), AS_OF):
        shown = client.get(LIST, {"as_of": day.isoformat()})
        counts = {badge.word: n for badge, n in shown.context["counts"]}
        value = indicator_value(cast.pilot, "publication_rate", day)
        assert value.numerator == counts["已公开"]
        assert value.denominator == sum(
            counts[word] for word in ("已公开", "待公开", "逾期")
        )
        (line, rate), *_ = shown.context["by_unit"]
        assert (line.unit, rate.numerator) == (cast.own_unit, value.numerator)
    assert late_count(cast.pilot, AS_OF) == 3
    assert late_count(cast.pilot, AS_OF, cast.other_unit) == 0


REVISED = StandardFact(
    record_id=1,
    code="FW201",
    title="规范",
    subsystem="服务提供",
    level=StandardLevel.INTERNAL,
    status=StandardStatus.CURRENT,
    effective_on=date(2021, 7, 1),
    made_public_on=date(2021, 8, 1),
    earlier_periods=((date(2019, 7, 1), date(2021, 7, 1)),),
    earlier_openings=(date(2019, 7, 5),),
)


@pytest.mark.parametrize(
    ("day", "opened_on"),
    [
        (date(2019, 6, 30), date(2021, 8, 1)),
        (date(2019, 7, 1), date(2019, 7, 5)),
        (date(2021, 6, 30), date(2019, 7, 5)),
        (date(2021, 7, 1), date(2021, 8, 1)),
    ],
)
def test_a_revision_does_not_make_the_past_less_public(
    day: date, opened_on: date
) -> None:
    assert made_public_on(REVISED, day) == opened_on


def test_the_list_and_the_indicator_agree_on_a_revised_standard(cast: Cast) -> None:
    standard = service(cast, date(2021, 4, 2))
    standard.editions.update(abolished_on=date(2021, 10, 1))
    StandardEdition.objects.create(
        standard=standard,
        number="Q/CS 9—2021",
        effective_on=date(2021, 10, 1),
        opened_on=date(2021, 11, 1),
    )
    cast.pilot.mark_changed()
    for day, count in ((date(2021, 9, 30), 1), (date(2021, 10, 1), 0), (AS_OF, 1)):
        value = indicator_value(cast.pilot, "publication_rate", day)
        shown = service_standards(cast.pilot, day).get()
        assert value.numerator == count
        assert (shown.publication == PublicationState.OPEN) is bool(count)


def test_the_office_opens_a_standard_on_our_own_portal(
    cast: Cast, signed_in: Any
) -> None:
    standard = service(cast)
    data = {"opened_on": "2021-12-01", "place": "here"}
    assert (
        signed_in(cast.office).post(page(standard, "record"), data).status_code == 302
    )
    edition = standard.editions.get()
    assert edition.opened_on == date(2021, 12, 1)
    assert edition.opened_at_url == portal_path(standard)
    assert portal_status(edition.opened_at_url) == 200
    shown = signed_in(cast.office).get(page(standard, "standard")).content.decode()
    assert "可以打开" in shown
    assert AuditEvent.objects.filter(action="登记标准公开").count() == 1


def test_a_page_that_does_not_open_is_not_put_down_as_public(cast: Cast) -> None:
    standard = service(cast)
    assert portal_status(portal_path(standard)) == 404
    assert portal_status("/no/such/page/") == 404


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"opened_on": "2099-01-01", "place": "here"}, "公开日期不能晚于今天"),
        ({"opened_on": "2021-01-01", "place": "here"}, "不能早于发布日期 2021-03-01"),
        ({"opened_on": "2021-12-01", "place": "elsewhere"}, "请填写公开网址"),
        (
            {"opened_on": "2021-12-01", "place": "elsewhere", "url": "民政局网站"},
            "网址应以 http:// 或 https:// 开头",
        ),
        (
            {"opened_on": "2021-12-01", "place": "elsewhere", "url": "javascript:x"},
            "网址应以 http:// 或 https:// 开头",
        ),
        ({"opened_on": "去年", "place": "here"}, "有效的日期"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    cast: Cast, signed_in: Any, data: dict[str, str], reason: str
) -> None:
    standard = service(cast)
    standard.editions.update(published_on=date(2021, 3, 1))
    answer = signed_in(cast.office).post(page(standard, "record"), data)
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert standard.editions.get().opened_on is None


def test_several_are_recorded_together_or_none(cast: Cast, signed_in: Any) -> None:
    one, two = service(cast), service(cast)
    two.editions.update(published_on=timezone.localdate())
    client, url = signed_in(cast.office), reverse("publication:bulk")
    data = {
        "opened_on": "2021-12-01",
        "place": "here",
        "standards": [one.pk, two.pk],
    }
    refused = client.post(url, data)
    assert "不能早于发布日期" in refused.content.decode()
    assert not StandardEdition.objects.exclude(opened_on=None).exists()
    two.editions.update(published_on=None)
    assert client.post(url, data).status_code == 302
    assert StandardEdition.objects.filter(opened_on=date(2021, 12, 1)).count() == 2
    assert "请至少勾选一项标准" in client.post(url, data).content.decode()


def test_not_to_be_public_needs_a_reason(cast: Cast, signed_in: Any) -> None:
    standard, client = service(cast, must_publish=None), signed_in(cast.office)
    refused = client.post(page(standard, "decide"), {"must_publish": "no"})
    assert "不公开的须写明理由" in refused.content.decode()
    data = {"must_publish": "no", "reason": "涉及个人隐私"}
    assert client.post(page(standard, "decide"), data).status_code == 302
    standard.refresh_from_db()
    assert (standard.must_publish, standard.unpublished_reason) == (
        False,
        "涉及个人隐私",
    )
    refused = client.post(
        page(standard, "record"), {"opened_on": "2021-12-01", "place": "here"}
    )
    assert "没有定为“应公开”" in refused.content.decode()


def test_a_report_counts_only_once_it_is_confirmed(cast: Cast, signed_in: Any) -> None:
    standard, liaison = service(cast), signed_in(cast.liaison)
    data = {"opened_on": "2021-05-01", "url": "https://mz.example.cn/1", "note": "官网"}
    assert liaison.post(page(standard, "report"), data).status_code == 302
    assert standard.editions.get().opened_on is None
    again = liaison.post(page(standard, "report"), data)
    assert "还在等办公室核对" in again.content.decode()
    report = PublicationReport.objects.get()
    settle = reverse("publication:settle", args=[report.pk])
    office = signed_in(cast.office)
    refused = office.post(settle, {"verdict": "no"})
    assert "退回的须写明理由" in refused.content.decode()
    assert office.post(settle, {"verdict": "yes"}).status_code == 302
    edition = standard.editions.get()
    assert (edition.opened_on, edition.opened_at_url) == (
        date(2021, 5, 1),
        "https://mz.example.cn/1",
    )
    assert "已经核对过了" in office.post(settle, {"verdict": "yes"}).content.decode()


def test_a_returned_report_leaves_the_standard_as_it_was(
    cast: Cast, signed_in: Any
) -> None:
    standard = service(cast)
    report = make_report(standard, cast.own_unit, cast.liaison)
    settle = reverse("publication:settle", args=[report.pk])
    data = {"verdict": "no", "answer": "网页打不开"}
    assert signed_in(cast.office).post(settle, data).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.answer) == ("已退回", "网页打不开")
    assert standard.editions.get().opened_on is None
    shown = signed_in(cast.liaison).get(page(standard, "standard")).content.decode()
    assert "网页打不开" in shown


def test_a_unit_follows_only_the_standards_it_answers_for(
    cast: Cast, signed_in: Any
) -> None:
    standard = service(cast)
    assert (
        signed_in(cast.other_liaison).get(page(standard, "report")).status_code == 404
    )
    shown = signed_in(cast.other_liaison).get(LIST)
    assert standard.title not in shown.content.decode()
    assert standard.title in signed_in(cast.liaison).get(LIST).content.decode()


def test_the_days_allowed_are_the_offices(cast: Cast) -> None:
    service(cast, effective_on=date(2021, 12, 1))
    assert late_count(cast.pilot, AS_OF) == 0
    set_days_allowed(pilot=cast.pilot, days=10, actor=cast.office, address="")
    assert late_count(cast.pilot, AS_OF) == 1


def test_the_open_list_leaves_as_excel(cast: Cast, signed_in: Any) -> None:
    service(cast, date(2021, 4, 20), extra={"信息索引号": "JY-001"})
    service(cast)
    asked = {"publication": "已公开", "export": "xlsx", "as_of": "2021-12-31"}
    book = read_workbook(signed_in(cast.office).get(LIST, asked))
    (row,) = book.rows
    found = dict(zip(book.header, row, strict=True))
    assert (found["公开状态"], found["信息索引号"]) == ("已公开", "JY-001")
    assert found["公开日期"].date() == date(2021, 4, 20)


def test_the_reasonless_are_listed_apart(cast: Cast, signed_in: Any) -> None:
    bare = service(cast, must_publish=False)
    service(cast, must_publish=False, unpublished_reason="涉密")
    shown = signed_in(cast.office).get(LIST, {"no_reason": "yes"})
    assert shown.context["reasonless"] == 1
    assert [row.pk for row in shown.context["page"].object_list] == [bare.pk]


def test_the_list_asks_few_questions(cast: Cast, signed_in: Any) -> None:
    for n in range(30):
        service(cast, date(2021, 5, 1) if n % 2 else None)
    client = signed_in(cast.office)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(LIST, {"as_of": "2021-12-31"}).status_code == 200
    assert len(asked) <= 30
