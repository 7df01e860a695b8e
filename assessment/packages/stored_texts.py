"""The texts and earlier editions in the database, as the files and rows of a package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from assessment.packages.loading_editions import EDITION_FIELDS
from assessment.packages.successors import edition_successors
from assessment.packages.text_files import draft_name, earlier_name, stated_name
from assessment.packages.texts import is_published
from assessment.packages.written_rows import CompilationNoteRow, EditionRow
from standards_catalog.authoring.loading import draft_texts
from standards_catalog.authoring.selectors import edition_text
from standards_catalog.drafting.document import StandardText
from standards_catalog.drafting.text_writer import UnwritableTextError, write_text
from standards_catalog.facts import editions_by_standard
from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.products.models import CompilationNote


class TextExportError(Exception):
    """A text cannot be written in its portable form; the message is a Chinese line."""


def edition_rows(pilot: Pilot) -> list[EditionRow]:
    """The editions before the latest of each standard, oldest first."""
    editions = editions_by_standard(pilot)
    successors = edition_successors(pilot.pk)
    return [
        EditionRow(
            row=0,
            extra={},
            code=standard.code,
            replaced_by=successors.get(edition.pk, ""),
            **{name: getattr(edition, name) for name in EDITION_FIELDS},
        )
        for standard in Standard.objects.filter(pilot=pilot)
        for edition in editions.get(standard.pk, [])[:-1]
    ]


def compilation_note_rows(pilot: Pilot) -> list[CompilationNoteRow]:
    """The points that the office worded, in order."""
    notes = CompilationNote.objects.filter(pilot=pilot).order_by("point")
    return [
        CompilationNoteRow(row=0, extra={}, point=note.point, text=note.text)
        for note in notes
    ]


def text_files(pilot: Pilot) -> dict[str, bytes]:
    """Every text of the pilot by file name: of editions, and of drafts that are not
    what the latest edition says.

    TextExportError for a text that has no portable form.
    """
    editions, drafts = editions_by_standard(pilot), draft_texts(pilot)
    kept = StandardEdition.objects.minted().filter(standard__pilot=pilot)
    written = set(kept.values_list("standard_id", flat=True)) | drafts.keys()
    files: dict[str, bytes] = {}
    for standard in Standard.objects.filter(pilot=pilot, pk__in=written):
        mine = editions.get(standard.pk, [])
        for name, text in _named(standard, mine, drafts.get(standard.pk)):
            try:
                files[name] = write_text(text).encode()
            except (UnwritableTextError, UnicodeEncodeError) as error:
                raise TextExportError(f"标准“{standard}”：{error}") from error
    return files


def _named(
    standard: Standard, editions: list[StandardEdition], draft: StandardText | None
) -> Iterator[tuple[str, StandardText]]:
    latest = editions[-1] if editions else None
    stated = latest or StandardEdition()
    speaks = is_published(standard.status, stated.number, stated.published_on)
    turns: Counter[str] = Counter()
    for edition in editions:
        text = edition_text(edition)
        if text is None:
            continue
        if edition is latest and speaks:
            yield stated_name(standard.code), text
            continue
        first = earlier_name(standard.code, edition.number, 1)
        turns[first] += 1
        yield earlier_name(standard.code, edition.number, turns[first]), text
    if draft is not None and not _is_text_of(latest, draft):
        name = draft_name if speaks else stated_name
        yield name(standard.code), draft


def _is_text_of(edition: StandardEdition | None, draft: StandardText) -> bool:
    """Whether the page only holds what was published from it: the cover of the
    edition was completed, all else is the same."""
    text = edition_text(edition) if edition is not None else None
    if text is None:
        return False
    cover = replace(
        draft.cover,
        number=text.cover.number,
        published_on=text.cover.published_on,
        effective_on=text.cover.effective_on,
        issuing_bodies=draft.cover.issuing_bodies or text.cover.issuing_bodies,
    )
    return replace(draft, cover=cover) == text
