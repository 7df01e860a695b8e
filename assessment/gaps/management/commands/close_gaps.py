"""Daily: close the gaps that are none any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessment.gaps.selectors.records import gap_summary
from assessment.gaps.services.analysis import close_solved
from standards_catalog.lookup import find_pilot, read_date
from standards_catalog.models import Pilot


class Command(BaseCommand):
    help = "关闭已经补齐的缺口（环节已有现行标准覆盖，或规则不再成立）；不新增缺口，宜每天运行"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pilot", default="", help="只办理一个试点")
        parser.add_argument("--as-of", default="", help="按哪一天计，默认今天")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        try:
            day = read_date(options["as_of"]) if options["as_of"] else today
            pilots = (
                [find_pilot(options["pilot"])]
                if options["pilot"]
                else list(Pilot.objects.filter(kind=Pilot.Kind.PILOT))
            )
        except (LookupError, ValueError) as error:
            raise CommandError(str(error)) from error
        if day > today:
            raise CommandError("不能按以后的日期关闭缺口")
        for pilot in pilots:
            closed = close_solved(pilot=pilot, day=day)
            left = gap_summary(pilot, day).to_be_done
            self.stdout.write(f"{pilot.code}：关闭 {closed} 条，还有 {left} 条待办")
