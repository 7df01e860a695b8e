"""Marks that other apps put on steps are asked for through their configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.apps import apps

from assessment.coverage.marks import MarkQuestion, StepMark, marks_on_steps
from listing.columns import Badge, Tone
from tests.factories import AS_OF, Cast

GAP = StepMark(
    Badge("缺项", Tone.BAD), "/x/", "市民政局", date(2021, 9, 30), True, "认领"
)


def answer(question: MarkQuestion) -> Mapping[int, Sequence[StepMark]]:
    """Marks every step asked about that has an even key."""
    return {pk: (GAP,) for pk in question.step_ids if pk % 2 == 0}


def test_every_app_that_names_a_function_is_asked(cast: Cast, monkeypatch: Any) -> None:
    assert marks_on_steps(cast.pilot, AS_OF, cast.office, ()) == {}
    where = f"{__name__}.answer"
    for label in ("coverage", "training"):
        config = apps.get_app_config(label)
        monkeypatch.setattr(config, "step_marks", where, raising=False)
    found = marks_on_steps(cast.pilot, AS_OF, cast.office, (2, 3))
    assert found == {2: (GAP, GAP)}
    assert str(GAP) == "缺项 市民政局 2021-09-30 前 已逾期"
