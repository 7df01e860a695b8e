"""缺 and 低: no standard in force, no measurable limit, or one weaker than asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.gaps.rules.covering import Covering
from assessment.gaps.rules.facts import FoundGap, LimitFact, Rule, StepInUse
from assessment.gaps.rules.limits import Limit, limits_in, stated_limit
from assessment.indicators.system import why_not_in_force

_PRESCRIBED = ("规定时限", "规定时间", "法定时限", "承诺时限")
_DAYS = ("工作日", "日")


def missing(known: Covering) -> Iterator[FoundGap]:
    """缺: the step needs a standard and none in force covers it on the day.

    The same steps as the shortfall of the indicator ``standard_coverage``.
    """
    for step in known.facts.steps:
        if known.codes(step):
            continue
        planned = next(
            (c for c in step.fact.covering_standards if c in known.facts.standards), ""
        )
        yield FoundGap(
            Rule.UNCOVERED,
            statement=_why_uncovered(known, step),
            basis=step.source,
            step=step,
            standard=planned,
            owners=step.owners,
            proposed=(
                known.facts.standards[planned].title
                if planned
                else f"{step.fact.item}工作规范"
            ),
        )


def _why_uncovered(known: Covering, step: StepInUse) -> str:
    named = step.fact.covering_standards
    if not named:
        return "没有标准覆盖本环节。"
    reasons = []
    for code in named:
        standard = known.facts.standards.get(code)
        why = why_not_in_force(standard, known.facts.day) if standard else "不计覆盖"
        title = known.named(code) if standard else f"法律法规{code}"
        reasons.append(f"{title}（{why}）")
    return f"没有现行标准覆盖本环节：{'、'.join(reasons)}。"


def required_durations(step: StepInUse) -> tuple[Limit, ...]:
    """The time the step's source allows: its 办理时限, else the words quoted from the
    source after the clause number."""
    quoted = (
        step.source_clause.partition(":")[2] or step.source_clause.partition("：")[2]
    )
    for words in (step.time_limit, quoted):
        found = tuple(limit for limit in limits_in(words) if limit.is_duration)
        if found:
            return found
    return ()


def weak(known: Covering) -> Iterator[FoundGap]:
    """低: covered, but without the limit the source asks for, or with a weaker one."""
    for step in known.facts.steps:
        codes = known.codes(step)
        if not codes:
            continue
        required = required_durations(step)
        allowed = {code: known.durations(step, code) for code in codes}
        if any(allowed.values()):
            if required:
                yield from _weaker(known, step, required, allowed)
        elif required:
            yield _without_limit(known, step, codes, required[0].words)
        elif any(words in step.time_limit for words in _PRESCRIBED):
            yield from _without_number(known, step, codes)


def _without_limit(
    known: Covering, step: StepInUse, codes: Sequence[str], asked: str
) -> FoundGap:
    unread = [code for code in codes if not known.has_text(code)]
    statement = f"来源要求“{asked}”，{_names(known, codes)}没有可度量的时限。"
    if unread:
        statement += f"{'、'.join(unread)}的文本不在本系统，须对照原文核对。"
    return _limit_gap(known, step, codes, statement, is_certain=not unread)


def _without_number(
    known: Covering, step: StepInUse, codes: Sequence[str]
) -> Iterator[FoundGap]:
    """“规定时限” without a number anywhere: told where it is known, not guessed."""
    unset = [
        rule
        for code in codes
        for rule in known.rules(step, code)
        if rule.limit is None and rule.unit in _DAYS
    ]
    if unset or all(known.has_text(code) for code in codes):
        numbers = "、".join(dict.fromkeys(rule.code for rule in unset))
        why = f"，规则 {numbers} 的限值未配置" if numbers else ""
        statement = (
            f"来源要求“{step.time_limit}”，{_names(known, codes)}没有写明时限{why}。"
        )
        yield _limit_gap(known, step, codes, statement, is_certain=True)


def _limit_gap(
    known: Covering,
    step: StepInUse,
    codes: Sequence[str],
    statement: str,
    *,
    is_certain: bool,
) -> FoundGap:
    return FoundGap(
        Rule.NO_LIMIT,
        statement=statement,
        basis=step.source,
        step=step,
        standard=codes[0],
        owners=step.owners,
        proposed=known.facts.standards[codes[0]].title,
        is_certain=is_certain,
    )


def _names(known: Covering, codes: Sequence[str]) -> str:
    return "、".join(map(known.named, codes))


def _weaker(
    known: Covering,
    step: StepInUse,
    required: Sequence[Limit],
    allowed: dict[str, tuple[Limit, ...]],
) -> Iterator[FoundGap]:
    met = {code for code, limits in allowed.items() if _meets(limits, required)}
    for code, limits in allowed.items():
        if not limits or code in met:
            continue
        is_named = bool(step.clauses.get(code))
        if met and not is_named:
            continue  # the whole document is named, its limits may be of other steps
        asked = "、".join(limit.words for limit in required)
        found = "、".join(dict.fromkeys(limit.words for limit in limits))
        alike = any(a.is_comparable(r) for a in limits for r in required)
        yield FoundGap(
            Rule.WEAKER,
            statement=_weaker_words(known.named(code), found, asked, alike),
            basis=step.source,
            step=step,
            standard=code,
            owners=step.owners,
            proposed=known.facts.standards[code].title,
            is_certain=alike and is_named,
        )


def _meets(limits: Sequence[Limit], required: Sequence[Limit]) -> bool:
    return any(
        limit.is_comparable(asked) and not limit.is_weaker_than(asked)
        for limit in limits
        for asked in required
    )


def _weaker_words(name: str, found: str, asked: str, alike: bool) -> str:
    if alike:
        return f"{name}规定“{found}”，宽于来源要求的“{asked}”。"
    return (
        f"{name}规定“{found}”，来源要求“{asked}”，计量单位不同，不能直接比较，须核对。"
    )


def below(known: Covering) -> Iterator[FoundGap]:
    """低: a limit weaker than the one a law or a higher standard sets for the same
    start and end."""
    for step in known.facts.steps:
        codes = known.codes(step)
        for code in codes:
            for rule in known.rules(step, code):
                for higher in higher_limits(known, step, code, rule):
                    if gap := _below(known, step, code, rule, higher):
                        yield gap


def higher_limits(
    known: Covering, step: StepInUse, code: str, rule: LimitFact
) -> Iterator[LimitFact]:
    """Limits of laws and of higher standards on the step that run between the same
    events as ``rule``, both with a number."""
    above = [c for c in known.codes(step) if known.rank(c) > known.rank(code)]
    candidates = [r for c in above for r in known.rules(step, c)]
    candidates += [
        r for r in known.facts.limits if r.law and r.is_about(step.fact.item)
    ]
    for other in candidates:
        if (
            other.events == rule.events
            and rule.limit is not None
            and other.limit is not None
        ):
            yield other


def _below(
    known: Covering, step: StepInUse, code: str, rule: LimitFact, higher: LimitFact
) -> FoundGap | None:
    if rule.limit is None or higher.limit is None:
        return None
    mine = stated_limit(rule.limit, rule.unit)
    theirs = stated_limit(higher.limit, higher.unit)
    if not mine.is_comparable(theirs) or not mine.is_weaker_than(theirs):
        return None
    source = higher.standard or higher.law
    return FoundGap(
        Rule.BELOW,
        statement=(
            f"{known.named(code)}规定“{rule.start_event}—{rule.end_event}”"
            f"{mine.words}（{rule.code}），低于{source}的{theirs.words}（{higher.code}）。"
        ),
        basis=" ".join(filter(None, (source, higher.clause, higher.wording))),
        step=step,
        standard=code,
        other_standard=higher.standard,
        subject=f"{rule.code}/{higher.code}",
        owners=known.owners(code) or step.owners,
        proposed=known.facts.standards[code].title,
    )
