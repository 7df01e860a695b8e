"""``manage.py undo_import``: take back the newest import of a pilot."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessment.packages.undoing import UndoRefusedError, undo_import


class Command(BaseCommand):
    help = "撤销一个试点最近一次的试点包导入，恢复到导入之前。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("import_id", nargs="?", type=int, help="导入编号")
        parser.add_argument("--pilot", required=True, help="试点代码")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            record = undo_import(
                pilot_code=options["pilot"], import_id=options["import_id"]
            )
        except UndoRefusedError as error:
            raise CommandError(str(error)) from error
        moment = timezone.localtime(record.imported_at)
        self.stdout.write(f"已撤销导入 {record.pk}（{moment:%Y-%m-%d %H:%M}）。")
