"""Where an entry behind a number can be opened."""

from __future__ import annotations

from django.urls import reverse

from assessment.indicators.records import Entry

# Kind of fact → the page that shows the record.
_PAGES = {
    "standard": "standards_catalog:detail",
    "step": "coverage:step",
    "staff": "training:staff_member",
    "sign_in": "training:sign_in",
    "answer_sheet": "satisfaction:sheet",
    "self_evaluation": "self_evaluation:entry",
    "finding": "rectification:finding",
    "deliverable": "programme:deliverable",
    "implementation_record": "implementation:record",
    "post": "training:post",
    "attendance": "training:staff_member",
    "case": "implementation:case",
}


def link_to(entry: Entry) -> str:
    """The address of the entry's record, or an empty text when it has no page."""
    page = _PAGES.get(entry.kind)
    return reverse(page, args=[entry.record_id]) if page else ""
