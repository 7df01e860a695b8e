"""Jobs that write down when they ran."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from background.kinds import JobResult, Progress, job_kind


@job_kind("traced")
def traced(arguments: Mapping[str, Any], progress: Progress) -> JobResult:
    """Leave a line in a file, then take as long as asked."""
    with Path(arguments["trace"]).open("a", encoding="utf-8") as trace:
        trace.write(f"{arguments['name']} {os.getpid()}\n")
    started = time.monotonic()
    while (spent := time.monotonic() - started) < arguments["seconds"]:
        progress.report(int(spent * 10), int(arguments["seconds"] * 10), "正在等待")
        time.sleep(0.05)
    return JobResult("trace.txt", "text/plain", arguments["name"].encode())
