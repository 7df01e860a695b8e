"""The report pages: who may see, who may build, and where the figures lead."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Role, User
from reports.acceptance.models import AcceptanceReport
from standards_catalog.models import Pilot
from tests.factories import make_unit, make_user

SignedIn = Callable[[User], Client]
LIST = "/reports/"


def read(answer: Any) -> bytes:
    """The whole body; reading a file to its end also closes it."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def user_of(role: str) -> User:
    bound = role in (Role.UNIT_LIAISON, Role.UNIT_LEADER)
    return make_user(role, make_unit() if bound else None)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.STANDARDS_OFFICE, 200),
        (Role.LEADERSHIP_GROUP, 200),
        (Role.UNIT_LIAISON, 403),
        (Role.UNIT_LEADER, 403),
        (Role.EXPERT, 403),
        (Role.AUDITOR, 403),
    ],
)
def test_office_and_leadership_group_read_reports_and_nobody_else(
    report: AcceptanceReport, signed_in: SignedIn, role: str, status: int
) -> None:
    browser = signed_in(user_of(role))
    addresses = [
        LIST,
        reverse("acceptance:report", args=[report.pk]),
        reverse("acceptance:download", args=[report.pk, "json"]),
    ]
    answers = [browser.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [status] * 3
    for answer in answers:
        read(answer)


def test_a_visitor_is_sent_to_sign_in(report: AcceptanceReport) -> None:
    for address in (LIST, reverse("acceptance:report", args=[report.pk])):
        answer = Client().get(address)
        assert (answer.status_code, "sign-in" in answer.headers["Location"]) == (
            302,
            True,
        )


def test_only_the_office_builds(full_pilot: Pilot, signed_in: SignedIn) -> None:
    leader = signed_in(user_of(Role.LEADERSHIP_GROUP))
    assert "生成报告" not in leader.get(LIST).content.decode()
    refused = leader.post(LIST, {"as_of": "2021-12-31"})
    assert (refused.status_code, AcceptanceReport.objects.count()) == (403, 0)
    office = signed_in(user_of(Role.STANDARDS_OFFICE))
    built = office.post(LIST, {"as_of": "2021-12-31"})
    report = AcceptanceReport.objects.get()
    assert built.headers["Location"] == reverse("acceptance:report", args=[report.pk])
    assert AuditEvent.objects.filter(action="生成验收报告").count() == 1


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("", "请填写数据截至日期"),
        ("2021-02-30", "日期不正确"),
        ("2999-01-01", "不能晚于今天"),
    ],
)
def test_a_bad_date_is_said_beside_the_field(
    full_pilot: Pilot, signed_in: SignedIn, day: str, reason: str
) -> None:
    office = signed_in(user_of(Role.STANDARDS_OFFICE))
    answer = office.post(LIST, {"as_of": day})
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert not AcceptanceReport.objects.exists()


def test_every_figure_of_the_preview_leads_to_its_indicator(
    report: AcceptanceReport, signed_in: SignedIn
) -> None:
    office = signed_in(user_of(Role.STANDARDS_OFFICE))
    page = office.get(reverse("acceptance:report", args=[report.pk])).content.decode()
    codes = {row["code"] for row in report.snapshot["indicators"]}
    scope = "?pilot=sample-2020&amp;as_of=2021-12-31"
    linked = set(re.findall(rf'/indicators/(\w+)/{re.escape(scope)}"', page))
    assert linked == codes
    assert "a&lt;b&amp;c“引号”服务规范" in page
    assert "<b&c" not in page
    assert "未达到96%的目标值" in page


def test_the_list_tells_date_digest_and_verdict_of_a_version(
    report: AcceptanceReport, signed_in: SignedIn
) -> None:
    office = signed_in(user_of(Role.STANDARDS_OFFICE))
    page = office.get(LIST).content.decode()
    for shown in ("2021-12-31", report.digest, "75.00%", "未达标", "演示数据"):
        assert shown in page


@pytest.mark.parametrize("extension", ["pdf", "docx", "json"])
def test_a_download_is_an_attachment_and_is_audited(
    report: AcceptanceReport, signed_in: SignedIn, extension: str
) -> None:
    leader = signed_in(user_of(Role.LEADERSHIP_GROUP))
    answer = leader.get(reverse("acceptance:download", args=[report.pk, extension]))
    content = read(answer)
    signature = {"pdf": b"%PDF", "docx": b"PK", "json": b'{"as_of"'}[extension]
    assert content.startswith(signature)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert AuditEvent.objects.filter(action="下载验收报告").count() == 1


def test_an_unknown_format_or_report_is_not_found(
    report: AcceptanceReport, signed_in: SignedIn
) -> None:
    office = signed_in(user_of(Role.STANDARDS_OFFICE))
    for pk, extension in ((report.pk, "exe"), (report.pk + 1, "pdf")):
        address = reverse("acceptance:download", args=[pk, extension])
        assert office.get(address).status_code == 404
