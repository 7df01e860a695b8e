"""From records to rows of the package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from assessment.packages.schema import PackageRow, columns_of
from standards_catalog.models import PilotRecord

R = TypeVar("R", bound=PackageRow)


def plain_rows(
    row_type: type[R], records: Iterable[PilotRecord], **stated: Any
) -> list[R]:
    """Rows whose fields are the records' attributes, except those ``stated``.

    ``row`` is 0: these rows have not been read from a file.
    """
    names = [c.field for c in columns_of(row_type) if c.field not in stated]
    build: Any = row_type
    return [
        build(
            row=0,
            extra=record.extra,
            **{name: getattr(record, name) for name in names},
            **stated,
        )
        for record in records
    ]
