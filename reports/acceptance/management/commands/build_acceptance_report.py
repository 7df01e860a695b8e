"""``manage.py build_acceptance_report``: the report of a pilot as files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.indicators.ledger import LedgerError
from reports.acceptance.services import build_report, write_files
from standards_catalog.lookup import find_pilot, read_date
from typesetting.fonts import MissingFontsError


class Command(BaseCommand):
    help = "生成一个试点的验收报告（PDF、Word 和快照），写到指定文件夹。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pilot", required=True, help="试点代码")
        parser.add_argument(
            "--as-of", required=True, help="数据截至日期，如 2021-12-31"
        )
        parser.add_argument("--output", required=True, help="存放报告的文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pilot = find_pilot(options["pilot"])
            as_of = read_date(options["as_of"])
            report = build_report(pilot=pilot, as_of=as_of, actor=None)
            paths = write_files(report, Path(options["output"]))
        except (LookupError, ValueError, LedgerError, MissingFontsError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            folder = options["output"]
            raise CommandError(f"不能写入文件夹“{folder}”：{error.strerror}") from error
        for path in paths:
            self.stdout.write(str(path))
