"""The demonstration publishes the written texts, and its records name their clauses."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from assessment.demonstration.generator import make_demonstration
from assessment.demonstration.package_folder import DemonstrationError, read_base
from assessment.packages.clause_mentions import clause_names
from assessment.packages.reading import read_package
from standards_catalog.drafting.text_reader import read_text

Rows = list[dict[str, str]]
WRITTEN = {"FW301", "FW302", "FW303", "FW304", "FW305", "FW403"} | {
    "GL101",
    "GW102",
    "TY110",
}


def test_every_text_is_published_with_the_number_and_dates_of_its_row(
    base_folder: Path, demonstration_folder: Path, tables: Mapping[str, Rows]
) -> None:
    rows = {row["体系编号"]: row for row in tables["standards"]}
    base = read_base(base_folder).texts
    files = sorted((demonstration_folder / "texts").iterdir())
    assert [path.stem for path in files] == sorted(base)
    for path in files:
        row, text = rows[path.stem], read_text(path.read_text(encoding="utf-8"))
        assert row["状态"] == "现行"
        assert text.cover.number == row["标准编号"]
        assert text.cover.published_on == date.fromisoformat(row["发布日期"])
        assert text.cover.effective_on == date.fromisoformat(row["实施日期"])
        assert text.blocks == read_text(base[path.stem]).blocks


def test_every_text_is_open_to_the_public(tables: Mapping[str, Rows]) -> None:
    rows = {row["体系编号"]: row for row in tables["standards"]}
    for code in WRITTEN:
        assert rows[code]["应公开"] == "是"
        assert rows[code]["实施日期"] <= rows[code]["公开日期"] <= "2021-12-31"
    service = [row for row in tables["standards"] if row["分体系"] == "服务提供"]
    withheld = [
        row["体系编号"]
        for row in service
        if row["标准级别"] == "内部标准"
        and row["应公开"] == "是"
        and row["状态"] == "现行"
        and not row["公开日期"]
    ]
    assert len(withheld) >= 2 and not set(withheld) & WRITTEN


def test_a_standard_left_unfinished_keeps_its_draft(
    base_folder: Path, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    (base / "texts").mkdir(parents=True)
    for path in base_folder.glob("*.*"):
        (base / path.name).write_bytes(path.read_bytes())
    text = (base_folder / "texts" / "FW304.txt").read_text(encoding="utf-8")
    make_demonstration(base_folder, tmp_path / "first")
    unfinished = _unfinished(tmp_path / "first")
    (base / "texts" / f"{unfinished}.txt").write_text(text, encoding="utf-8")
    make_demonstration(base, tmp_path / "second")
    kept = tmp_path / "second" / "texts" / f"{unfinished}.txt"
    assert kept.read_text(encoding="utf-8") == text


def _unfinished(folder: Path) -> str:
    package = read_base(folder)
    return next(
        row["体系编号"]
        for row in package.rows("standards")
        if row["标准级别"] == "内部标准" and row["状态"] in ("待制定", "制定中")
    )


def test_records_name_clauses_that_the_texts_have(
    demonstration_folder: Path, tables: Mapping[str, Rows]
) -> None:
    known = {
        path.stem: clause_names(read_text(path.read_text(encoding="utf-8")))
        for path in (demonstration_folder / "texts").iterdir()
    }
    named = 0
    for table in ("implementation", "self_evaluations", "findings"):
        for row in tables[table]:
            if row["条款"] and row["体系编号"] in known:
                assert row["条款"] in known[row["体系编号"]], row
                named += 1
    assert named > 100


def test_a_finding_about_a_limit_names_the_clause_of_the_limit(
    tables: Mapping[str, Rows],
) -> None:
    rules = {row["规则编号"]: row for row in tables["rules"]}
    found = [
        row
        for row in tables["findings"]
        if row["事实"] == "转办超过2个工作日" and row["体系编号"] == "FW302"
    ]
    assert found
    assert {row["条款"] for row in found} == {rules["R01"]["条款"]} == {"6.1.1"}


def test_the_reader_finds_every_clause_that_is_named(
    base_folder: Path, demonstration_folder: Path
) -> None:
    for folder in (base_folder, demonstration_folder):
        reading = read_package(folder)
        assert reading.package is not None
        assert len(reading.package.texts) == 9
        named = [str(p) for p in reading.warnings if "文本中没有" in p.reason]
        assert named == []


def test_a_text_that_cannot_be_read_is_named(base_folder: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    (base / "texts").mkdir(parents=True)
    for path in base_folder.glob("*.*"):
        (base / path.name).write_bytes(path.read_bytes())
    (base / "texts" / "FW301.txt").write_text("# 范围", encoding="utf-8")
    with pytest.raises(DemonstrationError, match=r"^texts/FW301\.txt 第1行：应以"):
        make_demonstration(base, tmp_path / "out")
    assert not (tmp_path / "out").exists()
