"""References: what a row points at must be in the package or already known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from assessment.packages.problems import ProblemLog
from assessment.packages.tables import ParsedTable

Tables = Mapping[str, ParsedTable]
NAMED_OUTSIDERS = 5

# Table, field, the tables one of which must hold the key, and what they are called.
_CITATIONS = (
    ("editions", "code", ("standards",), "标准目录"),
    ("work_items", "covered_by", ("standards", "laws"), "标准体系目录"),
    ("posts", "standards", ("standards",), "标准目录"),
    ("tasks", "standards", ("standards",), "标准目录"),
    ("trainings", "standards", ("standards",), "标准目录"),
    ("implementation_plans", "catalogue_code", ("standards",), "标准目录"),
    ("implementation", "catalogue_code", ("standards", "laws"), "标准体系目录"),
    ("self_evaluations", "catalogue_code", ("standards", "laws"), "标准体系目录"),
    ("findings", "catalogue_code", ("standards", "laws"), "标准体系目录"),
    ("inspections", "catalogue_code", ("standards", "laws"), "标准体系目录"),
    ("inspections", "draw", ("draws",), "双随机抽查清单"),
    ("inspections", "finding", ("findings",), "不符合项清单"),
    ("draw_candidates", "draw", ("draws",), "双随机抽查清单"),
    ("rules", "catalogue_code", ("standards", "laws"), "标准体系目录"),
    ("sign_ins", "training", ("trainings",), "培训清单"),
    ("exemptions", "training", ("trainings",), "培训清单"),
    ("exemptions", "staff_number", ("staff",), "名册"),
)
_KEY_FIELDS = {
    "standards": "code",
    "laws": "code",
    "trainings": "code",
    "staff": "number",
    "draws": "code",
    "findings": "code",
}


@dataclass(frozen=True)
class KnownKeys:
    """Keys of the pilot's rows that the installation already holds.

    They count only for tables the package leaves out: a table that is present
    replaces what the installation holds. ``sections`` and ``questions`` map a
    section's code to its title and a survey's code to its question numbers.
    """

    standards: frozenset[str] = frozenset()
    laws: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    trainings: frozenset[str] = frozenset()
    draws: frozenset[str] = frozenset()
    findings: frozenset[str] = frozenset()
    sections: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, frozenset[int]] = field(default_factory=dict)


def check_references(
    tables: Tables, known: KnownKeys, broken: Set[str], log: ProblemLog
) -> None:
    """Every code that is cited exists; ``broken`` tables could not be read, so what
    they would have held cannot be missed."""
    keys = {
        name: _keys(tables, name, field, getattr(known, name))
        for name, field in _KEY_FIELDS.items()
    }
    for name, field_name, targets, called in _CITATIONS:
        if name in tables and not broken & set(targets):
            allowed = frozenset().union(*(keys[target] for target in targets))
            _check_cited(tables[name], field_name, allowed, called, log)
    if "staff" not in broken:
        _note_outsiders(tables, keys["staff"], log)
    if "sections" not in broken:
        _resolve_sections(tables, known, log)
    if "surveys" not in broken:
        _check_answers(tables, known, log)


def _keys(
    tables: Tables, name: str, field_name: str, known: frozenset[str]
) -> frozenset[str]:
    if name in tables:
        return frozenset(v for v in tables[name].values(field_name) if v is not None)
    return known


def _check_cited(
    parsed: ParsedTable,
    field_name: str,
    allowed: frozenset[str],
    called: str,
    log: ProblemLog,
) -> None:
    header = parsed.table.column(field_name).header
    for index, value in enumerate(parsed.values(field_name)):
        if not value or (isinstance(value, str) and value in allowed):
            continue
        for code in (value,) if isinstance(value, str) else value:
            if code not in allowed:
                log.error(
                    parsed.files[index],
                    f"不在{called}中",
                    row=parsed.rows[index],
                    column=header,
                    value=code,
                )


def _note_outsiders(tables: Tables, roster: frozenset[str], log: ProblemLog) -> None:
    """A sign-in by somebody who is not on the roster is kept and never counted."""
    if "sign_ins" not in tables:
        return
    signed = tables["sign_ins"].values("staff_number")
    outsiders = Counter(n for n in signed if n is not None and n not in roster)
    if outsiders:
        named = "、".join(sorted(outsiders)[:NAMED_OUTSIDERS])
        more = "等" if len(outsiders) > NAMED_OUTSIDERS else ""
        log.warning(
            tables["sign_ins"].files[0],
            f"{outsiders.total()}条签到的工号不在名册上（{named}{more}），保留但不计入",
            column="工号",
        )


def _resolve_sections(tables: Tables, known: KnownKeys, log: ProblemLog) -> None:
    """A section may be named by its code or its title; the code is kept."""
    titles = dict(known.sections)
    if "sections" in tables:
        sections = tables["sections"]
        titles = dict(
            zip(sections.values("code"), sections.values("title"), strict=True)
        )
        _resolve_section_column(sections, "parent", titles, log)
        _check_section_cycles(sections, log)
    if "standards" in tables:
        _resolve_section_column(tables["standards"], "section", titles, log)


def _resolve_section_column(
    parsed: ParsedTable, field_name: str, titles: Mapping[str, str], log: ProblemLog
) -> None:
    counts = Counter(titles.values())
    by_name = {title: code for code, title in titles.items() if counts[title] == 1}
    by_name |= {code: code for code in titles}
    header = parsed.table.column(field_name).header
    values = parsed.values(field_name)
    for index, value in enumerate(values):
        if value and value not in by_name:
            log.error(
                parsed.files[index],
                "不在子体系表中，或名称不唯一",
                row=parsed.rows[index],
                column=header,
                value=value,
            )
        elif value:
            values[index] = by_name[value]


def _check_section_cycles(sections: ParsedTable, log: ProblemLog) -> None:
    parents = dict(sections.keys(("code", "parent")))
    for index, code in enumerate(sections.values("code")):
        seen = {code}
        above = parents.get(code)
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above and above == code:
            log.error(
                sections.files[index],
                "上级子体系成环",
                row=sections.rows[index],
                column="上级子体系",
                value=sections.values("parent")[index],
            )


def _check_answers(tables: Tables, known: KnownKeys, log: ProblemLog) -> None:
    """Answer sheets belong to a survey and answer questions it has."""
    if "answers" not in tables:
        return
    answers = tables["answers"]
    asked: dict[Any, set[int]] = {c: set(n) for c, n in known.questions.items()}
    if "surveys" in tables:
        asked = {}
        surveys = tables["surveys"]
        for survey, number in surveys.keys(("survey", "number")):
            asked.setdefault(survey, set()).add(number)
    _check_cited(answers, "survey", frozenset(asked), "测评清单", log)
    survey_of = answers.values("survey")
    for number, scores in answers.questions.items():
        for index, score in enumerate(scores):
            if score is not None and number not in asked.get(
                survey_of[index], {number}
            ):
                log.error(
                    answers.files[index],
                    f"测评“{survey_of[index]}”没有这一题",
                    row=answers.rows[index],
                    column=f"Q{number}",
                    value=score,
                )
