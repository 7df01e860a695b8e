"""Promotions of standards, from the package to the database and back."""

from __future__ import annotations

from assessment.packages.loading import LoadState, record_values
from assessment.packages.promotion_rows import PromotionRow
from assessment.packages.stored_rows import plain_rows
from assessment.packages.synchronising import Rows
from assessment.promotion.models import PromotionProject
from standards_catalog.models import Pilot


def load_promotions(state: LoadState) -> None:
    values = [
        record_values(
            state,
            row,
            n,
            without=["code", "unit"],
            standard_id=state.ids("standards")[row.code],
            unit_id=state.unit_id(row.unit),
        )
        for n, row in enumerate(state.package.rows(PromotionRow), start=1)
    ]
    key = ("standard_id", "level")
    projects = Rows(PromotionProject, state.in_pilot(), key, values)
    state.sync.apply(projects, state.tallies["promotions"])


def promotion_rows(pilot: Pilot) -> list[PromotionRow]:
    projects = PromotionProject.objects.filter(pilot=pilot)
    return [
        row
        for project in projects.select_related("standard", "unit")
        for row in plain_rows(
            PromotionRow,
            [project],
            code=project.standard.code,
            unit=project.unit.name,
        )
    ]
