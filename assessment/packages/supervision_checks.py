"""A packaged draw must come out again as it is stated, and its checks be its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from assessment.packages.problems import ProblemLog
from assessment.packages.tables import ParsedTable
from assessment.packages.units import UnitDirectory
from assessment.supervision.drawing import (
    INSPECTOR,
    STANDARD,
    UNIT,
    Candidates,
    CandidateStandard,
    DrawnUnit,
    Inspector,
    Quota,
    candidates_text,
    draw,
    result_text,
    seed_of,
    sha256_of,
)

Tables = Mapping[str, ParsedTable]
Pairs = Mapping[str, frozenset[tuple[str, str]]]


def check_supervision(
    tables: Tables, directory: UnitDirectory, log: ProblemLog
) -> None:
    """Digests agree, the result is what the seed gives, the checks of a draw are
    those it drew, and a result is complete."""
    draws, listed = tables.get("draws"), tables.get("draw_candidates")
    if listed is not None and draws is None:
        log.error(listed.files[0], "须与 draws 表一并给出")
    if draws is not None:
        candidates = candidates_by_draw(_rows(listed))
        pairs: dict[str, frozenset[tuple[str, str]]] = {}
        for index, row in enumerate(_rows(draws)):
            place = _Place(draws, index, log)
            _check_dates(row, place)
            drawn = _check_draw(row, candidates.get(row["code"], NOBODY), place)
            pairs[row["code"]] = frozenset(
                (directory.full_name(one.unit) or one.unit, code)
                for one in drawn
                for code in one.standards
            )
        if "inspections" in tables:
            _check_pairs(tables["inspections"], draws, pairs, log)
    if "inspections" in tables:
        _check_results(tables["inspections"], log)


NOBODY = Candidates((), ())


class _Place:
    """Where a row stands, to report about it."""

    def __init__(self, parsed: ParsedTable, index: int, log: ProblemLog) -> None:
        self._file, self._row = parsed.files[index], parsed.rows[index]
        self._table, self._log = parsed.table, log

    def error(self, field: str, reason: str, value: object = "") -> None:
        header = self._table.column(field).header
        self._log.error(self._file, reason, row=self._row, column=header, value=value)

    def warning(self, field: str, reason: str, value: object = "") -> None:
        header = self._table.column(field).header
        self._log.warning(self._file, reason, row=self._row, column=header, value=value)


def _rows(parsed: ParsedTable | None) -> list[dict[str, Any]]:
    """The rows of a table as values by field; a cell with an error is empty."""
    if parsed is None:
        return []
    names = [column.field for column in parsed.table.columns]
    return [
        {
            column.field: column.kind.empty if value is None else value
            for column, value in zip(parsed.table.columns, values, strict=True)
        }
        for values in parsed.keys(names)
    ]


def candidates_by_draw(
    rows: Iterable[Mapping[str, Any]],
) -> dict[str, Candidates]:
    """The candidates of each draw, by its number."""
    units: dict[str, list[str]] = defaultdict(list)
    standards: dict[str, list[CandidateStandard]] = defaultdict(list)
    inspectors: dict[str, list[Inspector]] = defaultdict(list)
    codes: dict[str, None] = {}
    for row in rows:
        code = row["draw"]
        codes[code] = None
        if row["kind"] == UNIT:
            units[code].append(row["unit"])
        elif row["kind"] == STANDARD:
            meant = tuple(filter(None, row["units"].split(";")))
            standards[code].append(CandidateStandard(row["code"], row["title"], meant))
        elif row["kind"] == INSPECTOR:
            inspectors[code].append(Inspector(row["unit"], row["post"]))
    return {
        code: Candidates(
            tuple(units[code]), tuple(standards[code]), tuple(inspectors[code])
        )
        for code in codes
    }


def quota_of(row: Mapping[str, Any]) -> Quota:
    """How much a draw draws."""
    return Quota(
        row["unit_count"] or 0,
        row["standards_per_unit"] or 0,
        row["inspectors_per_unit"] or 0,
    )


def _check_dates(row: Mapping[str, Any], place: _Place) -> None:
    day, notice, due = row["draws_on"], row["notice_on"], row["due_on"]
    if day and notice and notice < day:
        place.error("notice_on", f"早于抽取日期（{day}）", notice)
    if notice and due and due < notice:
        place.error("due_on", f"早于通知日期（{notice}）", due)


def _check_draw(
    row: Mapping[str, Any], candidates: Candidates, place: _Place
) -> tuple[DrawnUnit, ...]:
    """What the draw draws; nothing if it was not made."""
    if row["announced_at"] is None:
        for field in ("commitment", "candidates_digest", "drawn_at", "voided_at"):
            if row[field]:
                place.error(field, "还没有公布的方案不应有这一项", row[field])
        return ()
    if sha256_of(candidates_text(candidates)) != row["candidates_digest"]:
        place.error(
            "candidates_digest",
            "与 draw_candidates 表中候选清单的摘要不一致",
            row["candidates_digest"],
        )
    if row["drawn_at"] is None:
        if row["secret"]:
            place.error("secret", "还没有抽取的，密钥不应公开")
        return ()
    return _check_result(row, candidates, place)


def _check_result(
    row: Mapping[str, Any], candidates: Candidates, place: _Place
) -> tuple[DrawnUnit, ...]:
    if sha256_of(row["secret"]) != row["commitment"]:
        place.error("commitment", "与密钥的摘要不一致", row["commitment"])
    if seed_of(row["secret"], row["witness"]) != row["seed"]:
        place.error("seed", "与按密钥和见证文字重算的不一致", row["seed"])
    drawn = draw(candidates, quota_of(row), row["seed"])
    if sha256_of(result_text(drawn)) != row["result_digest"]:
        place.error(
            "result_digest", "与按种子重算的抽取结果不一致", row["result_digest"]
        )
        return ()
    return drawn


def _check_pairs(
    checks: ParsedTable, draws: ParsedTable, pairs: Pairs, log: ProblemLog
) -> None:
    """The checks of a draw are the pairs it drew, no more and no fewer."""
    given: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for index, row in enumerate(_rows(checks)):
        code = row["draw"]
        if not code or code not in pairs:
            continue
        pair = (row["unit"], row["catalogue_code"])
        given[code].add(pair)
        if pair not in pairs[code]:
            named = f"没有抽中单位“{pair[0]}”的标准“{pair[1]}”"
            _Place(checks, index, log).error("draw", named, code)
    for index, code in enumerate(draws.values("code")):
        missing = pairs.get(code, frozenset()) - given[code]
        if missing:
            _Place(draws, index, log).warning(
                "code", f"抽中的{len(missing)}项在 inspections 表中没有检查任务", code
            )


def _check_results(checks: ParsedTable, log: ProblemLog) -> None:
    for index, row in enumerate(_rows(checks)):
        place = _Place(checks, index, log)
        if bool(row["result"]) != (row["checked_on"] is not None):
            place.error("result", "检查结果与检查日期须同时填写")
        if row["is_counted"] and row["result"] not in ("", "符合"):
            place.error("is_counted", "只有“符合”的检查可以计入实施记录")
        size, good = row["sample_size"], row["conforming_count"]
        if good is not None and (size is None or good > size):
            place.error("conforming_count", "没有抽样数或大于抽样数", good)
        given, due = row["assigned_on"], row["due_on"]
        if given and due and due < given:
            place.warning("due_on", f"早于下达日期（{given}）", due)
