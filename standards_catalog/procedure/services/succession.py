"""Deciding which clause goes on which, and keeping it with the new edition."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.services import record_event
from standards_catalog.models import StandardEdition
from standards_catalog.procedure.models import (
    ClauseMatch,
    ClauseSuccession,
    DraftingProject,
)
from standards_catalog.procedure.selectors.succession import (
    Succession,
    SuccessionLine,
    succession_of,
)
from standards_catalog.procedure.services.steps import StepRefusedError

_LONGEST_TITLE = 300


@transaction.atomic
def decide_match(
    *,
    project: DraftingProject,
    old_block_id: str,
    new_block_id: str,
    actor: User,
    address: str = "",
) -> ClauseMatch:
    """Say that the new clause goes on the old one, or that one of them stands alone.

    Earlier decisions about either are dropped. StepRefusedError for a clause that the
    texts do not have, and once the project is over.
    """
    succession = _open_succession(project)
    old_numbers = {c.id: c.number for c in succession.old_clauses}
    new_numbers = {
        line.change.new.id: line.change.new.number
        for line in succession.lines
        if line.change.new
    }
    is_known = (not old_block_id or old_block_id in old_numbers) and (
        not new_block_id or new_block_id in new_numbers
    )
    if not is_known or not (old_block_id or new_block_id):
        raise StepRefusedError("文本中没有这个章条，请刷新页面后再试")
    _forget(project, old_block_id, new_block_id)
    record_event(
        actor=actor,
        action="认定章条对应",
        object_label=str(project),
        detail={
            "原章条": old_numbers.get(old_block_id, "—"),
            "新章条": new_numbers.get(new_block_id, "—"),
        },
        address=address,
    )
    return ClauseMatch.objects.create(
        project=project,
        old_block_id=old_block_id,
        new_block_id=new_block_id,
        decided_at=timezone.now(),
        decided_by=actor,
    )


@transaction.atomic
def confirm_kept(*, project: DraftingProject, actor: User, address: str = "") -> int:
    """Confirm every clause whose words are the same; returns how many were open."""
    lines = [
        line
        for line in _open_succession(project).lines
        if line.stays_valid and not line.is_decided
    ]
    now = timezone.now()
    ClauseMatch.objects.bulk_create(
        ClauseMatch(
            project=project,
            old_block_id=line.change.old.id if line.change.old else "",
            new_block_id=line.change.new.id if line.change.new else "",
            decided_at=now,
            decided_by=actor,
        )
        for line in lines
    )
    record_event(
        actor=actor,
        action="认定章条对应",
        object_label=str(project),
        detail={"文字未变的章条": str(len(lines))},
        address=address,
    )
    return len(lines)


def _open_succession(project: DraftingProject) -> Succession:
    locked = DraftingProject.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if not locked.is_active:
        raise StepRefusedError(f"项目已经是“{locked.stage}”，不能再改章条对应")
    succession = succession_of(locked)
    if succession is None:
        raise StepRefusedError("没有可以对照的原版次文本")
    return succession


def _forget(project: DraftingProject, old_block_id: str, new_block_id: str) -> None:
    about = Q(pk__in=())
    if old_block_id:
        about |= Q(old_block_id=old_block_id)
    if new_block_id:
        about |= Q(new_block_id=new_block_id)
    project.clause_matches.filter(about).delete()


def record_succession(*, edition: StandardEdition, succession: Succession) -> None:
    """Keep with a newly minted ``edition`` what became of each clause."""
    ClauseSuccession.objects.bulk_create(
        _row(edition, succession.predecessor, place, line)
        for place, line in enumerate(succession.lines, start=1)
    )


def _row(
    edition: StandardEdition,
    predecessor: StandardEdition,
    place: int,
    line: SuccessionLine,
) -> ClauseSuccession:
    old, new = line.change.old, line.change.new
    return ClauseSuccession(
        edition=edition,
        predecessor=predecessor,
        position=place,
        relation=line.relation,
        old_block_id=old.id if old else "",
        old_number=old.number if old else "",
        old_title=old.title[:_LONGEST_TITLE] if old else "",
        new_block_id=new.id if new else "",
        new_number=new.number if new else "",
        new_title=new.title[:_LONGEST_TITLE] if new else "",
        is_confirmed=line.is_decided,
    )
