"""Small made-up draws and checks for tests; see factories.py for the rest."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Unit
from assessment.supervision.drawing import (
    Candidates,
    CandidateStandard,
    Inspector,
    Quota,
    candidates_text,
    draw,
    result_text,
    seed_of,
    sha256_of,
)
from assessment.supervision.models import Draw, Inspection
from standards_catalog.models import Pilot, Standard

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105
WITNESS = "上证综合指数 3568.17"
_numbers = count(1)


def make_plan(pilot: Pilot, **fields: Any) -> Draw:
    """A plan to draw one unit and one standard, not announced."""
    number = next(_numbers)
    defaults = {
        "code": f"CC2021-{number:02}",
        "name": f"测试抽查{number}",
        "unit_count": 1,
        "standards_per_unit": 1,
        "inspectors_per_unit": 0,
        "draws_on": date(2021, 9, 1),
        "notice_on": date(2021, 9, 1),
        "due_on": date(2021, 9, 30),
        "witness_rule": "当日上证综合指数收盘点数",
        "position": number,
    }
    return Draw.objects.create(pilot=pilot, **{**defaults, **fields})


def candidates_of(*units: Unit, standards: tuple[Standard, ...]) -> Candidates:
    """These units and standards, all applying to all."""
    return Candidates(
        tuple(unit.name for unit in units),
        tuple(CandidateStandard(s.code, s.title) for s in standards),
        (Inspector("", "办公室检查岗"),),
    )


def make_announced(pilot: Pilot, candidates: Candidates, **fields: Any) -> Draw:
    """An announced draw whose secret is ``SECRET``."""
    text = candidates_text(candidates)
    announced = {
        "announced_at": datetime(2021, 8, 25, 9, 0, tzinfo=SHANGHAI),
        "commitment": sha256_of(SECRET),
        "sealed_secret": SECRET,
        "candidates": text,
        "candidates_digest": sha256_of(text),
    }
    return make_plan(pilot, **{**announced, **fields})


def make_drawn(pilot: Pilot, candidates: Candidates, **fields: Any) -> Draw:
    """A draw made on its 抽取日期; its checks are made by :func:`make_inspection`."""
    seed = seed_of(SECRET, WITNESS)
    quota = Quota(
        fields.get("unit_count", 1),
        fields.get("standards_per_unit", 1),
        fields.get("inspectors_per_unit", 0),
    )
    result = result_text(draw(candidates, quota, seed))
    drawn = {
        "drawn_at": datetime(2021, 9, 1, 15, 30, tzinfo=SHANGHAI),
        "sealed_secret": "",
        "secret": SECRET,
        "witness": WITNESS,
        "witness_post": "审计员",
        "seed": seed,
        "result": result,
        "result_digest": sha256_of(result),
    }
    return make_announced(pilot, candidates, **{**drawn, **fields})


def make_inspection(
    pilot: Pilot, unit: Unit, standard: Standard, **fields: Any
) -> Inspection:
    """A check ordered by hand, that waits."""
    number = next(_numbers)
    defaults = {
        "code": f"JC2021-{number:03}",
        "assigned_on": date(2021, 9, 1),
        "notice_on": date(2021, 9, 1),
        "due_on": date(2021, 9, 30),
        "position": number,
    }
    return Inspection.objects.create(
        pilot=pilot, unit=unit, standard=standard, **{**defaults, **fields}
    )


def make_recorded(
    pilot: Pilot, unit: Unit, standard: Standard, **fields: Any
) -> Inspection:
    """A check that found its standard kept."""
    found = {
        "checked_on": date(2021, 9, 20),
        "clause": "5.1",
        "methods": ["查资料"],
        "result": Inspection.Result.CONFORMS,
        "facts": "台账齐全",
        "inspector_post": "办公室检查岗",
    }
    return make_inspection(pilot, unit, standard, **{**found, **fields})
