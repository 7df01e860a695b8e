"""How far the layout of a PDF is, as WeasyPrint tells it in its progress log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOGGER = logging.getLogger("weasyprint.progress")
_PAGE = "Step 5 - Creating layout - Page %d"
_AGAIN = "Step 5 - Creating layout - Repagination"
_WRITING = "Step 6"

Report = Callable[[int, str], None]


class _Watch(logging.Handler):
    def __init__(self, report: Report) -> None:
        super().__init__(logging.INFO)
        self._report = report
        self._is_first_pass = True
        self._pages = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Called by the layout between two pages; what ``report`` raises stops it."""
        words = str(record.msg)
        if words == _PAGE and self._is_first_pass and isinstance(record.args, tuple):
            self._pages = int(str(record.args[0]))
            self._report(self._pages, f"正在排版第 {self._pages} 页")
        elif words.startswith(_AGAIN):
            self._is_first_pass = False
            self._report(self._pages, "正在核对目次的页码")
        elif words.startswith(_WRITING):
            self._report(self._pages, f"正在写入 PDF，共 {self._pages} 页")


@contextmanager
def layout_watched(report: Report) -> Iterator[None]:
    """While it is open, ``report`` is called with the count of pages laid out and a
    Chinese line. It sees the layouts of all threads of the process, so it belongs in a
    process that makes one PDF at a time."""
    watch = _Watch(report)
    before = (_LOGGER.level, _LOGGER.propagate)
    _LOGGER.addHandler(watch)
    _LOGGER.setLevel(logging.INFO)
    # A line for every page would fill the log of the worker.
    _LOGGER.propagate = False
    try:
        yield
    finally:
        _LOGGER.removeHandler(watch)
        _LOGGER.setLevel(before[0])
        _LOGGER.propagate = before[1]
