"""Lines of the permission table: plans, rates, and who must know what."""

from __future__ import annotations

from typing import Any

from tests.permission_lines import DRAFTERS, OFFICE, RECORDS, Line, listing, shared
from tests.permission_records import Scene


def _standard(scene: Scene) -> tuple[Any, ...]:
    return (scene.shared["standard"].pk,)


def _measure(scene: Scene) -> tuple[Any, ...]:
    return (scene.own["measure"].pk,)


def _post(scene: Scene) -> tuple[Any, ...]:
    return (scene.own["post"].pk,)


PLANS = (
    listing("implementation:rates", RECORDS),
    Line("training:post_standards", RECORDS),
    Line("training:post_choice", OFFICE, _post, posters=OFFICE),
    listing("planning:plans", RECORDS),
    listing("planning:duties", RECORDS),
    shared("planning:plan", "standard", RECORDS),
    shared("planning:standard_plan", "standard", RECORDS),
    Line("planning:generate", OFFICE, posters=OFFICE),
    Line("planning:measure_add", OFFICE, _standard, posters=OFFICE),
    Line("planning:plan_delete", OFFICE, _standard, posters=OFFICE),
    Line("planning:measure_edit", OFFICE, _measure, posters=OFFICE),
    Line("planning:measure_delete", OFFICE, _measure, posters=OFFICE),
    Line("planning:report", DRAFTERS, owned="duty", posters=DRAFTERS),
    Line(
        "packages:one_table",
        OFFICE,
        lambda scene: ("implementation_plans",),
        posters=OFFICE,
    ),
)
