"""Whatever the packaged pilots say can be printed with the fonts of the reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTCollection

from typesetting.fonts import SANS, SERIF, _installed_faces, sans_face

PILOTS = Path(__file__).resolve().parents[2] / "standards_catalog" / "pilots"
# What the reports write themselves besides Chinese text.
OWN_MARKS = "✓×!–—％%÷Σ＋（）〔〕“”《》：；、。，．／　—"


def packaged_characters() -> set[str]:
    texts = [path.read_text("utf-8-sig") for path in PILOTS.rglob("*.csv")]
    texts += [path.read_text("utf-8") for path in PILOTS.rglob("*.toml")]
    return {
        character for text in texts for character in text if character.isprintable()
    }


@pytest.mark.parametrize("family", [SERIF, SANS])
def test_both_families_have_every_character_of_the_packaged_pilots(
    family: str,
) -> None:
    needed = packaged_characters() | set(OWN_MARKS)
    assert len(needed) > 800
    face = _installed_faces()[family, "Regular"]
    with TTCollection(face.path, lazy=True) as collection:
        known = collection.fonts[face.index].getBestCmap()
        assert sorted(c for c in needed if ord(c) not in known) == []


def test_a_bold_face_is_another_file_or_place_than_the_regular_one() -> None:
    assert sans_face(strong=True) != sans_face(strong=False)
