"""What must hold of a catalogue entry whoever types it, and wherever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from standards_catalog.authoring.checking import number_pattern_of
from standards_catalog.models import (
    LegalInstrument,
    Pilot,
    Section,
    Standard,
    StandardEdition,
    Subsystem,
)
from standards_catalog.numbering.catalogue_numbers import (
    catalogue_number,
    same_identity,
    same_number,
)
from standards_catalog.numbering.standard_numbers import (
    NumberError,
    StandardNumber,
    next_free_number,
    parse_number,
)
from standards_catalog.validity.chains import closes_a_circle
from standards_catalog.validity.successions import (
    edition_successions,
    law_successions,
    number_key,
)

LETTERS = {
    Subsystem.GENERAL: "TY",
    Subsystem.SERVICE_PROVISION: "FW",
    Subsystem.MANAGEMENT: "GL",
    Subsystem.POST: "GW",
}


class EntryError(ValueError):
    """A value that the catalogue refuses; one Chinese line that says what to do."""


def _numbers(pilot: Pilot, *, but: int | None) -> Iterator[tuple[str, str]]:
    """Numbers of the pilot's editions and whose they are, those of standard ``but``
    left out."""
    rows = StandardEdition.objects.filter(standard__pilot=pilot).exclude(number="")
    for number, code, title in rows.exclude(standard=but or 0).values_list(
        "number", "standard__code", "standard__title"
    ):
        yield number, f"{code} {title}"


def checked_number(text: str, edition: StandardEdition, standard: Standard) -> str:
    """The number of ``edition`` as it is kept and printed.

    EntryError if it is none of its level's, or is another edition's.
    """
    internal = number_pattern_of(standard.pilot)
    try:
        number = catalogue_number(text, standard.level, internal)
    except NumberError as error:
        raise EntryError(f"{error}。") from error
    others = list(_numbers(standard.pilot, but=standard.pk))
    own = StandardEdition.objects.filter(standard=standard.pk or 0).exclude(number="")
    siblings = [
        (each, "本标准的另一版次")
        for each in own.exclude(pk=edition.pk or 0).values_list("number", flat=True)
    ]
    taken = same_number(number.printed, [*siblings, *others])
    if taken:
        reason = f"编号“{number.printed}”已由“{taken}”使用，请核对或换一个编号。"
        raise EntryError(reason)
    taken = same_identity(number, others, internal)
    if taken:
        raise EntryError(
            f"顺序号“{number.undated}”属于“{taken}”；顺序号随标准不变，"
            f"请用下一个可用编号，修订版请在该标准下增加版次。"
        )
    return number.printed


def is_being_made(standard: Standard) -> bool:
    """Whether a project is under way that will publish the next edition."""
    if standard.pk is None:
        return False
    # The projects belong to the procedure, which builds on this app.
    projects: Any = getattr(standard, "drafting_projects")  # noqa: B009
    return bool(projects.active().exists())


def checked_level(standard: Standard, level: str) -> None:
    """EntryError if an edition of ``standard`` has a number of another level."""
    internal = number_pattern_of(standard.pilot)
    for number in standard.editions.exclude(number="").values_list("number", flat=True):
        try:
            catalogue_number(number, level, internal)
        except NumberError as error:
            raise EntryError(f"{error}。") from error


def checked_year(number: str, published_on: date | None) -> None:
    """EntryError if ``number`` bears another year than that of 发布."""
    try:
        year = parse_number(number, undated=True).year
    except NumberError:
        return
    if year is not None and published_on is not None and year != published_on.year:
        raise EntryError(
            f"编号的年份是{year}，发布日期是{published_on.isoformat()}；"
            "编号用发布的年份，请核对。"
        )


def next_numbers(pilot: Pilot, year: int) -> dict[str, str]:
    """The next free own number of each subsystem; none where a series is full."""
    pattern = number_pattern_of(pilot)
    existing = [number for number, _ in _numbers(pilot, but=None)]
    found: dict[str, str] = {}
    for subsystem, letters in LETTERS.items():
        try:
            number = next_free_number(existing, pattern, letters, year)
        except NumberError:
            continue
        found[subsystem.value] = number.printed
    return found


def number_to_offer(standard: Standard, year: int) -> str:
    """The own number for a further edition of ``standard``: its serial with the new
    year, else the next free one; empty for other levels and full series."""
    if standard.level != Standard.Level.INTERNAL:
        return ""
    pattern = number_pattern_of(standard.pilot)
    for number in standard.editions.values_list("number", flat=True):
        if not pattern.claims(number):
            continue
        try:
            old: StandardNumber = pattern.parse(number, undated=True)
        except NumberError:
            continue
        return pattern.printed(old.subsystem, old.serial, old.parts, year)
    return next_numbers(standard.pilot, year).get(standard.subsystem, "")


def set_edition_successor(edition: StandardEdition, pilot: Pilot, text: str) -> None:
    """Say that the edition numbered ``text`` took the place of ``edition``.

    One of the catalogue is linked; another is kept by its number. EntryError for what
    is no number, for itself and for what would make a circle.
    """
    edition.successor, edition.successor_number = None, ""
    if not text.strip():
        return
    try:
        printed = parse_number(text, number_pattern_of(pilot)).printed
    except NumberError as error:
        raise EntryError(f"{error}。") from error
    if number_key(printed) == number_key(edition.number):
        raise EntryError(f"“{printed}”不能代替它自己。")
    known = edition_successions(pilot)
    wanted = number_key(printed)
    target = next(
        (each for each in known.editions.values() if number_key(each.number) == wanted),
        None,
    )
    if target is None:
        edition.successor_number = printed
        return
    if edition.pk and closes_a_circle(edition.pk, target.pk, known.successors):
        raise EntryError(
            f"“{printed}”直接或间接被“{edition.number}”代替，不能互相代替，请核对。"
        )
    edition.successor = target


def set_law_successor(law: LegalInstrument, text: str) -> None:
    """Say that the law named ``text`` (体系编号, 名称 or 文号) took the place of ``law``.

    EntryError for itself and for what would make a circle.
    """
    law.successor, law.successor_title = None, ""
    wanted = text.strip().strip("《》")
    if not wanted:
        return
    known = law_successions(law.pilot)
    target = next(
        (
            each
            for each in known.laws.values()
            if wanted in (each.code, each.title, each.document_number, str(each))
        ),
        None,
    )
    if target is None:
        law.successor_title = wanted
        return
    if target.pk == law.pk:
        raise EntryError(f"“{law.title}”不能代替它自己。")
    if law.pk and closes_a_circle(law.pk, target.pk, known.successors):
        raise EntryError(
            f"“{target.title}”直接或间接被“{law.title}”代替，不能互相代替，请核对。"
        )
    law.successor = target


def checked_dates(
    published_on: date | None, effective_on: date | None, abolished_on: date | None
) -> Iterator[tuple[str, str]]:
    """Field and reason where the dates do not follow one another."""
    if published_on and effective_on and effective_on < published_on:
        yield "effective_on", "实施日期不能早于发布日期。"
    if effective_on and abolished_on and abolished_on < effective_on:
        yield "abolished_on", "废止日期不能早于实施日期。"
    if abolished_on and not effective_on:
        yield "effective_on", "填了废止日期，还须填实施日期。"


def checked_code(
    code: str,
    pilot: Pilot,
    model: type[Standard | LegalInstrument | Section],
    own: int | None,
) -> str:
    """体系编号 that no other entry of the pilot has, laws and standards together: what
    cites one by its code must never mean two. EntryError otherwise."""
    if any(mark in code for mark in "；;，,、 "):
        raise EntryError(f"“{code}”不能含空格、逗号、顿号或分号。")
    kinds = (Section,) if model is Section else (Standard, LegalInstrument)
    for kind in kinds:
        rows = kind._default_manager.filter(pilot=pilot, code=code)
        found = rows.exclude(pk=own or 0).first() if kind is model else rows.first()
        if found is not None:
            raise EntryError(f"编号“{code}”已由“{found}”使用，请换一个。")
    return code
