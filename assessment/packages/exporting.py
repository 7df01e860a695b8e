"""Export a pilot as a package: a folder or a zip with the canonical files."""

from __future__ import annotations

import io
import os
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from assessment.packages import stored_activities as activities
from assessment.packages import stored_catalogue as catalogue
from assessment.packages import stored_supervision as supervision
from assessment.packages.containers import MANIFEST, TEXTS_FOLDER
from assessment.packages.ledger import canonical_text, stored_cases
from assessment.packages.manifest import Manifest
from assessment.packages.planning_records import plan_rows
from assessment.packages.rows import TABLES
from assessment.packages.schema import PackageRow
from assessment.packages.stored_texts import (
    TextExportError,
    compilation_note_rows,
    edition_rows,
    text_files,
)
from assessment.packages.text_files import is_text
from assessment.packages.writing import manifest_text, table_text
from standards_catalog.models import Pilot

_ROWS: Mapping[str, Callable[[Pilot], Sequence[PackageRow]]] = {
    "units": catalogue.unit_rows,
    "sections": catalogue.section_rows,
    "standards": catalogue.standard_rows,
    "editions": edition_rows,
    "laws": catalogue.law_rows,
    "work_items": catalogue.work_step_rows,
    "posts": activities.post_rows,
    "deliverables": catalogue.deliverable_rows,
    "tasks": catalogue.task_rows,
    "notes": catalogue.note_rows,
    "compilation_notes": compilation_note_rows,
    "staff": activities.staff_rows,
    "trainings": activities.training_rows,
    "sign_ins": activities.sign_in_rows,
    "exemptions": activities.exemption_rows,
    "implementation_plans": plan_rows,
    "implementation": activities.implementation_rows,
    "surveys": activities.survey_rows,
    "answers": activities.answer_rows,
    "self_evaluations": activities.self_evaluation_rows,
    "findings": activities.finding_rows,
    "draws": supervision.draw_rows,
    "draw_candidates": supervision.draw_candidate_rows,
    "inspections": supervision.inspection_rows,
    "rules": activities.rule_rows,
    "calendar": activities.calendar_rows,
}
EXPORTED_NAMES = frozenset({MANIFEST, *(f"{table.name}.csv" for table in TABLES)})
# The same files give the same zip, whenever it is made.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class ExportRefusedError(Exception):
    """The target holds something an export must not overwrite."""


def package_files(pilot: Pilot) -> dict[str, bytes]:
    """The files of the pilot's package by name; tables without rows are left out.

    Loading them into an empty database and exporting again gives the same bytes.
    :class:`ExportRefusedError` if a text has no portable form.
    """
    files = {MANIFEST: manifest_text(manifest_of(pilot)).encode()}
    for table in TABLES:
        if table.name in _ROWS:
            rows = _ROWS[table.name](pilot)
            if rows:
                files[f"{table.name}.csv"] = table_text(table, rows).encode()
    parts = list(stored_cases(pilot))
    if parts:
        files["cases.csv"] = canonical_text(pa.concat_tables(parts)).encode()
    try:
        return files | text_files(pilot)
    except TextExportError as error:
        raise ExportRefusedError(str(error)) from error


def rows_of(pilot: Pilot, table: str) -> Sequence[PackageRow]:
    """The rows of one table of the pilot's package, in its order."""
    return _ROWS[table](pilot)


def manifest_of(pilot: Pilot) -> Manifest:
    """What ``pilot.toml`` of the pilot's package says."""
    return Manifest(
        code=pilot.code,
        name=pilot.name,
        document=pilot.document,
        starts=pilot.starts_on,
        ends=pilot.ends_on,
        kind=pilot.kind,
        demonstration=pilot.is_demonstration,
        targets=pilot.targets,
        settings=pilot.settings,
        extra=pilot.extra,
    )


def export_pilot(pilot: Pilot, target: Path) -> tuple[str, ...]:
    """Write the pilot's package to a folder, or to a zip if ``target`` is called so.

    An earlier export of the same pilot is replaced; anything else there raises
    :class:`ExportRefusedError` before a byte is written. Returns the file names.
    """
    as_zip = target.suffix.lower() == ".zip"
    _check_zip_target(pilot, target) if as_zip else _check_folder(pilot, target)
    files = package_files(pilot)
    if as_zip:
        _replace_file(target, zip_bytes(files))
    else:
        target.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _replace_file(target / name, content)
        for name in _exported_before(target) - files.keys():
            (target / name).unlink(missing_ok=True)
    return tuple(files)


def _exported_before(folder: Path) -> frozenset[str]:
    """Names of files that only an export writes."""
    texts = {f"{TEXTS_FOLDER}/{path.name}" for path in folder.glob(f"{TEXTS_FOLDER}/*")}
    return EXPORTED_NAMES | {name for name in texts if is_text(name)}


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A zip of ``files`` that depends on nothing but them."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name], compresslevel=9)
    return output.getvalue()


def _check_folder(pilot: Pilot, folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ExportRefusedError(f"{folder} 不是文件夹；要导出为压缩包请以 .zip 结尾")
    names = sorted(_names_in(folder)) if folder.exists() else []
    known = _exported_before(folder)
    foreign = [name for name in names if name not in known]
    if foreign:
        raise ExportRefusedError(
            f"{folder} 不是空文件夹，也不是以前的导出（其中有 {foreign[0]}）；未写入任何文件"
        )
    if names:
        manifest = folder / MANIFEST
        content = manifest.read_bytes() if manifest.is_file() else b""
        _check_same_pilot(pilot, folder, content)


def _names_in(folder: Path) -> Iterator[str]:
    for path in folder.iterdir():
        if path.name == TEXTS_FOLDER and path.is_dir():
            yield from (f"{TEXTS_FOLDER}/{inner.name}" for inner in path.iterdir())
        else:
            yield path.name


def _check_zip_target(pilot: Pilot, path: Path) -> None:
    if path.is_dir():
        raise ExportRefusedError(f"{path} 是文件夹，不能写成压缩包")
    if path.exists():
        try:
            with zipfile.ZipFile(path) as archive:
                content = archive.read(MANIFEST)
        except (zipfile.BadZipFile, KeyError, OSError):
            content = b""
        _check_same_pilot(pilot, path, content)


def _check_same_pilot(pilot: Pilot, place: Path, content: bytes) -> None:
    try:
        code = tomllib.loads(content.decode()).get("code")
    except ValueError:
        code = None
    if code != pilot.code:
        raise ExportRefusedError(
            f"{place} 不是试点“{pilot.code}”以前的导出，不能覆盖；未写入任何文件"
        )


def _replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp makes files for their owner only; a package is for handing on.
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(path)
    finally:
        Path(unfinished).unlink(missing_ok=True)
