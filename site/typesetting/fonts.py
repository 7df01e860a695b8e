"""The Chinese fonts a document needs, found before anything is written.

Body text is set in Noto Serif CJK SC (where a 仿宋 is installed the style sheet
prefers it), headings in Noto Sans CJK SC. Without them a renderer would print boxes,
so their absence is an error.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import (  # type: ignore[import-untyped]
    TTCollection,
    TTFont,
)

SERIF = "Noto Serif CJK SC"
SANS = "Noto Sans CJK SC"
PACKAGE = "fonts-noto-cjk"
_SUFFIXES = frozenset({".ttc", ".otf", ".ttf", ".otc"})
_FAMILY, _STYLE = 1, 2


class MissingFontsError(RuntimeError):
    """Chinese fonts are not installed; the message says in Chinese which and how."""


@dataclass(frozen=True, slots=True)
class FontFace:
    """A font file and the place of the face in it."""

    path: str
    index: int


def font_folders() -> list[Path]:
    """The folders of the system and of the user that fontconfig looks in."""
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    places = [own, *shared.split(":")]
    return [Path(place) / "fonts" for place in places] + [Path.home() / ".fonts"]


def require_fonts() -> None:
    """Raise MissingFontsError unless both Chinese families are installed."""
    found = {family for family, _ in _installed_faces()}
    missing = [family for family in (SERIF, SANS) if family not in found]
    if missing:
        names = "、".join(missing)
        raise MissingFontsError(
            f"缺少中文字体：{names}。请安装字体包 {PACKAGE} 后重试，没有写出任何文件。"
        )


def sans_face(*, strong: bool) -> FontFace:
    """The file of the heading font; without a bold cut the regular one stands in.

    Raises MissingFontsError when the family is not installed.
    """
    require_fonts()
    faces = _installed_faces()
    style = "Bold" if strong else "Regular"
    return faces.get((SANS, style)) or faces[SANS, "Regular"]


@cache
def _installed_faces() -> dict[tuple[str, str], FontFace]:
    """(family, style) → face, of the fonts whose file name promises Chinese."""
    faces: dict[tuple[str, str], FontFace] = {}
    for folder in font_folders():
        for path in sorted(folder.rglob("*CJK*")):
            if path.suffix.lower() in _SUFFIXES:
                faces.update(_faces_of(path))
    return faces


def _faces_of(path: Path) -> dict[tuple[str, str], FontFace]:
    faces = {}
    with ExitStack() as opened:
        if path.suffix.lower() in (".ttc", ".otc"):
            collection = opened.enter_context(TTCollection(str(path), lazy=True))
            fonts = collection.fonts
        else:
            fonts = [opened.enter_context(TTFont(str(path), lazy=True))]
        for index, font in enumerate(fonts):
            names = font["name"]
            key = (str(names.getDebugName(_FAMILY)), str(names.getDebugName(_STYLE)))
            faces[key] = FontFace(str(path), index)
    return faces
