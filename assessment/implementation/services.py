"""Filing, withdrawing, returning, signing off and verifying implementation records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import record_event
from assessment.evidence.services import attach_each, remove_evidence
from assessment.implementation.models import ImplementationRecord, RecordState
from assessment.implementation.readiness import readiness_of
from standards_catalog.models import Pilot, Standard
from standards_catalog.procedure.services.notices import liaisons_of, notify

_POST = 100


class RecordRefusedError(Exception):
    """A step that is not possible; ``reasons`` say in Chinese why."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class RecordContent:
    """What the unit says: when, what kind, about which clauses, in which words."""

    done_on: date
    kind: str
    clause: str
    description: str


def post_of(account: User) -> str:
    """The position that stands in a record for ``account``."""
    return (account.position_title or account.get_role_display())[:_POST]


@transaction.atomic
def start_record(
    *,
    pilot: Pilot,
    standard: Standard,
    content: RecordContent,
    actor: User,
    address: str,
) -> ImplementationRecord:
    """A new draft of the actor's own unit."""
    if actor.unit is None:
        raise RecordRefusedError("账号没有所属单位，不能填报。")
    last = ImplementationRecord.objects.filter(pilot=pilot).aggregate(n=Max("position"))
    record = ImplementationRecord.objects.create(
        pilot=pilot,
        position=(last["n"] or 0) + 1,
        unit=actor.unit,
        standard=standard,
        is_filed=False,
        **asdict(content),
    )
    _record(record, "新建实施记录草稿", actor, address)
    return record


@transaction.atomic
def change_record(
    *,
    record: ImplementationRecord,
    content: RecordContent,
    mark: str,
    actor: User,
    address: str,
) -> ImplementationRecord:
    """Put what the unit says now into a draft or a returned record.

    Refused when it was changed since it was opened (``mark``): a colleague's words are
    not overwritten unseen.
    """
    found = _locked(record)
    _require_unfiled(found)
    if found.mark() != mark:
        raise RecordRefusedError(
            "这条记录在您打开之后已被同事修改，您的内容还没有保存；"
            "请先另开窗口查看，再次保存将以您的内容为准。"
        )
    changed = {
        name: value
        for name, value in asdict(content).items()
        if getattr(found, name) != value
    }
    if not changed:
        return found
    for name, value in changed.items():
        setattr(found, name, value)
    found.save(update_fields=list(changed))
    _record(found, "修改实施记录草稿", actor, address)
    return found


def add_files(
    *,
    record: ImplementationRecord,
    uploads: Iterable[File[bytes]],
    actor: User,
    address: str,
) -> tuple[str, ...]:
    """Keep files with a draft; one Chinese line for each that was not taken."""

    def unfiled() -> ImplementationRecord:
        found = _locked(record)
        _require_unfiled(found)
        return found

    return attach_each(to=unfiled, uploads=uploads, actor=actor, address=address)


@transaction.atomic
def remove_file(
    *, record: ImplementationRecord, evidence_id: int, actor: User, address: str
) -> None:
    """Take a file off a draft; nothing happens for one that is not there."""
    found = _locked(record)
    _require_unfiled(found)
    remove_evidence(
        files=found.evidence.filter(pk=evidence_id), actor=actor, address=address
    )


@transaction.atomic
def discard_record(*, record: ImplementationRecord, actor: User, address: str) -> None:
    """Delete a draft or a returned record with its files."""
    found = _locked(record)
    _require_unfiled(found)
    files = list(found.evidence.all())
    _record(found, "删除实施记录草稿", actor, address, 佐证材料=len(files))
    remove_evidence(files=files, actor=actor, address=address)
    found.delete()


@transaction.atomic
def file_record(
    *,
    record: ImplementationRecord,
    actor: User,
    address: str,
    is_confirmed: bool = False,
) -> ImplementationRecord:
    """填报: from now on the office sees the record.

    :class:`RecordRefusedError` names everything that is missing; what is only doubtful
    does not stand in the way once ``is_confirmed``.
    """
    found = _locked(record)
    _require_unfiled(found)
    missing = readiness_of(found, timezone.localdate())
    if missing.errors or (missing.warnings and not is_confirmed):
        raise RecordRefusedError(*missing.errors, *missing.warnings)
    found.is_filed = True
    found.filed_on = timezone.localdate()
    found.filer_post = post_of(actor)
    found.reviewed_on, found.reviewer_post = None, ""
    found.save()
    _changed(found, "填报实施记录", actor, address)
    return found


@transaction.atomic
def withdraw_record(
    *, record: ImplementationRecord, mark: str, actor: User, address: str
) -> ImplementationRecord:
    """撤回: a filed record becomes a draft again, while nobody has verified it."""
    found = _seen(record, mark)
    _require_waiting(found, "撤回")
    _changed(found, "撤回实施记录", actor, address)
    _unfile(found)
    found.returned_on, found.returner_post, found.returned_note = None, "", ""
    found.save()
    return found


@transaction.atomic
def return_record(
    *, record: ImplementationRecord, mark: str, note: str, actor: User, address: str
) -> ImplementationRecord:
    """退回: back to the unit with what has to be mended; its liaisons are told.

    The office returns what was filed; a unit's leader also what is still a draft.
    """
    if not note.strip():
        raise RecordRefusedError("请写明退回的原因和要补正的内容。")
    found = _seen(record, mark)
    if found.verified_on is not None:
        raise RecordRefusedError("记录已经核实，不能退回。")
    if not found.is_filed and actor.sees_all_units:
        raise RecordRefusedError("记录已由单位撤回，不需要再退回。")
    said = {"原因": note.strip()} if found.is_filed else {}
    _changed(found, "退回实施记录", actor, address, **said)
    _unfile(found)
    found.returned_on = timezone.localdate()
    found.returner_post = post_of(actor)
    found.returned_note = note.strip()
    found.save()
    notify(
        liaisons_of([found.unit]),
        f"实施记录被{found.returner_post}退回：{found.catalogue_code} "
        f"{found.done_on.isoformat()} {found.kind}。{found.returned_note}",
        reverse("implementation:edit", args=[found.pk]),
    )
    return found


@transaction.atomic
def sign_off_record(
    *, record: ImplementationRecord, mark: str, actor: User, address: str
) -> ImplementationRecord:
    """审阅: the unit's leader has read what was filed."""
    found = _seen(record, mark)
    _require_waiting(found, "审阅")
    found.reviewed_on = timezone.localdate()
    found.reviewer_post = post_of(actor)
    found.save(update_fields=["reviewed_on", "reviewer_post"])
    _changed(found, "审阅实施记录", actor, address)
    return found


@dataclass(frozen=True, slots=True)
class VerificationOutcome:
    """What came of verifying several records: those verified, and one Chinese line
    for each that was not as the office had seen it."""

    verified: tuple[ImplementationRecord, ...]
    refused: tuple[str, ...]


@transaction.atomic
def verify_records(
    *, pilot: Pilot, marks: Mapping[int, str], actor: User, address: str
) -> VerificationOutcome:
    """核实: each record that still is as the office saw it, by primary key and mark.

    One that its unit withdrew or changed meanwhile stays as it is and is named.
    """
    rows = ImplementationRecord.objects.select_for_update(of=("self",))
    found = {
        record.pk: record
        for record in rows.filter(pilot=pilot, pk__in=marks)
        .select_related("unit", "standard", "law", "pilot")
        .prefetch_related("evidence")
    }
    refused, verified = [], []
    for pk, mark in marks.items():
        record = found.get(pk)
        reason = _why_not_verified(record, mark)
        if record is None or reason:
            refused.append(reason)
            continue
        verified.append(record)
    _verify(verified, actor, address)
    if verified:
        pilot.mark_changed()
    return VerificationOutcome(tuple(verified), tuple(refused))


def _why_not_verified(record: ImplementationRecord | None, mark: str) -> str:
    if record is None:
        return "一条记录已被单位删除，没有核实。"
    if not record.is_filed:
        # What it says now is the unit's own affair again.
        return f"{record.unit}的一条记录已由单位撤回，没有核实。"
    if record.verified_on is not None:
        return f"“{record}”已经核实过。"
    if record.mark() != mark:
        return f"“{record}”在打开之后有改动，没有核实；请重新查看。"
    return ""


def _verify(records: Sequence[ImplementationRecord], actor: User, address: str) -> None:
    today, post = timezone.localdate(), post_of(actor)
    for record in records:
        record.verified_on, record.verifier_post = today, post
        _record(record, "核实实施记录", actor, address)
    ImplementationRecord.objects.bulk_update(
        records, ["verified_on", "verifier_post"], batch_size=500
    )


def _locked(record: ImplementationRecord) -> ImplementationRecord:
    """The record as it is now, for this transaction alone."""
    rows = ImplementationRecord.objects.select_for_update(of=("self",))
    found = (
        rows.select_related("unit", "standard", "law", "pilot")
        .filter(pk=record.pk)
        .first()
    )
    if found is None:
        raise RecordRefusedError("记录已被删除。")
    return found


def _seen(record: ImplementationRecord, mark: str) -> ImplementationRecord:
    """The record as it is now, if it is what the person saw."""
    found = _locked(record)
    if found.mark() != mark:
        if not found.is_filed and record.is_filed:
            raise RecordRefusedError("记录已由单位撤回，请重新查看。")
        raise RecordRefusedError("记录在打开之后有改动，请核对后再办。")
    return found


def _require_unfiled(record: ImplementationRecord) -> None:
    if record.verified_on is not None:
        raise RecordRefusedError("记录已经核实，不能再改。")
    if record.is_filed:
        raise RecordRefusedError("记录已经填报；要修改请先撤回。")


def _require_waiting(record: ImplementationRecord, step: str) -> None:
    if record.state is not RecordState.FILED:
        raise RecordRefusedError(f"记录{record.state.value}，不能{step}。")


def _unfile(record: ImplementationRecord) -> None:
    record.is_filed = False
    record.filed_on, record.filer_post = None, ""
    record.reviewed_on, record.reviewer_post = None, ""


def _changed(
    record: ImplementationRecord,
    action: str,
    actor: User,
    address: str,
    **detail: Any,
) -> None:
    """Trace a step that changes what is counted, and let cached numbers renew."""
    _record(record, action, actor, address, **detail)
    record.pilot.mark_changed()


def _record(
    record: ImplementationRecord,
    action: str,
    actor: User,
    address: str,
    **detail: Any,
) -> None:
    about = {"条款": record.clause} if record.is_filed else {}
    record_event(
        actor=actor,
        action=action,
        object_label=record.audit_label,
        detail=about | detail,
        address=address,
    )


def joined_clauses(clauses: Iterable[str]) -> str:
    """Clauses as one text, each once, in order."""
    return ";".join(dict.fromkeys(c.strip() for c in clauses if c.strip()))
