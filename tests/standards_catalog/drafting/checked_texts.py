"""What the tests of the drafting check share: small texts and what is found in them."""

from __future__ import annotations

import itertools
from pathlib import Path

from standards_catalog.drafting.checks.draft import Validity
from standards_catalog.drafting.checks.registry import check_draft
from standards_catalog.drafting.checks.report import Problem
from standards_catalog.drafting.document import StandardText
from standards_catalog.drafting.text_reader import read_text
from standards_catalog.numbering.standard_numbers import (
    InternalPattern,
    StandardNumber,
)

TEXT_FOLDER = Path(__file__).parent / "texts"
OWN = InternalPattern()
FENCES = (
    '+++\nformat = "zhunsheng-standard-text 1"\nnumber = "JYSJZ FW 302—2021"\n+++\n'
)


def text_in(name: str) -> StandardText:
    return read_text((TEXT_FOLDER / name).read_text(encoding="utf-8"))


def replaced(number: StandardNumber) -> Validity | None:
    """The catalogue knows one standard that is not in force."""
    if number.undated == "GB/T 20000.1":
        return Validity(False, "2026-01-01起被代替")
    return Validity(True) if number.undated == "GB/T 1.1" else None


def problems(code: str, body: str, front: str = "") -> list[Problem]:
    ids = (f"auto-{n}" for n in itertools.count())
    source = f"{FENCES}{front}\n[正文]\n{body}"
    text = read_text(source, lambda: next(ids))
    report = check_draft(text, internal=OWN, validity=replaced)
    return [problem for problem in report.problems if problem.code == code]
