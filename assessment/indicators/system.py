"""Indicators of the standards system: what is covered, in force and made public.

Source of all: 澄政发〔2020〕94号 三 (工作目标), 澄政发〔2018〕67号 三; the formulas
are those of the pilot package, "Indicators".
"""

from collections.abc import Iterable, Mapping
from datetime import date

from assessment.indicators.observations import PostFact, StandardFact, StepFact
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.tally import Judged, Tally, rate_tally
from assessment.indicators.vocabulary import (
    SERVICE_PROVISION,
    Applicability,
    StandardStatus,
)

_NOT_YET_MADE = frozenset({StandardStatus.TO_BE_DRAFTED, StandardStatus.IN_DRAFTING})


def is_in_force(standard: StandardFact, day: date) -> bool:
    """In force: 实施日期 ≤ day, no 废止日期 ≤ day, 状态 neither 待制定 nor 制定中.

    Pilot package, `standard_coverage`. The status 废止 or 即将实施 decides nothing by
    itself: the dates do, so that a past day is judged as it was. Any edition will do.
    """
    latest = (standard.effective_on, standard.withdrawn_on)
    return standard.status not in _NOT_YET_MADE and any(
        begun is not None and begun <= day and (ended is None or ended > day)
        for begun, ended in (latest, *standard.earlier_periods)
    )


def made_public_on(standard: StandardFact, day: date) -> date | None:
    """公开日期 of the edition in force on the day, so that a later edition, made public
    later, does not make an earlier day less public. Of two, the one that began last."""
    openings = standard.earlier_openings or (None,) * len(standard.earlier_periods)
    editions = [
        *zip(standard.earlier_periods, openings, strict=True),
        ((standard.effective_on, standard.withdrawn_on), standard.made_public_on),
    ]
    in_force = [
        (begun, opened)
        for (begun, ended), opened in editions
        if begun is not None and begun <= day and (ended is None or ended > day)
    ]
    if not in_force:
        return standard.made_public_on
    # max() keeps the first of equals; the latest edition stands last.
    return max(reversed(in_force), key=lambda edition: edition[0])[1]


def is_withdrawn(standard: StandardFact, day: date) -> bool:
    """Whether its 废止日期 has come."""
    return standard.withdrawn_on is not None and standard.withdrawn_on <= day


def standards_by_code(snapshot: Snapshot) -> Mapping[str, StandardFact]:
    return {standard.code: standard for standard in snapshot.facts.standards}


def codes_in_force(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(
        standard.code
        for standard in snapshot.facts.standards
        if is_in_force(standard, snapshot.as_of)
    )


def standards_of(snapshot: Snapshot, unit: str | None) -> tuple[StandardFact, ...]:
    """The standards `unit` is responsible for, or all of them."""
    return tuple(
        standard
        for standard in snapshot.facts.standards
        if unit is None or unit in standard.responsible_units
    )


def why_not_in_force(standard: StandardFact, day: date) -> str:
    """A Chinese fragment saying which condition fails; "" when it is in force."""
    if is_in_force(standard, day):
        return ""
    if standard.status in _NOT_YET_MADE:
        return f"状态为{standard.status}"
    if standard.effective_on is None:
        return "无实施日期"
    if standard.effective_on > day:
        return f"{standard.effective_on.isoformat()}起实施"
    return f"{standard.withdrawn_on}已废止"


def steps_in_use(snapshot: Snapshot) -> tuple[StepFact, ...]:
    """The steps as they stand on the day; a step that begins later is not there."""
    return tuple(s for s in snapshot.facts.steps if s.is_in_use(snapshot.as_of))


def steps_with_owners(
    snapshot: Snapshot,
) -> tuple[tuple[StepFact, frozenset[str]], ...]:
    """The steps as they stand on the day, each with who answers for it: the units
    named, and the successors of those that have closed by the day."""
    heirs = snapshot.derive(heirs_by_unit)
    return tuple(
        (
            step,
            frozenset(step.owner_units).union(
                *(heirs.get(name, ()) for name in step.owner_units)
            ),
        )
        for step in snapshot.derive(steps_in_use)
    )


def heirs_by_unit(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """Unit closed by the day → its 继任单位, that one's if it closed too, and so on."""
    units = {unit.name: unit for unit in snapshot.facts.units}
    heirs: dict[str, tuple[str, ...]] = {}
    for name, unit in units.items():
        chain: list[str] = []
        while (
            unit.successor
            and unit.successor not in (name, *chain)
            and snapshot.has_happened(unit.active_until)
        ):
            chain.append(unit.successor)
            if unit.successor not in units:
                break
            unit = units[unit.successor]
        if chain:
            heirs[name] = tuple(chain)
    return heirs


def standard_coverage(snapshot: Snapshot, unit: str | None) -> Tally:
    """标准覆盖率: steps of the work that some standard in force governs.

    Steps (适用性=适用, 需要标准=是) with at least one covering standard in force on
    the day ÷ those steps, as they stand on the day. Laws do not cover. With a unit:
    steps it owns, also in the place of a unit that has closed. Flagged: steps that are
    left out as needing no standard while nobody has accepted why by the day.
    Source: 澄政发〔2020〕94号 三 “试点完成标准覆盖率达96%以上”.
    Undefined when no step needs a standard.
    """
    in_force = snapshot.derive(codes_in_force)
    judged: list[Judged] = []
    excluded: list[tuple[StepFact, str]] = []
    flagged: list[tuple[StepFact, str]] = []
    for step, owners in snapshot.derive(steps_with_owners):
        if unit is not None and unit not in owners:
            continue
        outside = _why_step_is_out(step)
        if outside:
            excluded.append((step, outside))
            if not _is_reason_accepted(snapshot, step):
                flagged.append((step, "不需要标准的理由未经认可"))
            continue
        covering = [code for code in step.covering_standards if code in in_force]
        why = "覆盖标准：" + "、".join(covering) if covering else ""
        judged.append((step, bool(covering), why or _why_uncovered(snapshot, step)))
    return rate_tally(judged, exclusions=excluded, flagged=flagged)


def _is_reason_accepted(snapshot: Snapshot, step: StepFact) -> bool:
    """Whether leaving the step out needs no acceptance, or has it by the day."""
    if step.applicability != Applicability.BINDING or step.needs_standard:
        return True
    on = step.reason_accepted_on
    return bool(step.reason_accepted_by) and (on is None or snapshot.has_happened(on))


def _why_step_is_out(step: StepFact) -> str:
    if step.applicability != Applicability.BINDING:
        return "适用性为参考"
    if not step.needs_standard:
        return f"不需要标准：{step.no_standard_reason or '未写理由'}"
    return ""


def _why_uncovered(snapshot: Snapshot, step: StepFact) -> str:
    if not step.covering_standards:
        return "没有覆盖标准"
    standards = snapshot.derive(standards_by_code)
    reasons = []
    for code in step.covering_standards:
        standard = standards.get(code)
        reasons.append(
            f"{code}（{why_not_in_force(standard, snapshot.as_of)}）"
            if standard
            else f"{code}（法律法规，不计覆盖）"
        )
    return "没有现行覆盖标准：" + "、".join(reasons)


def system_completeness(snapshot: Snapshot, unit: str | None) -> Tally:
    """体系完备率: how much of the listed system is in force.

    Standards in force on the day ÷ standards listed and not 废止 on the day (no
    废止日期 ≤ day). With a unit: standards it is responsible for.
    Source: 统计表 “现有数 ÷ 应有数” of GB/T 13016—2018, asked for by 澄政发〔2020〕94号
    五(二)(2) “编制标准体系框架”. Undefined when no standard is listed.
    """
    judged: list[Judged] = []
    withdrawn = []
    undated = []
    for standard in standards_of(snapshot, unit):
        if is_withdrawn(standard, snapshot.as_of):
            withdrawn.append((standard, f"{standard.withdrawn_on}已废止"))
            continue
        why = why_not_in_force(standard, snapshot.as_of)
        judged.append((standard, not why, why or "现行"))
        if (
            standard.status == StandardStatus.WITHDRAWN
            and standard.withdrawn_on is None
        ):
            undated.append((standard, "状态为废止但无废止日期"))
    note = f"{len(undated)}项标准状态为废止但无废止日期" if undated else ""
    return rate_tally(judged, exclusions=withdrawn, flagged=undated, note=note)


def post_coverage(snapshot: Snapshot, unit: str | None) -> Tally:
    """岗位覆盖率: posts that have a standard of their own in force.

    Posts with at least one 岗位标准 in force on the day ÷ posts. With a unit: its posts.
    Source: 澄政发〔2018〕67号 三 “岗岗有标准规范”. Undefined when there is no post.
    """
    in_force = snapshot.derive(codes_in_force)
    posts = (post for post in snapshot.facts.posts if unit in (None, post.unit))
    return rate_tally(_judge_post(post, in_force) for post in posts)


def _judge_post(post: PostFact, in_force: frozenset[str]) -> Judged:
    covering = [code for code in post.post_standards if code in in_force]
    if covering:
        return post, True, "岗位标准：" + "、".join(covering)
    listed = "、".join(post.post_standards)
    return post, False, f"岗位标准未现行：{listed}" if listed else "没有岗位标准"


def publication_rate(snapshot: Snapshot, unit: str | None) -> Tally:
    """服务标准公开率: service standards the public can really read.

    服务提供 standards in force with 应公开=是 and 公开日期 ≤ day ÷ 服务提供 standards in
    force with 应公开=是; 公开日期 is that of the edition in force. With a unit: standards it is responsible for.
    Source: 澄政发〔2018〕67号 三 “服务标准公开率100%”.
    Undefined when no service standard in force has to be public.
    """
    in_force = snapshot.derive(codes_in_force)
    service = [
        standard
        for standard in standards_of(snapshot, unit)
        if standard.subsystem == SERVICE_PROVISION and standard.code in in_force
    ]
    owed = (standard for standard in service if standard.must_be_public)
    return rate_tally(
        (_judge_publication(snapshot, standard) for standard in owed),
        exclusions=_not_owed_to_the_public(service),
    )


def _judge_publication(snapshot: Snapshot, standard: StandardFact) -> Judged:
    opened = made_public_on(standard, snapshot.as_of)
    if snapshot.has_happened(opened):
        return standard, True, f"{opened}公开"
    return standard, False, "未公开"


def _not_owed_to_the_public(
    standards: Iterable[StandardFact],
) -> Iterable[tuple[StandardFact, str]]:
    for standard in standards:
        if standard.must_be_public is None:
            yield standard, "未填应公开"
        elif not standard.must_be_public:
            yield standard, f"不公开：{standard.not_public_reason or '未写理由'}"
