"""Write a demonstration pilot package."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessment.demonstration.generator import DEFAULT_SEED, make_demonstration
from assessment.demonstration.package_folder import DemonstrationError

BASE_PILOT = "jy-assistance-2020"


class Command(BaseCommand):
    help = "由试点数据包生成一套演示数据包（全部为合成数据）"

    def add_arguments(self, parser: CommandParser) -> None:
        catalog = Path(apps.get_app_config("standards_catalog").path)
        parser.add_argument("folder", type=Path, help="写入演示数据包的文件夹")
        parser.add_argument(
            "--base",
            type=Path,
            default=catalog / "pilots" / BASE_PILOT,
            help="作为基础的试点数据包文件夹",
        )
        parser.add_argument(
            "--seed", type=int, default=DEFAULT_SEED, help="随机种子，决定全部内容"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            summary = make_demonstration(
                options["base"], options["folder"], options["seed"]
            )
        except DemonstrationError as error:
            raise CommandError(str(error)) from error
        for table, rows in summary.rows:
            self.stdout.write(f"{table}：{rows} 行")
        self.stdout.write(f"演示数据包已写入 {summary.target}（种子 {summary.seed}）")
