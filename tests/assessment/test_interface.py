"""The command line as an office and an outside checker use it: files in, numbers out.

Everything goes through ``manage.py`` commands and real files; the expected numbers of
the worked package were computed by hand from the pilot package page.
"""

from __future__ import annotations

import csv
import re
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.assessment.command_line import (
    contents,
    everything,
    indicators,
    load,
    numbers,
    run,
)
from tests.assessment.random_packages import CODE as RANDOM_CODE
from tests.assessment.random_packages import DAYS, packages
from tests.assessment.recomputation import recompute
from tests.assessment.worked_package import (
    AS_OF,
    CODE,
    EXPECTED,
    EXPECTED_OF_TOWN,
    MANIFEST,
    TOWN,
    Files,
    worked_files,
    written,
)

pytestmark = pytest.mark.django_db

KEYS = [
    "code",
    "name",
    "numerator",
    "denominator",
    "value",
    "target",
    "attained",
    "as_of",
    "unit",
    "excluded",
    "note",
]


@pytest.fixture(autouse=True)
def data_root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder of everything the program writes, empty for this test."""
    request.getfixturevalue("settings").DATA_ROOT = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def loaded(tmp_path: Path) -> None:
    """The worked package is loaded."""
    done = load(tmp_path, worked_files())
    assert (done.code, done.err) == (0, "")


def test_every_indicator_of_the_worked_package_is_as_computed_by_hand(
    loaded: None,
) -> None:
    assert numbers(indicators()) == EXPECTED


@pytest.mark.parametrize("name", [TOWN, "甲街道", " 甲　镇 "])
def test_a_unit_is_judged_by_its_own_rows_whichever_name_is_typed(
    loaded: None, name: str
) -> None:
    found = numbers(indicators(f"--unit={name}"))
    assert {code: found[code] for code in EXPECTED_OF_TOWN} == EXPECTED_OF_TOWN


def test_the_json_has_exactly_these_keys_and_types(loaded: None) -> None:
    rows = indicators()
    assert [row["code"] for row in rows] == list(EXPECTED)
    for row in rows:
        assert list(row) == KEYS
        assert type(row["numerator"]) is int
        assert type(row["denominator"]) is int
        assert type(row["excluded"]) is int
        assert re.fullmatch(r"\d+\.\d{10}", row["value"])
        assert (row["as_of"], row["unit"]) == (AS_OF, None)
        assert isinstance(row["name"], str)
        assert isinstance(row["note"], str)
    assert {row["unit"] for row in indicators(f"--unit={TOWN}")} == {TOWN}


def test_a_target_is_attained_missed_or_not_set(loaded: None) -> None:
    verdicts = {row["code"]: (row["target"], row["attained"]) for row in indicators()}
    assert verdicts.pop("standard_coverage") == ("40%", True)
    assert verdicts.pop("training_participation") == ("100%", False)
    assert set(verdicts.values()) == {(None, None)}


def test_before_anything_happened_rates_are_null_and_counts_are_zero(
    loaded: None,
) -> None:
    rows = {row["code"]: row for row in indicators(as_of="2019-12-31")}
    for code in ("implementation_rate", "training_participation", "satisfaction_index"):
        assert rows[code]["value"] is None
        assert rows[code]["attained"] is None
    assert rows["duplicate_assistance"]["value"] == "0.0000000000"
    assert rows["standard_coverage"]["attained"] is False


def test_the_last_day_of_a_standard_is_the_day_before_its_abolition(
    loaded: None,
) -> None:
    found = numbers(indicators(as_of="2021-12-30"))
    assert found["system_completeness"][:2] == (4, 6)
    assert found["standard_coverage"][:2] == (3, 5)


def test_the_settings_change_what_they_say(tmp_path: Path) -> None:
    files = worked_files()
    files["pilot.toml"] = (
        MANIFEST + "[settings]\nsatisfaction_counts_fair = false\n"
        'implementation_scope = "any_unit"\n'
    )
    assert load(tmp_path, files).code == 0
    found = numbers(indicators())
    assert found["satisfaction_rate"][:2] == (1, 3)
    assert found["implementation_rate"][:2] == (3, 3)


@pytest.mark.parametrize(
    ("target", "attained"),
    [('"40%"', True), ("0.4", True), ('"４０％"', True), ('"40.01%"', False)],
)
def test_a_target_may_be_a_percentage_or_a_fraction(
    tmp_path: Path, target: str, attained: bool
) -> None:
    files = worked_files()
    files["pilot.toml"] = MANIFEST.replace('"40%"', target)
    assert load(tmp_path, files).code == 0
    assert indicators()[0]["attained"] is attained


def test_the_offices_calendar_wins_over_the_built_in_one(tmp_path: Path) -> None:
    """With the make-up Saturday taken back, C3 is due two days later, C2 stays late."""
    files = worked_files()
    files["calendar.csv"] = "日期,类型\n2021/10/9,节假日\n2021-10-08,节假日\n"
    assert load(tmp_path, files).code == 0
    before = numbers(indicators(as_of="2021-10-12"))["transfer_timeliness"][:2]
    after = numbers(indicators(as_of="2021-10-14"))["transfer_timeliness"][:2]
    # C1 (to 10-11), C2 (to 10-11), C8 and C9 are in time; C3 is overdue from 10-14.
    assert (before, after) == ((4, 4), (4, 5))


def test_a_rule_without_a_number_or_a_table_left_out_is_told(tmp_path: Path) -> None:
    files = worked_files()
    files["rules.csv"] = str(files["rules.csv"]).replace(",2,工作日", ",,工作日")
    assert load(tmp_path, files).code == 0
    row = next(r for r in indicators() if r["code"] == "transfer_timeliness")
    assert (row["value"], row["attained"]) == (None, None)
    assert "未配置" in row["note"]


# The same package in other clothes


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text)))


def _text(rows: list[list[str]]) -> str:
    out = StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _workbook(text: str) -> bytes:
    """The table with dates and times as date cells, and numbers as numbers."""
    book = openpyxl.Workbook()
    for row in _rows(text):
        book.active.append([_cell(value) for value in row])
    book.create_sheet("说明").append(["第二张表不读"])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(text: str) -> object:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", text):
        return datetime.fromisoformat(text)
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    return text or None


def _parquet(rows: list[list[str]]) -> bytes:
    columns: dict[str, list[object]] = {
        header: [_cell(row[index]) for row in rows[1:]]
        for index, header in enumerate(rows[0])
    }
    content = BytesIO()
    pq.write_table(pa.table(columns), content)
    return content.getvalue()


def _full_width(text: str) -> str:
    return text.translate(str.maketrans("0123456789;", "０１２３４５６７８９；"))


def _long_date(match: re.Match[str]) -> str:
    year, month, day = match[0].split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def in_other_clothes(files: Files) -> Files:
    """The same rows: other names of units, notations, encodings, formats and parts."""
    text = {name: str(content) for name, content in files.items()}
    slashes = re.compile(r"(\d{4})-0?(\d+)-0?(\d+)")
    cases = _rows(slashes.sub(r"\1/\2/\3", text["cases.csv"]))
    return {
        "pilot.toml": text["pilot.toml"],
        "units.csv": "\ufeff" + text["units.csv"],
        "standards.xlsx": _workbook(text["standards.csv"].replace("民政局", "救助办")),
        "laws.csv": text["laws.csv"].encode("gb18030"),
        "work_items.csv": _full_width(text["work_items.csv"]).encode("gb18030"),
        "posts.csv": text["posts.csv"].replace("民政局", " 手算市民政局　"),
        "deliverables.xlsx": _workbook(text["deliverables.csv"]),
        "staff.xlsx": _workbook(text["staff.csv"].replace("甲镇,", "甲街道,")),
        "trainings.csv": _full_width(text["trainings.csv"]),
        "sign_ins.xlsx": _workbook(text["sign_ins.csv"]),
        "exemptions.csv": text["exemptions.csv"].replace(",", " , "),
        "implementation.csv": re.sub(
            r"\d{4}-\d\d-\d\d", _long_date, text["implementation.csv"]
        ).replace("甲镇", "甲街道"),
        "surveys.csv": text["surveys.csv"].replace("2021-05-31,", "2021/05/31,"),
        "answers.xlsx": _workbook(text["answers.csv"]),
        "self_evaluations.csv": text["self_evaluations.csv"].replace("\n", "\r\n"),
        "findings.csv": "\n".join(
            f"{line},{extra}"
            for line, extra in zip(
                text["findings.csv"].splitlines(), ["附注", *"甲乙丙丁戊"], strict=True
            )
        ),
        "rules.csv": _full_width(text["rules.csv"]),
        "cases/一月.csv": _text(cases[:3]).encode("gb18030"),
        "cases/三月.parquet": _parquet(
            _rows(text["cases.csv"])[:1] + _rows(text["cases.csv"])[3:6]
        ),
        "cases/四月.xlsx": _workbook(_text(cases[:1] + cases[6:])),
    }


def test_the_same_rows_in_other_clothes_give_the_same_numbers(tmp_path: Path) -> None:
    done = load(tmp_path, in_other_clothes(worked_files()))
    assert (done.code, done.err) == (0, "")
    assert "findings.csv 第1行 附注：未知的列，原样保留" in done.out
    assert numbers(indicators()) == EXPECTED
    found = numbers(indicators(f"--unit={TOWN}"))
    assert {code: found[code] for code in EXPECTED_OF_TOWN} == EXPECTED_OF_TOWN


def test_a_zip_with_a_top_folder_is_the_package(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in in_other_clothes(worked_files()).items():
            archive.writestr(f"手算试点/{name}", content)
    assert run("load_pilot", path).code == 0
    assert numbers(indicators()) == EXPECTED


# Loading again, moving and taking back


def test_a_second_load_and_a_check_change_nothing(
    tmp_path: Path, loaded: None, data_root: Path
) -> None:
    before, parts = everything(), contents(data_root)
    again, checked = (
        load(tmp_path, worked_files()),
        load(tmp_path, worked_files(), "--check"),
    )
    assert again.code == checked.code == 0
    assert "与现有数据一致，没有变化。" in again.out
    assert "未写入任何内容" in checked.out
    assert (everything(), contents(data_root)) == (before, parts)


def test_export_load_export_is_identical_and_undoing_restores_the_database(
    tmp_path: Path,
    data_root: Path,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> None:
    empty = everything()
    assert load(tmp_path, in_other_clothes(worked_files())).code == 0
    first, second = tmp_path / "first", tmp_path / "second"
    assert run("export_pilot", CODE, first).code == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert run("undo_import", f"--pilot={CODE}").code == 0
    assert everything() == empty
    assert not contents(data_root / "ledger")
    assert run("load_pilot", first).code == 0
    assert run("export_pilot", CODE, second).code == 0
    assert contents(second) == contents(first)
    assert run("export_pilot", CODE, tmp_path / "third.zip").code == 0
    with zipfile.ZipFile(tmp_path / "third.zip") as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == contents(first)
    assert numbers(indicators()) == EXPECTED


def test_undoing_a_changed_package_brings_the_former_numbers_back(
    tmp_path: Path, loaded: None
) -> None:
    before = everything()
    files = worked_files()
    files["cases.csv"] = str(files["cases.csv"]).replace(
        "2021-10-09 00:00", "2021-10-08 00:00"
    )
    files["standards.csv"] = str(files["standards.csv"]).replace("待制定", "现行")
    assert load(tmp_path, files).code == 0
    assert numbers(indicators())["transfer_timeliness"][:2] == (5, 6)
    assert run("undo_import", f"--pilot={CODE}").code == 0
    after = everything()
    for rows in (before, after):
        for pilot in rows["standards_catalog.Pilot"]:
            del pilot["data_version"]
    assert after == before
    assert numbers(indicators()) == EXPECTED


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    # Shrinking a package takes minutes; the failing one is printed whole.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files=packages(), as_of=st.sampled_from(DAYS))
def test_random_packages_give_the_numbers_of_the_recomputation(
    tmp_path: Path, files: Files, as_of: str
) -> None:
    folder = written(Path(tempfile.mkdtemp(dir=tmp_path)), files)
    cache.clear()
    with transaction.atomic():
        done = run("load_pilot", folder)
        assert (done.code, done.err) == (0, "")
        found = numbers(indicators(pilot=RANDOM_CODE, as_of=as_of))
        transaction.set_rollback(True)
    expected = recompute(folder, date.fromisoformat(as_of))
    assert {code: pair[:2] for code, pair in found.items()} == expected
