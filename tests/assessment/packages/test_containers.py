"""Zips and workbooks are refused before anything in them is parsed."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assessment.packages import containers
from assessment.packages.reading import PackageReading, read_package

Files = dict[str, str | bytes]
Read = Callable[..., PackageReading]


def lines(path: Path) -> list[str]:
    return [str(problem) for problem in read_package(path).errors]


def zip_with(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../units.csv", "压缩包内的路径指向包外"),
        ("a/../../units.csv", "压缩包内的路径指向包外"),
        ("/etc/units.csv", "压缩包内的路径不安全（绝对路径或反斜杠）"),
        ("..\\units.csv", "压缩包内的路径不安全（绝对路径或反斜杠）"),
        ("C:units.csv", "压缩包内的路径不安全（绝对路径或反斜杠）"),
    ],
)
def test_a_zip_that_leaves_its_folder_is_refused(
    tmp_path: Path, name: str, reason: str
) -> None:
    path = zip_with(tmp_path / "slip.zip", ("pilot.toml", b""), (name, b"x"))
    assert lines(path) == [f"slip.zip “{name}”：{reason}"]


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("units.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = zip_with(tmp_path / "link.zip", (link, b"/etc/passwd"))
    assert lines(path) == ["link.zip “units.csv”：压缩包内含符号链接"]


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "bomb.zip", ("units.csv", b"0" * 20_000_000))
    assert lines(path) == ["bomb.zip “units.csv”：压缩比超过200:1，疑似压缩炸弹"]


def test_a_zip_that_states_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "MAX_ENTRIES", 3)
    path = zip_with(tmp_path / "many.zip", *((f"{n}.csv", b"x") for n in range(4)))
    assert lines(path) == ["many.zip “4”：压缩包内文件超过3个"]


def test_the_total_size_is_limited(tmp_path: Path) -> None:
    noise = os.urandom(600_000)
    path = zip_with(tmp_path / "big.zip", ("a.csv", noise), ("b.csv", noise))
    with (
        zipfile.ZipFile(path) as archive,
        pytest.raises(containers.ContainerError, match="解压后超过1 MiB"),
    ):
        containers.check_entries(archive, max_bytes=1024**2)


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "secret.zip", ("units.csv", b"x"))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert lines(path) == ["secret.zip “units.csv”：压缩包已加密"]


def test_a_repeated_name_in_a_zip_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = zip_with(tmp_path / "twice.zip", ("a.csv", b"1"), ("a.csv", b"2"))
    assert lines(path) == ["twice.zip “a.csv”：压缩包内有同名文件"]


def test_a_damaged_entry_is_one_line(files: Files, zipped: Callable[..., Path]) -> None:
    path = zipped({"pilot.toml": files["pilot.toml"], "laws.csv": os.urandom(500)})
    content = bytearray(path.read_bytes())
    content[content.index(b"laws.csv") + 60] ^= 0xFF
    path.write_bytes(content)
    assert lines(path) == ["laws.csv：压缩包中的文件已损坏"]


def test_what_is_no_zip_or_is_not_there_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(b"PK\x03\x04 truncated")
    assert lines(tmp_path / "p.zip") == ["p.zip：不是有效的 zip 压缩包，或已损坏"]
    assert lines(tmp_path / "no") == ["no：文件或文件夹不存在"]


def test_a_nested_zip_is_not_opened(files: Files, read: Read) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("../x", b"x")
    files["inner.zip"] = inner.getvalue()
    assert [str(p) for p in read(files).problems] == ["inner.zip：未知的文件，未读取"]


def test_a_link_out_of_a_folder_is_refused(
    files: Files, tmp_path: Path, read: Read
) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(str(content).encode())
    (tmp_path / "outside.csv").write_text("secret")
    (folder / "calendar.csv").unlink()
    (folder / "calendar.csv").symlink_to(tmp_path / "outside.csv")
    assert lines(folder) == ["calendar.csv：符号链接指向包外"]
    (folder / "calendar.csv").unlink()
    (folder / "calendar.csv").symlink_to(folder / "laws.csv")
    assert "符号链接" not in str(lines(folder))


def test_a_gb18030_folder_name_in_a_zip_is_understood(
    files: Files, tmp_path: Path
) -> None:
    path = tmp_path / "windows.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"XX/{name}")
            archive.writestr(entry, content)
    # Two bytes that read as “试” in GB18030 and as box drawings in cp437.
    path.write_bytes(path.read_bytes().replace(b"XX/", "试".encode("gb18030") + b"/"))
    assert read_package(path).package is not None


class TestWorkbooks:
    @pytest.fixture
    def staff(self, files: Files, read: Read) -> Callable[[bytes], list[str]]:
        """The errors when the roster is this workbook."""
        for name in ("staff.csv", "sign_ins.csv", "exemptions.csv"):
            del files[name]
        return lambda content: [
            str(p) for p in read(files | {"staff.xlsx": content}).errors
        ]

    @pytest.fixture
    def good(self, workbook: Callable[..., bytes]) -> bytes:
        header = ["单位", "工号", "姓名", "岗位", "在册起"]
        return workbook(
            [header, *[["东镇", n, "甲", "窗口", "2020-01-01"] for n in range(99)]]
        )

    def test_a_truncated_workbook_is_one_line(
        self, staff: Callable[[bytes], list[str]], good: bytes
    ) -> None:
        for length in (0, 4, 100, len(good) // 2, len(good) - 30):
            assert staff(good[:length]) == [
                "staff.xlsx：不是有效的 .xlsx 工作簿，或已截断、损坏"
            ]

    def test_a_workbook_damaged_inside_is_one_line(
        self, staff: Callable[[bytes], list[str]], good: bytes
    ) -> None:
        content = bytearray(good)
        at = content.index(b"xl/worksheets/sheet1.xml") + 200
        content[at : at + 50] = bytes(50)
        assert staff(bytes(content)) == [
            "staff.xlsx：不是有效的 .xlsx 工作簿，或已截断、损坏"
        ]

    def test_an_encrypted_workbook_is_one_line(
        self, staff: Callable[[bytes], list[str]]
    ) -> None:
        content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        assert staff(content) == [
            "staff.xlsx：已加密，或是旧版 .xls 格式；请另存为未加密的 .xlsx"
        ]

    def test_a_cell_bomb_is_refused_before_it_is_parsed(
        self, staff: Callable[[bytes], list[str]], good: bytes
    ) -> None:
        def explode(xml: bytes) -> bytes:
            return xml.replace(b"2020-01-01", b"9" * 30_000_000, 1)

        (line,) = staff(rewritten(good, "xl/worksheets/sheet1.xml", explode))
        assert line == (
            "staff.xlsx “xl/worksheets/sheet1.xml”：压缩比超过200:1，疑似压缩炸弹"
        )

    def test_a_far_away_cell_does_not_fill_the_memory(
        self, staff: Callable[[bytes], list[str]], good: bytes
    ) -> None:
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

        def stretch(xml: bytes) -> bytes:
            return xml.replace(b"</sheetData>", far)

        (line,) = staff(rewritten(good, "xl/worksheets/sheet1.xml", stretch))
        assert "工作表范围过大（1048576行×16384列）" in line

    def test_formulas_without_a_result_are_not_read_as_empty(
        self, staff: Callable[[bytes], list[str]], workbook: Callable[..., bytes]
    ) -> None:
        header = ["单位", "工号", "姓名", "岗位", "在册起"]
        rows = [header, ["东镇", "1", "甲", "窗口", "=TODAY()"]]
        (line,) = staff(workbook(rows))
        assert line.startswith("staff.xlsx “E2”：单元格的公式没有计算结果")
        rows[1][-1] = "#N/A"
        (line,) = staff(workbook(rows))
        assert line == "staff.xlsx “E2”：单元格是公式错误值（如 #N/A）"

    def test_only_the_first_sheet_matters(
        self, staff: Callable[[bytes], list[str]], good: bytes
    ) -> None:
        book = openpyxl.load_workbook(io.BytesIO(good))
        book.create_sheet("汇总").append(["=1/0"])
        content = io.BytesIO()
        book.save(content)
        assert staff(content.getvalue()) == []


def rewritten(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return result.getvalue()


def test_damaged_and_absurd_parquet_is_one_line(
    files: Files, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    del files["cases.csv"]
    content = io.BytesIO()
    pq.write_table(pa.table({"案件编号": ["1"] * 10}), content)
    whole = content.getvalue()
    for damaged in (b"", whole[:-3], whole[: len(whole) // 2]):
        reading = read(files | {"cases.parquet": damaged})
        assert [str(p) for p in reading.errors] == [
            "cases.parquet：不是有效的 Parquet 文件，或已截断、损坏"
        ]
    monkeypatch.setattr("assessment.packages.ledger_files.MAX_CASES", 9)
    reading = read(files | {"cases.parquet": whole})
    assert [str(p) for p in reading.errors] == ["cases.parquet：行列数过大（10行×1列）"]
