"""Opening evidence: by whom, how, and with which trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from assessment.evidence.files import path_of
from tests.evidence_records import archive, make_evidence, pdf
from tests.factories import Cast, make_standard
from tests.records import make_record

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
    url = reverse("evidence:thumbnail", args=[evidence.pk])
    answers = {}
    for user in (
        cast.liaison,
        cast.leader,
        cast.other_liaison,
        cast.office,
        cast.leadership,
        cast.admin,
    ):
        response = signed_in(user).get(url)
        answers[user.username] = response.status_code
        read(response)
    assert {name for name, status in answers.items() if status == 200} == {
        "liaison",
        "leader",
    }
    assert set(answers.values()) == {200, 404}


def test_the_names_of_a_drafts_files_are_not_in_the_audit_trail(cast: Cast) -> None:
    record = make_record(
        cast.pilot, cast.own_unit, make_standard(cast.pilot), is_filed=False
    )
    make_evidence(record, cast.liaison, title="未公开的名称", upload=pdf("内部.pdf"))
    event = AuditEvent.objects.get(action="上传佐证材料")
    assert "未公开" not in str(event.detail) + event.object_label
    assert "内部" not in str(event.detail)
