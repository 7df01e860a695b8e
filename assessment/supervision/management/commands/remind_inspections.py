"""Daily: tell units of their checks from 通知日期 on, and the office of late ones."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessment.supervision.services.notices import remind_office, tell_units
from standards_catalog.lookup import find_pilot, read_date
from standards_catalog.models import Pilot


class Command(BaseCommand):
    help = "到通知日期时通知单位，检查逾期时提醒办公室；每项只通知一次，宜每天运行"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pilot", default="", help="只办理一个试点")
        parser.add_argument("--as-of", default="", help="按哪一天计，默认今天")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asked = options["as_of"]
            day = read_date(asked) if asked else timezone.localdate()
            pilots = (
                [find_pilot(options["pilot"])]
                if options["pilot"]
                else list(Pilot.objects.filter(kind=Pilot.Kind.PILOT))
            )
        except (LookupError, ValueError) as error:
            raise CommandError(str(error)) from error
        for pilot in pilots:
            told = tell_units(pilot=pilot, day=day)
            late = remind_office(pilot=pilot, day=day)
            self.stdout.write(
                f"{pilot.code}：通知单位 {told} 条，逾期未检查 {late.count()} 项"
            )
