"""Who may open which page about draws and checks; part of the permission table."""

from __future__ import annotations

from typing import Any

from assessment.supervision.models import Draw
from tests.permission_lines import (
    EVERYBODY,
    LEADERS,
    OFFICE,
    RECORDS,
    Line,
    listing,
    shared,
)
from tests.permission_records import Scene
from tests.supervision_records import make_announced, make_plan


def _plan(scene: Scene) -> tuple[Any, ...]:
    """A plan that was not announced."""
    pilot = scene.cast.pilot
    kept = Draw.objects.filter(pilot=pilot, code="PLAN").first()
    return ((kept or make_plan(pilot, code="PLAN")).pk,)


def _announced(scene: Scene) -> tuple[Any, ...]:
    """An announced draw that can be made or declared void."""
    pilot = scene.cast.pilot
    kept = Draw.objects.filter(pilot=pilot, code="ANNOUNCED").first()
    candidates = scene.shared["draw"].frozen_candidates
    return ((kept or make_announced(pilot, candidates, code="ANNOUNCED")).pk,)


def _public(scene: Scene) -> tuple[Any, ...]:
    return (scene.cast.pilot.code, scene.shared["draw"].code)


SUPERVISION: tuple[Line, ...] = (
    # Draws are made by the office before the leadership group and published; what a
    # check found is its unit's own.
    listing("supervision:draws", LEADERS),
    shared("supervision:draw", "draw", LEADERS),
    Line(
        "supervision:draw_summary",
        LEADERS,
        lambda scene: (scene.shared["draw"].pk, "xlsx"),
    ),
    Line("supervision:draw_add", OFFICE, posters=OFFICE),
    Line("supervision:draw_edit", OFFICE, _plan, posters=OFFICE),
    Line("supervision:draw_delete", OFFICE, _plan, is_read=False, posters=OFFICE),
    Line("supervision:draw_announce", OFFICE, _plan, posters=OFFICE),
    Line("supervision:draw_perform", OFFICE, _announced, posters=OFFICE),
    Line("supervision:draw_void", OFFICE, _announced, posters=OFFICE),
    listing("supervision:inspections", RECORDS),
    # The office adds and removes the files of a check on its page.
    Line("supervision:inspection", RECORDS, owned="inspection", posters=OFFICE),
    Line("supervision:inspection_add", OFFICE, posters=OFFICE),
    Line("supervision:inspection_record", OFFICE, owned="inspection", posters=OFFICE),
    Line("supervision:inspection_withdraw", OFFICE, owned="inspection", posters=OFFICE),
    Line(
        "supervision:inspection_delete",
        OFFICE,
        owned="inspection",
        is_read=False,
        posters=OFFICE,
    ),
    Line("supervision:public_draws", EVERYBODY),
    Line("supervision:public_draw", EVERYBODY, _public),
    Line(
        "supervision:public_file",
        EVERYBODY,
        lambda scene: (*_public(scene), "draw.json"),
    ),
)
