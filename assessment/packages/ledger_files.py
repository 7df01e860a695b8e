"""Parquet files of the case ledger."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq

from assessment.packages.containers import ContainerError

MAX_CASES = 20_000_000
"""Parquet can state billions of equal rows in a few bytes."""
MAX_PARQUET_COLUMNS = 200
TIME_ZONE = "Asia/Shanghai"


def parquet_columns(content: bytes, file: str) -> dict[str, list[object]]:
    """The columns of a Parquet file as Python values.

    Times with a zone become naive Asia/Shanghai time; times without one already are.
    Raises :class:`ContainerError` for damaged or absurdly large files.
    """
    try:
        parquet = pq.ParquetFile(io.BytesIO(content))
        shape = parquet.metadata
        if shape.num_rows > MAX_CASES or shape.num_columns > MAX_PARQUET_COLUMNS:
            raise ContainerError(
                f"行列数过大（{shape.num_rows}行×{shape.num_columns}列）", file=file
            )
        table = parquet.read()
        names = table.column_names
        if len(set(names)) < len(names):
            raise ContainerError("列名重复", file=file)
        return {name: _values(table.column(name)) for name in names}
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ContainerError(
            "不是有效的 Parquet 文件，或已截断、损坏", file=file
        ) from error


def _values(column: pa.ChunkedArray) -> list[object]:
    kind = column.type
    if pa.types.is_timestamp(kind):
        if kind.tz is not None:
            column = pa.compute.local_timestamp(
                column.cast(pa.timestamp(kind.unit, TIME_ZONE))
            )
        column = column.cast(pa.timestamp("us"), safe=False)
    values: list[object] = column.to_pylist()
    return values
