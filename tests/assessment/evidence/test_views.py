"""Opening evidence: by whom, how, and with which trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from assessment.evidence.files import path_of
from assessment.evidence.models import Evidence
from assessment.supervision.models import Inspection
from tests.evidence_records import archive, make_evidence, pdf
from tests.factories import Cast, make_membership, make_pilot, make_standard
from tests.records import make_record
from tests.supervision_records import make_inspection, make_recorded

SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    ("upload", "disposition", "kind"),
    [
        (pdf(), "inline", "application/pdf"),
        (None, "inline", "image/jpeg"),
        (
            archive("总结.docx", "word/document.xml"),
            "attachment",
            "application/octet-stream",
        ),
    ],
    ids=["pdf", "picture", "word"],
)
def test_pictures_and_pdf_are_shown_and_the_rest_is_a_download(
    cast: Cast, signed_in: SignIn, upload: object, disposition: str, kind: str
) -> None:
    record = make_record(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    evidence = make_evidence(record, cast.liaison, upload=upload)
    url = reverse("evidence:file", args=[evidence.pk])
    response = signed_in(cast.office).get(url)
    assert response.headers["Content-Disposition"].startswith(disposition)
    assert response.headers["Content-Type"] == kind
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    content = path_of(evidence.stored_name).read_bytes()
    assert b"".join(response.streaming_content) == content
    asked = signed_in(cast.office).get(url, {"download": "1"})
    assert asked.headers["Content-Disposition"].startswith("attachment")
    read(asked)


def read(response: Any) -> bytes:
    """What is sent, to its end: closing it unread would close the database too."""
    return b"".join(response.streaming_content) if response.streaming else b""


def test_every_opening_is_traced_with_the_digest(cast: Cast, signed_in: SignIn) -> None:
    record = make_record(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    evidence = make_evidence(record, cast.liaison)
    assert read(
        signed_in(cast.office).get(reverse("evidence:file", args=[evidence.pk]))
    )
    event = AuditEvent.objects.get(action="打开佐证材料")
    assert event.actor == cast.office
    assert event.detail["摘要"] == evidence.digest


def test_a_file_of_a_draft_is_its_units_alone(cast: Cast, signed_in: SignIn) -> None:
    record = make_record(
        cast.pilot, cast.own_unit, make_standard(cast.pilot), is_filed=False
    )
    evidence = make_evidence(record, cast.liaison)
    assert who_opens("thumbnail", evidence, cast, signed_in) == {"liaison", "leader"}


def who_opens(name: str, evidence: Evidence, cast: Cast, signed_in: SignIn) -> set[str]:
    """The user names of those who get the file; nobody else learns that it is there,
    but for roles that read no records at all."""
    url = reverse(f"evidence:{name}", args=[evidence.pk])
    found = set()
    for user in (
        cast.liaison,
        cast.leader,
        cast.other_liaison,
        cast.office,
        cast.leadership,
        cast.admin,
        cast.expert,
        cast.auditor,
    ):
        response = signed_in(user).get(url)
        is_reader = user not in (cast.expert, cast.auditor)
        assert response.status_code in {200, 404 if is_reader else 403}
        if response.status_code == 200:
            assert read(response)
            found.add(user.username)
    return found


SEE_ALL = {"office", "leadership", "admin"}


@pytest.mark.parametrize("name", ["file", "thumbnail"])
def test_a_file_of_a_check_is_seen_by_whoever_sees_the_check(
    name: str, cast: Cast, signed_in: SignIn
) -> None:
    check = make_recorded(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    evidence = make_evidence(check, cast.office)
    wanted = SEE_ALL | {"liaison", "leader"}
    assert who_opens(name, evidence, cast, signed_in) == wanted


@pytest.mark.parametrize("name", ["file", "thumbnail"])
def test_before_the_notice_day_a_unit_opens_no_file_of_its_check(
    name: str, cast: Cast, signed_in: SignIn
) -> None:
    today = timezone.localdate()
    check = make_inspection(
        cast.pilot,
        cast.own_unit,
        make_standard(cast.pilot),
        notice_on=today + timedelta(days=1),
    )
    evidence = make_evidence(check, cast.office)
    assert who_opens(name, evidence, cast, signed_in) == SEE_ALL
    Inspection.objects.update(notice_on=today)
    wanted = SEE_ALL | {"liaison", "leader"}
    assert who_opens(name, evidence, cast, signed_in) == wanted


def test_a_file_of_another_pilots_check_is_not_there(
    cast: Cast, signed_in: SignIn
) -> None:
    pilot = make_pilot()
    make_membership(pilot, cast.own_unit)
    check = make_recorded(pilot, cast.own_unit, make_standard(pilot))
    evidence = make_evidence(check, cast.office)
    url = reverse("evidence:file", args=[evidence.pk])
    for asked, status in ((cast.pilot, 404), (pilot, 200)):
        response = signed_in(cast.office).get(url, {"pilot": asked.code})
        read(response)
        assert response.status_code == status


def test_the_names_of_a_checks_files_are_in_the_audit_trail(
    cast: Cast, signed_in: SignIn
) -> None:
    check = make_recorded(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    evidence = make_evidence(check, cast.office, upload=pdf("检查记录.pdf"))
    url = reverse("evidence:file", args=[evidence.pk])
    read(signed_in(cast.liaison).get(url))
    for action, actor in (
        ("上传佐证材料", cast.office),
        ("打开佐证材料", cast.liaison),
    ):
        event = AuditEvent.objects.get(action=action)
        assert (event.actor, event.object_label) == (actor, check.audit_label)
        assert event.detail["原文件名"] == "检查记录.pdf"
        assert event.detail["摘要"] == evidence.digest


def test_the_names_of_a_drafts_files_are_not_in_the_audit_trail(cast: Cast) -> None:
    record = make_record(
        cast.pilot, cast.own_unit, make_standard(cast.pilot), is_filed=False
    )
    make_evidence(record, cast.liaison, title="未公开的名称", upload=pdf("内部.pdf"))
    event = AuditEvent.objects.get(action="上传佐证材料")
    assert "未公开" not in str(event.detail) + event.object_label
    assert "内部" not in str(event.detail)
