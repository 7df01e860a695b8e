"""Commands run as a user runs them, and what they leave behind."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import CommandError, call_command

from tests.assessment.worked_package import AS_OF, CODE, Files, written

Numbers = dict[str, tuple[int, int, str | None]]

TRAIL = ("accounts.AuditEvent", "packages.PackageImport")
"""Who did what when: kept whatever is taken back."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


def run(command: str, *arguments: object) -> Outcome:
    """Run ``manage.py COMMAND ARGUMENTS`` in this process."""
    out, err = StringIO(), StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        return Outcome(error.returncode, out.getvalue(), f"{err.getvalue()}{error}\n")
    except SystemExit as stop:
        return Outcome(int(stop.code or 0), out.getvalue(), err.getvalue())
    return Outcome(0, out.getvalue(), err.getvalue())


def load(root: Path, files: Files, *options: str) -> Outcome:
    """Write the files into a new folder below ``root`` and load that."""
    folder = written(Path(tempfile.mkdtemp(dir=root)), files)
    return run("load_pilot", folder, *options)


def indicators(*arguments: str, as_of: str = AS_OF, pilot: str = CODE) -> list[Any]:
    """The rows of ``indicators --format json``."""
    pilot_and_day = (f"--pilot={pilot}", f"--as-of={as_of}", "--format=json")
    done = run("indicators", *pilot_and_day, *arguments)
    assert done.code == 0, done.err
    rows: list[Any] = json.loads(done.out)
    return rows


def numbers(rows: list[Any]) -> Numbers:
    """Code → numerator, denominator and value."""
    return {
        row["code"]: (row["numerator"], row["denominator"], row["value"])
        for row in rows
    }


def everything() -> dict[str, list[Any]]:
    """Every row of the database by model, without the trail of who did what."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in TRAIL
    }


def contents(folder: Path) -> dict[str, bytes]:
    """The files below a folder by relative path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
