"""Texts of an uploaded package come through the program that reads it apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assessment.packages.reading import nothing_known, read_package
from assessment.packages.views.guarded import read_guarded
from standards_catalog.drafting.text_writer import write_text
from tests.assessment.packages.packaged_texts import with_texts
from tests.standards_catalog.authoring.texts import FULL_TEXT

Files = dict[str, str | bytes]


def test_every_kind_of_block_comes_through(
    files: Files, zipped: Callable[..., Path], tmp_path: Path
) -> None:
    changed = with_texts(files, ("FW101", "draft", "earlier"))
    changed["texts/FW102.txt"] = write_text(FULL_TEXT)
    path = zipped(changed)
    found = read_guarded(path, known=nothing_known, turn=tmp_path / "turn").reading
    direct = read_package(path).package
    assert found.package is not None and direct is not None
    assert found.package.texts == direct.texts
    assert found.package.texts[-1].text == FULL_TEXT
    assert found.row_counts["texts"] == 3


def test_a_defect_comes_through_as_a_line(
    files: Files, zipped: Callable[..., Path], tmp_path: Path
) -> None:
    changed = with_texts(files)
    changed["texts/FW102.txt"] = "# 范围"
    found = read_guarded(zipped(changed), known=nothing_known, turn=tmp_path / "turn")
    assert [str(p) for p in found.reading.errors] == [
        "texts/FW102.txt 第1行：应以“+++”开头"
    ]
