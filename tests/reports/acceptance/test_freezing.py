"""A version is frozen: same files, same digest, whatever happens to the records."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.models import AuditEvent
from assessment.coverage.models import StepCoverage
from assessment.satisfaction.models import AnswerSheet
from reports.acceptance.documents import CONTENT_TYPES, file_content
from reports.acceptance.models import AcceptanceReport
from reports.acceptance.selectors import canonical_json, digest_of, take_snapshot
from reports.acceptance.services import build_report, kept_file, write_files
from standards_catalog.models import Pilot
from tests.factories import AS_OF, make_pilot
from tests.typesetting.test_pdf import MISSING, glyph_numbers
from typesetting import fonts


def test_the_same_records_give_the_same_snapshot_and_no_new_version(
    full_pilot: Pilot, report: AcceptanceReport
) -> None:
    assert digest_of(take_snapshot(full_pilot, AS_OF)) == report.digest
    again = build_report(pilot=full_pilot, as_of=AS_OF, actor=None)
    assert again.pk == report.pk
    assert AuditEvent.objects.filter(action="生成验收报告").count() == 1


def test_changed_records_make_a_new_version_and_leave_the_old_files_alone(
    full_pilot: Pilot, report: AcceptanceReport
) -> None:
    before = {kind: file_content(report, kind) for kind in CONTENT_TYPES}
    StepCoverage.objects.filter(step__pilot=full_pilot).delete()
    AnswerSheet.objects.filter(pilot=full_pilot).delete()
    full_pilot.name = "改了名字的试点"
    full_pilot.save()
    later = build_report(pilot=full_pilot, as_of=AS_OF, actor=None)
    assert (later.version, later.digest != report.digest) == (2, True)
    old = AcceptanceReport.objects.get(pk=report.pk)
    after = {kind: file_content(old, kind) for kind in CONTENT_TYPES}
    assert after == before


def test_another_day_is_another_version_even_with_the_same_records(
    full_pilot: Pilot, report: AcceptanceReport
) -> None:
    earlier = build_report(pilot=full_pilot, as_of=AS_OF.replace(month=5), actor=None)
    assert (earlier.version, earlier.as_of.month) == (2, 5)
    assert build_report(pilot=full_pilot, as_of=AS_OF, actor=None).pk == report.pk


def test_the_json_file_hashes_to_the_digest_and_holds_no_rounded_number(
    report: AcceptanceReport,
) -> None:
    content = file_content(report, "json")
    assert hashlib.sha256(content).hexdigest() == report.digest
    stored = json.loads(content, parse_float=pytest.fail)
    assert stored["schema"] == 1
    assert stored["coverage"]["value"]["value"] == "3/4"
    assert canonical_json(stored) == content


def test_the_pdf_has_no_missing_glyph_and_marks_every_page(
    report: AcceptanceReport,
) -> None:
    reader = PdfReader(BytesIO(file_content(report, "pdf")))
    assert MISSING.isdisjoint(glyph_numbers(reader))
    pages = [page.extract_text() for page in reader.pages]
    assert all("演示数据" in text for text in pages)
    assert not any("\ufffd" in text for text in pages)
    cover = pages[0].replace("\n", "")
    assert report.digest in cover
    assert "第1版" in cover
    assert "a<b&c“引号”服务规范" in "".join(pages).replace("\n", "")


def test_the_contents_lead_to_the_pages_they_name(report: AcceptanceReport) -> None:
    reader = PdfReader(BytesIO(file_content(report, "pdf")))
    labels = {}
    for entry in reader.outline:
        if not isinstance(entry, list):
            labels[entry.title] = reader.get_destination_page_number(entry)
    assert list(labels)[:2] == ["摘　要", "一、试点概况"]
    contents = reader.pages[1].extract_text()
    body_starts = labels["摘　要"]
    for title, page in labels.items():
        line = next(x for x in contents.splitlines() if x.startswith(title))
        assert line.endswith(str(page - body_starts + 1))


def test_a_kept_file_is_handed_out_again_byte_for_byte(
    report: AcceptanceReport,
) -> None:
    path = kept_file(report, "json")
    path.write_bytes(b"as first handed out")
    assert kept_file(report, "json").read_bytes() == b"as first handed out"


def test_the_snapshot_needs_few_queries_whatever_the_size(full_pilot: Pilot) -> None:
    with CaptureQueriesContext(
        connection,
    ) as small:
        take_snapshot(full_pilot, AS_OF)
    sheets = list(AnswerSheet.objects.filter(pilot=full_pilot))
    for number, sheet in enumerate(sheets):
        sheet.pk, sheet.code = None, f"X{number}"
    AnswerSheet.objects.bulk_create(sheets)
    with CaptureQueriesContext(connection) as large:
        take_snapshot(full_pilot, AS_OF)
    assert len(large) == len(small) <= 70


def test_a_reference_set_has_no_acceptance_report(db: None) -> None:
    with pytest.raises(ValueError, match="参考要求集"):
        build_report(
            pilot=make_pilot(kind=Pilot.Kind.REFERENCE), as_of=AS_OF, actor=None
        )


def test_the_command_writes_three_files_and_prints_them(
    full_pilot: Pilot, tmp_path: Path
) -> None:
    out = StringIO()
    folder = tmp_path / "新文件夹" / "报告"
    call_command(
        "build_acceptance_report",
        "--pilot", full_pilot.code, "--as-of", "2021-12-31", "--output", str(folder),
        stdout=out,
    )  # fmt: skip
    names = [f"sample-2020-验收报告-2021-12-31-v1.{x}" for x in ("pdf", "docx", "json")]
    assert out.getvalue().split() == [str(folder / name) for name in names]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)


@pytest.mark.parametrize(
    ("code", "day", "reason"),
    [
        ("no-such-pilot", "2021-12-31", "没有代码为“no-such-pilot”的试点"),
        ("sample-2020", "2021-13-01", "日期“2021-13-01”不正确"),
    ],
)
def test_the_command_refuses_in_one_chinese_line(
    full_pilot: Pilot, tmp_path: Path, code: str, day: str, reason: str
) -> None:
    folder = tmp_path / "out"
    with pytest.raises(CommandError, match=reason) as caught:
        call_command(
            "build_acceptance_report",
            "--pilot", code, "--as-of", day, "--output", str(folder),
        )  # fmt: skip
    assert "\n" not in str(caught.value)
    assert caught.value.returncode == 1
    assert not folder.exists()
    assert not AcceptanceReport.objects.exists()


def test_without_fonts_nothing_is_written(
    report: AcceptanceReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "font_folders", lambda: [tmp_path])
    fonts._installed_faces.cache_clear()
    try:
        with pytest.raises(fonts.MissingFontsError):
            write_files(report, tmp_path / "out")
    finally:
        fonts._installed_faces.cache_clear()
    assert not (tmp_path / "out").exists()
