"""Which files are taken as evidence, and where they lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from assessment.evidence.files import (
    LARGEST_FILE,
    MOST_FILES,
    EvidenceError,
    check_file,
    path_of,
    small_path_of,
)
from assessment.evidence.models import Evidence
from assessment.evidence.services import attach_evidence, remove_evidence
from tests.evidence_records import archive, make_evidence, pdf, picture
from tests.factories import Cast, make_standard
from tests.records import make_record
from tests.supervision_records import make_inspection

TAKEN = [
    pdf(),
    picture("现场.jpg"),
    picture("现场.JPEG"),
    archive("总结.docx", "word/document.xml"),
    archive("台账.xlsx", "xl/workbook.xml"),
    archive("文件.ofd", "OFD.xml"),
    archive("材料.zip", "任何.txt"),
]


@pytest.mark.parametrize("upload", TAKEN, ids=lambda upload: upload.name)
def test_a_file_that_is_what_it_says_is_taken(upload: SimpleUploadedFile) -> None:
    upload.seek(0)
    assert check_file(upload) == Path(upload.name or "").suffix[1:].lower()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("病毒.exe", b"MZ", "不能上传“exe”文件"),
        ("没有名字", b"x", "没有扩展名"),
        ("空.pdf", b"", "文件是空的"),
        ("假的.pdf", b"<html>", "内容不是 pdf 文件"),
        ("假的.docx", b"PK\x03\x04 not really", "内容不是 docx 文件"),
        ("假的.png", b"\x89PNG\r\n\x1a\n and no more", "内容不是 png 文件"),
        ("假的.webp", b"RIFF....WAVE", "内容不是 webp 文件"),
        ("脚本.svg", b"<svg/>", "不能上传“svg”文件"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    name: str, content: bytes, told: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        check_file(SimpleUploadedFile(name, content))
    assert told in str(caught.value)


def test_an_excel_file_called_word_is_refused() -> None:
    with pytest.raises(EvidenceError):
        check_file(archive("台账.docx", "xl/workbook.xml"))


def test_a_file_that_is_too_large_is_refused(monkeypatch: Any) -> None:
    upload = pdf()
    upload.size = LARGEST_FILE + 1
    with pytest.raises(EvidenceError, match="超过 50 MB"):
        check_file(upload)


def test_a_kept_file_lies_outside_of_what_is_served(cast: Cast) -> None:
    record = make_record(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    evidence = make_evidence(record, cast.liaison, upload=picture("现场 照片.jpg"))
    path = path_of(evidence.stored_name)
    assert path.is_file()
    assert small_path_of(evidence.stored_name).is_file()
    assert "现场" not in path.name
    assert Path(settings.MEDIA_ROOT) not in path.parents
    assert (evidence.title, evidence.original_name) == ("现场 照片", "现场 照片.jpg")
    assert evidence.unit == cast.own_unit


def test_the_same_file_is_kept_once_a_record(cast: Cast) -> None:
    record = make_record(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    other = make_record(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    by = {"actor": cast.liaison, "address": ""}
    first, is_new = attach_evidence(to=record, upload=pdf("一.pdf"), **by)
    again, is_new_again = attach_evidence(to=record, upload=pdf("二.pdf"), **by)
    _, is_new_there = attach_evidence(to=other, upload=pdf("一.pdf"), **by)
    assert (is_new, is_new_again, is_new_there) == (True, False, True)
    assert first == again
    assert Evidence.objects.count() == 2


def test_the_same_file_is_kept_once_a_check(cast: Cast) -> None:
    standard = make_standard(cast.pilot)
    check = make_inspection(cast.pilot, cast.own_unit, standard)
    record = make_record(cast.pilot, cast.own_unit, standard)
    by = {"actor": cast.office, "address": ""}
    for owner, wanted in ((check, True), (check, False), (record, True)):
        _, is_new = attach_evidence(to=owner, upload=pdf(), **by)
        assert is_new is wanted
    assert check.evidence.get().unit == cast.own_unit
    again = Evidence.objects.get(inspection=check)
    again.pk, again.stored_name = None, "another.pdf"
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


@pytest.mark.parametrize("is_both", [False, True])
def test_a_file_belongs_to_exactly_one_thing(cast: Cast, is_both: bool) -> None:
    standard = make_standard(cast.pilot)
    check = make_inspection(cast.pilot, cast.own_unit, standard)
    evidence = make_evidence(check, cast.office)
    record = make_record(cast.pilot, cast.own_unit, standard) if is_both else None
    owners = {"record": record, "inspection": check if is_both else None}
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=evidence.pk).update(**owners)


def test_a_record_has_a_bearable_number_of_files(cast: Cast) -> None:
    record = make_record(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    for number in range(MOST_FILES):
        make_evidence(record, cast.liaison, upload=pdf(words=str(number)))
    with pytest.raises(EvidenceError, match="最多 30 个文件"):
        make_evidence(record, cast.liaison, upload=pdf(words="一个太多"))


def test_a_removed_file_leaves_the_disk_with_the_transaction(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    record = make_record(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    evidence = make_evidence(record, cast.liaison)
    path = path_of(evidence.stored_name)
    with django_capture_on_commit_callbacks() as callbacks:
        remove_evidence(files=[evidence], actor=cast.liaison, address="")
    assert path.is_file()
    for callback in callbacks:
        callback()
    assert not path.exists()
    assert not small_path_of(evidence.stored_name).exists()
