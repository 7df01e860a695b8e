"""The rows of the matrix from a few plain queries: a thousand steps make no thousand
objects of links and owners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Unit, User
from assessment.coverage.clause_links import ClauseAddresses, clause_addresses
from assessment.coverage.clauses import clauses_by_code
from assessment.coverage.marks import StepMark, marks_on_steps
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.coverage.owners import Heirs, StepOwner, owners_of
from assessment.coverage.views.rows import CoveringStandard, MatrixRow, step_state
from standards_catalog.models import LegalInstrument, Pilot, Subsystem
from standards_catalog.selectors import StandardLine
from standards_catalog.views.catalogue import standing_badge

_Links = Mapping[int, Sequence[tuple[int | None, int | None]]]
_PLACES = {name: place for place, name in enumerate(Subsystem.values)}


@dataclass(frozen=True, slots=True)
class _Answering:
    """Who answers for steps that name the same units: worked out once for each set."""

    units: Mapping[int, Unit]
    named: Mapping[int, tuple[int, ...]]
    heirs: Heirs
    day: date
    known: dict[tuple[int, ...], tuple[StepOwner, ...]] = field(default_factory=dict)

    def of(self, step: WorkStep) -> tuple[StepOwner, ...]:
        """The owners of ``step`` on the day."""
        key = self.named.get(step.pk, ())
        if key not in self.known:
            named = [self.units[pk] for pk in key]
            self.known[key] = owners_of(named, self.heirs, self.day)
        return self.known[key]


def matrix_rows(
    steps: Sequence[WorkStep],
    *,
    pilot: Pilot,
    day: date,
    lines: Mapping[int, StandardLine],
    heirs: Heirs,
    user: User,
) -> list[MatrixRow]:
    """``steps`` against the four subsystems on ``day``, with clauses and marks.

    Seven queries whatever their number, and those of the apps that mark steps.
    """
    links = _links(pilot)
    laws = LegalInstrument.objects.in_bulk(
        {law for each in links.values() for _, law in each if law}
    )
    named = {step.pk: _clauses(step, links, lines, laws) for step in steps}
    mentioned = {c for each in named.values() for cs in each.values() for c in cs}
    addresses = clause_addresses(pilot, day, mentioned)
    marks = marks_on_steps(pilot, day, user, (step.pk for step in steps))
    answering = _answering(pilot, heirs, day)
    return [
        _row(
            step,
            answering.of(step),
            _covering(links.get(step.pk, ()), named[step.pk], lines, addresses),
            tuple(laws[law] for _, law in links.get(step.pk, ()) if law),
            marks.get(step.pk, ()),
        )
        for step in steps
    ]


def _links(pilot: Pilot) -> _Links:
    """Step → the standard or the law of each of its links, in order."""
    found: dict[int, list[tuple[int | None, int | None]]] = defaultdict(list)
    rows = StepCoverage.objects.filter(step__pilot=pilot).order_by("position", "pk")
    for step, standard, law in rows.values_list("step_id", "standard_id", "law_id"):
        found[step].append((standard, law))
    return found


def _answering(pilot: Pilot, heirs: Heirs, day: date) -> _Answering:
    units: dict[int, Unit] = {
        unit.pk: unit
        for unit in Unit.objects.filter(work_steps__pilot=pilot).distinct()
    }
    places = {pk: place for place, pk in enumerate(units)}
    named: dict[int, list[int]] = defaultdict(list)
    rows = WorkStep.owner_units.through.objects.filter(workstep__pilot=pilot)
    for step, unit in rows.values_list("workstep_id", "unit_id"):
        named[step].append(unit)
    ordered = {
        step: tuple(sorted(each, key=places.__getitem__))
        for step, each in named.items()
    }
    return _Answering(units, ordered, heirs, day)


def _clauses(
    step: WorkStep,
    links: _Links,
    lines: Mapping[int, StandardLine],
    laws: Mapping[int, LegalInstrument],
) -> dict[str, tuple[str, ...]]:
    if not step.covering_clauses:
        return {}
    codes = [
        lines[standard].code if standard else laws[law or 0].code
        for standard, law in links.get(step.pk, ())
    ]
    return clauses_by_code(step.covering_clauses, codes)


def _covering(
    links: Iterable[tuple[int | None, int | None]],
    named: Mapping[str, tuple[str, ...]],
    lines: Mapping[int, StandardLine],
    addresses: ClauseAddresses,
) -> list[CoveringStandard]:
    found = []
    for standard, _ in links:
        if standard is not None:
            line = lines[standard]
            clauses = addresses.cited(line.pk, named.get(line.code, ()))
            badge = standing_badge(line.standing)
            found.append(CoveringStandard(line, badge, clauses))
    return found


def _row(
    step: WorkStep,
    answering: tuple[StepOwner, ...],
    covering: Sequence[CoveringStandard],
    laws: tuple[LegalInstrument, ...],
    marks: Sequence[StepMark],
) -> MatrixRow:
    cells: list[list[CoveringStandard]] = [[] for _ in _PLACES]
    for each in covering:
        cells[_PLACES[each.line.subsystem]].append(each)
    return MatrixRow(
        step=step,
        answering=answering,
        cells=tuple(map(tuple, cells)),
        laws=laws,
        state=step_state(step, covering),
        marks=tuple(marks),
    )
