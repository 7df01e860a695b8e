"""The 编制说明 of a pilot as it is worded now."""

from __future__ import annotations

from standards_catalog.models import Pilot
from standards_catalog.products.models import CompilationNote
from standards_catalog.products.notes import POINTS, WordedPoint


def worded_points(pilot: Pilot) -> tuple[WordedPoint, ...]:
    """The ten points of ``pilot`` as the office worded them, else as first worded."""
    own = dict(CompilationNote.objects.filter(pilot=pilot).values_list("point", "text"))
    return tuple(
        WordedPoint(point, own.get(point.number, point.first_text), point.number in own)
        for point in POINTS
    )
