"""``manage.py verify_draw``: do a draw again and say whether it agrees."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.supervision.models import Draw
from assessment.supervision.publishing import (
    DrawFileError,
    PublishedDraw,
    read_draw_file,
    recomputed,
)
from assessment.supervision.selectors import published_draw


class Command(BaseCommand):
    help = "按公布的种子和候选清单重算一次双随机抽查，说明一致还是不一致。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("draw", help="抽查编号，或下载的 draw.json 文件")
        parser.add_argument("--pilot", default="", help="编号属于哪个试点（代码）")

    def handle(self, *args: Any, **options: Any) -> None:
        published = self._published(options["draw"], options["pilot"])
        steps = recomputed(published)
        self.stdout.write(f"{published.code} {published.name}")
        for step in steps:
            word = "一致" if step.agrees else "不一致"
            self.stdout.write(f"{word}\t{step.name}\t{step.computed}")
            if not step.agrees:
                self.stdout.write(f"\t公布的是\t{step.published or '（空）'}")
        if not all(step.agrees for step in steps):
            raise CommandError("不一致")
        self.stdout.write("一致" if published.drawn_at else "一致（还没有抽取）")

    def _published(self, wanted: str, pilot: str) -> PublishedDraw:
        path = Path(wanted)
        if path.is_file():
            try:
                return read_draw_file(path.read_bytes())
            except DrawFileError as error:
                raise CommandError(f"{wanted}：{error}") from error
        found = Draw.objects.filter(code=wanted, announced_at__isnull=False)
        if pilot:
            found = found.filter(pilot__code=pilot)
        draws = list(found.select_related("pilot")[:2])
        if not draws:
            raise CommandError(f"没有编号为“{wanted}”的已公布抽查，也没有这个文件")
        if len(draws) > 1:
            raise CommandError(f"几个试点都有编号“{wanted}”，请用 --pilot 指明")
        return published_draw(draws[0])
