"""What other apps know about the clauses of a standard.

Records about clauses live in layers above this one, which may not be imported here.
An app names the function that answers for it in its configuration:
``clause_records = "assessment.clause_records.clause_records"``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.utils.module_loading import import_string

from accounts.models import User
from standards_catalog.models import Standard

WHOLE_STANDARD = ""
"""The key under which a provider answers for records that name no clause."""


@dataclass(frozen=True, slots=True)
class AskedClause:
    """A clause as its edition prints it: number, and the rules it is measured by."""

    block_id: str
    number: str
    rule_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseQuestion:
    """Which records of ``standard`` are about which of ``clauses``.

    Only records since ``since``, the 实施日期 of the edition, were made against it; a
    provider counts what ``user`` may see and nothing else.
    """

    standard: Standard
    clauses: tuple[AskedClause, ...]
    since: date | None
    user: User


@dataclass(frozen=True, slots=True)
class ClauseRecords:
    """So many records of a kind, and the list that shows them."""

    label: str
    count: int
    url: str


Answer = Mapping[str, tuple[ClauseRecords, ...]]
Provider = Callable[[ClauseQuestion], Answer]


def records_of(question: ClauseQuestion) -> dict[str, tuple[ClauseRecords, ...]]:
    """The records of every provider by block id; clauses without any are left out."""
    found: dict[str, tuple[ClauseRecords, ...]] = {}
    for provider in _providers():
        for block_id, records in provider(question).items():
            found[block_id] = (*found.get(block_id, ()), *records)
    return found


def _providers() -> list[Provider]:
    names = (getattr(config, "clause_records", "") for config in apps.get_app_configs())
    return [import_string(name) for name in names if name]
