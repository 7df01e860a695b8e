"""旧: a covering standard that cites what has ended, or is due for its 复审."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from assessment.gaps.rules.covering import Covering
from assessment.gaps.rules.facts import EndedCitation, FoundGap, Rule, StepInUse

_AGE_BASIS = "《中华人民共和国标准化法》第二十九条：复审周期一般不超过五年"
_CITED_BASIS = "注日期的规范性引用文件已被代替或废止"


def _first_steps(known: Covering) -> Mapping[str, StepInUse]:
    """The first step that each standard in force covers."""
    first: dict[str, StepInUse] = {}
    for step in known.facts.steps:
        for code in known.codes(step):
            first.setdefault(code, step)
    return first


def dated(known: Covering) -> Iterator[FoundGap]:
    """旧: one gap for all ended documents a standard cites, one for its 复审."""
    first = _first_steps(known)
    cited: dict[str, list[EndedCitation]] = defaultdict(list)
    for citation in known.facts.citations:
        cited[citation.standard].append(citation)
    for code, step in first.items():
        if code in cited:
            yield FoundGap(
                Rule.CITATION,
                statement=(
                    f"{known.named(code)}引用的文件已失效："
                    f"{'；'.join(map(_cited_words, cited[code]))}。"
                ),
                basis=_CITED_BASIS,
                step=step,
                standard=code,
                owners=known.owners(code) or step.owners,
                proposed=known.facts.standards[code].title,
            )
    for review in known.facts.reviews:
        if review.standard in first:
            step = first[review.standard]
            yield FoundGap(
                Rule.AGE,
                statement=(
                    f"{known.named(review.standard)}自{review.since.isoformat()}"
                    f"实施或复审，应于{review.due_on.isoformat()}前复审，已到期。"
                ),
                basis=_AGE_BASIS,
                step=step,
                standard=review.standard,
                owners=known.owners(review.standard) or step.owners,
                proposed=known.facts.standards[review.standard].title,
            )


def _cited_words(citation: EndedCitation) -> str:
    since = f"（{citation.since.isoformat()}失效）" if citation.since else ""
    now = f"，现为{citation.replaced_by[-1]}" if citation.replaced_by else ""
    where = f"，见{'、'.join(citation.clauses)}" if citation.clauses else ""
    return f"{citation.number}{since}{now}{where}"
