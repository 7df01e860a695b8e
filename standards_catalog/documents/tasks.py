"""标准汇编 in the background."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from background.kinds import JobError, JobResult, Progress, job_kind
from standards_catalog.documents.collection import collection_pdf
from standards_catalog.documents.layout_watch import layout_watched
from standards_catalog.documents.page_estimate import estimated_pages_of
from standards_catalog.documents.responses import PDF
from standards_catalog.documents.selectors import collection_of, picture_addresses
from standards_catalog.models import Pilot
from typesetting.fonts import MissingFontsError

COLLECTION = "standard-collection"
# Laying out the pages takes about two thirds of the time, writing them the rest.
_LAYOUT_SHARE, _WHOLE = 65, 100


@job_kind(COLLECTION)
def bind_collection(arguments: Mapping[str, Any], progress: Progress) -> JobResult:
    """Bind the standards in force on ``as_of`` of ``subsystem``, or of all if empty, of
    the pilot with the code ``pilot``."""
    pilot = Pilot.objects.filter(code=arguments["pilot"]).first()
    if pilot is None:
        raise JobError(f"试点“{arguments['pilot']}”已不存在。")
    day = date.fromisoformat(arguments["as_of"])
    progress.report(0, _WHOLE, "正在读取标准文本")
    collection = collection_of(pilot, day, arguments["subsystem"])
    if not collection.texts:
        raise JobError("没有现行且文本已写入系统的标准，无法汇编。")
    pages = max(estimated_pages_of(collection), 1)

    def page_made(count: int, line: str) -> None:
        share = min(count * _LAYOUT_SHARE // pages, _LAYOUT_SHARE)
        progress.report(share, _WHOLE, line)

    try:
        with layout_watched(page_made):
            content = collection_pdf(
                collection, pictures=picture_addresses(*collection.texts)
            )
    except MissingFontsError as error:
        raise JobError(str(error)) from error
    return JobResult(f"{collection.file_stem}.pdf", PDF, content)
