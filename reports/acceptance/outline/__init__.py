"""From a stored snapshot to the document: the outline of the acceptance report."""

from reports.acceptance.outline.report import report_document

__all__ = ["report_document"]
