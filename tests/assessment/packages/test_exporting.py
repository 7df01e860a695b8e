"""Export, load, export: the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.models import Unit, UnitAlias
from assessment.packages.exporting import (
    ExportRefusedError,
    export_pilot,
    package_files,
)
from assessment.packages.ledger import LedgerFileError
from assessment.packages.reading import read_package
from assessment.packages.services import ImportReport, load_package
from assessment.packages.undoing import undo_import
from assessment.rectification.models import Finding
from standards_catalog.models import Pilot, StandardEdition

Files = dict[str, str | bytes]
Load = Callable[[Files], ImportReport]

AWKWARD = (
    '编号,主题,内容,来源文件,来源条款,备注,"公式,列"\n'
    '1,"=HYPERLINK(""http://x"")","第一行\n第二行",+86 138,@SUM(1),\'引号,-1\n'
    '2,“全角”（ＡＢ）,"逗号,分号;引号""",\t x ,,,\n'
    "3,𠮷野家龘,内容,,,,=1+1\n"
)


def test_export_load_export_gives_identical_files(
    files: Files, load: Load, tmp_path: Path
) -> None:
    files["notes.csv"] = AWKWARD
    files["pilot.toml"] = str(files["pilot.toml"]).replace(
        "[targets]", "\"键 名\" = ['甲', 1, 2.5, true, 2020-01-01]\n[targets]"
    )
    files["pilot.toml"] = str(files["pilot.toml"]) + 'colour = "红\\t\\"\\\\"\n'
    load(files)
    exported = package_files(Pilot.objects.get())
    undo_import(pilot_code="test-pilot")
    assert not Pilot.objects.exists()
    load(dict(exported))
    assert package_files(Pilot.objects.get()) == exported
    assert exported.keys() == files.keys()


def test_a_pilots_own_export_changes_nothing(files: Files, load: Load) -> None:
    load(files)
    assert not load(dict(package_files(Pilot.objects.get()))).changes_anything


def test_text_from_a_screen_is_exported_as_loading_keeps_it(
    files: Files, load: Load
) -> None:
    load(files)
    Finding.objects.update(fact=" 第一行\r\n第二行 ")
    StandardEdition.objects.filter(standard__code="TY101").update(number="GB/T 1-2020")
    unit = Unit.objects.get(short_name="东镇")
    UnitAlias.objects.create(unit=unit, name="东镇", position=9)
    exported = package_files(Pilot.objects.get())
    load(dict(exported))
    assert package_files(Pilot.objects.get()) == exported
    assert "GB/T 1—2020" in exported["standards.csv"].decode()
    assert "东镇人民政府,东镇,镇街园,,成员" in exported["units.csv"].decode()


def test_formula_like_text_stays_byte_exact(files: Files, load: Load) -> None:
    files["notes.csv"] = AWKWARD
    load(files)
    text = package_files(Pilot.objects.get())["notes.csv"].decode()
    assert '1,"=HYPERLINK(""http://x"")","第一行\n第二行",+86 138,@SUM(1)' in text
    assert text.startswith('编号,主题,内容,来源文件,来源条款,"公式,列",备注\n')
    assert "\r" not in text


def test_headers_and_values_are_canonical(files: Files, load: Load) -> None:
    load(files)
    exported = package_files(Pilot.objects.get())
    steps = exported["work_items.csv"].decode().split("\n")
    assert steps[0] == (
        "领域,事项,环节,责任单位,需要标准,不需要理由,办理时限,适用性,覆盖标准,覆盖条款,"
        "来源文件,来源条款,环节编号,理由认可岗位,理由认可日期,启用日期,停用日期"
    )
    assert steps[1].startswith(
        "救助,临时救助,受理,测试市民政局;东镇人民政府;西镇人民政府,是,,2个工作日,适用,FW101;TY001"
    )
    answers = exported["answers.csv"].decode().split("\n")
    assert answers[0] == (
        "测评编号,答卷编号,渠道,单位,事项,评价日期,Q1,Q2,意见,有效,无效理由"
    )
    assert answers[2] == "MY1,A2,电话回访,东镇人民政府,,2021-05-04,,2,,否,重复来电"
    assert (
        b"T01,M001,2020-11-05 08:55,\xe6\x89\xab\xe7\xa0\x81,88.5\n"
        in exported["sign_ins.csv"]
    )
    assert exported["pilot.toml"].decode() == (
        'code = "test-pilot"\nname = "测试试点"\ndocument = "测发〔2020〕1号"\n'
        "starts = 2020-07-01\nends = 2021-12-31\n\n[targets]\n"
        'standard_coverage = "96%"\n\n[settings]\nminimum_answers_per_unit = 10\n'
    )


def test_a_zip_is_the_same_whenever_it_is_made_and_loads(
    files: Files, load: Load, tmp_path: Path
) -> None:
    load(files)
    pilot = Pilot.objects.get()
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    export_pilot(pilot, first)
    export_pilot(pilot, second)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {n: archive.read(n) for n in archive.namelist()} == package_files(pilot)
    undo_import(pilot_code="test-pilot")
    package = read_package(first).package
    assert package is not None
    load_package(package=package, source_name="a.zip")
    export_pilot(Pilot.objects.get(), second)
    assert first.read_bytes() == second.read_bytes()


def test_an_earlier_export_is_replaced_whole(
    files: Files, load: Load, tmp_path: Path
) -> None:
    load(files)
    target = tmp_path / "export"
    export_pilot(Pilot.objects.get(), target)
    load({"pilot.toml": files["pilot.toml"], "notes.csv": "编号,内容\n"})
    names = export_pilot(Pilot.objects.get(), target)
    assert {path.name for path in target.iterdir()} == set(names)
    assert "notes.csv" not in names


def test_a_foreign_folder_or_zip_is_never_overwritten(
    files: Files, load: Load, tmp_path: Path
) -> None:
    load(files)
    pilot = Pilot.objects.get()
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "总结.docx").write_text("x")
    with pytest.raises(ExportRefusedError, match=r"其中有 总结\.docx"):
        export_pilot(pilot, folder)
    assert [path.name for path in folder.iterdir()] == ["总结.docx"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "pilot.toml").write_text('code = "other"')
    with pytest.raises(ExportRefusedError, match="不是试点“test-pilot”以前的导出"):
        export_pilot(pilot, other)
    archive = tmp_path / "x.zip"
    archive.write_bytes(b"something")
    with pytest.raises(ExportRefusedError, match="不能覆盖"):
        export_pilot(pilot, archive)
    assert archive.read_bytes() == b"something"


def test_a_lost_part_of_the_ledger_is_said(
    files: Files, load: Load, data_root: Path
) -> None:
    load(files)
    for path in data_root.rglob("*.parquet"):
        path.unlink()
    with pytest.raises(LedgerFileError, match="缺失或已损坏"):
        package_files(Pilot.objects.get())


@pytest.mark.parametrize(
    "code",
    ["jy-assistance-2020", "jy-governance-2018", "tengzhou-2021", "xincheng-2018"],
)
def test_the_packaged_pilots_come_back_identical(
    load: Load, code: str, tmp_path: Path
) -> None:
    folder = Path(__file__).parents[3] / "standards_catalog" / "pilots" / code
    files = [path for path in folder.rglob("*") if path.is_file()]
    load({str(path.relative_to(folder)): path.read_bytes() for path in files})
    exported = package_files(Pilot.objects.get())
    undo_import(pilot_code=code)
    load(dict(exported))
    assert package_files(Pilot.objects.get()) == exported
    tables = {
        path.name for path in folder.iterdir() if path.suffix in (".csv", ".toml")
    }
    texts = {f"texts/{path.name}": path for path in folder.glob("texts/*.txt")}
    assert exported.keys() == tables | texts.keys()
    for name, path in texts.items():
        assert exported[name] == path.read_bytes()
