"""Clauses that rows name, held against the texts of the package.

What a unit carried out, assessed or had to put right, and what a rule measures, names
a clause of a standard; where the text is here, the clause should be in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from assessment.coverage.clauses import bare_clause, clause_names
from assessment.packages.problems import ProblemLog
from assessment.packages.tables import ParsedTable
from assessment.packages.texts import PackagedText

_TABLES = ("implementation", "self_evaluations", "findings", "rules")
_LISTED = re.compile("[;；、，,]")


def check_mentions(
    tables: Mapping[str, ParsedTable], texts: Iterable[PackagedText], log: ProblemLog
) -> None:
    """Warn of every clause named that no text of its standard has."""
    known: dict[str, set[str]] = {}
    for packaged in texts:
        known.setdefault(packaged.code, set()).update(clause_names(packaged.text))
    for name in _TABLES:
        if name in tables and known:
            _check_table(tables[name], known, log)
    if "work_items" in tables and known:
        _check_coverage(tables["work_items"], known, log)


def _mentions(cell: str | None) -> list[str]:
    return [part for part in map(str.strip, _LISTED.split(cell or "")) if part]


def _check_table(
    parsed: ParsedTable, known: Mapping[str, set[str]], log: ProblemLog
) -> None:
    for index, (code, named) in enumerate(parsed.keys(("catalogue_code", "clause"))):
        for mention in _mentions(named) if code in known else ():
            if bare_clause(mention) not in known[code]:
                log.warning(
                    parsed.files[index],
                    f"“{code}”的文本中没有这一条",
                    row=parsed.rows[index],
                    column="条款",
                    value=mention,
                )


def _check_coverage(
    steps: ParsedTable, known: Mapping[str, set[str]], log: ProblemLog
) -> None:
    """覆盖条款 names ``FW301 6.4.1``, or a clause alone where one standard covers."""
    cells = steps.keys(("covered_by", "covering_clauses"))
    for index, (covering, named) in enumerate(cells):
        for mention in _mentions(named):
            code, _, clause = mention.partition(" ")
            if code not in (covering or ()):
                code, clause = (covering or ("",))[0], mention
                if len(covering or ()) != 1:
                    continue
            if code in known and bare_clause(clause) not in known[code]:
                log.warning(
                    steps.files[index],
                    f"“{code}”的文本中没有这一条",
                    row=steps.rows[index],
                    column="覆盖条款",
                    value=mention,
                )
