"""The drafting check with what a pilot has set and what its catalogue knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from standards_catalog.authoring.models import RuleSeverity
from standards_catalog.drafting.checks.draft import Validity, ValidityLookup
from standards_catalog.drafting.checks.registry import check_draft
from standards_catalog.drafting.checks.report import (
    DraftingReport,
    Problem,
    Severity,
)
from standards_catalog.drafting.document import StandardText
from standards_catalog.models import Pilot, StandardEdition
from standards_catalog.numbering.internal_pattern import InternalPattern
from standards_catalog.numbering.standard_numbers import (
    NumberError,
    StandardNumber,
    parse_number,
)


def severities_of(pilot: Pilot) -> dict[str, Severity]:
    """What the office has set for ``pilot``, by rule; other rules keep their own."""
    rows = RuleSeverity.objects.filter(pilot=pilot)
    return {row.code: Severity(row.severity) for row in rows}


def number_pattern_of(pilot: Pilot) -> InternalPattern:
    """How the standards of ``pilot`` are numbered; the usual pattern if nothing is
    set."""
    # The setting belongs to the procedure, which builds on this app.
    rules: Any = getattr(pilot, "procedure_rules", None)
    pattern: InternalPattern = rules.number_pattern if rules else InternalPattern()
    return pattern


def check_text(text: StandardText, *, pilot: Pilot, day: date) -> DraftingReport:
    """Everything the rules say about ``text``; cited standards are judged on ``day``."""
    internal = number_pattern_of(pilot)
    return check_draft(
        text,
        internal=internal,
        validity=validity_on(day, pilot, internal),
        severities=severities_of(pilot),
    )


def binding_problems(
    text: StandardText, *, pilot: Pilot, day: date
) -> tuple[Problem, ...]:
    """What forbids publishing ``text`` on ``day``, in reading order."""
    return check_text(text, pilot=pilot, day=day).errors


def validity_on(day: date, pilot: Pilot, internal: InternalPattern) -> ValidityLookup:
    """A lookup in the catalogue of ``pilot``. One query, made at once."""
    known = _editions_by_number(pilot, internal)

    def validity(number: StandardNumber) -> Validity | None:
        editions = known.get(number.undated)
        return _validity(number, editions, day) if editions else None

    return validity


_Editions = Mapping[int | None, StandardEdition]


def _editions_by_number(
    pilot: Pilot, internal: InternalPattern
) -> Mapping[str, _Editions]:
    """Editions by the number they share and then by year."""
    known: dict[str, dict[int | None, StandardEdition]] = defaultdict(dict)
    editions = StandardEdition.objects.filter(standard__pilot=pilot).exclude(number="")
    for edition in editions.defer("text"):
        try:
            number = parse_number(edition.number, internal, undated=True)
        except NumberError:
            continue  # Whatever it is, no citation in a text can be read as it.
        known[number.undated][number.year] = edition
    return known


def _validity(
    number: StandardNumber, editions: _Editions, day: date
) -> Validity | None:
    """None for an edition the catalogue does not have and cannot judge."""
    current = [
        (year, edition)
        for year, edition in editions.items()
        if edition.is_in_force_on(day)
    ]
    if number.year is None or number.year in dict(current):
        return Validity(bool(current), "" if current else _ended(editions))
    cited = editions.get(number.year)
    newer = [
        edition for year, edition in current if year is not None and year > number.year
    ]
    if newer:
        return Validity(False, f"现行的是{newer[0].number}")
    return Validity(False, _ended({number.year: cited})) if cited else None


def _ended(editions: _Editions) -> str:
    ends = [e.abolished_on for e in editions.values() if e.abolished_on is not None]
    return f"{max(ends).isoformat()}起废止" if ends else "尚未实施"
