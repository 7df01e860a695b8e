"""Cited standards are judged by the catalogue, and rules bind as the office says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from standards_catalog.authoring.checking import (
    binding_problems,
    check_text,
    validity_on,
)
from standards_catalog.authoring.models import RuleSeverity
from standards_catalog.authoring.services import set_severities
from standards_catalog.drafting.checks.draft import Validity
from standards_catalog.drafting.checks.report import Severity
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.numbering.internal_pattern import InternalPattern
from standards_catalog.numbering.standard_numbers import parse_number
from tests.factories import AS_OF, Cast, make_pilot, make_standard
from tests.standards_catalog.authoring.texts import FULL_TEXT, identity


def make_edition(standard: Standard, number: str, *dates: date | None) -> None:
    effective_on, abolished_on = dates
    StandardEdition.objects.create(
        standard=standard,
        number=number,
        effective_on=effective_on,
        abolished_on=abolished_on,
    )


@pytest.fixture
def cited(cast: Cast) -> Standard:
    """GB/T 9—2010 ended when GB/T 9—2020 came; GB/T 8—2030 is still to come."""
    standard = make_standard(cast.pilot, None)
    make_edition(standard, "GB/T 9—2010", date(2010, 1, 1), date(2020, 10, 1))
    make_edition(standard, "GB/T 9-2020", date(2020, 10, 1), None)
    other = make_standard(cast.pilot, None)
    make_edition(other, "GB/T 8—2030", date(2030, 1, 1), None)
    gone = make_standard(cast.pilot, None)
    make_edition(gone, "GB/T 7—2001", date(2001, 1, 1), date(2015, 1, 1))
    make_edition(gone, "不是编号", date(2001, 1, 1), None)
    return standard


@pytest.mark.parametrize(
    ("number", "validity"),
    [
        ("GB/T 9—2020", Validity(True)),
        ("GB/T 9", Validity(True)),
        ("GB/T 9—2010", Validity(False, "现行的是GB/T 9-2020")),
        ("GB/T 9—2015", Validity(False, "现行的是GB/T 9-2020")),
        ("GB/T 9—2025", None),
        ("GB/T 8—2030", Validity(False, "尚未实施")),
        ("GB/T 8", Validity(False, "尚未实施")),
        ("GB/T 7—2001", Validity(False, "2015-01-01起废止")),
        ("GB/T 7", Validity(False, "2015-01-01起废止")),
        ("GB/T 6—2001", None),
    ],
)
def test_the_catalogue_judges_cited_standards(
    number: str, validity: Validity | None, cited: Standard, cast: Cast
) -> None:
    lookup = validity_on(AS_OF, cast.pilot, InternalPattern())
    assert lookup(parse_number(number, undated=True)) == validity


def test_another_pilot_s_catalogue_says_nothing(cited: Standard) -> None:
    lookup = validity_on(AS_OF, make_pilot(), InternalPattern())
    assert lookup(parse_number("GB/T 9—2010")) is None


def codes(problems: Any) -> set[str]:
    return {problem.code for problem in problems}


def test_binding_problems_are_the_errors(cast: Cast) -> None:
    found = check_text(FULL_TEXT, pilot=cast.pilot, day=AS_OF)
    binding = binding_problems(FULL_TEXT, pilot=cast.pilot, day=AS_OF)
    assert codes(binding) < codes(found.problems)
    assert {problem.severity for problem in binding} == {Severity.ERROR}
    assert ("D10", identity(15)) in {(p.code, p.block_id) for p in binding}


def test_a_cited_standard_out_of_force_forbids_publishing(
    cited: Standard, cast: Cast
) -> None:
    blocks = tuple(
        replace(block, number="GB/T 9—2010") if block.id == identity(3) else block
        for block in FULL_TEXT.blocks
    )
    text = replace(FULL_TEXT, blocks=blocks)
    assert "D35" in codes(binding_problems(text, pilot=cast.pilot, day=AS_OF))
    early = binding_problems(text, pilot=cast.pilot, day=date(2015, 1, 1))
    assert "D35" not in codes(early)


def test_the_office_decides_how_much_a_rule_binds(cast: Cast) -> None:
    chosen = {"D10": Severity.WARNING, "D02": Severity.ERROR, "D41": Severity.ERROR}
    set_severities(pilot=cast.pilot, severities=chosen, actor=cast.office)
    kept = set(RuleSeverity.objects.values_list("code", flat=True))
    assert kept == {"D10", "D02"}  # D41 is an error by itself
    binding = binding_problems(FULL_TEXT, pilot=cast.pilot, day=AS_OF)
    assert "D10" not in codes(binding)
    warnings = check_text(FULL_TEXT, pilot=cast.pilot, day=AS_OF).warnings
    assert "D10" in codes(warnings)
    elsewhere = binding_problems(FULL_TEXT, pilot=make_pilot(), day=AS_OF)
    assert "D10" in codes(elsewhere)
