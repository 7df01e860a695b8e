"""Index the texts of the standards anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from standards_catalog.lookup import find_pilot
from standards_catalog.models import Pilot
from standards_catalog.search.services import reindex, reindex_drafts


class Command(BaseCommand):
    help = "重建标准全文检索；平时不需要，检索时会自动收录有变化的文本"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pilot", default="", help="只重建一个试点")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["pilot"]
        try:
            pilots = [find_pilot(code)] if code else list(Pilot.objects.all())
        except LookupError as error:
            raise CommandError(str(error)) from error
        for pilot in pilots:
            editions = reindex(pilot=pilot, everything=True)
            drafts = reindex_drafts(pilot=pilot)
            self.stdout.write(
                f"{pilot.code}：收录版次 {editions.texts} 个，草案 {drafts.texts} 个"
            )
