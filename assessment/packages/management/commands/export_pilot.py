"""``manage.py export_pilot``: write a pilot as a pilot package."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.packages.exporting import ExportRefusedError, export_pilot
from assessment.packages.ledger import LedgerFileError
from standards_catalog.lookup import find_pilot


class Command(BaseCommand):
    help = "把一个试点导出为试点包（文件夹或 zip）；再载入、再导出，文件完全相同。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="试点代码")
        parser.add_argument(
            "target", type=Path, help="写入的文件夹，或以 .zip 结尾的文件"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pilot = find_pilot(options["code"])
            names = export_pilot(pilot, options["target"])
        except (LookupError, ExportRefusedError, LedgerFileError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            place = error.filename or options["target"]
            raise CommandError(f"{place} 无法写入（{error.strerror}）") from error
        self.stdout.write(f"已导出 {len(names)} 个文件到 {options['target']}。")
