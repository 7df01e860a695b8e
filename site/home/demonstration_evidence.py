"""Files of evidence for the demonstration's unit: drawn, so they show nobody."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from PIL import Image, ImageDraw, ImageFont

from accounts.models import User
from assessment.evidence.models import Evidence
from assessment.evidence.services import attach_evidence
from assessment.implementation.models import ImplementationRecord
from standards_catalog.models import Pilot
from typesetting.fonts import MissingFontsError, sans_face

_RECORDS = 6
_SIZE = (960, 720)
_INK, _LINE, _PAPER = "#1F2937", "#C9CED6", "#FFFFFF"


def create_evidence(*, pilot: Pilot, say: Callable[[str], object]) -> None:
    """A drawn register for the newest unverified records of the liaison's unit.

    Nothing is done once the unit has files.
    """
    liaison = User.objects.filter(username="liaison").first()
    if liaison is None or Evidence.objects.filter(unit=liaison.unit).exists():
        return
    records = ImplementationRecord.objects.filter(
        pilot=pilot, unit=liaison.unit, verified_on=None
    ).select_related("unit", "standard", "law")
    # Drafts and returned records first, so that every state is shown with a file.
    newest = records.order_by("is_filed", F("done_on").desc(), "-pk")[:_RECORDS]
    if newest:
        say("附佐证材料……")
    for number, record in enumerate(newest, start=1):
        attach_evidence(
            to=record,
            upload=_register(record, number),
            actor=liaison,
            address="",
            title=f"{record.kind}登记表",
        )


def _register(record: ImplementationRecord, number: int) -> SimpleUploadedFile:
    """A picture of a register of one page; the same record gives the same picture."""
    sheet = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(sheet)
    title = f"{record.catalogue_code} {record.kind}登记表（演示）"
    lines = [
        title,
        f"单位：{record.unit}　日期：{record.done_on.isoformat()}",
        f"条款：{'、'.join(record.clauses) or '全文'}　编号：{number:03}",
    ]
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
    name = f"{record.catalogue_code}-{record.kind}登记表-{number:03}.png"
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The heading font; without it Pillow's own, which knows no Chinese."""
    try:
        face = sans_face(strong=False)
    except MissingFontsError:
        return ImageFont.load_default(size)
    return ImageFont.truetype(face.path, size, index=face.index)
