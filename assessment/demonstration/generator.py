"""Make the demonstration package: base tables, demonstration tables, pilot.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assessment.demonstration.case_items import case_items
from assessment.demonstration.cases import demonstrate_cases
from assessment.demonstration.columns import columns
from assessment.demonstration.draws import Draws
from assessment.demonstration.findings import demonstrate_findings
from assessment.demonstration.implementation import (
    applications,
    demonstrate_implementation,
)
from assessment.demonstration.package_folder import (
    BasePackage,
    Row,
    Table,
    read_base,
    write_package,
)
from assessment.demonstration.people import draw_people, staff_rows
from assessment.demonstration.pilot_facts import PilotFacts, read_facts
from assessment.demonstration.planning import demonstrate_plans
from assessment.demonstration.programme import demonstrate_deliverables
from assessment.demonstration.promotions import demonstrate_promotions
from assessment.demonstration.self_evaluation import demonstrate_self_evaluation
from assessment.demonstration.standards import (
    demonstrate_standards,
    demonstrate_steps,
    ready_to_rise,
)
from assessment.demonstration.step_history import COLUMNS, with_history
from assessment.demonstration.supervision import (
    demonstrate_supervision,
    with_their_findings,
)
from assessment.demonstration.survey import QUESTIONS, demonstrate_answers, survey_rows
from assessment.demonstration.texts import (
    demonstrate_texts,
    read_texts,
    with_real_clauses,
)
from assessment.demonstration.training import demonstrate_training
from standards_catalog.drafting.document import StandardText

DEFAULT_SEED = 20211231
_NAMING_CLAUSES = ("implementation", "self_evaluations", "findings", "inspections")


@dataclass(frozen=True)
class DemonstrationSummary:
    """What was written where: (table, rows) pairs in the order of the names."""

    target: Path
    seed: int
    rows: tuple[tuple[str, int], ...]


def make_demonstration(
    base: Path, target: Path, seed: int = DEFAULT_SEED
) -> DemonstrationSummary:
    """Write a demonstration package made from ``base`` into ``target``.

    The same base and seed give the same bytes on every platform. An earlier
    demonstration in ``target`` is replaced; anything else there, and a base
    that is no pilot package, raises DemonstrationError before a byte is written.
    """
    package = read_base(base)
    texts = read_texts(package)
    tables = demonstration_tables(package, texts, seed)
    published = demonstrate_texts(texts, tables["standards"].rows)
    rows = write_package(package, target, tables, published)
    return DemonstrationSummary(target, seed, tuple(rows))


def demonstration_tables(
    package: BasePackage, texts: Mapping[str, StandardText], seed: int
) -> dict[str, Table]:
    """Return the tables that the demonstration adds or fills in."""
    facts = read_facts(package)
    steps = demonstrate_steps(facts)
    standards = demonstrate_standards(facts, steps, Draws(seed, "standards"))
    promotions = demonstrate_promotions(ready_to_rise(standards))
    deliverables = demonstrate_deliverables(
        package.rows("deliverables"), Draws(seed, "deliverables")
    )
    records = _with_supervision(
        facts, standards, _records(facts, standards, seed), texts, seed
    )
    tables = {
        "standards": Table(_with_rise(package.tables["standards"].header), standards),
        "work_items": Table(
            tuple(dict.fromkeys((*package.tables["work_items"].header, *COLUMNS))),
            with_history(steps),
        ),
        **{name: Table(_header(name), rows) for name, rows in records.items()},
    }
    if promotions:
        tables["promotions"] = Table(_header("promotions"), promotions)
    if deliverables:
        header = package.tables["deliverables"].header
        tables["deliverables"] = Table(header, deliverables)
    return tables


def _with_supervision(
    facts: PilotFacts,
    standards: list[Row],
    records: Mapping[str, list[Row]],
    texts: Mapping[str, StandardText],
    seed: int,
) -> dict[str, list[Row]]:
    """The records with the draw and its checks, and with clauses that exist."""
    made = demonstrate_supervision(
        facts, standards, records["findings"], seed, Draws(seed, "supervision")
    )
    records = {
        **records,
        "findings": made.findings,
        "draws": made.draws,
        "draw_candidates": made.candidates,
        "inspections": made.inspections,
    }
    named = {
        name: with_real_clauses(rows, texts) if name in _NAMING_CLAUSES else rows
        for name, rows in records.items()
    }
    checks, findings = with_their_findings(named["inspections"], named["findings"])
    return {**named, "inspections": checks, "findings": findings}


def _with_rise(header: tuple[str, ...]) -> tuple[str, ...]:
    """The header of the standards with 上升日期, which the base need not have."""
    return header if "上升日期" in header else (*header, "上升日期")


def _header(table: str) -> tuple[str, ...]:
    return columns(table, len(QUESTIONS) if table == "answers" else 0)


def _records(
    facts: PilotFacts, standards: list[Row], seed: int
) -> Mapping[str, list[Row]]:
    """Return what happened during the pilot, table by table."""
    codes = frozenset(row["体系编号"] for row in standards)
    people = draw_people(facts, Draws(seed, "people"))
    training = demonstrate_training(people, codes, Draws(seed, "training"))
    due = applications(facts, standards)
    items = case_items(facts)
    return {
        "staff": staff_rows(people),
        "trainings": training.trainings,
        "sign_ins": training.sign_ins,
        "exemptions": training.exemptions,
        "implementation_plans": demonstrate_plans(
            facts, standards, Draws(seed, "plans")
        ),
        "implementation": demonstrate_implementation(
            due, Draws(seed, "implementation")
        ),
        "surveys": survey_rows(),
        "answers": demonstrate_answers(facts, items, Draws(seed, "answers")),
        "self_evaluations": demonstrate_self_evaluation(
            due, Draws(seed, "self_evaluation")
        ),
        "findings": demonstrate_findings(facts, due, Draws(seed, "findings")),
        "cases": demonstrate_cases(facts, items, seed, Draws(seed, "cases")),
    }
