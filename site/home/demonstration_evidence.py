"""Files of evidence for the demonstration: drawn, so they show nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Case, F, Value, When
from PIL import Image, ImageDraw, ImageFont

from accounts.models import User
from assessment.evidence.models import Evidence
from assessment.evidence.services import attach_evidence
from assessment.implementation.models import ImplementationRecord
from assessment.supervision.models import Inspection
from standards_catalog.models import Pilot
from typesetting.fonts import MissingFontsError, sans_face

_RECORDS = 6
_CHECKS = 3
_SIZE = (960, 720)
_INK, _LINE, _PAPER = "#1F2937", "#C9CED6", "#FFFFFF"


def create_evidence(*, pilot: Pilot, say: Callable[[str], object]) -> None:
    """Drawn sheets for records of the liaison's unit, and for checks.

    Nothing is done for a kind that has files.
    """
    liaison = User.objects.filter(username="liaison").first()
    office = User.objects.filter(username="office").first()
    if liaison is None or office is None:
        return
    if not Evidence.objects.filter(record__unit=liaison.unit).exists():
        say("附佐证材料……")
        _show_records(pilot, liaison)
    if not Evidence.objects.filter(inspection__pilot=pilot).exists():
        say("附监督检查的佐证材料……")
        _show_checks(pilot, liaison, office)


def _show_records(pilot: Pilot, liaison: User) -> None:
    """A register for the newest unverified records of the liaison's unit."""
    records = ImplementationRecord.objects.filter(
        pilot=pilot, unit=liaison.unit, verified_on=None
    ).select_related("unit", "standard", "law")
    # Drafts and returned records first, so that every state is shown with a file.
    newest = records.order_by("is_filed", F("done_on").desc(), "-pk")[:_RECORDS]
    for number, record in enumerate(newest, start=1):
        title = f"{record.kind}登记表"
        lines = [
            f"{record.catalogue_code} {title}（演示）",
            f"单位：{record.unit}　日期：{record.done_on.isoformat()}",
            f"条款：{'、'.join(record.clauses) or '全文'}　编号：{number:03}",
        ]
        name = f"{record.catalogue_code}-{title}-{number:03}.png"
        attach_evidence(
            to=record,
            upload=_sheet(lines, name),
            actor=liaison,
            address="",
            title=title,
        )


def _show_checks(pilot: Pilot, liaison: User, office: User) -> None:
    """What was noted down at recorded checks, of the liaison's unit first."""
    is_own = Case(When(unit=liaison.unit, then=Value(0)), default=Value(1))
    checks = Inspection.objects.filter(pilot=pilot, checked_on__isnull=False)
    shown = checks.select_related("unit", "standard", "law", "pilot")
    # What did not conform is what a photo is wanted for most.
    first = (is_own, F("finding").asc(nulls_last=True), "pk")
    for check in shown.order_by(*first)[:_CHECKS]:
        lines = [
            f"{check.catalogue_code} 现场检查记录（演示）",
            f"单位：{check.unit}　日期：{check.checked_on}",
            f"条款：{check.clause}　结果：{check.result}　编号：{check.code}",
        ]
        attach_evidence(
            to=check,
            upload=_sheet(lines, f"{check.code}-现场检查记录.png"),
            actor=office,
            address="",
            title="现场检查记录",
        )


def _sheet(lines: Sequence[str], name: str) -> SimpleUploadedFile:
    """A picture of a sheet of one page; the same lines give the same picture."""
    sheet = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(sheet)
    for place, line in enumerate(lines):
        pen.text(
            (60, 50 + 56 * place), line, fill=_INK, font=_font(34 - 6 * (place > 0))
        )
    for row in range(9):
        height = 240 + 50 * row
        pen.line((60, height, _SIZE[0] - 60, height), fill=_LINE, width=2)
    for column in range(5):
        left = 60 + column * (_SIZE[0] - 120) // 4
        pen.line((left, 240, left, 640), fill=_LINE, width=2)
    content = BytesIO()
    sheet.save(content, "PNG", optimize=True)
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The heading font; without it Pillow's own, which knows no Chinese."""
    try:
        face = sans_face(strong=False)
    except MissingFontsError:
        return ImageFont.load_default(size)
    return ImageFont.truetype(face.path, size, index=face.index)
