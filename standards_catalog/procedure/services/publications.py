"""批准发布: the number, the dates, the edition, and the end of the one before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from standards_catalog.authoring.services import DraftError, mint_edition
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.numbering.internal_pattern import InternalPattern
from standards_catalog.numbering.standard_numbers import (
    NumberError,
    StandardNumber,
    check_internal_number,
    next_free_number,
)
from standards_catalog.procedure.models import (
    Deliberation,
    DraftingProject,
    Publication,
)
from standards_catalog.procedure.selectors.drafts import last_edition
from standards_catalog.procedure.selectors.readiness import approved_deliberation
from standards_catalog.procedure.selectors.rules import rules_of
from standards_catalog.procedure.selectors.succession import succession_of
from standards_catalog.procedure.services.notices import liaisons_of, notify
from standards_catalog.procedure.services.steps import (
    StepRefusedError,
    complete,
    ready,
)
from standards_catalog.procedure.services.succession import record_succession
from standards_catalog.search.services import reindex

_LETTERS = {"通用基础": "TY", "服务提供": "FW", "管理": "GL", "岗位工作": "GW"}


@dataclass(frozen=True, slots=True)
class PublicationPlan:
    """What the office states at publication; ``number`` is empty for an abolition.

    ``must_publish`` answers 应公开 for a standard of which the catalogue does not say.
    """

    published_on: date
    effective_on: date
    issuer: str
    number: str = ""
    batch: str = ""
    must_publish: bool | None = None


def proposed_number(project: DraftingProject, year: int) -> str:
    """The number to offer: a revision keeps its serial and takes the new year, a new
    standard gets the serial of its 体系编号 or else the next free one. Empty where the
    pattern gives none."""
    pattern = rules_of(project.standard.pilot).number_pattern
    replaced = last_edition(project)
    try:
        if replaced is not None and pattern.claims(replaced.number):
            old = pattern.parse(replaced.number)
            return pattern.printed(old.subsystem, old.serial, old.parts, year)
        existing = StandardEdition.objects.filter(
            standard__pilot=project.standard.pilot
        ).values_list("number", flat=True)
        letters = _LETTERS[project.standard.subsystem]
        own = _number_of_code(project.standard.code, letters, pattern, year)
        if own and not _undated(existing, pattern) & _undated([own], pattern):
            return own
        return next_free_number(existing, pattern, letters, year).printed
    except NumberError:
        return ""


def _number_of_code(
    code: str, letters: str, pattern: InternalPattern, year: int
) -> str:
    """FW312 becomes JYSJZ FW 312—2026: who knows the system finds the standard."""
    serial = code.removeprefix(letters)
    is_serial = serial != code and re.fullmatch("[0-9]+", serial)
    if not is_serial or len(serial) != pattern.width:
        return ""
    return pattern.printed(letters, serial, (), year)


def _undated(numbers: Iterable[str], pattern: InternalPattern) -> set[str]:
    """The numbers that follow the pattern, without their years."""
    found = set()
    for number in numbers:
        with suppress(NumberError):
            found.add(pattern.parse(number, undated=True).undated)
    return found


@transaction.atomic
def publish(
    *,
    project: DraftingProject,
    actor: User,
    plan: PublicationPlan,
    address: str = "",
) -> Publication:
    """批准发布 → 已发布: mint the approved revision; end the edition it replaces.

    The old edition ends on the new one's 实施日期, not on its 发布日期. Refused for a
    number that does not follow the pilot's pattern or is taken, for 实施 before 发布,
    and for a text the drafting check objects to.
    """
    locked = ready(project, "publish", actor)
    deliberation = approved_deliberation(locked)
    assert deliberation is not None  # noqa: S101 - nothing was missing
    old = last_edition(locked)
    _check_dates(deliberation, plan)
    _check_succession(locked, old, plan)
    if locked.standard.must_publish is None and plan.must_publish is not None:
        locked.standard.must_publish = plan.must_publish
        locked.standard.save(update_fields=["must_publish"])
    is_abolition = locked.kind == DraftingProject.Kind.ABOLITION
    # What became of each clause is asked before the new edition is the last one.
    succession = succession_of(locked)
    edition = old if is_abolition else _mint(locked, deliberation, plan, actor)
    if edition is not None and not is_abolition:
        _open_to_everybody(locked.standard, edition)
    if succession is not None and edition is not None:
        record_succession(edition=edition, succession=succession)
    if old is not None:
        old.abolished_on = plan.effective_on
        old.save(update_fields=["abolished_on"])
    _settle_status(locked.standard, plan, is_abolition=is_abolition)
    publication = Publication.objects.create(
        project=locked,
        deliberation=deliberation,
        edition=edition,
        number=edition.number if edition is not None else "",
        replaces=old.number if old is not None and not is_abolition else "",
        published_on=plan.published_on,
        effective_on=plan.effective_on,
        batch=plan.batch,
        published_by=actor,
    )
    _announce(locked, publication, deliberation, actor, address)
    reindex(pilot=locked.standard.pilot)
    return publication


def _check_dates(deliberation: Deliberation, plan: PublicationPlan) -> None:
    if plan.effective_on < plan.published_on:
        raise StepRefusedError("实施日期不能早于发布日期")
    if plan.published_on > timezone.localdate():
        raise StepRefusedError("发布日期不能晚于今天")
    assert deliberation.decided_at is not None  # noqa: S101 - it is approved
    approved_on = timezone.localdate(deliberation.decided_at)
    if plan.published_on < approved_on:
        raise StepRefusedError(
            f"发布日期不能早于审议通过的日期 {approved_on.isoformat()}"
        )


def _check_succession(
    project: DraftingProject, old: StandardEdition | None, plan: PublicationPlan
) -> None:
    if project.kind == DraftingProject.Kind.NEW:
        return
    if old is None or old.effective_on is None:
        raise StepRefusedError("没有找到要代替或废止的现行版次")
    if plan.effective_on <= old.effective_on:
        raise StepRefusedError(
            f"实施日期应晚于原版次的实施日期 {old.effective_on.isoformat()}"
        )


def _mint(
    project: DraftingProject,
    deliberation: Deliberation,
    plan: PublicationPlan,
    actor: User,
) -> StandardEdition:
    pattern = rules_of(project.standard.pilot).number_pattern
    try:
        number = check_internal_number(plan.number, pattern)
    except NumberError as error:
        raise StepRefusedError(str(error)) from error
    if number.year != plan.published_on.year:
        raise StepRefusedError(
            f"编号的年份 {number.year} 应为发布年份 {plan.published_on.year}"
        )
    _check_serial(project, number)
    revision = deliberation.snapshot.revision
    if revision is None:
        raise StepRefusedError("报批稿没有文本，不能发布")
    try:
        return mint_edition(
            standard=project.standard,
            revision=revision,
            number=number.printed,
            published_on=plan.published_on,
            effective_on=plan.effective_on,
            issuer=plan.issuer,
            actor=actor,
        )
    except DraftError as error:
        raise StepRefusedError(str(error).rstrip("。")) from error


def _open_to_everybody(standard: Standard, edition: StandardEdition) -> None:
    """Published is open, where the standard is to be: on the portal from 发布日期.

    What is left of “服务标准公开率” to do by hand is only what is not published here.
    """
    if not standard.must_publish:
        return
    edition.opened_on = edition.published_on
    edition.opened_at_url = reverse(
        "standards_catalog:public_detail", args=[standard.pilot.code, standard.code]
    )
    edition.save(update_fields=["opened_on", "opened_at_url"])


def _check_serial(project: DraftingProject, number: StandardNumber) -> None:
    """A serial is a standard's identity: no other standard's edition may have it."""
    pattern = rules_of(project.standard.pilot).number_pattern
    others = StandardEdition.objects.filter(
        standard__pilot=project.standard.pilot
    ).exclude(standard=project.standard)
    for edition in others.select_related("standard"):
        if not pattern.claims(edition.number):
            continue
        try:
            other = pattern.parse(edition.number, undated=True)
        except NumberError:
            continue
        same = (other.prefix, other.serial, other.parts)
        if same == (number.prefix, number.serial, number.parts):
            raise StepRefusedError(
                f"顺序号 {number.serial} 已属于“{edition.standard}”（{edition.number}）"
            )


def _settle_status(
    standard: Standard, plan: PublicationPlan, *, is_abolition: bool
) -> None:
    """The stored status as of publication; pages judge by the editions' dates."""
    if is_abolition:
        standard.status = Standard.Status.ABOLISHED
    elif (
        plan.effective_on > plan.published_on
        and not standard.editions.filter(effective_on__lte=plan.published_on).exists()
    ):
        standard.status = Standard.Status.UPCOMING
    else:
        standard.status = Standard.Status.CURRENT
    standard.save(update_fields=["status"])
    standard.pilot.mark_changed()


def _announce(
    project: DraftingProject,
    publication: Publication,
    deliberation: Deliberation,
    actor: User,
    address: str,
) -> None:
    when = publication.effective_on.isoformat()
    what = "废止" if project.kind == DraftingProject.Kind.ABOLITION else "实施"
    complete(
        project,
        "publish",
        actor,
        note=f"{publication.number} {publication.published_on.isoformat()} 发布，"
        f"{when} 起{what}",
        snapshot=deliberation.snapshot,
        address=address,
    )
    units = (
        project.standard.applicable_units.all() or project.standard.pilot.units.all()
    )
    notify(
        liaisons_of([*units, project.lead_unit]),
        f"{publication} 已发布，{when} 起{what}",
        reverse("standards_catalog:detail", args=[project.standard_id]),
    )
