"""Loading: all or nothing, idempotent, table by table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from accounts.models import AuditEvent, Unit, UnitAlias
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.implementation.models import ImplementationRecord, LedgerPart
from assessment.implementation.selectors import ledger_path
from assessment.packages import services
from assessment.packages.models import PackageImport
from assessment.packages.problems import IDENTITY_NUMBER
from assessment.packages.reading import read_package
from assessment.packages.rows import TABLES
from assessment.packages.schema import columns_of
from assessment.packages.selectors import known_to_installation
from assessment.packages.services import ImportReport, preview_package
from assessment.packages.synchronising import LoadRefusedError
from assessment.programme.models import Deliverable, Phase, Task
from assessment.satisfaction.models import AnswerSheet
from assessment.training.models import SignIn, StaffMember, Training
from standards_catalog.models import (
    Pilot,
    PilotMembership,
    Section,
    Standard,
    StandardEdition,
)

Files = dict[str, str | bytes]
WriteFolder = Callable[[Path, dict[str, str | bytes]], Path]
Load = Callable[[Files], ImportReport]
State = Callable[[], dict[str, list[dict[str, Any]]]]


def changes(report: ImportReport) -> dict[str, tuple[int, int, int]]:
    """Created, changed and removed rows of the tables that have any."""
    counts = {t.name: (t.created, t.changed, t.removed) for t in report.tables}
    return {name: found for name, found in counts.items() if any(found)}


def test_every_table_lands_on_its_models(files: Files, load: Load) -> None:
    report = load(files)
    assert {t.name: t.created for t in report.tables} == {
        t.name: t.rows for t in report.tables
    }
    pilot = Pilot.objects.get(code="test-pilot")
    assert pilot.targets == {"standard_coverage": "96%"}
    assert pilot.settings == {"minimum_answers_per_unit": 10}
    standard = Standard.objects.get(code="FW101")
    assert standard.section == Section.objects.get(code="FW1.1")
    assert Section.objects.get(code="FW1.1").parent.code == "FW1"
    numbers = [edition.number for edition in standard.editions.all()]
    assert numbers == ["CSSJZ FW 101—2016", "CSSJZ FW 101—2020"]
    assert set(standard.responsible_units.values_list("short_name", flat=True)) == {
        "民政局",
        "教育局",
    }
    step = WorkStep.objects.get(name="受理")
    covering = [(c.standard or c.law).code for c in step.coverage.all()]
    assert covering == ["FW101", "TY001"]
    assert Task.objects.get().responsible_units.count() == 3
    assert list(Phase.objects.values_list("name", flat=True)) == ["启动", "实施"]
    assert Training.objects.get(code="T01").scope == []
    assert Training.objects.get(code="T02").scope == ["窗口"]
    shanghai = timezone(timedelta(hours=8))
    assert SignIn.objects.first().signed_at == datetime(
        2020, 11, 5, 8, 55, tzinfo=shanghai
    )
    assert AnswerSheet.objects.get(code="A1").answers == {"1": 5, "2": 4}
    assert ImplementationRecord.objects.get(law__code="TY001").standard is None


def test_a_second_load_changes_nothing_and_leaves_no_trace(
    files: Files, load: Load, state: State
) -> None:
    load(files)
    before = state()
    version = Pilot.objects.get().data_version
    events = AuditEvent.objects.count()
    report = load(files)
    assert not report.changes_anything
    assert report.import_id is None
    assert state() == before
    assert Pilot.objects.get().data_version == version
    assert PackageImport.objects.count() == 1
    assert AuditEvent.objects.count() == events


def test_a_changed_package_changes_exactly_its_rows(files: Files, load: Load) -> None:
    load(files)
    kept = StaffMember.objects.get(number="M001").pk
    for file, old, new in (
        ("staff.csv", "2021-06-30", "2021-07-31"),
        ("staff.csv", "东镇,D001,东镇人员001", "西镇,X001,西镇人员001"),
        ("standards.csv", "2020-10-01,,民政局;教育局", "2020-11-01,,民政局"),
        ("work_items.csv", "FW101;TY001", "TY001;FW101"),
        ("deliverables.csv", "2021-11-30", "2021-12-31"),
        ("sign_ins.csv", "扫码,90", "扫码,91"),
        ("cases.csv", "C002", "C003"),
        ("pilot.toml", '"96%"', '"97%"'),
    ):
        assert old in str(files[file])
        files[file] = str(files[file]).replace(old, new)
    report = load(files)
    assert changes(report) == {
        "standards": (0, 1, 0),
        "work_items": (0, 1, 0),
        "deliverables": (0, 1, 0),
        "staff": (1, 1, 1),
        "sign_ins": (0, 2, 0),
        "cases": (1, 0, 1),
    }
    assert report.pilot_changed
    assert StaffMember.objects.get(number="M001").pk == kept
    assert StandardEdition.objects.filter(standard__code="FW101").count() == 2
    assert SignIn.objects.get(staff_number="D001").staff is None


def test_shuffled_rows_are_the_same_rows_in_another_order(
    files: Files, load: Load
) -> None:
    load(files)
    ids = dict(StaffMember.objects.values_list("number", "pk"))
    header, first, *others = str(files["staff.csv"]).strip().split("\n")
    files["staff.csv"] = "\n".join([header, *others, first])
    report = load(files)
    assert dict(StaffMember.objects.values_list("number", "pk")) == ids
    assert changes(report) == {"staff": (0, 3, 0)}
    assert [s.number for s in StaffMember.objects.all()] == ["M002", "D001", "M001"]


def test_an_absent_table_is_left_as_it_is(
    files: Files, load: Load, state: State
) -> None:
    load(files)
    before = state()
    report = load({"pilot.toml": files["pilot.toml"], "notes.csv": files["notes.csv"]})
    assert not report.changes_anything
    assert "staff" in report.absent
    assert state() == before


def test_a_table_without_rows_empties_that_table(files: Files, load: Load) -> None:
    load(files)
    only_header = str(files["calendar.csv"]).split("\n")[0]
    report = load({"pilot.toml": files["pilot.toml"], "calendar.csv": only_header})
    assert changes(report) == {"calendar": (0, 0, 2)}


def test_a_failed_load_leaves_database_and_ledger_as_they_were(
    files: Files,
    load: Load,
    state: State,
    data_root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = state()

    def fail(**ignored: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(services, "record_event", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        load(files)
    assert state() == before
    assert list(data_root.rglob("*.*")) == []


def test_a_row_that_an_absent_table_needs_cannot_be_removed(
    files: Files, load: Load, state: State
) -> None:
    load(files)
    before = state()
    roster = str(files["staff.csv"]).split("\n")
    roster = [line for line in roster if "M002" not in line]
    with pytest.raises(LoadRefusedError, match="“在册人员”仍被1条“免训”引用"):
        load({"pilot.toml": files["pilot.toml"], "staff.csv": "\n".join(roster)})
    assert state() == before


def test_held_sign_ins_follow_a_new_roster(files: Files, load: Load) -> None:
    files["sign_ins.csv"] = str(files["sign_ins.csv"]) + "T01,W9,2020-11-05 09:00,,\n"
    load(files)
    assert SignIn.objects.get(staff_number="W9").staff is None
    roster = str(files["staff.csv"]) + "东镇,W9,东镇人员009,窗口,2020-07-01,\n"
    report = load({"pilot.toml": files["pilot.toml"], "staff.csv": roster})
    assert changes(report) == {"staff": (1, 0, 0), "sign_ins": (0, 1, 0)}
    assert SignIn.objects.get(staff_number="W9").staff.name == "东镇人员009"


def test_identity_numbers_are_hashed_and_nowhere_else(
    files: Files, load: Load, data_root: Path
) -> None:
    identity = "32028119900307123x"
    files["cases.csv"] = str(files["cases.csv"]).replace(",k1", f",{identity}")
    files["cases.csv"] = str(files["cases.csv"]).replace(
        ",,,,,,,\n", f",,,,,,,{identity.upper()}\n"
    )
    load(files)
    part = LedgerPart.objects.get()
    keys = pq.read_table(ledger_path("test-pilot", part.digest))["applicant_key"]
    first, second = keys.to_pylist()
    assert len(first) == 64
    assert first == second
    for path in data_root.rglob("*.parquet"):
        assert identity.encode() not in path.read_bytes()
    for record in PackageImport.objects.all():
        assert not IDENTITY_NUMBER.search(str(bytes(record.journal)))
    assert not load(files).changes_anything


def test_pilots_share_units_and_nothing_else(
    files: Files, load: Load, state: State
) -> None:
    load(files)
    other = {
        "pilot.toml": str(files["pilot.toml"]).replace("test-pilot", "other"),
        "units.csv": "单位名称,简称,类别,别名\n民政局,,部门,老龄办\n南镇,,镇街园,\n",
        "staff.csv": "单位,工号,姓名,岗位,在册起\n老龄办,M001,甲,窗口,2020-01-01\n",
    }
    report = load(other)
    assert changes(report) == {"units": (2, 0, 0), "staff": (1, 0, 0)}
    unit = Unit.objects.get(name="测试市民政局")
    assert unit.short_name == "民政局"
    assert "老龄办" in unit.aliases.values_list("name", flat=True)
    assert StaffMember.objects.filter(number="M001").count() == 2
    assert Unit.objects.count() == 5
    assert not load(files).changes_anything
    assert not load(other).changes_anything


def test_a_replaced_short_name_stays_an_alias(files: Files, load: Load) -> None:
    load(files)
    for name, content in files.items():
        if name not in ("units.csv", "pilot.toml"):
            files[name] = str(content)
    files["units.csv"] = str(files["units.csv"]).replace("政府,东镇,", "政府,东街,")
    assert changes(load(files)) == {"units": (0, 1, 0)}
    assert UnitAlias.objects.get(name="东镇").unit.short_name == "东街"
    assert not load(files).changes_anything


def test_units_named_without_a_units_table_become_members(
    files: Files, load: Load
) -> None:
    load(files)
    other = {
        "pilot.toml": str(files["pilot.toml"]).replace("test-pilot", "other"),
        "posts.csv": "岗位,单位\n窗口,东镇\n窗口,教育局\n",
    }
    report = load(other)
    assert changes(report) == {"units": (2, 0, 0), "posts": (2, 0, 0)}
    members = PilotMembership.objects.filter(pilot__code="other")
    assert [m.unit.short_name for m in members] == ["教育局", "东镇"]
    assert not load(other).changes_anything


def test_a_preview_says_what_a_load_does_and_writes_nothing(
    write_folder: WriteFolder, files: Files, load: Load, state: State, tmp_path: Path
) -> None:
    load(files)
    files["staff.csv"] = str(files["staff.csv"]).replace("D001", "D002")
    files["cases.csv"] = str(files["cases.csv"]).replace("C002", "C009")
    before = state()
    reading = read_package(
        write_folder(tmp_path / "new", files), known=known_to_installation
    )
    assert reading.package is not None
    preview = preview_package(package=reading.package)
    assert state() == before
    assert PackageImport.objects.count() == 1
    report = load(files)
    assert preview.tables == report.tables
    assert changes(preview) == {
        "staff": (1, 0, 1),
        "sign_ins": (0, 1, 0),
        "cases": (1, 0, 1),
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_cell_that_is_accepted_is_too_long_for_its_model(table: Any) -> None:
    models = {
        "units": Unit, "standards": Standard, "work_items": WorkStep,
        "deliverables": Deliverable, "staff": StaffMember, "answers": AnswerSheet,
        "implementation": ImplementationRecord, "tasks": Task, "sections": Section,
        "trainings": Training, "sign_ins": SignIn,
    }  # fmt: skip
    for column in columns_of(table.row_type):
        for model in [models[table.name]] if table.name in models else ():
            names = {f.name: f for f in model._meta.get_fields()}
            limit = getattr(names.get(column.field), "max_length", None)
            if limit is not None:
                assert column.kind.max_length is not None, column
                assert column.kind.max_length <= limit, column


def test_coverage_never_names_both_a_standard_and_a_law(
    files: Files, load: Load
) -> None:
    load(files)
    pairs = StepCoverage.objects.values_list("standard__code", "law__code")
    assert sorted(pairs, key=str) == [("FW101", None), (None, "TY001")]
