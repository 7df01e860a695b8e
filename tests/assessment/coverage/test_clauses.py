"""覆盖条款 read from the text of the package and written back."""

from __future__ import annotations

import pytest

from assessment.coverage.clauses import clauses_by_code, written_clauses

READ = [
    ("", ["FW301"], {}),
    ("FW301 6.4.1;FW301 6.4.2", ["FW301"], {"FW301": ("6.4.1", "6.4.2")}),
    ("6.4.1；6.4.2", ["FW301"], {"FW301": ("6.4.1", "6.4.2")}),
    ("FW301 5.1;GL101 5.2 a)", ["FW301", "GL101"], {"FW301": ("5.1",), "GL101": ("5.2 a)",)}),
    # Alone beside two standards, nobody can say whose it is: kept, not guessed.
    ("5.1", ["FW301", "GL101"], {"": ("5.1",)}),
    ("FW999 5.1", ["FW301", "GL101"], {"": ("FW999 5.1",)}),
    ("FW301 5.1;FW301 5.1", ["FW301"], {"FW301": ("5.1",)}),
    ("FW301", ["FW301"], {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "codes", "expected"), READ)
def test_clauses_are_read_by_the_standard_they_are_of(
    text: str, codes: list[str], expected: dict[str, tuple[str, ...]]
) -> None:
    assert clauses_by_code(text, codes) == expected


@pytest.mark.parametrize(
    ("text", "codes", "written"),
    [
        ("6.4.1", ["FW301"], "FW301 6.4.1"),
        ("FW301 5.1;GL101 5.2", ["FW301", "GL101"], "FW301 5.1;GL101 5.2"),
        ("5.1", ["FW301", "GL101"], "5.1"),
    ],
)
def test_what_was_read_is_written_in_one_form_and_nothing_is_lost(
    text: str, codes: list[str], written: str
) -> None:
    assert written_clauses(clauses_by_code(text, codes)) == written
