"""Rules on list items (列项, GB/T 1.1—2020, 7.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from standards_catalog.drafting.checks.draft import Draft
from standards_catalog.drafting.checks.report import Place, Remark
from standards_catalog.drafting.document import (
    Annex,
    Block,
    Clause,
    ListItem,
    Paragraph,
    Term,
)

_CLOSING = "”’」』）)》 "
_DEEPEST_ITEM = 2


@dataclass(frozen=True, slots=True)
class ItemList:
    """Items that one sentence introduces: (place in the stream, item)."""

    lead: str
    items: tuple[tuple[int, ListItem], ...]


def _lists(draft: Draft) -> Iterator[ItemList]:
    """A list runs on through notes, tables and formulas to the next paragraph."""
    lead, items = "", []
    for index, block in enumerate(draft.text.blocks):
        if isinstance(block, ListItem):
            items.append((index, block))
        elif isinstance(block, Clause | Annex | Term | Paragraph):
            if items:
                yield ItemList(lead, tuple(items))
            lead, items = _last_paragraph(block), []
    if items:
        yield ItemList(lead, tuple(items))


def _last_paragraph(block: Block) -> str:
    match block:
        case Clause():
            return block.paragraphs[-1] if block.paragraphs else ""
        case Paragraph():
            return block.text
        case Term():
            return block.definition
    return ""


def _end(text: str) -> str:
    """The last character that is no closing bracket or quotation mark."""
    return text.rstrip(_CLOSING)[-1:]


def lead_punctuation(draft: Draft) -> Iterator[Remark]:
    """A list has a lead that ends with “：”, or is a whole sentence with “。”."""
    for each in _lists(draft):
        if _end(each.lead) not in ("：", "。"):
            lacking = "引语应以“：”结尾" if each.lead.strip() else "列项之前应有引语"
            yield Remark(Place(each.items[0][0]), lacking)


def item_punctuation(draft: Draft) -> Iterator[Remark]:
    """After “：” items end with “；” (or all with “，”), after “。” with “。”; the last one
    ends with “。”, and an item that introduces others with “：”."""
    for each in _lists(draft):
        inner = ("。",) if _end(each.lead) == "。" else ("；", "，")
        for (index, item), following in zip(
            each.items, [*each.items[1:], None], strict=True
        ):
            if following is None:
                wanted: tuple[str, ...] = ("。",)
            elif following[1].level > item.level:
                wanted = ("：",)
            else:
                wanted = inner
            if _end(item.text) not in wanted:
                yield Remark(Place(index), f"列项应以“{wanted[0]}”结尾")


def single_item(draft: Draft) -> Iterator[Remark]:
    """A list has two or more items side by side."""
    for each in _lists(draft):
        if len(each.items) == 1:
            yield Remark(Place(each.items[0][0]), "列项只有一项，应改为段")


def deep_item(draft: Draft) -> Iterator[Remark]:
    """Items are divided once at most."""
    for each in _lists(draft):
        for index, item in each.items:
            if item.level > _DEEPEST_ITEM:
                yield Remark(Place(index), "列项的细分不宜超过两个层次")
