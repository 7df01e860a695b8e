"""``manage.py load_pilot``: load a pilot package, or check it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from assessment.packages.databases import database_is_prepared
from assessment.packages.ledger import LedgerFileError
from assessment.packages.loading_texts import TEXTS
from assessment.packages.reading import PackageReading, nothing_known, read_package
from assessment.packages.selectors import known_to_installation
from assessment.packages.services import (
    ImportReport,
    load_package,
    preview_first_load,
    preview_package,
)
from assessment.packages.synchronising import LoadRefusedError

SHOWN_PROBLEMS = 200


class Command(BaseCommand):
    help = "载入一个试点包（文件夹或 zip）；全部成功才写入，再次载入不产生变化。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("package", help="试点包的文件夹、zip，或随附试点的代码")
        parser.add_argument(
            "--check", action="store_true", help="只检查并报告，不写入任何内容"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = package_path(options["package"])
        try:
            report = self._run(path, options["check"])
        except (LoadRefusedError, LedgerFileError) as error:
            self._refuse(path, str(error))
        except DatabaseError as error:
            self._refuse(
                path,
                f"数据库出错，未作任何更改；结构若已过时请先运行 migrate（{error}）",
            )
        self._say_report(report, options["check"])

    def _run(self, path: Path, checking: bool) -> ImportReport:
        prepared = database_is_prepared()
        if not prepared and not checking:
            self.stdout.write("数据库尚无任何表，先建立数据库结构……")
            call_command("migrate", verbosity=0, interactive=False)
            prepared = True
        known = known_to_installation if prepared else nothing_known
        reading = read_package(path, known=known)
        self._say_problems(reading)
        if reading.package is None:
            raise SystemExit(1)
        if not checking:
            return load_package(package=reading.package, source_name=path.name)
        if not prepared:
            return preview_first_load(package=reading.package)
        return preview_package(package=reading.package)

    def _refuse(self, path: Path, reason: str) -> NoReturn:
        self.stderr.write(f"{path.name}：{reason}")
        raise SystemExit(1)

    def _say_problems(self, reading: PackageReading) -> None:
        for problem in reading.warnings[:SHOWN_PROBLEMS]:
            self.stdout.write(f"警告：{problem}")
        hidden = reading.warning_count - len(reading.warnings[:SHOWN_PROBLEMS])
        if hidden:
            self.stdout.write(f"警告：另有{hidden}条未列出")
        for problem in reading.errors[:SHOWN_PROBLEMS]:
            self.stderr.write(str(problem))
        hidden = reading.error_count - len(reading.errors[:SHOWN_PROBLEMS])
        if hidden:
            self.stderr.write(f"另有{hidden}处错误未列出")

    def _say_report(self, report: ImportReport, checking: bool) -> None:
        state = "首次载入" if report.is_new_pilot else "已有"
        self.stdout.write(f"试点 {report.pilot_code}（{state}）")
        for table in report.tables:
            counted = "份" if table.name == TEXTS else "行"
            self.stdout.write(
                f"  {table.name:<18}{table.rows:>7} {counted}：新增 {table.created}，"
                f"修改 {table.changed}，删除 {table.removed}"
            )
        if report.absent and not report.is_new_pilot:
            self.stdout.write(f"  包中没有、保持不变的表：{'、'.join(report.absent)}")
        if checking:
            self.stdout.write("检查通过，未写入任何内容。")
        elif report.import_id is None:
            self.stdout.write("与现有数据一致，没有变化。")
        else:
            self.stdout.write(f"已载入（导入编号 {report.import_id}）。")


def package_path(name: str) -> Path:
    """The path called ``name``, or the packaged pilot with that code."""
    path = Path(name)
    if not path.exists() and path.name == name:
        catalogue = Path(apps.get_app_config("standards_catalog").path)
        packaged = catalogue / "pilots" / name
        if (packaged / "pilot.toml").is_file():
            return packaged
    return path
