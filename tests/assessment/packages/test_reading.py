from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from time import process_time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assessment.packages.reading import Known, PackageReading, read_package
from assessment.packages.rows import (
    AnswerRow,
    SectionRow,
    StaffRow,
    StandardRow,
    UnitRow,
    WorkStepRow,
)
from assessment.packages.units import KnownUnits

ROOT = Path(__file__).parents[3]

Read = Callable[..., PackageReading]
Files = dict[str, str | bytes]


def test_a_good_package_reads_without_any_problem(files: Files, read: Read) -> None:
    reading = read(files)
    assert [str(problem) for problem in reading.problems] == []
    assert reading.package is not None
    assert reading.row_counts["answers"] == 2
    assert set(reading.row_counts) == {n.split(".")[0] for n in files} - {"pilot"}


def test_rows_are_typed_and_keep_file_order(files: Files, read: Read) -> None:
    package = read(files).package
    assert package is not None
    assert package.manifest.starts == date(2020, 7, 1)
    assert package.manifest.ends == date(2021, 12, 31)
    staff = package.rows(StaffRow)
    assert [person.number for person in staff] == ["M001", "M002", "D001"]
    assert staff[1].on_roster_until == date(2021, 6, 30)
    assert [row.row for row in staff] == [2, 3, 4]
    first, second = package.rows(AnswerRow)
    assert (first.answers, second.answers) == ({1: 5, 2: 4}, {2: 2})


def test_units_are_full_names_and_collectives_are_expanded(
    files: Files, read: Read
) -> None:
    package = read(files).package
    assert package is not None
    standards = package.rows(StandardRow)
    assert standards[0].responsible_units == ("测试市民政局", "测试市教育局")
    assert standards[1].applicable_units == ("东镇人民政府", "西镇人民政府")
    assert len(standards[2].applicable_units) == 4
    assert package.rows(UnitRow)[1].aliases == ("教育督导室",)
    assert package.rows(WorkStepRow)[0].covered_by == ("FW101", "TY001")


def test_a_section_may_be_named_by_its_title(files: Files, read: Read) -> None:
    package = read(files).package
    assert package is not None
    assert package.rows(StandardRow)[0].section == "FW1.1"
    assert package.rows(SectionRow)[1].parent == "FW1"


def test_the_ledger_is_columns_of_local_time(files: Files, read: Read) -> None:
    package = read(files).package
    assert package is not None
    assert package.cases is not None
    first, second = package.cases.to_pylist()
    assert first["accepted_at"] == datetime(2021, 1, 4, 9, 30)
    assert first["receiving_department"] == "测试市民政局"
    assert (first["position"], second["position"]) == (1, 2)
    assert second["closed_at"] is None
    assert second["extra"] is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_same_package_is_read_from_each_accepted_encoding(
    files: Files, read: Read, encoding: str
) -> None:
    expected = read(files).package
    tables = {n: str(t).encode(encoding) for n, t in files.items() if n != "pilot.toml"}
    reading = read(files | tables)
    assert reading.problems == ()
    assert reading.package is not None
    assert expected is not None
    assert reading.package.tables == expected.tables


@pytest.mark.parametrize("top", ["", "我的试点/"])
def test_a_zip_is_read_like_the_folder_it_was_made_of(
    files: Files, read: Read, zipped: Callable[..., Path], top: str
) -> None:
    from_folder = read(files).package
    from_zip = read_package(zipped(files, top)).package
    assert from_zip is not None
    assert from_folder is not None
    assert from_zip.tables == from_folder.tables
    assert from_zip.cases == from_folder.cases
    assert from_zip.digest == from_folder.digest


def test_a_workbook_gives_the_same_rows_as_the_csv(
    files: Files, read: Read, workbook: Callable[..., bytes]
) -> None:
    expected = read(files).package
    files.pop("staff.csv")
    reading = read(
        files
        | {
            "staff.xlsx": workbook(
                [
                    ["单位", "工号", "姓名", "岗位", "在册起", "在册止"],
                    ["民政局", "M001", "民政局人员001", "窗口", date(2020, 7, 1)],
                    [
                        "民政局",
                        "M002",
                        "民政局人员002",
                        "窗口",
                        "2020/7/1",
                        date(2021, 6, 30),
                    ],
                    ["东镇", "D001", "东镇人员001", "窗口", datetime(2020, 8, 1), None],
                ]
            )
        }
    )
    assert reading.problems == ()
    assert reading.package is not None
    assert expected is not None
    assert reading.package.tables["staff"] == expected.tables["staff"]


def test_excel_numbers_serve_as_codes_and_booleans_as_yes(
    files: Files, read: Read, workbook: Callable[..., bytes]
) -> None:
    del files["answers.csv"], files["sign_ins.csv"], files["exemptions.csv"]
    files["staff.xlsx"] = workbook(
        [
            ["单位", "工号", "姓名", "岗位", "在册起"],
            ["东镇", 1.0, "东镇人员", "窗口", date(2020, 1, 1)],
        ]
    )
    del files["staff.csv"]
    package = read(files).package
    assert package is not None
    assert package.rows(StaffRow)[0].number == "1"


def test_row_numbers_stay_true_behind_blank_rows_and_line_breaks(
    files: Files, read: Read
) -> None:
    files["implementation.csv"] = (
        "单位,体系编号,日期,类型,条款,说明,核实日期\n"
        '民政局,FW101,2020-11-10,执行,,"一\n二\n三",\n'
        ",,,,,,\n\n"
        "民政局,FW101,2020-11-31,执行,,,\n"
    )
    lines = [str(problem) for problem in read(files).errors]
    assert lines == ["implementation.csv 第5行 日期“2020-11-31”：没有这一天"]


def test_unknown_columns_are_reported_once_and_kept(files: Files, read: Read) -> None:
    files["laws.csv"] = (
        "体系编号,名称,效力层级(自填),备注\nTY001,办法,行政法规,见附件\n"
    )
    reading = read(files)
    assert [str(p) for p in reading.problems] == [
        "laws.csv 第1行 效力层级(自填)：未知的列，原样保留"
    ]
    assert reading.package is not None
    assert reading.package.tables["laws"][0].extra == {
        "备注": "见附件",
        "效力层级(自填)": "行政法规",
    }


def test_an_absent_units_table_refers_to_the_units_of_the_installation(
    files: Files, read: Read
) -> None:
    del files["units.csv"]
    names = {"测试市民政局": "测试市民政局", "民政局": "测试市民政局"}
    names |= {"教育局": "测试市教育局", "东镇": "东镇人民政府", "西镇": "西镇人民政府"}
    kinds = {"测试市民政局": "部门", "测试市教育局": "部门"}
    kinds |= {"东镇人民政府": "镇街园", "西镇人民政府": "镇街园"}
    asked = []

    def known(code: str) -> Known:
        asked.append(code)
        return Known(units=KnownUnits(names, kinds, tuple(kinds)))

    package = read(files, known=known).package
    assert asked == ["test-pilot"]
    assert package is not None
    assert package.rows(StandardRow)[1].applicable_units == (
        "东镇人民政府",
        "西镇人民政府",
    )


def test_a_row_lands_on_the_installed_unit_whichever_name_it_uses(
    files: Files, read: Read
) -> None:
    units = KnownUnits(
        {"东镇人民政府": "江东镇", "江东镇": "江东镇"}, {"江东镇": "镇街园"}
    )
    package = read(files, known=lambda code: Known(units=units)).package
    assert package is not None
    assert package.rows(UnitRow)[2].name == "江东镇"
    assert package.rows(StaffRow)[2].unit == "江东镇"


def test_a_ledger_may_come_in_parts_of_different_formats(
    files: Files, read: Read, workbook: Callable[..., bytes]
) -> None:
    text = str(files.pop("cases.csv"))
    header, first, second = text.strip().split("\n")
    parquet = io.BytesIO()
    zone = timezone(timedelta(hours=8))
    accepted = pa.array([datetime(2021, 3, 1, 1, 30)], pa.timestamp("us", "UTC"))
    local = pa.array([datetime(2021, 3, 2, 9, 0)], pa.timestamp("ms"))
    pq.write_table(
        pa.table(
            {
                "案件编号": ["C003"],
                "单位": ["东镇"],
                "事项": ["x"],
                "受理时间": accepted,
                "转办时间": local,
                "书面通知": [True],
            }
        ),
        parquet,
    )
    files |= {
        "cases/1.csv": f"{header}\n{first}\n".encode("gb18030"),
        "cases/2.xlsx": workbook([header.split(","), second.split(",")]),
        "cases/3.parquet": parquet.getvalue(),
    }
    reading = read(files)
    assert reading.problems == ()
    assert reading.package is not None
    rows = reading.package.cases.to_pylist()
    assert [row["case_number"] for row in rows] == ["C001", "C002", "C003"]
    assert rows[2]["accepted_at"] == datetime(2021, 3, 1, 9, 30, tzinfo=zone).replace(
        tzinfo=None
    )
    assert rows[2]["transferred_at"] == datetime(2021, 3, 2, 9, 0)
    assert rows[2]["written_notice"] is True


def test_a_large_package_is_read_within_ten_seconds_of_cpu(
    files: Files, read: Read
) -> None:
    header, row = str(files["cases.csv"]).split("\n")[:2]
    cases = [
        row.replace("C001", f"C{n:06}").replace("09:30", f"{n % 24:02}:30")
        for n in range(50_000)
    ]
    files["cases.csv"] = "\n".join([header, *cases])
    sheet = str(files["answers.csv"]).split("\n")
    files["answers.csv"] = "\n".join(
        [sheet[0], *(sheet[1].replace("A1", f"A{n}") for n in range(6_000))]
    )
    signs = str(files["sign_ins.csv"]).split("\n")
    files["sign_ins.csv"] = "\n".join([signs[0], *([signs[1]] * 7_000)])
    started = process_time()
    reading = read(files)
    assert reading.package is not None
    assert process_time() - started < 10


def test_reading_needs_no_django() -> None:
    code = (
        "import sys, assessment.packages.reading, assessment.packages.writing;"
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, check=False
    )
    assert done.returncode == 0
