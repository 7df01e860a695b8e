"""What the reader makes of the texts of a package, and what it says against them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assessment.packages.clause_mentions import clause_names
from assessment.packages.reading import PackageReading, read_package
from assessment.packages.text_files import earlier_name, stated_name, text_file
from standards_catalog.drafting.text_reader import read_text
from tests.assessment.packages.packaged_texts import (
    DRAFT,
    FW101,
    FW101_OF_2016,
    portable,
    with_texts,
)

Files = dict[str, str | bytes]
Read = Callable[..., PackageReading]
ALL = ("FW101", "draft", "earlier")


def test_the_cover_of_an_edition_is_completed_from_its_row(
    files: Files, read: Read
) -> None:
    package = read(with_texts(files, ALL)).package
    assert package is not None
    edition, earlier, draft = package.texts
    assert (edition.code, edition.is_draft) == ("FW101", False)
    cover = edition.text.cover
    assert cover.number == "CSSJZ FW 101—2020"
    assert (cover.published_on, cover.effective_on) == (
        date(2020, 9, 1),
        date(2020, 10, 1),
    )
    assert earlier.text.cover.effective_on == date(2016, 2, 1)
    assert (draft.code, draft.is_draft) == ("FW102", True)
    assert draft.text == read_text(DRAFT)


def test_a_zip_gives_the_same_texts_as_its_folder(
    files: Files, read: Read, zipped: Callable[..., Path]
) -> None:
    changed = with_texts(files, ALL)
    changed["texts/README.md"] = "# 说明"
    changed["texts/sources.csv"] = "体系编号,来源文件\n"
    folder, archive = read(changed), read_package(zipped(changed, "试点/"))
    assert folder.package is not None and archive.package is not None
    assert archive.package.texts == folder.package.texts
    assert folder.row_counts["texts"] == 3
    assert not [p for p in archive.problems if p.file.startswith("texts/")]


def test_other_files_among_the_texts_are_reported(files: Files, read: Read) -> None:
    changed = with_texts(files)
    changed["texts/FW101.docx"] = b"x"
    warnings = [str(problem) for problem in read(changed).warnings]
    assert "texts/FW101.docx：未知的文件，未读取" in warnings


def spoilt(old: str, new: str) -> str:
    assert old in FW101
    return FW101.replace(old, new)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("FW999", FW101, "texts/FW999.txt 体系编号“FW999”：不在标准目录中"),
        ("FW101", spoilt("101-2020", "101-2019"), "texts/FW101.txt 标准编号“CSSJZ FW 101-2019”：封面与 standards.csv 第2行的“CSSJZ FW 101—2020”不一致"),
        ("FW101", spoilt("临时救助服务规范", "窗口岗位规范"), "texts/FW101.txt 标准名称“窗口岗位规范”：封面与 standards.csv 第2行的“临时救助服务规范”不一致，是“GW101”的名称"),
        ("FW102", FW101, "texts/FW102.txt 标准名称“临时救助服务规范”：封面与 standards.csv 第5行的“新的工作规范”不一致，是“FW101”的名称"),
        ("FW101", spoilt("issuing_bodies", "published_on = 2020-09-02\nissuing_bodies"), "texts/FW101.txt 发布日期“2020-09-02”：封面与 standards.csv 第2行的“2020-09-01”不一致"),
        ("FW101", spoilt("issuing_bodies", 'replaces = ["CSSJZ FW 101—2016"]\nissuing_bodies'), "texts/FW101.txt 代替标准“CSSJZ FW 101—2016”：封面与 standards.csv 第2行不一致，该行没有代替标准"),
        ("FW101", spoilt("## {#c41} 受理", "## 受理"), "texts/FW101.txt 第28行：缺少编号“{#…}”"),
        ("FW101", spoilt("附录 {#aa 规范性}", "附录 {#aa}"), "texts/FW101.txt 第43行：附录应注明“规范性”或“资料性”"),
        ("FW101", spoilt("{#c42", "{#c41"), "texts/FW101.txt 第35行 “c41”：编号重复"),
        ("FW101", spoilt("{#c42", "{#" + "x" * 37), f"texts/FW101.txt 第35行 “{'x' * 37}”：编号超过36个字符"),
        ("FW101", spoilt("规则=R01", "规则=R" + "1" * 30), f"texts/FW101.txt 第35行 “R{'1' * 30}”：规则编号超过30个字符"),
        ("FW101", spoilt("| 姓名 |", "| {列=999} 姓名 |"), "texts/FW101.txt 第45行 “姓名”：合并的单元格超过100"),
        ("FW101", spoilt("记录应归档", r"记录\u{0}应归档"), "texts/FW101.txt 第39行：含有不能保存的字符"),
        ("FW101", spoilt("# {#c1}", "#" * 10 + " {#c1}"), "texts/FW101.txt 第14行 “10”：层次超过9层"),
        ("FW101", spoilt("记录应归档", "张某，11010519491231002X"), "texts/FW101.txt 第41行 “110105********002X”：含有身份证号码，不得载入"),
        ("GW101", portable("窗口岗位规范"), "texts/GW101.txt 标准编号：standards.csv 第3行的状态是“现行”而没有标准编号，不知是哪一版次的文本"),
        ("FW101", "# 范围", "texts/FW101.txt 第1行：应以“+++”开头"),
        ("FW101", b"+++\n\xff\xff", "texts/FW101.txt：编码错误：第5个字节不是有效的 UTF-8"),
        ("@草案", DRAFT, "texts/@草案.txt：文件名中没有体系编号"),
        ("FW101@2015", portable("旧", 'number = "CSSJZ FW 101-2015"'), "texts/FW101@2015.txt 标准编号“CSSJZ FW 101—2015”：不是 editions 表中“FW101”的版次"),
        ("ＦＷ１０１", FW101, "texts/ＦＷ１０１.txt 体系编号“FW101”：与 texts/FW101.txt 重复：“FW101”的版次“CSSJZ FW 101—2020”的文本只能有一份"),
        ("FW102@草案", DRAFT, "texts/FW102@草案.txt 体系编号“FW102”：与 texts/FW102.txt 重复：“FW102”的草案只能有一份"),
        ("FW102", portable("新的工作规范", f'ics = "{"1" * 51}"'), f"texts/FW102.txt ICS“{'1' * 51}”：超过50字"),
    ],
)  # fmt: skip
def test_every_defect_is_one_line_with_file_place_value_and_reason(
    name: str,
    content: str | bytes,
    message: str,
    files: Files,
    errors: Callable[[Files], list[str]],
) -> None:
    changed = with_texts(files)
    changed[f"texts/{name}.txt"] = content
    changed["standards.csv"] = str(changed["standards.csv"]).replace(
        "CSSJZ GW 101—2020", ""
    )
    assert message in errors(changed)


def test_texts_need_the_catalogue_they_belong_to(
    files: Files, errors: Callable[[Files], list[str]]
) -> None:
    alone: Files = {"pilot.toml": files["pilot.toml"], "texts/FW101.txt": FW101}
    assert errors(alone) == ["texts/FW101.txt：文本须与 standards 表一并给出"]
    editions: Files = {
        "pilot.toml": files["pilot.toml"],
        "editions.csv": files["editions.csv"],
    }
    assert "editions.csv：须与 standards 表一并给出" in errors(editions)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("FW101,CSSJZ FW 101—2020,,2019-01-01", "editions.csv 第3行 标准编号“CSSJZ FW 101—2020”：与 standards 表中的版次重复；editions 只列原版次"),
        ("FW101,CSSJZ FW 101—2021,,2021-01-01", "editions.csv 第3行 实施日期“2021-01-01”：晚于 standards 表中“FW101”的实施日期"),
        ("FW999,X 1—2001,,2001-01-01", "editions.csv 第3行 体系编号“FW999”：不在标准目录中"),
    ],
)  # fmt: skip
def test_earlier_editions_are_earlier(
    row: str, message: str, files: Files, errors: Callable[[Files], list[str]]
) -> None:
    files["editions.csv"] = str(files["editions.csv"]) + row + ",,,,\n"
    assert message in errors(files)


@pytest.mark.parametrize(
    ("name", "content", "new"),
    [
        ("FW101", spoilt("临时救助服务规范", "临时救助规范"), "临时救助规范"),
        ("FW102", portable("改过的规范"), "改过的规范"),
    ],
)
def test_a_standard_may_have_been_renamed_in_the_editor(
    name: str, content: str, new: str, files: Files, read: Read
) -> None:
    changed = with_texts(files)
    changed[f"texts/{name}.txt"] = content
    reading = read(changed)
    assert reading.package is not None
    assert any(f"标准名称“{new}”：封面与" in str(p) for p in reading.warnings)


@pytest.mark.parametrize(
    ("cited", "is_known"),
    [
        ("4.1", True),
        ("第4章", True),
        ("４．１", True),
        ("4.1 a)", True),
        ("4.1;5", True),
        ("附录A", True),
        ("表A.1", True),
        ("4.3", False),
        ("5.1", False),
        ("4.1;9", False),
        ("附录B", False),
    ],
)
def test_a_clause_that_a_row_names_is_looked_for_in_the_text(
    cited: str, is_known: bool, files: Files, read: Read
) -> None:
    changed = with_texts(files)
    changed["findings.csv"] = str(files["findings.csv"]).replace("5.1", cited)
    reading = read(changed)
    assert reading.package is not None
    said = [str(p) for p in reading.warnings if p.file == "findings.csv"]
    assert is_known == (not said)
    if said:
        assert said[0].endswith("：“FW101”的文本中没有这一条")
        assert said[0].startswith("findings.csv 第2行 条款“")


def test_clauses_of_steps_are_looked_for_in_what_covers_them(
    files: Files, read: Read
) -> None:
    changed = with_texts(files)
    steps = str(files["work_items.csv"])
    for cited, number in (
        ("FW101 5", 0),
        ("FW101 4.1;FW101 4.2", 0),
        ("FW101 5.1", 1),
        ("5.1", 0),
    ):
        changed["work_items.csv"] = steps.replace("5.1", cited)
        found = [p for p in read(changed).warnings if p.file == "work_items.csv"]
        assert len(found) == number, cited
    changed["work_items.csv"] = steps.replace("FW101;TY001,5.1", "FW101,5.1")
    assert len([p for p in read(changed).warnings if p.column == "覆盖条款"]) == 1


def test_names_of_clauses_are_all_the_ways_to_cite_them() -> None:
    names = clause_names(read_text(FW101))
    assert {"1", "4", "4.1", "4.1a)", "4.2", "附录A", "A", "表A.1"} <= names
    assert names.isdisjoint({"6", "4.3", "4.1c)", "附录B", "登记"})
    assert clause_names(read_text(FW101_OF_2016)) == names


@pytest.mark.parametrize("code", ["FW101", "标准 1", "A/1", "..", "a@b", "x%41", "C:1"])
def test_any_code_makes_a_file_name_that_gives_it_back(code: str) -> None:
    name = stated_name(code)
    assert "/" not in name.removeprefix("texts/")
    assert not name.removeprefix("texts/").startswith(".")
    assert text_file(name).code == code.replace(" ", "")
    year = earlier_name(code, "X 1—2016", 1)
    assert year.endswith("@2016.txt") and text_file(year).code == code.replace(" ", "")


def test_the_second_edition_of_a_year_is_counted() -> None:
    assert earlier_name("F", "X 1—2016", 2) == "texts/F@2016-2.txt"
    assert earlier_name("F", "X 1", 1) == "texts/F@无年份.txt"
