"""Writes of links between steps and the standards that cover them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.services import record_event
from assessment.coverage.clauses import (
    bare_clause,
    clause_names,
    clauses_by_code,
    mentions,
    written_clauses,
)
from assessment.coverage.models import StepCoverage, WorkStep
from standards_catalog.authoring.selectors import edition_text, edition_to_read
from standards_catalog.models import Standard

_LONGEST = WorkStep._meta.get_field("covering_clauses").max_length or 500


@dataclass(frozen=True, slots=True)
class Link:
    """A standard that covers a step, and the clauses that do."""

    standard: Standard
    clauses: tuple[str, ...] = ()


class LinkError(ValueError):
    """Links that are refused: one Chinese line for each entry, by its key."""

    def __init__(self, problems: Mapping[int, str]) -> None:
        super().__init__("；".join(problems.values()))
        self.problems = dict(problems)


def read_clauses(text: str, code: str) -> tuple[str, ...]:
    """Clauses as somebody types them, ``code`` before a clause left out."""
    bare = (each.removeprefix(code).strip() for each in mentions(text))
    return tuple(dict.fromkeys(filter(None, bare)))


def links_of(step: WorkStep) -> list[Link]:
    """The standards linked with ``step`` and their clauses, in order."""
    rows = list(step.coverage.select_related("standard", "law"))
    named = clauses_by_code(step.covering_clauses, _codes(rows))
    return [
        Link(row.standard, named.get(row.standard.code, ()))
        for row in rows
        if row.standard is not None
    ]


@transaction.atomic
def keep_step_links(
    *, step: WorkStep, links: Sequence[Link], day: date, actor: User, address: str
) -> bool:
    """Let exactly ``links`` cover ``step``, laws apart. Whether something changed.

    Clauses are held against the text to read on ``day``: what it does not have is
    refused with LinkError (by standard key), unless the step said so before.
    """
    problems = _problems({link.standard.pk: (step, link) for link in links}, day)
    if problems:
        raise LinkError(problems)
    return _write(step, links, actor, address, is_last=True)


@transaction.atomic
def keep_standard_links(
    *,
    standard: Standard,
    clauses: Mapping[WorkStep, tuple[str, ...] | None],
    day: date,
    actor: User,
    address: str,
) -> int:
    """Let ``standard`` cover each step by the clauses given, or not any more (None).

    Returns how many steps changed. LinkError by step key, as
    :func:`keep_step_links`; then no step is changed.
    """
    list(WorkStep.objects.select_for_update().filter(pk__in=[s.pk for s in clauses]))
    wanted = {step: named for step, named in clauses.items() if named is not None}
    pairs = {step.pk: (step, Link(standard, named)) for step, named in wanted.items()}
    problems = _problems(pairs, day)
    if problems:
        raise LinkError(problems)
    changed = 0
    for step, named in clauses.items():
        links = links_of(step)
        own = Link(standard, named or ())
        places = [i for i, link in enumerate(links) if link.standard == standard]
        if named is None:
            links = [link for link in links if link.standard != standard]
        elif places:
            links[places[0]] = own
        else:
            links.append(own)
        changed += _write(step, links, actor, address, is_last=False)
    if changed:
        standard.pilot.mark_changed()
    return changed


def _problems(pairs: Mapping[int, tuple[WorkStep, Link]], day: date) -> dict[int, str]:
    known: dict[int, set[str] | None] = {}
    problems: dict[int, str] = {}
    for key, (step, link) in pairs.items():
        standard = link.standard
        if standard.pilot_id != step.pilot_id:
            raise ValueError("a standard of another pilot covers nothing here")
        if standard.pk not in known:
            known[standard.pk] = known_clauses(standard, day)
        names = known[standard.pk]
        before = {
            bare_clause(clause)
            for old in links_of(step)
            if old.standard == standard
            for clause in old.clauses
        }
        strange = [
            clause
            for clause in link.clauses
            if names is not None and bare_clause(clause) not in names | before
        ]
        if strange:
            problems[key] = (
                f"{standard.code} 的文本中没有“{'、'.join(strange)}”，请核对条款号。"
            )
    return problems


def known_clauses(standard: Standard, day: date) -> set[str] | None:
    """How the clauses of the text to read on ``day`` may be cited; None without one."""
    edition = edition_to_read(standard, day)
    text = edition_text(edition) if edition is not None else None
    return clause_names(text) if text is not None else None


def _write(
    step: WorkStep,
    links: Sequence[Link],
    actor: User,
    address: str,
    *,
    is_last: bool,
) -> bool:
    step = WorkStep.objects.select_for_update().get(pk=step.pk)
    rows = list(step.coverage.select_related("standard", "law"))
    text = _written(step, rows, links)
    before = {row.standard_id: row for row in rows if row.standard_id}
    after = {link.standard.pk: link.standard for link in links}
    added = [after[pk] for pk in after if pk not in before]
    removed = [row for pk, row in before.items() if pk not in after]
    if not added and not removed and text == step.covering_clauses:
        return False
    StepCoverage.objects.filter(pk__in=[row.pk for row in removed]).delete()
    place = max((row.position for row in rows), default=-1) + 1
    StepCoverage.objects.bulk_create(
        StepCoverage(step=step, standard=standard, position=place + index)
        for index, standard in enumerate(added)
    )
    step.covering_clauses = text
    step.save(update_fields=["covering_clauses"])
    if is_last:
        step.pilot.mark_changed()
    record_event(
        actor=actor,
        action="修改覆盖关系",
        object_label=f"{step.pilot.name} {step}",
        detail={
            "环节": f"{step.domain}／{step.item}／{step.name}",
            "增加": [str(standard) for standard in added],
            "去掉": [str(row.standard) for row in removed],
            "覆盖条款": text,
        },
        address=address,
    )
    return True


def _written(
    step: WorkStep, rows: Iterable[StepCoverage], links: Sequence[Link]
) -> str:
    """覆盖条款 of the step with these links; what is not a standard's stays."""
    rows = list(rows)
    old = clauses_by_code(step.covering_clauses, _codes(rows))
    standards = {row.standard.code for row in rows if row.standard is not None}
    new = {link.standard.code: link.clauses for link in links}
    kept = {c: n for c, n in old.items() if c not in standards and c not in new}
    text = written_clauses({**new, **kept})
    if len(text) > _LONGEST:
        key = max(links, key=lambda link: len("".join(link.clauses))).standard.pk
        raise LinkError(
            {key: f"一个环节的覆盖条款合计不能超过 {_LONGEST} 字，请写到上一级条款。"}
        )
    # What says the same is left as somebody wrote it.
    stated = {code: named for code, named in {**new, **kept}.items() if named}
    if stated == old and set(new) == standards:
        return step.covering_clauses
    return text


def _codes(rows: Iterable[StepCoverage]) -> list[str]:
    entries = (row.standard or row.law for row in rows)
    return [entry.code for entry in entries if entry is not None]
