"""Files of editions and laws: what they say they are, traced, and within the pilot."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from standards_catalog.validity.models import SourceDocument
from tests.catalogue_records import PDF, make_source_document
from tests.factories import Cast, make_pilot, make_standard
from tests.records import make_law

SignIn = Callable[[User], Client]


def upload(client: Client, url: str, name: str, content: bytes) -> str:
    file = SimpleUploadedFile(name, content)
    return client.post(url, {"file": file}, follow=True).content.decode()


def test_a_file_is_kept_with_its_digest_and_comes_back(
    cast: Cast, signed_in: SignIn
) -> None:
    standard = make_standard(cast.pilot)
    edition = standard.editions.get()
    office = signed_in(cast.office)
    url = reverse("validity:edition_upload", args=[edition.pk])
    assert "原文.pdf" in upload(office, url, "原文.pdf", PDF)
    document = SourceDocument.objects.get()
    assert document.digest == hashlib.sha256(PDF).hexdigest()
    response = signed_in(cast.expert).get(
        reverse("validity:document", args=[document.pk])
    )
    assert response.getvalue() == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.filter(action="下载原文文件").count() == 1
    delete = reverse("validity:document_delete", args=[document.pk])
    office.post(delete)
    assert SourceDocument.objects.exists()
    office.post(delete, {"confirm": document.digest})
    assert not SourceDocument.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("a.exe", b"MZ", "不能上传“exe”文件"),
        ("a", b"%PDF-", "不能上传“没有扩展名”文件"),
        ("a.pdf", b"<html>", "内容不是 pdf 文件"),
        ("a.docx", PDF, "内容不是 docx 文件"),
    ],
)
def test_what_is_not_a_document_is_refused(
    name: str, content: bytes, advice: str, cast: Cast, signed_in: SignIn
) -> None:
    law = make_law(cast.pilot)
    url = reverse("validity:law_upload", args=[law.pk])
    assert advice in upload(signed_in(cast.office), url, name, content)
    assert not SourceDocument.objects.exists()


def test_too_large_a_file_is_refused(
    cast: Cast, signed_in: SignIn, settings: object
) -> None:
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 4  # type: ignore[attr-defined]
    url = reverse("validity:law_upload", args=[make_law(cast.pilot).pk])
    assert "文件超过" in upload(signed_in(cast.office), url, "a.pdf", PDF)


def test_a_file_of_another_pilot_is_not_found(cast: Cast, signed_in: SignIn) -> None:
    document = make_source_document(make_law(make_pilot()), cast.office)
    url = reverse("validity:document", args=[document.pk])
    response = signed_in(cast.office).get(url, {"pilot": cast.pilot.code})
    assert response.status_code == 404
