"""What the commands refuse: one Chinese line each, exit code 1, nothing written."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.assessment.command_line import everything, indicators, load, numbers, run
from tests.assessment.worked_package import (
    AS_OF,
    CODE,
    MANIFEST,
    Files,
    worked_files,
)

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(r"[a-z]{4,}|[A-Z][a-z]{2,}")
TERMS = re.compile(r"“[^”]*”|TOML|\.xlsx|[a-z_]+\.csv")


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> Path:
    """The folder of everything the program writes, empty for this test."""
    settings.DATA_ROOT = tmp_path / "data"
    return tmp_path / "data"


def _spoil(table: str, old: str, new: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        text = str(files[table])
        assert old in text
        files[table] = text.replace(old, new, 1)

    return change


def _put(
    name: str, content: str | bytes, *, instead_of: str = ""
) -> Callable[..., None]:
    def change(files: Files) -> None:
        files.pop(instead_of, None)
        files[name] = content

    return change


def _drop(name: str) -> Callable[[Files], None]:
    return lambda files: files.pop(name) and None


BAD: list[tuple[Callable[[Files], None], str]] = [
    (_spoil("standards.csv", "TY101", "FW101"), "standards.csv 第7行 体系编号“FW101”："),
    (_spoil("laws.csv", "办法\n", "办法\nＦＷ１０１,又一法\n"), "laws.csv 第3行 体系编号“FW101”："),
    (_spoil("staff.csv", "甲镇,J2", "丙镇,J2"), "staff.csv 第5行 单位“丙镇”："),
    (_spoil("trainings.csv", "2021-09-01", "2021-02-29"), "trainings.csv 第3行 日期“2021-02-29”："),
    (_spoil("work_items.csv", "FW102;FW103", "FW102;FW999"), "work_items.csv 第3行 覆盖标准“FW999”："),
    (_spoil("answers.csv", "3,3,2,2,", "3,0,2,2,"), "answers.csv 第3行 Q2“0”："),
    (_spoil("sign_ins.csv", "PX4,J1", "PX9,J1"), "sign_ins.csv 第7行 培训编号“PX9”："),
    (_put("laws.csv", "体系编号,名称\nTY001,救助".encode("gb18030") + b"\xff\n"), "laws.csv 第2行 “0xFF”：编码错误：第25个字节"),
    (_put("laws.xlsx", b"PK\x03\x04 cut short", instead_of="laws.csv"), "laws.xlsx：不是有效的 .xlsx 工作簿，或已截断、损坏"),
    (_put("laws.xlsx", b""), "laws.xlsx：与 laws.csv 是同一张表，只能有一个"),
    (_spoil("findings.csv", "ZG2", "ZG1"), "findings.csv 第3行 编号“ZG1”："),
    (_spoil("self_evaluations.csv", "部分符合", "大致符合"), "self_evaluations.csv 第3行 评价“大致符合”："),
    (_spoil("rules.csv", "3,工作日", "99999999,工作日"), "rules.csv 第4行 限值“99999999”："),
    (_spoil("units.csv", "2021-06-30,甲镇", "2021-06-30,乙镇"), "units.csv 第4行 继任单位“乙镇”："),
    (_spoil("pilot.toml", '"40%"', '"140%"'), "pilot.toml targets.standard_coverage“140%”："),
    (_spoil("pilot.toml", "standard_coverage", "standards"), "pilot.toml targets.standards“40%”："),
    (_spoil("pilot.toml", 'code = "', "code = "), "pilot.toml 第2行：TOML 格式错误"),
    (_spoil("cases.csv", "受理时间", "时间"), "cases.csv 第1行 受理时间：缺少必需的列"),
    (_drop("pilot.toml"), "pilot.toml：包中没有这个文件"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "start"), BAD, ids=[start for _, start in BAD])
def test_a_bad_package_is_one_line_and_changes_nothing(
    tmp_path: Path, data_root: Path, spoil: Callable[[Files], None], start: str
) -> None:
    files = worked_files()
    spoil(files)
    before = everything()
    checked, done = load(tmp_path, files, "--check"), load(tmp_path, files)
    assert (done.code, done) == (1, checked)
    (line,) = done.err.splitlines()
    assert line.startswith(start)
    assert not ENGLISH.search(TERMS.sub("", line.split("：", 1)[1]))
    assert everything() == before
    assert not (data_root / "ledger").exists()


def _zip(path: Path, *entries: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def test_a_zip_that_escapes_or_explodes_is_one_line_and_writes_no_file(
    tmp_path: Path,
) -> None:
    manifest = ("pilot.toml", MANIFEST.encode())
    inside = tmp_path / "inside"
    inside.mkdir()
    escaping = _zip(inside / "escape.zip", manifest, ("../escaped.csv", b"a"))
    exploding = _zip(inside / "bomb.zip", manifest, ("laws.csv", bytes(2**26)))
    for path, reason in ((escaping, "指向包外"), (exploding, "疑似压缩炸弹")):
        done = run("load_pilot", path)
        assert done.code == 1
        (line,) = done.err.splitlines()
        assert line.startswith(path.name)
        assert reason in line
    assert not (tmp_path / "escaped.csv").exists()


def test_a_second_package_may_add_names_to_a_unit_but_not_contradict(
    tmp_path: Path,
) -> None:
    assert load(tmp_path, worked_files()).code == 0
    other: Files = {
        "pilot.toml": MANIFEST.replace(CODE, "second-pilot"),
        "units.csv": "单位名称,类别,别名\n甲街道,机构,甲园区\n",
    }
    before = everything()
    done = load(tmp_path, other)
    assert (done.code, everything()) == (1, before)
    assert done.err.startswith("units.csv 第2行 类别“机构”：")
    other["units.csv"] = "单位名称,类别,别名\n甲街道,镇街园,甲园区\n"
    assert load(tmp_path, other).code == 0
    assert numbers(indicators("--unit=甲园区"))["transfer_timeliness"][:2] == (1, 3)


@pytest.mark.parametrize(
    ("command", "arguments", "line"),
    [
        ("load_pilot", ["没有的文件夹"], "没有的文件夹：文件或文件夹不存在"),
        ("export_pilot", ["no-pilot", "out"], "没有代码为“no-pilot”的试点；现有："),
        ("undo_import", ["--pilot=no-pilot"], "试点“no-pilot”没有可撤销的导入"),
        ("undo_import", ["99", f"--pilot={CODE}"], f"试点“{CODE}”没有编号为99的导入"),
        ("indicators", ["--pilot=no-pilot", f"--as-of={AS_OF}"], "没有代码为“no-pilot”的试点；现有："),
        ("indicators", [f"--pilot={CODE}", "--as-of=2021-02-30"], "日期“2021-02-30”不正确"),
        ("indicators", [f"--pilot={CODE}", f"--as-of={AS_OF}", "--unit=丙镇"], f"试点“{CODE}”没有名为“丙镇”的成员单位"),
        ("indicators", [f"--pilot={CODE}", f"--as-of={AS_OF}", "--unit="], f"试点“{CODE}”没有名为“”的成员单位"),
    ],
)  # fmt: skip
def test_what_is_unknown_is_said_in_one_chinese_line(
    tmp_path: Path, command: str, arguments: list[str], line: str
) -> None:
    assert load(tmp_path, worked_files()).code == 0
    done = run(command, *arguments)
    assert done.code == 1
    assert done.err.startswith(line)
    assert len(done.err.splitlines()) == 1


def test_from_the_shell_there_is_no_traceback_and_no_english(tmp_path: Path) -> None:
    manage = Path(__file__).parents[2] / "site" / "manage.py"
    done = subprocess.run(  # noqa: S603
        [sys.executable, manage, "load_pilot", "--check", "没有的文件夹.zip"],
        env={
            "ZHUNSHENG_DATA": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path}/new.db",
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "没有的文件夹.zip：文件或文件夹不存在"
    assert not (tmp_path / "new.db").exists()
