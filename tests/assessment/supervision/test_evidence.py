"""Files of checks: added by the office, shown to all who see the check, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from assessment.evidence.files import path_of
from assessment.evidence.models import Evidence
from assessment.supervision.models import Inspection
from assessment.supervision.services.draws import DrawRefusedError
from assessment.supervision.services.inspections import (
    add_files,
    remove_file,
    remove_inspection,
)
from standards_catalog.models import Standard
from tests.evidence_records import make_evidence, pdf, picture
from tests.factories import Cast, make_standard
from tests.supervision_records import (
    candidates_of,
    make_drawn,
    make_inspection,
    make_recorded,
)

SignIn = Callable[[User], Client]
RESULT = {
    "checked_on": "2021-09-20",
    "inspector_post": "办公室检查岗",
    "clause": "5.2",
    "methods": ["查资料"],
    "result": "符合",
    "facts": "台账齐全",
    "severity": "一般",
}


@pytest.fixture
def standard(cast: Cast) -> Standard:
    return make_standard(cast.pilot)


@pytest.fixture
def check(cast: Cast, standard: Standard) -> Inspection:
    return make_inspection(cast.pilot, cast.own_unit, standard)


@pytest.fixture
def recorded(cast: Cast, standard: Standard) -> Inspection:
    return make_recorded(cast.pilot, cast.own_unit, standard)


def fake(name: str = "假的.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"<html>")


def record(client: Client, check: Inspection, *files: Any, **changes: Any) -> Any:
    url = reverse("supervision:inspection_record", args=[check.pk])
    return client.post(url, {**RESULT, **changes, "files": files}, follow=True)


def page_of(check: Inspection) -> str:
    return reverse("supervision:inspection", args=[check.pk])


def test_files_are_kept_with_the_result_and_refused_ones_are_named(
    cast: Cast, check: Inspection, signed_in: SignIn
) -> None:
    office = signed_in(cast.office)
    shown = record(office, check, picture(), fake(), pdf()).content.decode()
    check.refresh_from_db()
    assert check.is_recorded
    assert "已登记检查" in shown
    assert "“假的.pdf”：内容不是 pdf 文件" in shown
    assert [file.title for file in check.evidence.all()] == ["照片", "签到表"]
    uploads = AuditEvent.objects.filter(action="上传佐证材料")
    assert {event.object_label for event in uploads} == {check.audit_label}


def test_a_result_with_a_mistake_keeps_words_and_files(
    cast: Cast, check: Inspection, signed_in: SignIn
) -> None:
    office = signed_in(cast.office)
    shown = record(office, check, picture(), fake(), clause="").content.decode()
    assert "请填写检查的条款" in shown
    assert "“假的.pdf”：内容不是 pdf 文件" in shown
    assert "台账齐全" in shown
    assert "下面的文件已附在这项检查上" in shown
    check.refresh_from_db()
    assert not check.is_recorded
    # The browser offers what was chosen before once more: it is kept once.
    again = record(office, check, picture()).content.decode()
    assert "“照片.jpg”：这个文件已经上传过" in again
    assert check.evidence.count() == 1


def test_a_result_that_a_colleague_recorded_meanwhile_loses_no_file(
    cast: Cast, recorded: Inspection, signed_in: SignIn
) -> None:
    shown = record(signed_in(cast.office), recorded, picture()).content.decode()
    assert "这项检查已经登记了结果" in shown
    assert recorded.evidence.count() == 1


def test_the_office_adds_names_and_removes_files_on_the_page(
    cast: Cast, recorded: Inspection, signed_in: SignIn
) -> None:
    office, url = signed_in(cast.office), page_of(recorded)
    office.post(url, {"files": [picture(), pdf()]})
    first, second = recorded.evidence.all()
    path = path_of(first.stored_name)
    assert path.is_file()
    named = {
        f"file-{second.pk}-title": "签到表第一页",
        f"file-{second.pk}-valid_until": "2022-09-20",
    }
    shown = office.post(url, named, follow=True).content.decode()
    assert "已保存佐证材料" in shown
    assert "签到表第一页" in shown
    assert "有效期 至 2022-09-20" in shown
    office.post(url, {"remove": first.pk})
    assert recorded.evidence.get() == second
    for action, file in (
        ("上传佐证材料", "照片.jpg"),
        ("修改佐证材料说明", "签到表.pdf"),
        ("删除佐证材料", "照片.jpg"),
    ):
        events = AuditEvent.objects.filter(action=action, actor=cast.office)
        assert events.filter(object_label=recorded.audit_label).exists()
        assert file in {event.detail["原文件名"] for event in events}


def test_what_is_wrong_with_files_comes_back_with_what_was_typed(
    cast: Cast, recorded: Inspection, signed_in: SignIn
) -> None:
    evidence = make_evidence(recorded, cast.office)
    name = f"file-{evidence.pk}"
    posted = {
        f"{name}-title": "还没有保存的名称",
        f"{name}-valid_from": "2021-09-20",
        f"{name}-valid_until": "2021-09-19",
        "files": [fake(), pdf()],
    }
    shown = signed_in(cast.office).post(page_of(recorded), posted).content.decode()
    for words in ("有效期止早于有效期起", "还没有保存的名称", "“假的.pdf”"):
        assert words in shown
    assert recorded.evidence.count() == 2
    evidence.refresh_from_db()
    assert evidence.title == "照片"


def test_a_file_of_another_check_is_not_removed(
    cast: Cast, recorded: Inspection, check: Inspection
) -> None:
    evidence = make_evidence(check, cast.office)
    by = {"actor": cast.office, "address": ""}
    remove_file(check=recorded, evidence_id=evidence.pk, **by)
    assert check.evidence.get() == evidence


def test_all_who_see_the_check_see_its_files_and_only_the_office_changes_them(
    cast: Cast, recorded: Inspection, signed_in: SignIn
) -> None:
    make_evidence(recorded, cast.office, title="现场检查记录")
    for user in (cast.office, cast.liaison, cast.leader, cast.leadership):
        shown = signed_in(user).get(page_of(recorded)).content.decode()
        assert "现场检查记录" in shown
        assert ("data-drop-zone" in shown) is (user == cast.office)
        if user != cast.office:
            response = signed_in(user).post(page_of(recorded), {"files": [pdf()]})
            assert response.status_code == 403
    other = signed_in(cast.other_liaison)
    assert other.get(page_of(recorded)).status_code == 404
    assert recorded.evidence.count() == 1


def test_a_check_that_waits_without_files_says_nothing_of_them(
    cast: Cast, check: Inspection, signed_in: SignIn
) -> None:
    for user in (cast.office, cast.liaison):
        assert "佐证材料" not in signed_in(user).get(page_of(check)).content.decode()


def test_a_withdrawn_result_leaves_its_files_and_says_so(
    cast: Cast, recorded: Inspection, signed_in: SignIn
) -> None:
    make_evidence(recorded, cast.office)
    url = reverse("supervision:inspection_withdraw", args=[recorded.pk])
    office = signed_in(cast.office)
    assert "佐证材料仍附在检查上" in office.get(url).content.decode()
    shown = office.post(url, {"reason": "录错了"}, follow=True).content.decode()
    assert "1 个佐证材料仍附在检查上" in shown
    recorded.refresh_from_db()
    assert not recorded.is_recorded
    assert recorded.evidence.count() == 1
    assert "evidence-list" in office.get(page_of(recorded)).content.decode()


def test_a_check_that_is_taken_back_takes_its_files_along(
    cast: Cast, check: Inspection, django_capture_on_commit_callbacks: Any
) -> None:
    path = path_of(make_evidence(check, cast.office).stored_name)
    with django_capture_on_commit_callbacks(execute=True):
        remove_inspection(check=check, actor=cast.office, address="")
    assert not Evidence.objects.exists()
    assert not path.exists()
    assert AuditEvent.objects.get(action="取消专项检查").detail["佐证材料"] == 1
    removed = AuditEvent.objects.get(action="删除佐证材料")
    assert removed.detail["原文件名"] == "照片.jpg"


def test_a_cancelled_check_takes_no_more_files(
    cast: Cast, standard: Standard, signed_in: SignIn
) -> None:
    units = candidates_of(cast.own_unit, standards=(standard,))
    draw = make_drawn(cast.pilot, units, voided_at=timezone.now(), void_reason="试")
    check = make_inspection(cast.pilot, cast.own_unit, standard, draw=draw)
    with pytest.raises(DrawRefusedError, match="已取消"):
        add_files(check=check, uploads=[pdf()], actor=cast.office, address="")
    url = page_of(check)
    shown = signed_in(cast.office).post(url, {"files": [pdf()]}).content.decode()
    assert "这项检查已取消" in shown
    assert not check.evidence.exists()
