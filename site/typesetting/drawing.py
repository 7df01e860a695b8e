"""Pictures as a list of rectangles, lines and texts, written as SVG or PNG.

One description for both: the PDF and the page show the SVG, Word gets the PNG. Units
are abstract; a drawing is as wide as the text it stands in.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, ImageDraw, ImageFont

from typesetting.fonts import FontFace, sans_face

Anchor = Literal["start", "middle", "end"]

INK = "#1F2937"
ACCENT = "#1E4F91"
HAIRLINE = "#9AA5B4"
PAPER = "#FFFFFF"
# On paper only the first is found; screens use what the reader has.
_FAMILIES = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
# The middle of a line of Chinese characters lies this far above its baseline.
_MIDDLE = 0.36
_PNG_SCALE = 3
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; an empty ``fill`` or ``stroke`` is not drawn."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    stroke: str = HAIRLINE
    width: float = 1
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A text whose baseline starts, centres or ends at ``x``, ``y``."""

    x: float
    y: float
    text: str
    size: float = 12
    anchor: Anchor = "start"
    colour: str = INK
    strong: bool = False


Shape = Box | Line | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    shapes: tuple[Shape, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(shape.text for shape in self.shapes if isinstance(shape, Label))


def middle_of(y: float, height: float, size: float) -> float:
    """The baseline that centres a text of ``size`` between ``y`` and ``y + height``."""
    return y + height / 2 + size * _MIDDLE


def text_width(text: str, size: float) -> float:
    """Roughly how wide ``text`` is: full-width characters 1 em, others 0.56 em."""
    return sum(size if ord(character) > 0x2E7F else size * 0.56 for character in text)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """``text`` cut into lines that fit ``width``."""
    lines = [""]
    for character in text:
        if lines[-1] and text_width(lines[-1] + character, size) > width:
            lines.append("")
        lines[-1] += character
    return lines


def to_svg(drawing: Drawing, description: str = "") -> str:
    """The drawing as a standalone ``<svg>`` element that scales to its container."""
    shapes = "".join(_svg_shape(shape) for shape in drawing.shapes)
    title = f"<title>{escape(description)}</title>" if description else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img"'
        f' viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
        f' width="100%" font-family="{_FAMILIES}">{title}{shapes}</svg>'
    )


def _svg_shape(shape: Shape) -> str:
    if isinstance(shape, Box):
        return (
            f'<rect x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}"'
            f' height="{shape.height:g}" fill="{shape.fill or "none"}"'
            f' stroke="{shape.stroke or "none"}"/>'
        )
    if isinstance(shape, Line):
        dash = ' stroke-dasharray="5 4"' if shape.dashed else ""
        return (
            f'<line x1="{shape.x1:g}" y1="{shape.y1:g}" x2="{shape.x2:g}"'
            f' y2="{shape.y2:g}" stroke="{shape.stroke}"'
            f' stroke-width="{shape.width:g}"{dash}/>'
        )
    weight = "bold" if shape.strong else "normal"
    return (
        f'<text x="{shape.x:g}" y="{shape.y:g}" font-size="{shape.size:g}"'
        f' font-weight="{weight}" text-anchor={quoteattr(shape.anchor)}'
        f' fill="{shape.colour}">{escape(shape.text)}</text>'
    )


def to_png(drawing: Drawing) -> bytes:
    """The drawing as a PNG three times its size, for programs without SVG.

    Raises :class:`~typesetting.fonts.MissingFontsError` without a Chinese font.
    """
    size = (round(drawing.width * _PNG_SCALE), round(drawing.height * _PNG_SCALE))
    image = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(image)
    faces = {strong: sans_face(strong=strong) for strong in (False, True)}
    for shape in drawing.shapes:
        _paint(pen, shape, faces)
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _paint(pen: ImageDraw.ImageDraw, shape: Shape, faces: dict[bool, FontFace]) -> None:
    scale = _PNG_SCALE
    if isinstance(shape, Box):
        corners = (
            shape.x * scale,
            shape.y * scale,
            (shape.x + shape.width) * scale,
            (shape.y + shape.height) * scale,
        )
        pen.rectangle(corners, shape.fill or None, shape.stroke or None, width=scale)
    elif isinstance(shape, Line):
        _paint_line(pen, shape)
    else:
        face = faces[shape.strong]
        font = ImageFont.truetype(face.path, shape.size * scale, index=face.index)
        place = (shape.x * scale, shape.y * scale)
        pen.text(place, shape.text, shape.colour, font, _ANCHORS[shape.anchor])


def _paint_line(pen: ImageDraw.ImageDraw, line: Line) -> None:
    """A solid line, or dashes of 5 with gaps of 4 as in the SVG."""
    length = ((line.x2 - line.x1) ** 2 + (line.y2 - line.y1) ** 2) ** 0.5
    if not length:
        return
    step, dash = (9.0, 5.0) if line.dashed else (length, length)
    start = 0.0
    while start < length:
        ends = (start / length, min(start + dash, length) / length)
        points = [
            (
                (line.x1 + (line.x2 - line.x1) * end) * _PNG_SCALE,
                (line.y1 + (line.y2 - line.y1) * end) * _PNG_SCALE,
            )
            for end in ends
        ]
        pen.line(points, line.stroke, round(line.width * _PNG_SCALE))
        start += step
