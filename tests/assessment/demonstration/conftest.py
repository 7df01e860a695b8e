"""The demonstration of the packaged pilot, made once for the whole session."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

import standards_catalog
from assessment.demonstration.generator import make_demonstration

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def base_folder() -> Path:
    """The packaged pilot that the demonstration starts from."""
    return Path(standards_catalog.__file__).parent / "pilots" / "jy-assistance-2020"


@pytest.fixture(scope="session")
def demonstration_folder(
    base_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A demonstration package with the default seed."""
    target = tmp_path_factory.mktemp("demonstration") / "package"
    make_demonstration(base_folder, target)
    return target


@pytest.fixture(scope="session")
def tables(demonstration_folder: Path) -> Mapping[str, Rows]:
    """Every table of the demonstration, read with plain csv."""
    found = {}
    for path in demonstration_folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            found[path.stem] = list(csv.DictReader(stream))
    return found


@pytest.fixture(scope="session")
def unit_names(tables: Mapping[str, Rows]) -> frozenset[str]:
    """The full names of the units."""
    return frozenset(row["单位名称"] for row in tables["units"])
