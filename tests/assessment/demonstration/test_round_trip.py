"""The demonstration's standards with their texts, in the database and out again."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessment.packages.exporting import export_pilot
from assessment.packages.reading import PilotPackage, read_package
from assessment.packages.selectors import known_to_installation
from assessment.packages.services import ImportReport, load_package
from assessment.packages.undoing import undo_import
from standards_catalog.authoring.models import StandardPage
from standards_catalog.models import Clause, Pilot, Standard, StandardEdition

PILOT = "jy-assistance-2020"
# What says nothing about standards and takes long to load.
LEFT_OUT = {"cases", "answers", "sign_ins", "staff", "trainings", "exemptions"}


def package_in(folder: Path) -> PilotPackage:
    reading = read_package(folder, known=known_to_installation)
    assert reading.package is not None, [str(problem) for problem in reading.errors]
    return reading.package


def loaded(folder: Path) -> ImportReport:
    return load_package(package=package_in(folder), source_name="演示")


@pytest.fixture
def folder(demonstration_folder: Path, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The demonstration without its long tables."""
    settings.DATA_ROOT = tmp_path / "data"
    target = tmp_path / "package"
    (target / "texts").mkdir(parents=True)
    for path in demonstration_folder.rglob("*.*"):
        if path.is_file() and path.stem not in LEFT_OUT:
            copied = target / path.relative_to(demonstration_folder)
            copied.write_bytes(path.read_bytes())
    yield target


@pytest.mark.django_db
def test_the_nine_standards_are_in_force_with_their_clauses(folder: Path) -> None:
    loaded(folder)
    minted = StandardEdition.objects.minted()
    assert minted.count() == 9
    assert not StandardPage.objects.exists()
    in_force = Standard.objects.in_force_on(date(2021, 12, 31))
    assert in_force.filter(editions__in=minted).count() == 9
    for edition in minted:
        assert edition.issuer == (
            "江阴市社会联动救助基本公共服务标准化专项试点工作领导小组"
        )
        assert edition.opened_on is not None
    rule = Clause.objects.get(edition__standard__code="FW302", rule_code="R01")
    assert (rule.number, rule.is_measurable) == ("6.1.1", True)


@pytest.mark.django_db
def test_export_load_export_gives_identical_files(folder: Path, tmp_path: Path) -> None:
    loaded(folder)
    first, second = tmp_path / "first", tmp_path / "second"
    names = export_pilot(Pilot.objects.get(), first)
    assert not loaded(first).changes_anything
    undo_import(pilot_code=PILOT)
    assert not Pilot.objects.exists() and not Clause.objects.exists()
    loaded(first)
    assert export_pilot(Pilot.objects.get(), second) == names
    assert [
        n for n in names if (first / n).read_bytes() != (second / n).read_bytes()
    ] == []
    for path in (folder / "texts").iterdir():
        assert (second / "texts" / path.name).read_bytes() == path.read_bytes()
