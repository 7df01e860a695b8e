"""Who may open which page about gaps: lines of ``permission_table``."""

from __future__ import annotations

from typing import Any

from tests.permission_lines import DRAFTERS, OFFICE, RECORDS, Line, listing, shared


def _of_gap(view: str, readers: Any, **options: Any) -> Line:
    return Line(view, readers, lambda scene: (scene.shared["gap"].pk,), **options)


GAP_LINES = (
    listing("gaps:gaps", RECORDS),
    Line("gaps:word", RECORDS),
    Line("gaps:analyse", OFFICE, posters=OFFICE),
    Line("gaps:add", OFFICE, posters=OFFICE),
    Line("gaps:settle", OFFICE, posters=OFFICE),
    shared("gaps:gap", "gap", RECORDS),
    _of_gap("gaps:edit", OFFICE, posters=OFFICE),
    _of_gap("gaps:claim", DRAFTERS, posters=DRAFTERS),
    _of_gap("gaps:return", DRAFTERS, posters=DRAFTERS),
    _of_gap("gaps:waive", OFFICE, posters=OFFICE),
    _of_gap("gaps:close", OFFICE, posters=OFFICE),
    _of_gap("gaps:reopen", OFFICE, is_read=False, posters=OFFICE),
    _of_gap("gaps:propose", DRAFTERS, posters=DRAFTERS),
    Line(
        "gaps:entry",
        OFFICE,
        lambda scene: (scene.shared["missing"].pk,),
        posters=OFFICE,
    ),
)
