"""What took the place of a standard or a law travels with the pilot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assessment.packages.exporting import package_files
from assessment.packages.services import ImportReport
from assessment.packages.undoing import undo_import
from standards_catalog.models import LegalInstrument, Pilot, StandardEdition

Files = dict[str, str | bytes]
Load = Callable[[Files], ImportReport]


@pytest.fixture
def exported(files: Files, load: Load) -> Files:
    """A pilot in which people said what replaced what, exported."""
    files["laws.csv"] = (
        str(files["laws.csv"]) + "TY002,社会救助法,,全国人大,2030-01-01\n"
    )
    load(files)
    old, new = LegalInstrument.objects.order_by("code")
    LegalInstrument.objects.filter(pk=old.pk).update(
        successor=new, abolished_on=date(2030, 1, 1)
    )
    editions = StandardEdition.objects
    editions.filter(standard__code="TY101").update(successor_number="GB/T 1.1—2030")
    latest = editions.get(number="CSSJZ FW 101—2020")
    editions.filter(number="CSSJZ FW 101—2016").update(successor=latest)
    return dict(package_files(Pilot.objects.get()))


def _column(files: Files, name: str) -> list[str]:
    header, *lines = bytes(files[name]).decode().removeprefix("\ufeff").splitlines()  # type: ignore[arg-type]
    place = header.split(",").index("被代替为")
    return [line.split(",")[place] for line in lines]


def test_an_export_says_what_replaced_what(exported: Files) -> None:
    assert _column(exported, "laws.csv") == ["社会救助法", ""]
    assert _column(exported, "standards.csv") == ["", "", "GB/T 1.1—2030"]
    assert _column(exported, "editions.csv") == ["CSSJZ FW 101—2020"]


def test_another_pilot_takes_it_over(exported: Files, load: Load) -> None:
    settings = bytes(exported["pilot.toml"]).decode()  # type: ignore[arg-type]
    exported["pilot.toml"] = settings.replace("test-pilot", "other").encode()
    load(exported)
    other = Pilot.objects.get(code="other")
    assert dict(package_files(other)) == exported
    law = LegalInstrument.objects.get(pilot=other, code="TY001")
    assert (law.successor, law.successor_title) == (None, "社会救助法")


def test_a_link_that_says_the_same_stays_a_link(exported: Files, load: Load) -> None:
    assert not load(exported).changes_anything
    assert LegalInstrument.objects.get(code="TY001").successor is not None
    assert StandardEdition.objects.exclude(successor=None).count() == 1


def test_who_stays_only_loses_the_link_to_what_goes(
    exported: Files, load: Load
) -> None:
    laws = bytes(exported["laws.csv"]).decode().splitlines(keepends=True)  # type: ignore[arg-type]
    report = load({**exported, "laws.csv": "".join(laws[:-1])})
    assert report.changes_anything
    law = LegalInstrument.objects.get()
    assert (law.code, law.successor, law.successor_title) == ("TY001", None, "")


def test_undoing_gives_the_link_back(exported: Files, load: Load) -> None:
    text = bytes(exported["laws.csv"]).decode()  # type: ignore[arg-type]
    load({**exported, "laws.csv": text.replace(",社会救助法\n", ",别的办法\n")})
    assert LegalInstrument.objects.get(code="TY001").successor_title == "别的办法"
    undo_import(pilot_code="test-pilot")
    assert LegalInstrument.objects.get(code="TY001").successor is not None
