"""Read the texts of a package and hold them against its tables.

The portable form is ``docs/standard-text.md``. Every defect is a problem that names
the file, the line, the value and the reason. Pure: no database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assessment.packages.cells import narrow
from assessment.packages.containers import Container, ContainerError
from assessment.packages.problems import IDENTITY_NUMBER, ProblemLog
from assessment.packages.rows import StandardRow
from assessment.packages.schema import column_of
from assessment.packages.tables import ParsedTable
from assessment.packages.text_files import (
    TextFile,
    TextRole,
    decoded,
    is_text,
    text_file,
)
from assessment.packages.text_limits import check_limits
from assessment.packages.written_rows import EditionRow
from standards_catalog.drafting.document import Cover, StandardText
from standards_catalog.drafting.text_reader import TextFormError, read_text

Tables = Mapping[str, ParsedTable]
UNPUBLISHED = ("待制定", "制定中")
_LISTED = re.compile("[;；、]")
_NUMBER = column_of(StandardRow, "number").kind
_LINE = re.compile(r"第(\d+)行：(.*)", re.DOTALL)
# What the cover and the row of an edition both state.
_SHARED = (
    ("number", "标准编号"),
    ("published_on", "发布日期"),
    ("effective_on", "实施日期"),
    ("replaces", "代替标准"),
)


def is_published(status: str, number: object, published_on: object) -> bool:
    """Whether a row speaks of an edition: by its 状态, or, where somebody already
    calls the standard 制定中 again, by the number and date it was published with."""
    return status not in UNPUBLISHED or bool(number and published_on)


@dataclass(frozen=True, slots=True)
class PackagedText:
    """A text and what it is of: the edition of ``code`` that the cover's number
    names, or, with ``is_draft``, the draft."""

    file: str
    code: str
    is_draft: bool
    text: StandardText


@dataclass(frozen=True, slots=True)
class _Place:
    """The row that a text belongs to: its file, its number, and what it states."""

    file: str
    row: int
    title: str
    status: str
    stated: Mapping[str, object]

    def __str__(self) -> str:
        return f"{self.file} 第{self.row}行"

    @property
    def is_published(self) -> bool:
        """Whether the row speaks of an edition, so that its text is frozen."""
        return is_published(
            self.status, self.stated["number"], self.stated["published_on"]
        )


def read_texts(
    container: Container, tables: Tables, broken: set[str], log: ProblemLog
) -> tuple[PackagedText, ...]:
    """Every text of the package that is sound, in the order of the file names.

    Covers of editions come back complete: what the row states and the cover leaves
    open is filled in, as publishing does.
    """
    files = [name for name in container.names if is_text(name)]
    if not files or broken & {"standards", "editions"}:
        return ()
    if "standards" not in tables:
        log.error(files[0], "文本须与 standards 表一并给出")
        return ()
    reading = _Reading(tables, log)
    found = (reading.read(container, name) for name in files)
    return tuple(text for text in found if text is not None)


class _Reading:
    """One pass over the texts: the rows they belong to, and what was taken."""

    def __init__(self, tables: Tables, log: ProblemLog) -> None:
        self._log = log
        self._stated = _stated_places(tables["standards"])
        self._earlier = _earlier_places(tables.get("editions"), self._stated)
        self._names = {narrow(p.title): code for code, p in self._stated.items()}
        self._taken: dict[tuple[str, bool, str], str] = {}

    def read(self, container: Container, name: str) -> PackagedText | None:
        """The text in the file ``name``, or None with its problems in the log."""
        try:
            file = text_file(name)
            source = decoded(container.read(name))
        except ContainerError as error:
            self._log.error(error.file or name, error.reason, value=error.value)
            return None
        except ValueError as error:
            self._log.error(name, str(error))
            return None
        text = self._parsed(name, source)
        if text is None:
            return None
        check_limits(name, source, text, self._log)
        return self._placed(file, text)

    def _parsed(self, name: str, source: str) -> StandardText | None:
        for line, content in enumerate(source.split("\n"), start=1):
            for match in IDENTITY_NUMBER.finditer(content):
                self._log.error(
                    name, "含有身份证号码，不得载入", row=line, value=match[0]
                )
        try:
            return read_text(source)
        except TextFormError as error:
            for problem in error.problems:
                place = _LINE.fullmatch(problem)
                row, reason = (int(place[1]), place[2]) if place else (None, problem)
                self._log.error(name, reason, row=row)
            return None

    def _placed(self, file: TextFile, text: StandardText) -> PackagedText | None:
        place = self._stated.get(file.code)
        if place is None:
            self._log.error(
                file.name,
                "不在标准目录中",
                column="体系编号",
                value=file.code,
            )
            return None
        if file.role is TextRole.EARLIER:
            return self._edition(file, text, self._earlier_place(file, text))
        if file.role is TextRole.DRAFT or not place.is_published:
            return self._draft(file, text, place)
        if not place.stated["number"]:
            self._log.error(
                file.name,
                f"{place}的状态是“{place.status}”而没有标准编号，不知是哪一版次的文本",
                column="标准编号",
            )
            return None
        return self._edition(file, text, place)

    def _earlier_place(self, file: TextFile, text: StandardText) -> _Place | None:
        number = _NUMBER.parse(text.cover.number)
        place = self._earlier.get((file.code, number))
        if place is None:
            self._log.error(
                file.name,
                f"不是 editions 表中“{file.code}”的版次",
                column="标准编号",
                value=number,
            )
        return place

    def _edition(
        self, file: TextFile, text: StandardText, place: _Place | None
    ) -> PackagedText | None:
        if place is None:
            return None
        cover = self._completed(file.name, text.cover, place)
        if file.role is TextRole.STATED:
            self._check_title(file.name, text.cover, place)
        text = replace(text, cover=cover)
        return self._once(PackagedText(file.name, file.code, False, text))

    def _draft(
        self, file: TextFile, text: StandardText, place: _Place
    ) -> PackagedText | None:
        number, stated = _NUMBER.parse(text.cover.number), place.stated["number"]
        if file.role is TextRole.STATED and number and stated and number != stated:
            self._contradicts(file.name, "标准编号", text.cover.number, stated, place)
        self._check_title(file.name, text.cover, place)
        return self._once(PackagedText(file.name, file.code, True, text))

    def _once(self, found: PackagedText) -> PackagedText | None:
        number = "" if found.is_draft else found.text.cover.number
        key = (found.code, found.is_draft, number)
        first = self._taken.setdefault(key, found.file)
        if first != found.file:
            what = "草案" if found.is_draft else f"版次“{number}”的文本"
            self._log.error(
                found.file,
                f"与 {first} 重复：“{found.code}”的{what}只能有一份",
                column="体系编号",
                value=found.code,
            )
            return None
        return found

    def _completed(self, name: str, cover: Cover, place: _Place) -> Cover:
        """The cover with what the row states; contradictions become problems."""
        found: dict[str, Any] = {}
        for field, header in _SHARED:
            on_cover, in_row = getattr(cover, field), place.stated[field]
            if field == "replaces":
                in_row = numbers_in(str(in_row or ""))
            if not on_cover or _plain(on_cover) == in_row:
                found[field] = in_row
            else:
                self._contradicts(name, header, on_cover, in_row, place)
        return replace(cover, **found)

    def _contradicts(
        self, name: str, header: str, on_cover: object, stated: object, place: _Place
    ) -> None:
        reason = f"封面与 {place}不一致，该行没有{header}"
        if stated:
            reason = f"封面与 {place}的“{_shown(stated)}”不一致"
        self._log.error(name, reason, column=header, value=_shown(on_cover))

    def _check_title(self, name: str, cover: Cover, place: _Place) -> None:
        """Another standard's name is a mistake. A name of its own may be a new one,
        given in the editor: such a pilot must still leave and come back."""
        if narrow(cover.title) == narrow(place.title):
            return
        other = self._names.get(narrow(cover.title))
        reason = f"封面与 {place}的“{place.title}”不一致"
        report = self._log.warning
        if other is not None:
            report, reason = self._log.error, f"{reason}，是“{other}”的名称"
        report(name, reason, column="标准名称", value=cover.title)


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers of 代替标准, whichever way they are listed."""
    parts = (part.strip() for part in _LISTED.split(text))
    return tuple(_NUMBER.parse(part) for part in parts if part)


def _plain(value: object) -> object:
    """What a cover states, as a table would hold it."""
    if isinstance(value, tuple):
        return numbers_in(";".join(value))
    return _NUMBER.parse(value) if isinstance(value, str) else value


def _shown(value: object) -> object:
    return "、".join(value) if isinstance(value, tuple) else value


def _stated_places(standards: ParsedTable) -> dict[str, _Place]:
    fields = ("code", "title", "status", *(field for field, _ in _SHARED))
    found: dict[str, _Place] = {}
    for index, (code, title, status, *stated) in enumerate(standards.keys(fields)):
        place = _Place(
            standards.files[index],
            standards.rows[index],
            title or "",
            status or "",
            dict(zip((field for field, _ in _SHARED), stated, strict=True)),
        )
        if code:
            found.setdefault(code, place)
    return found


def _earlier_places(
    editions: ParsedTable | None, stated: Mapping[str, _Place]
) -> dict[tuple[str, str], _Place]:
    if editions is None:
        return {}
    found: dict[tuple[str, str], _Place] = {}
    fields = ("code", *(field for field, _ in _SHARED))
    for index, (code, *values) in enumerate(editions.keys(fields)):
        if code in stated and values[0]:
            found[code, values[0]] = _Place(
                editions.files[index],
                editions.rows[index],
                stated[code].title,
                "",
                dict(zip((field for field, _ in _SHARED), values, strict=True)),
            )
    return found


def check_editions(tables: Tables, log: ProblemLog) -> None:
    """Earlier editions come with the catalogue and took effect before the edition
    that ``standards`` speaks of."""
    editions = tables.get("editions")
    if editions is None or not len(editions):
        return
    if "standards" not in tables:
        log.error(editions.files[0], "须与 standards 表一并给出")
        return
    latest = dict(tables["standards"].keys(("code", "effective_on")))
    numbers = set(tables["standards"].keys(("code", "number")))
    rows = editions.keys(("code", "number", "effective_on"))
    for index, (code, number, effective_on) in enumerate(rows):
        if number and (code, number) in numbers:
            log.error(
                editions.files[index],
                "与 standards 表中的版次重复；editions 只列原版次",
                row=editions.rows[index],
                column=column_of(EditionRow, "number").header,
                value=number,
            )
        if (effective_on or date.min) > (latest.get(code) or date.min):
            log.error(
                editions.files[index],
                f"晚于 standards 表中“{code}”的实施日期",
                row=editions.rows[index],
                column=column_of(EditionRow, "effective_on").header,
                value=effective_on or "",
            )
