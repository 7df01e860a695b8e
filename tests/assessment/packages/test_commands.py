"""The commands: what they print, where, and with which exit code."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessment.packages.models import PackageImport
from assessment.packages.services import ImportReport
from standards_catalog.models import Pilot

Files = dict[str, str | bytes]
WriteFolder = Callable[[Path, dict[str, str | bytes]], Path]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(
    write_folder: WriteFolder, files: Files, tmp_path: Path, data_root: Path
) -> Path:
    return write_folder(tmp_path / "我的试点", files)


@pytest.mark.django_db
def test_a_package_is_loaded_and_reported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_pilot", str(folder))
    output = capsys.readouterr().out
    assert "试点 test-pilot（首次载入）" in output
    assert "已载入（导入编号" in output
    assert PackageImport.objects.get().source_name == "我的试点"
    call_command("load_pilot", str(folder))
    assert "没有变化" in capsys.readouterr().out


@pytest.mark.django_db
def test_errors_go_to_stderr_one_per_line_with_exit_code_one(
    write_folder: WriteFolder,
    files: Files,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    staff = str(files["staff.csv"]).replace("东镇,D001", "北镇,D001")
    cases = str(files["cases.csv"]).replace("C002,西镇", "C001,西镇")
    write_folder(folder, {"staff.csv": staff, "cases.csv": cases})
    with pytest.raises(SystemExit) as stopped:
        call_command("load_pilot", str(folder))
    assert stopped.value.code == 1
    captured = capsys.readouterr()
    assert captured.err.splitlines() == [
        "staff.csv 第4行 单位“北镇”：单位不存在",
        "cases.csv 第3行 案件编号“C001”：与第2行重复",
    ]
    assert not Pilot.objects.exists()


@pytest.mark.django_db
def test_a_check_reports_and_writes_nothing(
    folder: Path, data_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_pilot", str(folder), "--check")
    output = capsys.readouterr().out
    assert "staff" in output
    assert "检查通过，未写入任何内容。" in output
    assert not Pilot.objects.exists()
    assert not data_root.exists()


@pytest.mark.django_db
def test_a_load_that_is_refused_says_why(
    write_folder: WriteFolder,
    files: Files,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("load_pilot", str(folder))
    roster = str(files["staff.csv"]).replace("M002", "M003")
    small = {"pilot.toml": files["pilot.toml"], "staff.csv": roster}
    capsys.readouterr()
    for arguments in ([], ["--check"]):
        with pytest.raises(SystemExit):
            call_command(
                "load_pilot", str(write_folder(tmp_path / "s", small)), *arguments
            )
        assert capsys.readouterr().err == (
            "s：包中不再有的“在册人员”仍被1条“免训”引用；请在包中一并给出后者的表\n"
        )


@pytest.mark.django_db
def test_a_packaged_pilot_is_found_by_its_code(
    data_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_pilot", "tengzhou-2021")
    assert Pilot.objects.get().kind == Pilot.Kind.REFERENCE
    with pytest.raises(SystemExit):
        call_command("load_pilot", "no-such-pilot")
    assert capsys.readouterr().err == "no-such-pilot：文件或文件夹不存在\n"


def test_export_and_undo_from_the_command_line(
    files: Files,
    load: Callable[[Files], ImportReport],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    load(files)
    call_command("export_pilot", "test-pilot", str(tmp_path / "out"))
    assert f"已导出 {len(files)} 个文件" in capsys.readouterr().out
    (tmp_path / "out" / "other.txt").write_text("x")
    with pytest.raises(CommandError, match=r"其中有 other\.txt"):
        call_command("export_pilot", "test-pilot", str(tmp_path / "out"))
    with pytest.raises(CommandError, match="没有代码为“none”的试点"):
        call_command("export_pilot", "none", str(tmp_path / "out"))
    call_command("undo_import", "--pilot", "test-pilot")
    assert "已撤销导入" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有可撤销的导入"):
        call_command("undo_import", "--pilot", "test-pilot")


def test_a_new_database_is_prepared_and_a_check_leaves_its_file_alone(
    write_folder: WriteFolder, files: Files, tmp_path: Path
) -> None:
    database = tmp_path / "fresh.db"
    package = write_folder(tmp_path / "package", files)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": f"sqlite:///{database}",
        "ZHUNSHENG_DATA": str(tmp_path / "data"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
    }

    def run(*arguments: str) -> str:
        command = [sys.executable, str(ROOT / "site" / "manage.py"), "load_pilot"]
        done = subprocess.run(  # noqa: S603
            [*command, str(package), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "检查通过" in run("--check")
    assert not database.exists()
    assert "先建立数据库结构" in run()
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    assert "检查通过" in run("--check")
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
    assert [path.name for path in tmp_path.glob("fresh.db*")] == ["fresh.db"]
