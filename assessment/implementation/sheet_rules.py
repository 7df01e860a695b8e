"""What must hold for the rows of a sheet of implementation records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.models import Unit
from assessment.implementation.choosing import clauses_by_edition
from assessment.implementation.models import ImplementationRecord, clauses_named
from assessment.packages.problems import ProblemLog
from assessment.packages.tables import ParsedTable
from standards_catalog.facts import editions_by_standard
from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.relations import unit_names_by_record

# What the program writes by itself; a sheet that states it would rewrite history.
_OURS = (
    "is_filed",
    "filed_on",
    "filer_post",
    "reviewed_on",
    "reviewer_post",
    "returned_on",
    "returner_post",
    "returned_note",
    "verifier_post",
)


class SheetRules:
    """The rules of filing, for many rows at once. Six queries whatever their number.

    ``unit`` is whose rows alone are taken; ``None`` for the office.
    """

    def __init__(self, pilot: Pilot, unit: Unit | None) -> None:
        self.unit = unit
        self.today = timezone.localdate()
        self.units = {found.name: found for found in Unit.objects.all()}
        standards = Standard.objects.filter(pilot=pilot)
        self.standards = {standard.code: standard for standard in standards}
        self.editions = editions_by_standard(pilot)
        self.clauses = clauses_by_edition(pilot)
        self.applicable = unit_names_by_record(
            Standard.applicable_units.through, "standard_id", pilot
        )
        members = pilot.units.values_list("name", flat=True)
        self.members = frozenset(members)

    def check(self, parsed: ParsedTable, log: ProblemLog) -> None:
        """Report everything that keeps a row from being filed, and every doubt."""
        for index in range(len(parsed)):
            row = {
                column.field: parsed.values(column.field)[index]
                for column in parsed.table.columns
            }
            file, number = parsed.files[index], parsed.rows[index]
            error: Callable[..., None] = partial(log.error, file, row=number)
            warning: Callable[..., None] = partial(log.warning, file, row=number)
            self._check_ours(parsed, row, error)
            self._check_unit(row, error)
            self._check_dates(row, error)
            self._check_standard(row, error, warning)
            if not row["clause"] and not row["description"]:
                error("条款和说明不能都空着", column="说明")

    def _check_ours(
        self, parsed: ParsedTable, row: dict[str, Any], error: Callable[..., None]
    ) -> None:
        names = [*_OURS, *(["verified_on"] if self.unit is not None else [])]
        for name in names:
            if row[name] not in (None, ""):
                column = parsed.table.column(name)
                value = column.kind.write(row[name])
                error("由系统记录，导入的表里请留空", column=column.header, value=value)

    def _check_unit(self, row: dict[str, Any], error: Callable[..., None]) -> None:
        name, day = row["unit"], row["done_on"]
        if not name:
            return
        if self.unit is not None and name != self.unit.name:
            error("只能导入本单位的记录", column="单位", value=name)
        elif name not in self.members:
            error("不是本试点的成员单位", column="单位", value=name)
        elif day is not None and not self.units[name].is_active_on(day):
            error("单位在这一天不在启用期内", column="日期", value=day)

    def _check_dates(self, row: dict[str, Any], error: Callable[..., None]) -> None:
        day, verified = row["done_on"], row["verified_on"]
        if day is not None and day > self.today:
            error("还没有到；只能填报已经做了的事", column="日期", value=day)
        if verified is None:
            return
        if verified > self.today:
            error("还没有到", column="核实日期", value=verified)
        elif day is not None and verified < day:
            error(f"早于日期（{day}）", column="核实日期", value=verified)

    def _check_standard(
        self,
        row: dict[str, Any],
        error: Callable[..., None],
        warning: Callable[..., None],
    ) -> None:
        code, name, day = row["catalogue_code"], row["unit"], row["done_on"]
        standard = self.standards.get(code or "")
        if standard is None:
            return
        applicable = self.applicable.get(standard.pk, ())
        if applicable and name and name not in applicable:
            error("标准不适用于这个单位", column="体系编号", value=code)
        if day is None:
            return
        edition = self._in_force(standard, day)
        if edition is not None:
            self._check_clauses(row["clause"], edition, error)
            return
        if row["kind"] == ImplementationRecord.Kind.PUBLICITY:
            warning("标准在这一天不是现行标准", column="日期", value=day)
        else:
            error("标准在这一天不是现行标准", column="日期", value=day)

    def _check_clauses(
        self, text: str, edition: StandardEdition, error: Callable[..., None]
    ) -> None:
        known = self.clauses.get(edition.pk)
        unknown = [
            one for one in clauses_named(text or "") if known and one not in known
        ]
        if unknown:
            error(f"{edition} 中没有这些条款", column="条款", value="；".join(unknown))

    def _in_force(self, standard: Standard, day: date) -> StandardEdition | None:
        if standard.status in Standard.UNPUBLISHED:
            return None
        editions = self.editions.get(standard.pk, ())
        in_force = (edition for edition in editions if edition.is_in_force_on(day))
        return next(in_force, None)
