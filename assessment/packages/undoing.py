"""Take back an import exactly, or say why that is not possible any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import User
from accounts.services import record_event
from assessment.implementation.models import LedgerPart
from assessment.packages.journal import (
    BATCH,
    Entry,
    Model,
    Values,
    delete_rows,
    unpacked,
    write_updates,
)
from assessment.packages.ledger import remove_parts
from assessment.packages.models import PackageImport
from assessment.packages.synchronising import fetched_rows, pointing_at, pointing_rows
from standards_catalog.authoring.loading import LoadedDraft, take_back_drafts
from standards_catalog.authoring.services import DraftError
from standards_catalog.models import Pilot
from standards_catalog.procedure.models import DraftingProject
from standards_catalog.search.services import forget_missing_pilots

# Grows with every change of a pilot and says nothing about what was imported.
_VOLATILE = frozenset({"data_version"})


class UndoRefusedError(Exception):
    """The import cannot be taken back; the message says why."""


@transaction.atomic
def undo_import(
    *, pilot_code: str, import_id: int | None = None, actor: User | None = None
) -> PackageImport:
    """Restore the state before the newest import of the pilot.

    Raises :class:`UndoRefusedError` if there is none, if ``import_id`` is another
    one, or if its rows were changed or came into use since.
    """
    record = _newest_import(pilot_code, import_id)
    _take_back_drafts(record)
    take_back(unpacked(record.journal))
    record.undone_at = timezone.now()
    record.undone_by = actor
    record.save(update_fields=["undone_at", "undone_by"])
    pilot = Pilot.objects.filter(code=pilot_code).first()
    if pilot is not None:
        pilot.mark_changed()
    else:
        forget_missing_pilots()
    record_event(
        actor=actor,
        action="撤销试点包导入",
        object_label=record.pilot_name,
        detail={"导入": record.pk},
    )
    needed = LedgerPart.objects.filter(digest__in=record.new_ledger_files)
    unused = set(record.new_ledger_files) - set(needed.values_list("digest", flat=True))
    transaction.on_commit(lambda: remove_parts(pilot_code, unused))
    return record


def take_back(entries: Sequence[Entry]) -> None:
    """Undo what a journal says, within the caller's transaction.

    Raises :class:`UndoRefusedError` if the rows were changed or came into use since.
    """
    _check_unchanged(_final_states(entries))
    _check_unused(entries)
    for group in _reversed_groups(entries):
        _take_back(group)


def _newest_import(pilot_code: str, import_id: int | None) -> PackageImport:
    imports = PackageImport.objects.select_for_update().filter(pilot_code=pilot_code)
    newest = imports.filter(undone_at__isnull=True).order_by("-pk").first()
    if newest is None:
        raise UndoRefusedError(f"试点“{pilot_code}”没有可撤销的导入")
    if import_id is not None and import_id != newest.pk:
        known = imports.filter(pk=import_id).first()
        if known is None:
            raise UndoRefusedError(f"试点“{pilot_code}”没有编号为{import_id}的导入")
        reason = (
            "已经撤销过" if known.undone_at else f"之后还有导入{newest.pk}，请先撤销它"
        )
        raise UndoRefusedError(f"导入{import_id}不能撤销：{reason}")
    return newest


def _take_back_drafts(record: PackageImport) -> None:
    """First of all, since the standards they are of may be about to go."""
    drafts = [LoadedDraft(**values) for values in record.drafts]
    projects = DraftingProject.objects.active().filter(
        standard__text_page__in=[draft.page for draft in drafts]
    )
    if project := projects.select_related("standard").first():
        raise UndoRefusedError(f"导入的标准草案正由制修订项目“{project}”使用")
    try:
        take_back_drafts(drafts)
    except DraftError as error:
        raise UndoRefusedError(str(error).rstrip("。")) from error
    except ProtectedError as error:
        raise UndoRefusedError("导入的标准草案已被制修订记录引用") from error


def _final_states(entries: Iterable[Entry]) -> dict[Model, dict[int, Values | None]]:
    """What the import left behind: the values it set, or ``None`` for a row it
    deleted."""
    final: dict[Model, dict[int, Values | None]] = defaultdict(dict)
    for entry in entries:
        earlier = final[entry.model].get(entry.pk) or {}
        after = entry.after
        final[entry.model][entry.pk] = None if after is None else {**earlier, **after}
    return final


def _check_unchanged(final: dict[Model, dict[int, Values | None]]) -> None:
    for model, states in final.items():
        names = sorted({name for values in states.values() for name in values or ()})
        current = fetched_rows(model, states, names)
        for pk, values in states.items():
            found = current.get(pk)
            if (values is None) != (found is None):
                raise UndoRefusedError(f"“{model._meta.verbose_name}”在导入后有增删")
            if values is not None and found is not None and _differs(found, values):
                instance = model._base_manager.get(pk=pk)
                raise UndoRefusedError(
                    f"“{model._meta.verbose_name}”“{instance}”在导入后已被修改"
                )


def _differs(found: Values, values: Values) -> bool:
    return any(
        found[name] != value for name, value in values.items() if name not in _VOLATILE
    )


def _check_unused(entries: Sequence[Entry]) -> None:
    """Nothing made since may need a row that is about to disappear."""
    created: dict[Model, set[int]] = defaultdict(set)
    restored: set[tuple[Model, int, str]] = set()
    for entry in entries:
        if entry.before is None:
            created[entry.model].add(entry.pk)
        elif entry.after is not None:
            restored |= {(entry.model, entry.pk, name) for name in entry.before}
    for model, keys in created.items():
        for child, attname in pointing_at(model):
            users = [
                row
                for row in pointing_rows(child, attname, sorted(keys))
                if row["pk"] not in created[child]
                and (child, row["pk"], attname) not in restored
            ]
            if users:
                raise UndoRefusedError(
                    f"导入的“{model._meta.verbose_name}”已被{len(users)}条"
                    f"“{child._meta.verbose_name}”使用"
                )


def _reversed_groups(entries: Sequence[Entry]) -> Iterable[list[Entry]]:
    """The entries last first, neighbours of one model and kind together."""

    def kind(entry: Entry) -> tuple[Model, bool, bool]:
        return entry.model, entry.before is None, entry.after is None

    return [list(group) for _, group in groupby(reversed(entries), kind)]


def _take_back(group: list[Entry]) -> None:
    model = group[0].model
    if group[0].before is None:
        delete_rows(model, [entry.pk for entry in group])
    elif group[0].after is None:
        rows: list[Any] = [model(pk=e.pk, **(e.before or {})) for e in group]
        model._base_manager.bulk_create(rows, batch_size=BATCH)
        _restore_times(model, group)
    else:
        earlier: dict[int, dict[str, Any]] = defaultdict(dict)
        for entry in group:
            earlier[entry.pk].update(entry.before or {})
        write_updates(model, earlier)


def _restore_times(model: Model, group: list[Entry]) -> None:
    """Give rows made anew the times that their model would set to now."""
    names = [f.attname for f in model._meta.concrete_fields if _is_automatic(f)]
    before = {entry.pk: entry.before or {} for entry in group}
    if names:
        times = {pk: {n: row[n] for n in names} for pk, row in before.items()}
        write_updates(model, times)


def _is_automatic(field: Any) -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
