"""The packaged texts are sound standards and keep to their sources.

What is read: the files under ``texts`` of the packaged pilot, the tables and source
texts beside them, and the dates that the demonstration gives to the standards.
"""

from __future__ import annotations

import csv
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from assessment.demonstration.draws import Draws
from assessment.demonstration.generator import DEFAULT_SEED
from assessment.demonstration.package_folder import read_base
from assessment.demonstration.pilot_facts import read_facts
from assessment.demonstration.standards import demonstrate_standards, demonstrate_steps
from standards_catalog.drafting.checks.draft import Validity, ValidityLookup
from standards_catalog.drafting.checks.registry import check_draft
from standards_catalog.drafting.document import (
    Annex,
    Block,
    Clause,
    ListItem,
    NormativeReference,
    Paragraph,
    StandardText,
    Table,
    block_texts,
)
from standards_catalog.drafting.json_form import digest, from_json, to_json
from standards_catalog.drafting.text_reader import read_text
from standards_catalog.drafting.text_writer import write_text
from standards_catalog.drafting.wording import (
    DRAFTING_BASIS,
    FIRST_CHAPTERS,
    PATENT_NOTICE,
    folded,
)
from standards_catalog.numbering.clauses import NumberMap, number_blocks
from standards_catalog.numbering.cross_references import render_references
from standards_catalog.numbering.standard_numbers import (
    InternalPattern,
    StandardNumber,
    parse_number,
)

PILOTS = Path(__file__).resolve().parents[2] / "standards_catalog" / "pilots"
PILOT = PILOTS / "jy-assistance-2020"
FILES = {path.stem: path for path in sorted((PILOT / "texts").glob("*.txt"))}
PATTERN = InternalPattern()
OWN_PROPOSAL = "拟定"

Row = dict[str, str]

every_text = pytest.mark.parametrize("code", FILES)


@cache
def _rows(path: Path) -> tuple[Row, ...]:
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream, strict=True))


@cache
def _text(code: str) -> StandardText:
    return read_text(FILES[code].read_text(encoding="utf-8"))


def _numbers(code: str) -> NumberMap:
    return number_blocks(_text(code))


def _catalogue() -> dict[str, Row]:
    return {row["体系编号"]: row for row in _rows(PILOT / "standards.csv")}


@cache
def _source_texts() -> dict[str, str]:
    folder = PILOTS / "sources"
    return {
        row["来源文件"]: _squeezed((folder / row["文本"]).read_text(encoding="utf-8"))
        for row in _rows(folder / "sources.csv")
    }


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _source_rows(code: str) -> list[Row]:
    rows = _rows(PILOT / "texts" / "sources.csv")
    return [row for row in rows if row["体系编号"] == code]


@cache
def _demonstrated() -> dict[str, Row]:
    """The standards as the demonstration dates them, by 体系编号."""
    facts = read_facts(read_base(PILOT))
    steps = demonstrate_steps(facts)
    draws = Draws(DEFAULT_SEED, "standards")
    return {row["体系编号"]: row for row in demonstrate_standards(facts, steps, draws)}


def _undated(text: str) -> str:
    return folded(parse_number(text, PATTERN, undated=True).undated)


def _in_force_on(day: date) -> ValidityLookup:
    by_number = {
        _undated(row["标准编号"]): row
        for row in _demonstrated().values()
        if row["标准编号"]
    }

    def validity(number: StandardNumber) -> Validity | None:
        row = by_number.get(folded(number.undated))
        if row is None:
            return None
        starts = row["实施日期"]
        in_force = bool(starts) and date.fromisoformat(starts) <= day
        return Validity(in_force, f"实施日期：{starts}")

    return validity


def _effective_on(code: str) -> date:
    return date.fromisoformat(_demonstrated()[code]["实施日期"])


def _prose(code: str, block: Block) -> str:
    """All that a block says, cross references printed."""
    numbers = _numbers(code)
    return "\n".join(render_references(t, numbers).text for t in block_texts(block))


def _body_clauses(code: str) -> Iterator[tuple[Clause, str]]:
    """Clauses from chapter 4 to the annexes that say something, with their numbers."""
    chapter = 0
    for block, number in zip(_text(code).blocks, _numbers(code).numbers, strict=True):
        if isinstance(block, Annex):
            return
        if isinstance(block, Clause):
            chapter += number.depth == 1
            if chapter > len(FIRST_CHAPTERS) and block.paragraphs:
                yield block, number.label


def test_the_texts_are_those_that_the_pilot_set_out_to_write() -> None:
    subjects = {"FW301", "FW302", "FW303", "FW304", "FW305", "FW403"}
    assert set(FILES) == subjects | {"GL101", "TY110", "GW102"}
    assert {row["体系编号"] for row in _rows(PILOT / "texts" / "sources.csv")} == set(
        FILES
    )


@every_text
def test_a_text_is_that_of_an_internal_standard_of_the_catalogue(code: str) -> None:
    row, cover = _catalogue()[code], _text(code).cover
    assert row["标准级别"] == "内部标准"
    assert cover.title == row["标准名称"]
    assert cover.english_title
    number = parse_number(cover.number, PATTERN)
    assert f"{number.subsystem}{number.serial}" == code
    assert cover.number == _demonstrated()[code]["标准编号"]
    assert (cover.ics, cover.ccs) == (
        ("01.120", "A 00") if code == "TY110" else ("03.080.99", "A 16")
    )


@every_text
def test_a_draft_claims_no_dates(code: str) -> None:
    cover = _text(code).cover
    assert cover.published_on is None and cover.effective_on is None
    assert cover.replaces == ()


@every_text
def test_a_text_survives_both_forms_unchanged(code: str) -> None:
    content = FILES[code].read_bytes().decode("utf-8")
    text = _text(code)
    assert write_text(text) == content
    again = from_json(to_json(text))
    assert again == text and digest(again) == digest(text)


@every_text
def test_a_text_passes_the_drafting_check_on_the_day_it_takes_effect(code: str) -> None:
    report = check_draft(
        _text(code), internal=PATTERN, validity=_in_force_on(_effective_on(code))
    )
    assert [str(problem) for problem in report.problems] == []


def test_the_drafting_check_would_see_a_fault_in_these_texts() -> None:
    text = _text("FW302")
    blocks = tuple(
        replace(block, paragraphs=tuple(p.replace("应", "必须") for p in p_s))
        if isinstance(block, Clause) and (p_s := block.paragraphs)
        else block
        for block in text.blocks
        if not isinstance(block, Annex)
    )
    codes = Counter(
        problem.code
        for problem in check_draft(
            replace(text, blocks=blocks),
            internal=PATTERN,
            validity=_in_force_on(date(2021, 1, 1)),
        ).problems
    )
    assert codes["D41"] > 10 and codes["D10"] == 4 and codes["D35"] > 3


@every_text
def test_the_foreword_has_its_fixed_order(code: str) -> None:
    basis, patent, *proposed, drafted, history = _text(code).foreword
    assert (basis, patent) == (DRAFTING_BASIS, PATENT_NOTICE)
    assert re.fullmatch(
        r"本文件由\S+提出并归口。|本文件由\S+提出。本文件由\S+归口。", "".join(proposed)
    )
    assert drafted.startswith("本文件起草单位：")
    assert history == "本文件首次发布。"


@every_text
def test_a_text_has_its_chapters_forms_and_bibliography(code: str) -> None:
    text, numbers = _text(code), _numbers(code)
    chapters = [
        block.title
        for block, number in zip(text.blocks, numbers.numbers, strict=True)
        if isinstance(block, Clause) and number.depth == 1
    ]
    assert chapters[:3] == list(FIRST_CHAPTERS)
    assert "记录" in chapters
    assert chapters[-1] in ("检查与改进", "检查与考核")
    assert numbers.skipped_levels == ()
    kinds = Counter(type(block).__name__ for block in text.blocks)
    assert kinds["Term"] >= 2
    assert kinds["Annex"] >= 1 and kinds["Table"] >= kinds["Annex"]
    assert kinds["BibliographyItem"] >= 3


@every_text
def test_every_cross_reference_resolves(code: str) -> None:
    text, numbers = _text(code), _numbers(code)
    unknown = [
        target
        for block in text.blocks
        for prose in block_texts(block)
        for target in render_references(prose, numbers).unknown
    ]
    assert unknown == []
    assert any("{{ref:" in prose for b in text.blocks for prose in block_texts(b))


def test_ids_are_uuids_and_no_two_blocks_share_one() -> None:
    ids = [block.id for code in FILES for block in _text(code).blocks]
    assert {uuid.UUID(each).version for each in ids} == {5}
    assert [each for each, times in Counter(ids).items() if times > 1] == []


@every_text
def test_tables_are_rectangles(code: str) -> None:
    for block in _text(code).blocks:
        if isinstance(block, Table):
            area = sum(c.colspan * c.rowspan for row in block.rows for c in row)
            assert area % len(block.rows) == 0, block.title


@every_text
def test_only_catalogued_standards_are_cited_under_their_names(code: str) -> None:
    titles = {
        _undated(row["标准编号"]): row["标准名称"]
        for row in _demonstrated().values()
        if row["标准编号"]
    }
    found = [b for b in _text(code).blocks if isinstance(b, NormativeReference)]
    assert found
    for reference in found:
        assert folded(reference.title) == folded(titles[_undated(reference.number)])


def _measurable(code: str) -> dict[str, Block]:
    return {
        block.measurable: block
        for block in _text(code).blocks
        if isinstance(block, Clause | Paragraph | ListItem) and block.measurable
    }


@every_text
def test_the_measurable_clauses_are_those_of_the_rules(code: str) -> None:
    rules = {
        row["规则编号"]: row
        for row in _rows(PILOT / "rules.csv")
        if row["体系编号"] == code and row["适用性"] == "适用"
    }
    measurable = _measurable(code)
    assert set(measurable) == set(rules)
    for rule, row in rules.items():
        prose = _prose(code, measurable[rule])
        if row["单位"] == "工作日" and row["限值"]:
            assert f"{row['限值']}个工作日内" in prose
        if row["单位"] == "日" and row["限值"]:
            assert f"{row['限值']}日内" in prose


@every_text
def test_a_measurable_clause_quotes_the_clause_that_its_rule_quotes(code: str) -> None:
    cited: dict[str, list[str]] = {row["内容编号"]: [] for row in _source_rows(code)}
    for row in _source_rows(code):
        cited[row["内容编号"]].append(_squeezed(row["来源条款"]))
    rules = {row["规则编号"]: row for row in _rows(PILOT / "rules.csv")}
    for rule, block in _measurable(code).items():
        wording = _squeezed(rules[rule]["条款原文"])
        assert any(wording in each for each in cited[block.id]), rule


def test_no_limit_is_stated_that_the_sources_do_not_state() -> None:
    limit = re.compile(
        r"(?<![前后第])[0-9０-９一二三四五六七八九十百两]+个?(?:工作日|自然日|日内|天|个月|小时)"
    )
    found = {
        hit[0]
        for code in FILES
        for block in _text(code).blocks
        for prose in block_texts(block)
        for hit in limit.finditer(prose)
    }
    assert found == {"2个工作日", "2日内"}


@every_text
def test_every_clause_of_the_body_has_its_source(code: str) -> None:
    sourced = {row["内容编号"] for row in _source_rows(code)}
    missing = [label for block, label in _body_clauses(code) if block.id not in sourced]
    assert missing == []


@every_text
def test_every_source_is_quoted_faithfully_or_is_owned_as_a_proposal(code: str) -> None:
    numbers, sources = _numbers(code), _source_texts()
    for row in _source_rows(code):
        assert row["章条"] == numbers.by_id[row["内容编号"]].clause
        if row["来源文件"] == OWN_PROPOSAL:
            assert row["来源条款"], row
            continue
        place, colon, quotation = row["来源条款"].partition(":")
        assert place and colon and quotation, row
        assert _squeezed(quotation) in sources[row["来源文件"]], row


@every_text
def test_what_only_other_places_say_is_not_required(code: str) -> None:
    effect = {
        row["来源文件"]: row["效力"] for row in _rows(PILOTS / "sources/sources.csv")
    }
    grounds: dict[str, set[str]] = {}
    for row in _source_rows(code):
        ground = effect.get(row["来源文件"], OWN_PROPOSAL)
        grounds.setdefault(row["内容编号"], set()).add(ground)
    for block, label in _body_clauses(code):
        if grounds[block.id] == {"参考"}:
            assert "应" not in _prose(code, block), label


def test_the_overview_names_the_clauses_of_the_rules() -> None:
    overview = (PILOT / "texts" / "README.md").read_text(encoding="utf-8")
    for code in FILES:
        line = next(row for row in overview.splitlines() if f"`{code}.txt`" in row)
        assert _text(code).cover.title in line
        claimed = dict(re.findall(r"(R\d\d): ([\d.]+)", line))
        numbers = _numbers(code)
        assert claimed == {
            rule: numbers.by_id[block.id].clause
            for rule, block in _measurable(code).items()
        }
