"""Who may write work steps: lines of the permission table."""

from __future__ import annotations

from typing import Any

from tests.permission_lines import ADMIN, OFFICE, Line
from tests.permission_records import Scene

# Whoever writes why a step needs no standard does not accept it.
GROUP = ADMIN | {"leadership"}


def _step(scene: Scene) -> tuple[Any, ...]:
    return (scene.shared["step"].pk,)


def _item(scene: Scene) -> tuple[Any, ...]:
    return ("item", scene.shared["step"].pk)


STEP_LINES: tuple[Line, ...] = (
    Line("coverage:step_add", OFFICE, posters=OFFICE),
    Line("coverage:arrange", OFFICE, posters=OFFICE),
    Line("coverage:rename", OFFICE, _item, posters=OFFICE),
    Line("coverage:bulk", OFFICE, is_read=False, posters=OFFICE),
    Line("coverage:step_correct", OFFICE, _step, posters=OFFICE),
    Line("coverage:step_change", OFFICE, _step, posters=OFFICE),
    Line("coverage:step_retire", OFFICE, _step, posters=OFFICE),
    Line("coverage:step_restore", OFFICE, _step, posters=OFFICE),
    Line("coverage:step_delete", OFFICE, _step, posters=OFFICE),
    Line("coverage:step_accept", GROUP, _step, posters=GROUP),
    Line("packages:work_items", OFFICE, posters=OFFICE),
    Line("packages:work_items_export", OFFICE),
)
