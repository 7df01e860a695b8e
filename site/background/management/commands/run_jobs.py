"""The background worker: does jobs until it is told to stop."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from background.worker import run_worker


class Command(BaseCommand):
    help = "办理后台任务，直到收到停止信号；网站运行时须有一个这样的进程"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until-empty", action="store_true", help="没有排队的任务就结束"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        run_worker(stop, until_empty=options["until_empty"], say=self.stdout.write)
