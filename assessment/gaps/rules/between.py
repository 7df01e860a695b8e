"""重 and 冲突: two standards in force on one step that say the same, or not the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assessment.gaps.rules.coverage import higher_limits
from assessment.gaps.rules.covering import Covering, is_within
from assessment.gaps.rules.facts import (
    ClauseFact,
    FoundGap,
    LimitFact,
    Rule,
    StepInUse,
)
from assessment.gaps.rules.limits import Limit, limits_in, stated_limit

# Words that nearly every title here has: what is left says what a standard is about.
_GENERIC = re.compile(
    "社会联动救助|社会救助|救助|援助|服务|管理|工作|规范|要求|指南|通则|准则|办法|细则"
    r"|[\s“”‘’《》、，,（）()：:·—\-]|第?\d+部分|与|和|及|的"
)
_PART = re.compile(r"第\s*(\d+)\s*部分")
_LEAST_CORE = 2
_LEAST_WORDS = 15
_ALIKE_TITLES, _ALIKE_WORDS = 0.6, 0.5


def overlapping(known: Covering) -> Iterator[FoundGap]:
    """重: two standards of one subsystem in force on a step with the same scope.

    Both as whole documents with titles about one thing, or both with clauses about
    one thing. One gap per pair, whatever steps they share.
    """
    for step in known.facts.steps:
        for first, second in known.pairs(step):
            standards = known.facts.standards
            if standards[first].subsystem != standards[second].subsystem:
                continue
            named = step.clauses.get(first), step.clauses.get(second)
            if not any(named):
                why = _same_titles(standards[first].title, standards[second].title)
            elif all(named):
                why = _same_clauses(known, step, first, second)
            else:
                continue  # a clause beside a whole document: the special, the general
            if why:
                yield _overlap(known, step, first, second, why)


def _overlap(
    known: Covering, step: StepInUse, first: str, second: str, why: str
) -> FoundGap:
    # What the pilot wrote itself gives way to what was there before.
    lower = second if known.rank(second) <= known.rank(first) else first
    return FoundGap(
        Rule.OVERLAP,
        statement=(
            f"{known.named(first)}和{known.named(second)}同为现行，{why}，"
            f"都覆盖“{step.place}”。"
        ),
        basis="同一环节、同一范围有两项现行标准，须合并或划清适用范围",
        step=step,
        standard=first,
        other_standard=second,
        owners=known.owners(first, second) or step.owners,
        proposed=known.facts.standards[lower].title,
        is_certain=False,
    )


def title_core(title: str) -> str:
    """What a title is about: without the words that nearly every title has."""
    return _GENERIC.sub("", title)


def _same_titles(first: str, second: str) -> str:
    parts = _PART.findall(first), _PART.findall(second)
    if all(parts) and parts[0] != parts[1]:
        return ""  # two parts of one series
    cores = title_core(first), title_core(second)
    if min(map(len, cores)) < _LEAST_CORE:
        return ""
    if (
        cores[0] in cores[1]
        or cores[1] in cores[0]
        or likeness(*cores) >= _ALIKE_TITLES
    ):
        return "都以整项标准覆盖，名称所指相同或相含"
    return ""


def _same_clauses(known: Covering, step: StepInUse, first: str, second: str) -> str:
    for mine in known.clauses(step, first):
        for other in known.clauses(step, second):
            if _say_the_same(mine, other):
                return f"第{mine.number}条和第{other.number}条所指相同"
    return ""


def _say_the_same(first: ClauseFact, second: ClauseFact) -> bool:
    titles = title_core(first.title), title_core(second.title)
    if titles[0] == titles[1] and len(titles[0]) >= _LEAST_CORE:
        return True
    if min(len(first.content), len(second.content)) < _LEAST_WORDS:
        return False
    return likeness(first.content, second.content) >= _ALIKE_WORDS


def likeness(first: str, second: str) -> float:
    """The share of pairs of characters that two texts have in common (Dice)."""
    mine, other = _pairs(first), _pairs(second)
    if not mine or not other:
        return 0.0
    return 2 * len(mine & other) / (len(mine) + len(other))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def contradicting(known: Covering) -> Iterator[FoundGap]:
    """冲突: limits on one step, between the same events, that cannot both hold."""
    for step in known.facts.steps:
        for code in known.codes(step):
            for rule in known.rules(step, code):
                yield from _against_own_text(known, step, code, rule)
                for higher in higher_limits(known, step, code, rule):
                    yield from _counted_differently(known, step, code, rule, higher)
        for first, second in known.pairs(step):
            if known.rank(first) == known.rank(second):
                yield from _between_rules(known, step, first, second)
                yield from _between_clauses(known, step, first, second)


def _stated(rule: LimitFact) -> Limit | None:
    return None if rule.limit is None else stated_limit(rule.limit, rule.unit)


def _against_own_text(
    known: Covering, step: StepInUse, code: str, rule: LimitFact
) -> Iterator[FoundGap]:
    """The clause says another number than the document the rule was taken from."""
    asked = _stated(rule)
    if asked is None or not asked.is_duration or not rule.clause:
        return
    written = [
        limit
        for clause in known.facts.texts.get(code, ())
        if is_within(clause.number, rule.clause)
        for limit in limits_in(clause.words)
        if limit.is_duration
    ]
    alike = [limit for limit in written if limit.is_comparable(asked)]
    if not written or any(limit.amount == asked.amount for limit in alike):
        return
    found = "、".join(dict.fromkeys(limit.words for limit in written))
    yield _conflict(
        known,
        step,
        (code, ""),
        f"{known.named(code)}第{rule.clause}条写“{found}”，"
        f"{rule.source or '来源文件'}为“{asked.words}”（{rule.code}）",
        basis=f"{rule.source} {rule.wording}".strip(),
        subject=rule.code,
        is_certain=bool(alike),
    )


def _counted_differently(
    known: Covering, step: StepInUse, code: str, rule: LimitFact, higher: LimitFact
) -> Iterator[FoundGap]:
    mine, theirs = _stated(rule), _stated(higher)
    if mine is None or theirs is None or mine.is_duration != theirs.is_duration:
        return
    if not mine.is_comparable(theirs):
        source = higher.standard or higher.law
        yield _conflict(
            known,
            step,
            (code, higher.standard),
            f"“{rule.start_event}—{rule.end_event}”：{known.named(code)}规定"
            f"“{mine.words}”（{rule.code}），{source}规定“{theirs.words}”（{higher.code}）",
            basis=" ".join(filter(None, (source, higher.clause, higher.wording))),
            subject=f"{rule.code}/{higher.code}",
            is_certain=False,
        )


def _between_rules(
    known: Covering, step: StepInUse, first: str, second: str
) -> Iterator[FoundGap]:
    for mine in known.rules(step, first):
        for other in known.rules(step, second):
            one, two = _stated(mine), _stated(other)
            if one is None or two is None or mine.events != other.events:
                continue
            if one.is_duration != two.is_duration:
                continue
            alike = one.is_comparable(two)
            if not alike or one.amount != two.amount:
                yield _conflict(
                    known,
                    step,
                    (first, second),
                    f"“{mine.start_event}—{mine.end_event}”：{known.named(first)}规定"
                    f"“{one.words}”（{mine.code}），{known.named(second)}规定"
                    f"“{two.words}”（{other.code}）",
                    basis="同一起点、同一终点的限值不一致",
                    subject=f"{mine.code}/{other.code}",
                    is_certain=alike,
                )


def _between_clauses(
    known: Covering, step: StepInUse, first: str, second: str
) -> Iterator[FoundGap]:
    """Each names clauses for the step that give one time and no events to compare."""
    one, two = (_only_duration(known, step, code) for code in (first, second))
    if one is None or two is None:
        return
    (where, mine), (there, other) = one, two
    alike = mine.is_comparable(other)
    if not alike or mine.amount != other.amount:
        yield _conflict(
            known,
            step,
            (first, second),
            f"同一环节“{step.place}”：{known.named(first)}第{where}条写“{mine.words}”，"
            f"{known.named(second)}第{there}条写“{other.words}”",
            basis="同一环节的时限不一致，起点和终点须核对",
            subject=f"{where}/{there}",
            is_certain=False,
        )


def _only_duration(
    known: Covering, step: StepInUse, code: str
) -> tuple[str, Limit] | None:
    if not step.clauses.get(code):
        return None
    if any(rule.limit is not None for rule in known.rules(step, code)):
        return None  # its events are known: the rules are compared
    found = [
        (clause.number, limit)
        for clause in known.clauses(step, code)
        for limit in limits_in(clause.words)
        if limit.is_duration
    ]
    return found[0] if len({(f.amount, f.measure) for _, f in found}) == 1 else None


def _conflict(
    known: Covering,
    step: StepInUse,
    codes: tuple[str, str],
    statement: str,
    *,
    basis: str,
    subject: str,
    is_certain: bool,
) -> FoundGap:
    hint = "。" if is_certain else "，计量单位或起止不同，须核对。"
    return FoundGap(
        Rule.CONTRADICTION,
        statement=statement + hint,
        basis=basis,
        step=step,
        standard=codes[0],
        other_standard=codes[1],
        subject=subject,
        owners=known.owners(*filter(None, codes)) or step.owners,
        proposed=known.facts.standards[codes[0]].title,
        is_certain=is_certain,
    )
