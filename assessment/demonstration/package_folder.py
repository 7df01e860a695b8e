"""Read and write the folder form of a pilot package: plain CSV and pilot.toml."""

import csv
import io
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Row = dict[str, str]

TEXTS = "texts"
MARK = "demonstration = true"
"""The line of pilot.toml that makes every page and file say 演示数据."""


class DemonstrationError(Exception):
    """A demonstration cannot be made; the message is one Chinese line."""


@dataclass(frozen=True)
class Table:
    """One table of the package: its header and its rows in file order."""

    header: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class BasePackage:
    """The tables of a pilot that somebody real has written, its pilot.toml, and the
    texts of its standards by 体系编号."""

    folder: Path
    description: str
    tables: Mapping[str, Table]
    texts: Mapping[str, str] = field(default_factory=dict)

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a table; an absent table has none."""
        table = self.tables.get(name)
        return table.rows if table else []


def read_base(folder: Path) -> BasePackage:
    """Read ``pilot.toml``, every ``*.csv`` of a folder and the texts in ``texts``.

    Raises DemonstrationError when the folder is no pilot package.
    """
    description = folder / "pilot.toml"
    if not description.is_file():
        raise DemonstrationError(f"{folder}：不是试点数据包，缺少 pilot.toml")
    tables = {path.stem: _read_table(path) for path in sorted(folder.glob("*.csv"))}
    for name in ("units", "standards", "work_items", "posts"):
        if name not in tables:
            raise DemonstrationError(f"{folder}：缺少 {name}.csv，无法生成演示数据")
    texts = {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((folder / TEXTS).glob("*.txt"))
    }
    return BasePackage(folder, description.read_text(encoding="utf-8"), tables, texts)


def _read_table(path: Path) -> Table:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = [{key: value or "" for key, value in row.items()} for row in reader]
        return Table(tuple(reader.fieldnames or ()), rows)


def table_bytes(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return a table as UTF-8 CSV with LF line ends, whatever the platform."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([row.get(column, "") for column in header] for row in rows)
    return stream.getvalue().encode("utf-8")


def marked_description(description: str) -> str:
    """Return pilot.toml with ``demonstration = true`` among its top-level keys."""
    if "demonstration" in tomllib.loads(description):
        return description
    lines = description.splitlines()
    heads = [at for at, line in enumerate(lines) if line.startswith("[")]
    place = heads[0] if heads else len(lines)
    while place and not lines[place - 1].strip():
        place -= 1
    return "\n".join([*lines[:place], MARK, *lines[place:]]) + "\n"


def prepare_target(base: Path, target: Path) -> None:
    """Make ``target`` an empty folder.

    Only an earlier demonstration is ever replaced: anything else in the way is
    somebody's work, and raises DemonstrationError.
    """
    if target.resolve() == base.resolve():
        raise DemonstrationError(f"{target}：目标文件夹不能是试点数据包本身")
    if target.exists() and not target.is_dir():
        raise DemonstrationError(f"{target}：不是文件夹")
    if target.is_dir() and any(target.iterdir()):
        if not _is_demonstration(target):
            raise DemonstrationError(
                f"{target}：文件夹非空，且不是以前生成的演示数据包"
            )
        shutil.rmtree(target)
    target.mkdir(parents=True, exist_ok=True)


def _is_demonstration(folder: Path) -> bool:
    description = folder / "pilot.toml"
    if not description.is_file():
        return False
    try:
        values = tomllib.loads(description.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False
    return values.get("demonstration") is True


def write_package(
    base: BasePackage,
    target: Path,
    tables: Mapping[str, Table],
    texts: Mapping[str, str],
) -> list[tuple[str, int]]:
    """Write base and demonstration tables and the texts of standards by 体系编号;
    return (table, number of rows) pairs.

    A table of the demonstration takes the place of the base's table of that
    name. Files of the base that are not tables are copied as they are.
    """
    prepare_target(base.folder, target)
    merged = {**base.tables, **tables}
    for name in sorted(merged):
        table = merged[name]
        content = table_bytes(table.header, table.rows)
        (target / f"{name}.csv").write_bytes(content)
    description = marked_description(base.description).encode("utf-8")
    (target / "pilot.toml").write_bytes(description)
    for path in sorted(base.folder.iterdir()):
        if path.is_file() and path.suffix != ".csv" and path.name != "pilot.toml":
            shutil.copyfile(path, target / path.name)
    for code, source in texts.items():
        (target / TEXTS).mkdir(exist_ok=True)
        (target / TEXTS / f"{code}.txt").write_bytes(source.encode())
    return [(name, len(merged[name].rows)) for name in sorted(merged)]
