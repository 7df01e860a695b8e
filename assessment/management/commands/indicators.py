"""``manage.py indicators``: the indicator values of a pilot as a table or JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.indicators.engine import IndicatorValue
from assessment.services import indicator_values
from standards_catalog.lookup import find_member_unit, find_pilot, read_date


class Command(BaseCommand):
    help = "按数据截至日期计算一个试点的全部指标。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pilot", required=True, help="试点代码")
        parser.add_argument(
            "--as-of", required=True, help="数据截至日期，如 2021-12-31"
        )
        parser.add_argument("--unit", help="成员单位的全称、简称或别名")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pilot = find_pilot(options["pilot"])
            as_of: date = read_date(options["as_of"])
            name: str | None = options["unit"]
            unit = None if name is None else find_member_unit(pilot, name)
        except (LookupError, ValueError) as error:
            raise CommandError(str(error)) from error
        values = indicator_values(pilot, as_of, unit.name if unit else None)
        if options["format"] == "json":
            rows = [value.as_json() for value in values]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{pilot.name}　数据截至 {as_of.isoformat()}")
        if pilot.is_demonstration:
            self.stdout.write("演示数据：均为生成，不代表真实情况")
        for value in values:
            self.stdout.write(_table_line(value))


def _table_line(value: IndicatorValue) -> str:
    row = value.as_json()
    target = row["target"] or "未设目标值"
    verdict = {True: "达标", False: "未达标", None: "—"}[value.attained]
    number = row["value"] or "—"
    counts = f"{row['numerator']}/{row['denominator']}"
    line = f"{value.code:<32}{number:>16}  {counts:>16}  目标 {target}  {verdict}  {value.name}"
    return f"{line}（{value.note}）" if value.note else line
