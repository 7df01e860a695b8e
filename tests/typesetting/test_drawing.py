from fractions import Fraction
from io import BytesIO
from xml.etree import ElementTree

from PIL import Image

from typesetting.charts import Bar, bar_chart
from typesetting.drawing import Box, to_png, to_svg, wrapped

BARS = [
    Bar("民政局", Fraction(1, 2), "50.00%", "#123456"),
    Bar("无数据", None, "—"),
    Bar("<&>", Fraction(1), "100.00%", low=Fraction(9, 10), high=Fraction(1)),
]


def test_a_bar_is_as_long_as_its_share_and_nothing_is_drawn_without_one() -> None:
    shapes = bar_chart(BARS).shapes
    drawn = [s for s in shapes if isinstance(s, Box) and s.fill == "#123456"]
    tracks = [s for s in shapes if isinstance(s, Box) and s.fill == "#E9EDF2"]
    assert len(tracks) == 3
    assert [box.width * 2 for box in drawn] == [tracks[0].width]


def test_the_svg_is_well_formed_and_carries_every_text() -> None:
    drawing = bar_chart(BARS, mark=Fraction(96, 100), mark_text="目标值96%")
    root = ElementTree.fromstring(to_svg(drawing, "说明<1>"))  # noqa: S314
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == list(drawing.texts)
    assert "<&>" in texts


def test_the_png_shows_the_same_bar_in_its_colour() -> None:
    drawing = bar_chart(BARS)
    image = Image.open(BytesIO(to_png(drawing)))
    assert image.size == (round(drawing.width * 3), round(drawing.height * 3))
    box = next(s for s in drawing.shapes if isinstance(s, Box) and s.fill == "#123456")
    middle = (round(box.x * 3 + 5), round((box.y + box.height / 2) * 3))
    assert image.getpixel(middle) == (0x12, 0x34, 0x56)


def test_a_long_name_is_wrapped_and_loses_nothing() -> None:
    lines = wrapped("社会救助综合平台日常管理标准子体系", 12, 100)
    assert "".join(lines) == "社会救助综合平台日常管理标准子体系"
    assert all(len(line) <= 8 for line in lines)
