"""Linking steps with standards: what is written, refused and recorded."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import AuditEvent
from assessment.coverage.links.services import (
    Link,
    LinkError,
    keep_standard_links,
    keep_step_links,
    links_of,
    read_clauses,
)
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.services import indicator_value
from tests.assessment.coverage.written import make_written
from tests.factories import AS_OF, Cast, make_pilot, make_standard
from tests.records import make_law, make_step


def keep(cast: Cast, step: WorkStep, *links: Link) -> bool:
    return keep_step_links(
        step=step, links=links, day=AS_OF, actor=cast.office, address=""
    )


def state(step: WorkStep) -> tuple[list[str], str]:
    """The codes linked, in order, and 覆盖条款."""
    fresh = WorkStep.objects.get(pk=step.pk)
    rows = fresh.coverage.select_related("standard", "law")
    return [(row.standard or row.law).code for row in rows], fresh.covering_clauses


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("6.4.1、6.4.2", ("6.4.1", "6.4.2")),
        ("FW301 6.4.1; FW301 6.4.1，5.2 a)", ("6.4.1", "5.2 a)")),
        ("  ", ()),
    ],
)
def test_clauses_are_read_as_people_type_them(
    typed: str, read: tuple[str, ...]
) -> None:
    assert read_clauses(typed, "FW301") == read


def test_links_are_written_with_their_clauses_and_change_the_rate(cast: Cast) -> None:
    step = make_step(cast.pilot, cast.own_unit)
    first, second = (make_standard(cast.pilot, code=f"FW{i}") for i in (1, 2))
    before = indicator_value(cast.pilot, "standard_coverage", AS_OF)
    assert keep(cast, step, Link(second, ("5.1",)), Link(first))
    assert state(step) == (["FW2", "FW1"], "FW2 5.1")
    after = indicator_value(
        type(cast.pilot).objects.get(pk=cast.pilot.pk), "standard_coverage", AS_OF
    )
    assert (before.numerator, after.numerator) == (0, 1)
    event = AuditEvent.objects.latest("pk")
    assert event.action == "修改覆盖关系"
    assert event.detail["增加"] == [str(second), str(first)]
    assert step.name in event.detail["环节"]


def test_laws_and_clauses_nobody_can_attribute_stay(cast: Cast) -> None:
    old = make_standard(cast.pilot, code="FW1")
    step = make_step(
        cast.pilot, cast.own_unit, old, covering_clauses="FW1 4;FL9 12;8.8"
    )
    StepCoverage.objects.create(step=step, law=make_law(cast.pilot, code="FL9"))
    new = make_standard(cast.pilot, code="FW2")
    keep(cast, step, Link(new, ("7.1",)))
    assert state(step) == (["FL9", "FW2"], "FW2 7.1;FL9 12;8.8")


def test_a_clause_written_alone_gets_its_standard_when_a_second_one_comes(
    cast: Cast,
) -> None:
    only = make_standard(cast.pilot, code="FW1")
    step = make_step(cast.pilot, cast.own_unit, only, covering_clauses="6.4.1")
    assert links_of(step) == [Link(only, ("6.4.1",))]
    assert not keep(cast, step, *links_of(step))
    assert state(step) == (["FW1"], "6.4.1")
    keep(cast, step, *links_of(step), Link(make_standard(cast.pilot, code="FW2")))
    assert state(step) == (["FW1", "FW2"], "FW1 6.4.1")


def test_nothing_is_recorded_where_nothing_changes(cast: Cast) -> None:
    step = make_step(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    events, version = AuditEvent.objects.count(), cast.pilot.data_version
    assert not keep(cast, step, *links_of(step))
    assert AuditEvent.objects.count() == events
    assert type(cast.pilot).objects.get(pk=cast.pilot.pk).data_version == version


def test_a_clause_must_be_in_a_text_that_is_kept_here(cast: Cast) -> None:
    standard = make_written(cast.pilot)
    step = make_step(cast.pilot, cast.own_unit)
    with pytest.raises(LinkError) as refused:
        keep(cast, step, Link(standard, ("1", "99.9")))
    assert list(refused.value.problems) == [standard.pk]
    assert "99.9" in refused.value.problems[standard.pk]
    assert state(step) == ([], "")
    assert keep(cast, step, Link(standard, ("1",)))
    # What a step said before is kept until somebody mends it.
    step.covering_clauses = "FW301 99.9"
    step.save()
    assert not keep(cast, step, Link(standard, ("99.9",)))


def test_too_many_clauses_are_refused_and_nothing_is_written(cast: Cast) -> None:
    step = make_step(cast.pilot, cast.own_unit)
    standard = make_standard(cast.pilot)
    many = tuple(f"6.{i}.{i}" for i in range(100))
    with pytest.raises(LinkError, match="500"):
        keep(cast, step, Link(standard, many))
    assert state(step) == ([], "")


def test_a_standard_of_another_pilot_covers_nothing(cast: Cast) -> None:
    step = make_step(cast.pilot, cast.own_unit)
    with pytest.raises(ValueError, match="another pilot"):
        keep(cast, step, Link(make_standard(make_pilot())))


def test_one_standard_is_linked_with_several_steps_at_once(cast: Cast) -> None:
    standard = make_standard(cast.pilot, date(2021, 4, 1), code="FW1")
    other = make_standard(cast.pilot, code="FW2")
    gone = make_step(cast.pilot, cast.own_unit, standard, covering_clauses="5.1")
    new = make_step(cast.pilot, cast.own_unit, other, covering_clauses="7")
    same = make_step(cast.pilot, cast.own_unit, standard, covering_clauses="6.6")
    changed = keep_standard_links(
        standard=standard,
        clauses={gone: None, new: ("5.2",), same: ("6.6",)},
        day=AS_OF,
        actor=cast.office,
        address="",
    )
    assert changed == 2
    assert state(gone) == ([], "")
    assert state(new) == (["FW2", "FW1"], "FW2 7;FW1 5.2")
    assert state(same) == (["FW1"], "6.6")
