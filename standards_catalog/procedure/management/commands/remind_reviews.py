"""Daily: remind of 复审 due or soon due, and of rounds about to close."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from standards_catalog.lookup import find_pilot, read_date
from standards_catalog.models import Pilot
from standards_catalog.procedure.services.periodic import (
    remind_of_deadlines,
    remind_of_reviews,
)


class Command(BaseCommand):
    help = "提醒到期和即将到期的复审、即将截止的征求意见；每项只提醒一次，宜每天运行"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pilot", default="", help="只办理一个试点")
        parser.add_argument("--as-of", default="", help="按哪一天计，默认今天")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = (
                read_date(options["as_of"])
                if options["as_of"]
                else timezone.localdate()
            )
            pilots = (
                [find_pilot(options["pilot"])]
                if options["pilot"]
                else list(Pilot.objects.filter(kind=Pilot.Kind.PILOT))
            )
        except (LookupError, ValueError) as error:
            raise CommandError(str(error)) from error
        for pilot in pilots:
            lines = remind_of_reviews(pilot=pilot, day=day)
            for line in lines:
                self.stdout.write(
                    f"{pilot.code}\t{line.state}\t{line.due_on.isoformat()}\t"
                    f"{line.edition.number}\t{line.standard.title}"
                )
            rounds = remind_of_deadlines(pilot=pilot, day=day)
            self.stdout.write(
                f"{pilot.code}：复审 {len(lines)} 项，征求意见提醒 {rounds} 条"
            )
