"""Standards whose text is kept here, for clauses that can be looked up."""

from __future__ import annotations

from standards_catalog.authoring.minting import clauses_of
from standards_catalog.drafting.document import Block, Clause, Cover, StandardText
from standards_catalog.drafting.json_form import digest, to_plain
from standards_catalog.models import Clause as ClauseRow
from standards_catalog.models import Pilot, Standard
from tests.factories import make_standard

_CHAPTERS = (
    ("范围", "本文件规定了临时救助的申请和受理。"),
    ("受理登记", "窗口应登记临时救助申请。"),
    ("资金发放", "救助金应按时发放到户。"),
)


def make_written(pilot: Pilot, code: str = "FW301", **fields: object) -> Standard:
    """A standard in force with chapters 1 范围, 2 受理登记, 3 资金发放."""
    standard = make_standard(pilot, code=code, title="临时救助服务规范", **fields)
    blocks: list[Block] = [
        Clause(id=f"b{number}", level=1, title=title, paragraphs=(words,))
        for number, (title, words) in enumerate(_CHAPTERS, start=1)
    ]
    text = StandardText(cover=Cover(title=standard.title), blocks=tuple(blocks))
    edition = standard.editions.get()
    edition.text, edition.text_digest = to_plain(text), digest(text)
    edition.save()
    ClauseRow.objects.bulk_create(clauses_of(edition, text))
    return standard
