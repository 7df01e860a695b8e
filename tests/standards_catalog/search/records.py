"""Standards with small texts, published and open to everybody."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from standards_catalog.authoring.services import freeze_text
from standards_catalog.drafting.document import Block, Clause, Cover, StandardText
from standards_catalog.models import Pilot, Standard, StandardEdition
from tests.factories import make_standard

OPENED = date(2021, 3, 5)
_ids = count(1)


def clause(title: str, *paragraphs: str, level: int = 1) -> Clause:
    """A chapter or clause with an id of its own."""
    return Clause(
        id=f"block-{next(_ids)}", level=level, title=title, paragraphs=paragraphs
    )


def text_of(title: str, number: str, *blocks: Block) -> StandardText:
    """A text that was published on 2021-03-01 and holds from 2021-04-01."""
    return StandardText(
        cover=Cover(
            title=title,
            number=number,
            published_on=date(2021, 3, 1),
            effective_on=date(2021, 4, 1),
        ),
        blocks=blocks,
    )


def make_published(
    pilot: Pilot, title: str, *blocks: Block, number: str = "", **fields: Any
) -> StandardEdition:
    """A standard that is open to everybody, with the text of its only edition."""
    standard = make_standard(pilot, None, title=title, must_publish=True, **fields)
    return add_edition(standard, *blocks, number=number)


def add_edition(
    standard: Standard, *blocks: Block, number: str = "", **dates: date | None
) -> StandardEdition:
    """Another open edition of ``standard``."""
    number = number or f"JYSJZ FW {next(_ids) + 900}—2021"
    edition = freeze_text(
        edition=StandardEdition(standard=standard, issuer="测试市民政局"),
        text=text_of(standard.title, number, *blocks),
    )
    values = {"opened_on": OPENED, **dates}
    kept = {name: day for name, day in values.items() if name != "effective_on"}
    StandardEdition.objects.filter(pk=edition.pk).update(**kept)
    standard.pilot.mark_changed()
    edition.refresh_from_db()
    return edition
