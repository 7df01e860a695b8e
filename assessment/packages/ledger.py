"""The case ledger of a package: hashed identifiers, canonical text, Parquet parts.

A part is immutable and named by the digest of its canonical text, so loading the same
cases again finds the part already there.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assessment.implementation.models import LedgerPart
from assessment.implementation.selectors import ledger_path
from assessment.packages.assembly import CASE_SCHEMA
from assessment.packages.case_row import CaseRow
from assessment.packages.loading import LoadState
from assessment.packages.problems import IDENTITY_NUMBER
from assessment.packages.schema import columns_of
from assessment.packages.synchronising import Rows, Tally
from standards_catalog.models import Pilot


class LedgerFileError(Exception):
    """A part of the ledger is missing or cannot be written; the message says so."""


_SALT = "assessment.packages.applicant"


def without_identities(cases: pa.Table) -> pa.Table:
    """``cases`` with every identity number replaced by a hash keyed with the
    installation's secret: enough to find duplicate assistance, useless elsewhere."""
    place = cases.schema.get_field_index("applicant_key")
    keys = cases.column(place).to_pylist()
    hashed = {
        key: salted_hmac(_SALT, key.upper(), algorithm="sha256").hexdigest()
        for key in set(keys)
        if key and IDENTITY_NUMBER.search(key)
    }
    if not hashed:
        return cases
    column = pa.array([hashed.get(key, key) for key in keys], pa.string())
    return cases.set_column(place, CASE_SCHEMA.field(place), column)


def canonical_text(cases: pa.Table) -> str:
    """``cases.csv`` as the export writes it."""
    columns = columns_of(CaseRow)
    extras = [json.loads(text) if text else {} for text in _column(cases, "extra")]
    headers = sorted({header for extra in extras for header in extra})
    texts: list[Iterable[str]] = []
    for column in columns:
        write, empty = column.kind.write, column.kind.write(column.kind.empty)
        values = _column(cases, column.field)
        known = {value: write(value) for value in set(values) - {None}}
        texts.append([empty if value is None else known[value] for value in values])
    texts += [[extra.get(header, "") for extra in extras] for header in headers]
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow([*(column.header for column in columns), *headers])
    writer.writerows(zip(*texts, strict=True))
    return output.getvalue()


def _column(cases: pa.Table, name: str) -> list[Any]:
    values: list[Any] = cases.column(name).to_pylist()
    return values


def load_cases(state: LoadState, pilot_code: str) -> list[str]:
    """Make the package's cases the pilot's ledger.

    Returns the digests of part files this load writes; they are removed again if the
    transaction fails.
    """
    if state.package.cases is None:
        return []
    cases = without_identities(state.package.cases)
    text = canonical_text(cases)
    digest = hashlib.sha256(text.encode()).hexdigest()
    values = {
        "pilot_id": state.pilot_id,
        "position": 1,
        "extra": {},
        "digest": digest,
        "source_name": "cases",
        "case_count": cases.num_rows,
        "imported_at": timezone.now(),
    }
    _count_changes(state, pilot_code, cases, digest)
    part = Rows(
        LedgerPart,
        state.in_pilot(),
        ("digest",),
        [values] if cases.num_rows else [],
        once=frozenset({"imported_at", "position", "extra", "source_name"}),
    )
    state.sync.apply(part, Tally())
    path = ledger_path(pilot_code, digest)
    if state.writes and cases.num_rows and not path.exists():
        write_part(cases, path)
        return [digest]
    return []


def _count_changes(
    state: LoadState, pilot_code: str, cases: pa.Table, digest: str
) -> None:
    """Count cases, not parts, as created, changed and removed."""
    parts = LedgerPart.objects.filter(pilot_id=state.pilot_id)
    digests = list(parts.values_list("digest", flat=True))
    if digests == [digest] or not (digests or cases.num_rows):
        return
    try:
        old = [_read_part(pilot_code, held) for held in digests]
    except LedgerFileError:
        # A lost part must not stop the load that replaces it.
        old = []
    before, after = _rows_by_number(old), _rows_by_number([cases])
    state.case_changes = (
        len(after.keys() - before.keys()),
        sum(before[n] != after[n] for n in after.keys() & before.keys()),
        len(before.keys() - after.keys()),
    )


def _rows_by_number(parts: Iterable[pa.Table]) -> dict[str, tuple[Any, ...]]:
    names = [name for name in CASE_SCHEMA.names if name != "position"]
    rows: dict[str, tuple[Any, ...]] = {}
    for part in parts:
        columns = (_column(part, name) for name in names)
        numbers = _column(part, "case_number")
        rows.update(zip(numbers, zip(*columns, strict=True), strict=True))
    return rows


def write_part(cases: pa.Table, path: Path) -> None:
    """Write a part under its final name at once, or not at all."""
    unfinished = path.with_suffix(f".{os.getpid()}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(cases, unfinished, compression="zstd")
        unfinished.replace(path)
    except OSError as error:
        raise LedgerFileError(f"案件台账无法写入（{error.strerror}）") from error
    finally:
        unfinished.unlink(missing_ok=True)


def remove_parts(pilot_code: str, digests: Iterable[str]) -> None:
    """Remove part files."""
    for digest in digests:
        ledger_path(pilot_code, digest).unlink(missing_ok=True)


def stored_cases(pilot: Pilot) -> Iterator[pa.Table]:
    """The pilot's parts in order, each with the columns of the ledger."""
    for part in LedgerPart.objects.filter(pilot=pilot):
        yield _read_part(pilot.code, part.digest)


def _read_part(pilot_code: str, digest: str) -> pa.Table:
    try:
        table = pq.read_table(ledger_path(pilot_code, digest))
    except (OSError, pa.ArrowException) as error:
        name = f"{digest}.parquet"
        raise LedgerFileError(f"案件台账分卷 {name} 缺失或已损坏") from error
    if "extra" not in table.column_names:
        table = table.append_column("extra", pa.nulls(table.num_rows, pa.string()))
    return table.select(CASE_SCHEMA.names).cast(CASE_SCHEMA)
