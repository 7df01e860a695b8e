"""Rules on annexes, figures and tables being mentioned (GB/T 1.1—2020, 9.6 to 9.8)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from standards_catalog.drafting.checks.citations import citations
from standards_catalog.drafting.checks.draft import Draft, Passage, Role
from standards_catalog.drafting.checks.report import Place, Remark
from standards_catalog.drafting.document import Annex, Figure, Table
from standards_catalog.numbering.cross_references import REFERENCE

# A typed number: “附录A”, “表A.1”, “图 2”. “代表1” and “地图1” name no table or figure.
_TYPED = re.compile(
    r"(?P<annex>附录\s?(?P<letter>[A-Z])(?![A-Za-z]))"
    r"|(?<![代发报地意])(?P<kind>[表图])\s?(?P<number>(?:[A-Z]\.)?[1-9]\d*)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Something numbered that a passage refers to, by token or by typed number;
    ``index`` is its place in the stream, None if there is no such thing."""

    passage: Passage
    offset: int
    printed: str
    index: int | None


def mentions(draft: Draft) -> Iterator[Mention]:
    """Every mention in reading order, those of other standards' annexes left out."""
    labels = {
        number.label: number.index
        for number in draft.numbers.numbers
        if isinstance(draft.text.blocks[number.index], Annex | Figure | Table)
    }
    foreign: defaultdict[Place, list[range]] = defaultdict(list)
    for citation in citations(draft):
        span = range(citation.start, citation.end)
        foreign[citation.passage.place].append(span)
    for passage in draft.passages:
        for mention in _in_passage(draft, passage, labels):
            if not any(mention.offset in span for span in foreign[passage.place]):
                yield mention


def _in_passage(
    draft: Draft, passage: Passage, labels: dict[str, int]
) -> Iterator[Mention]:
    for token in REFERENCE.finditer(passage.text):
        number = draft.numbers.by_id.get(token[1].strip())
        if number:
            yield Mention(passage, token.start(), number.reference, number.index)
    if passage.role is Role.SOURCE:
        return
    for typed in _TYPED.finditer(passage.prose):
        printed = (
            f"附录{typed['letter']}"
            if typed["annex"]
            else typed["kind"] + typed["number"]
        )
        yield Mention(passage, typed.start(), printed, labels.get(printed))


def _annexes(draft: Draft) -> dict[int, range]:
    """For each annex the places in the stream that belong to it."""
    starts = [
        index
        for index, block in enumerate(draft.text.blocks)
        if isinstance(block, Annex)
    ]
    ends = [*starts[1:], len(draft.text.blocks)]
    return {start: range(start, end) for start, end in zip(starts, ends, strict=False)}


def _first_mentions(draft: Draft) -> dict[int, Place]:
    """For each annex where it, or something in it, is first mentioned from outside."""
    annexes = _annexes(draft)
    found: dict[int, Place] = {}
    for mention in mentions(draft):
        for annex, within in annexes.items():
            inside = mention.passage.place.index in within
            if mention.index is not None and mention.index in within and not inside:
                place = Place(
                    mention.passage.place.index,
                    mention.passage.place.part,
                    mention.offset,
                )
                found[annex] = min(place, found.get(annex, place))
    return found


def uncited_annex(draft: Draft) -> Iterator[Remark]:
    """Every annex is mentioned in the text."""
    mentioned = _first_mentions(draft)
    for annex in _annexes(draft):
        if annex not in mentioned:
            yield Remark(Place(annex), "正文没有提及该附录")


def annex_out_of_order(draft: Draft) -> Iterator[Remark]:
    """Annexes stand in the order in which they are first mentioned."""
    mentioned = _first_mentions(draft)
    latest = None
    for annex in sorted(mentioned):
        if latest is not None and mentioned[annex] < mentioned[latest]:
            before = draft.numbers.numbers[latest].label
            yield Remark(
                Place(annex), f"先于{before}被提及，附录应按在正文中提及的先后排列"
            )
        else:
            latest = annex


def uncited_figure_or_table(draft: Draft) -> Iterator[Remark]:
    """Every figure and table is mentioned in the text."""
    mentioned = {mention.index for mention in mentions(draft)}
    for index, block in enumerate(draft.text.blocks):
        if isinstance(block, Figure | Table) and index not in mentioned:
            kind = "图" if isinstance(block, Figure) else "表"
            yield Remark(Place(index), f"正文没有提及该{kind}")


def dangling_mention(draft: Draft) -> Iterator[Remark]:
    """A number that was typed by hand exists."""
    for mention in mentions(draft):
        if mention.index is None:
            yield mention.passage.remark(
                f"提及的“{mention.printed}”不存在", mention.offset
            )
