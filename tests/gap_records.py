"""Small made-up gaps for tests."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from accounts.models import Unit
from assessment.gaps.models import Gap
from standards_catalog.models import Clause, Pilot, Standard, StandardEdition

_numbers = count(1)


def make_gap(pilot: Pilot, *owners: Unit, **fields: Any) -> Gap:
    """A gap found by a rule in April 2021, to be closed by the end of October."""
    number = next(_numbers)
    defaults = {
        "code": f"TB-{number:04}",
        "kind": Gap.Kind.MISSING,
        "source": Gap.Source.RULE,
        "rule": "缺-无现行标准",
        "statement": f"测试缺口{number}",
        "raised_on": date(2021, 4, 1),
        "due_on": date(2021, 10, 31),
        "position": number,
    }
    gap = Gap.objects.create(pilot=pilot, **{**defaults, **fields})
    gap.owner_units.set(owners)
    return gap


def minted_clause(standard: Standard, number: str, content: str) -> Clause:
    """A clause of the only edition of ``standard``."""
    edition = StandardEdition.objects.get(standard=standard)
    return Clause.objects.create(
        edition=edition,
        block_id=f"block-{next(_numbers)}",
        position=next(_numbers),
        level=2,
        number=number,
        content=content,
    )
