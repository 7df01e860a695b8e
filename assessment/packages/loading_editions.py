"""Editions: the latest of each standard, those before it, and their texts.

A published edition whose text is kept here never changes: a package that says
something else about it is refused; when it ends and where it is open may follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessment.packages.journal import Values
from assessment.packages.loading import LoadState
from assessment.packages.rows import StandardRow
from assessment.packages.schema import column_of
from assessment.packages.successors import load_edition_successors
from assessment.packages.synchronising import LoadRefusedError, Rows
from assessment.packages.texts import numbers_in
from assessment.packages.written_rows import EditionRow
from standards_catalog.facts import editions_by_standard
from standards_catalog.models import Pilot, StandardEdition

EDITION_FIELDS = (
    "number",
    "published_on",
    "effective_on",
    "abolished_on",
    "replaces",
    "opened_on",
    "opened_at_url",
)
_FROZEN = ("number", "published_on", "effective_on", "replaces")
_NOTHING: dict[str, Any] = {"pk__in": []}
Row = StandardRow | EditionRow


@dataclass
class _Plan:
    """What is to be done to the editions of all standards.

    ``kept`` pairs an edition held already with what it should say; ``new`` are by
    standard.
    """

    kept: list[tuple[StandardEdition, Row]] = field(default_factory=list)
    new: list[tuple[int, Row]] = field(default_factory=list)
    gone: list[StandardEdition] = field(default_factory=list)

    def add(self, standard_id: int, row: Row, found: StandardEdition | None) -> None:
        """``row`` is what ``found``, or else a new edition, should say."""
        if found is not None:
            self.kept.append((found, row))
        elif any(_values(row).values()):
            self.new.append((standard_id, row))


def load_editions(state: LoadState, rows: Mapping[int, StandardRow]) -> None:
    """The editions of the standards in ``rows``, by the standard's primary key.

    Without a table of earlier editions those held already stay as they are.
    """
    held = editions_by_standard(Pilot(pk=state.pilot_id))
    earlier: dict[str, list[EditionRow]] | None = None
    if "editions" in state.package.tables:
        earlier = {}
        for each in state.package.rows(EditionRow):
            earlier.setdefault(each.code, []).append(each)
    plan = _Plan()
    for standard_id, row in rows.items():
        mine = None if earlier is None else earlier.get(row.code, [])
        _plan_standard(plan, standard_id, row, mine, held.get(standard_id, []))
    for edition, stated in plan.kept:
        _check_frozen(edition, stated)
    _remove(state, plan.gone)
    _update(state, plan.kept)
    # The earlier ones first: of two with the same date the later one counts as newer.
    for kind in (EditionRow, StandardRow):
        _create(state, [pair for pair in plan.new if isinstance(pair[1], kind)])
    _follow(state, plan)


def _follow(state: LoadState, plan: _Plan) -> None:
    """What took the place of each edition, once all of them are there."""
    stated = [(edition.standard_id, row) for edition, row in plan.kept] + plan.new
    for kind, table in ((EditionRow, "editions"), (StandardRow, "standards")):
        mine = [pair for pair in stated if isinstance(pair[1], kind)]
        keys = [state.edition_ids[row.code, row.number] for _, row in mine]
        load_edition_successors(
            state,
            table,
            dict(zip(keys, (row.replaced_by for _, row in mine), strict=True)),
            dict(zip(keys, (owner for owner, _ in mine), strict=True))
            if table == "standards"
            else {},
        )


def _plan_standard(
    plan: _Plan,
    standard_id: int,
    row: StandardRow,
    earlier: Sequence[EditionRow] | None,
    held: Sequence[StandardEdition],
) -> None:
    """Editions are matched by number; a latest edition under another number is the
    one held, corrected, unless its text is frozen."""
    left = list(held)
    if earlier is None:
        plan.add(standard_id, row, left[-1] if left else None)
        return
    latest = _taken(left, row.number)
    for each in earlier:
        plan.add(standard_id, each, _taken(left, each.number))
    if latest is None and left and not left[-1].is_minted:
        latest = left.pop()
    plan.add(standard_id, row, latest)
    plan.gone += left


def _taken(left: list[StandardEdition], number: str) -> StandardEdition | None:
    for edition in left:
        if edition.number == number:
            left.remove(edition)
            return edition
    return None


def _check_frozen(edition: StandardEdition, row: Row) -> None:
    if not edition.is_minted:
        return
    for name in _FROZEN:
        old, new = getattr(edition, name), getattr(row, name)
        same = numbers_in(old) == numbers_in(new) if name == "replaces" else old == new
        if not same:
            header = column_of(type(row), name).header
            raise LoadRefusedError(
                f"{_table(row)} 第{row.row}行 {header}“{new or ''}”：版次“{edition}”"
                f"已发布（“{old or ''}”），不能修改；如是新版次，请在 editions 表中"
                "列出原版次"
            )


def _table(row: Row) -> str:
    return "standards" if isinstance(row, StandardRow) else "editions"


def _values(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in EDITION_FIELDS}


def _remove(state: LoadState, gone: Iterable[StandardEdition]) -> None:
    for edition in gone:
        if edition.is_minted:
            raise LoadRefusedError(
                f"包中不再有版次“{edition}”：已发布的版次不能删除，请在 editions 表中列出"
            )
    scope = {"pk__in": [edition.pk for edition in gone]}
    rows = Rows(StandardEdition, scope, ("pk",), [])
    state.sync.apply(rows, state.tallies["editions"])


def _update(state: LoadState, kept: Iterable[tuple[StandardEdition, Row]]) -> None:
    wanted: dict[str, dict[int, Values]] = {"standards": {}, "editions": {}}
    owners: dict[int, int] = {}
    for edition, row in kept:
        values = _values(row)
        if edition.is_minted:
            values["replaces"] = edition.replaces
        wanted[_table(row)][edition.pk] = values
        if isinstance(row, StandardRow):
            owners[edition.pk] = edition.standard_id
        state.edition_ids[row.code, row.number] = edition.pk
    for table, values_by_pk in wanted.items():
        state.sync.set_fields(
            StandardEdition, values_by_pk, state.tallies[table], owners=owners
        )


def _create(state: LoadState, new: Sequence[tuple[int, Row]]) -> None:
    if not new:
        return
    table = _table(new[0][1])
    rows = Rows(
        StandardEdition,
        # Every row is new, so that nothing is matched.
        _NOTHING,
        ("standard_id", "number"),
        [{"standard_id": standard_id, **_values(row)} for standard_id, row in new],
        replaces=False,
        owner="standard_id" if table == "standards" else None,
    )
    ids = state.sync.apply(rows, state.tallies[table])
    for pk, (_, row) in zip(ids, new, strict=True):
        state.edition_ids[row.code, row.number] = pk
