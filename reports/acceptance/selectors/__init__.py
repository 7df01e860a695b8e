"""Rows of the whole pilot → the frozen snapshot a report is printed from."""

from reports.acceptance.selectors.snapshot import (
    SCHEMA,
    canonical_json,
    digest_of,
    take_snapshot,
)

__all__ = ["SCHEMA", "canonical_json", "digest_of", "take_snapshot"]
