"""Columns and filters of records that cite a standard or law of the catalogue."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse

from listing.columns import Column
from listing.filters import ChoiceFilter
from standards_catalog.models import LegalInstrument, Pilot, Standard


def _page_of_citation(row: Any) -> str | None:
    if row.standard_id is not None:
        return reverse("standards_catalog:detail", args=[row.standard_id])
    if row.law_id is not None:
        return reverse("standards_catalog:law", args=[row.law_id])
    return None


def _title(row: Any) -> str:
    cited = row.standard or row.law
    return cited.title if cited is not None else ""


CITATION_SEARCH = ("standard__code", "standard__title", "law__code", "law__title")

CITATION_COLUMNS = (
    Column(
        "code",
        "体系编号",
        value="catalogue_code",
        sort=("standard__code", "law__code"),
        url=_page_of_citation,
        width=12,
    ),
    Column("title", "标准名称", value=_title, width=36),
)


def citation_filter(pilot: Pilot) -> ChoiceFilter:
    """Any of the pilot's standards and laws, by 体系编号. Two queries."""
    codes = [
        *Standard.objects.filter(pilot=pilot).values_list("code", "title"),
        *LegalInstrument.objects.filter(pilot=pilot).values_list("code", "title"),
    ]

    def narrow(rows: Any, chosen: tuple[str, ...]) -> Any:
        return rows.filter(Q(standard__code__in=chosen) | Q(law__code__in=chosen))

    choices = [(code, f"{code} {title}") for code, title in codes]
    return ChoiceFilter("standard", "标准", choices=choices, narrowing=narrow)
