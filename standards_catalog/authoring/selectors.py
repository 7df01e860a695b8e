"""Texts, what is known about them, and which text of a standard to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Revision

from standards_catalog.authoring.text.reading import Reading, reading_of
from standards_catalog.authoring.text.stream import (
    KnownRecords,
    RawBlock,
    blocks_of,
    lines_of,
    paragraphs_of,
    raw_stream,
)
from standards_catalog.drafting.document import (
    Block,
    Cover,
    Figure,
    NormativeReference,
    StandardText,
)
from standards_catalog.drafting.json_form import from_plain
from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.selectors import with_standing

if TYPE_CHECKING:
    from standards_catalog.authoring.models import StandardPage


def text_of(source: StandardPage | Revision) -> StandardText:
    """The text that a page object or a revision of it holds.

    A page read from the database holds its first text: its draft is
    :func:`draft_text`.
    """
    page: Any = source.as_object() if isinstance(source, Revision) else source
    stream: list[RawBlock] = page.body.get_prep_value()
    return StandardText(
        cover=Cover(
            title=page.title,
            english_title=page.english_title,
            number=page.number,
            replaces=paragraphs_of(page.replaces),
            ics=page.ics,
            ccs=page.ccs,
            published_on=page.published_on,
            effective_on=page.effective_on,
            issuing_bodies=paragraphs_of(page.issuing_bodies),
        ),
        foreword=paragraphs_of(page.foreword),
        introduction=paragraphs_of(page.introduction),
        blocks=blocks_of(stream, KnownRecords(pictures=_keys_of_pictures(stream))),
    )


def draft_of(page: StandardPage) -> StandardPage:
    """The page as its newest revision has it."""
    newest: StandardPage = page.get_latest_revision_as_object()
    return newest


def draft_text(page: StandardPage) -> StandardText:
    """The text of the newest revision."""
    return text_of(draft_of(page))


def page_values(text: StandardText, pilot: Pilot) -> dict[str, Any]:
    """The fields of a page that hold ``text``, by name."""
    cover = text.cover
    return {
        "title": cover.title,
        "english_title": cover.english_title,
        "number": cover.number,
        "replaces": lines_of(cover.replaces),
        "ics": cover.ics,
        "ccs": cover.ccs,
        "published_on": cover.published_on,
        "effective_on": cover.effective_on,
        "issuing_bodies": lines_of(cover.issuing_bodies),
        "foreword": lines_of(text.foreword),
        "introduction": lines_of(text.introduction),
        "body": stream_of(text, pilot),
    }


def stream_of(text: StandardText, pilot: Pilot) -> list[RawBlock]:
    """The raw stream of the blocks of ``text``, ids kept; pictures and standards of
    ``pilot`` that the text names are linked."""
    return raw_stream(text.blocks, _known_records(text.blocks, pilot))


def _known_records(blocks: Iterable[Block], pilot: Pilot) -> KnownRecords:
    blocks = list(blocks)
    keys = {b.reference for b in blocks if isinstance(b, Figure)} - {""}
    numbers = {b.number for b in blocks if isinstance(b, NormativeReference)} - {""}
    return KnownRecords(
        pictures=dict(
            get_image_model()
            .objects.filter(file_hash__in=keys)
            .values_list("file_hash", "pk")
        ),
        standards=dict(
            StandardEdition.objects.filter(
                standard__pilot=pilot, number__in=numbers
            ).values_list("number", "standard_id")
        ),
    )


def _keys_of_pictures(stream: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    pks = {b["value"].get("image") for b in stream if b["type"] == "figure"} - {None}
    if not pks:
        return {}
    images = get_image_model().objects.filter(pk__in=pks)
    return {image.get_file_hash(): image.pk for image in images}


@dataclass(frozen=True, slots=True)
class Citation:
    """How a standard of the catalogue is cited: the number of the edition to cite
    today, its title, and the numbers of all its editions."""

    number: str
    title: str
    numbers: frozenset[str]


def citation_of(standard: Standard) -> Citation:
    """How ``standard`` is cited today; without a number while it has no edition."""
    shown = with_standing(Standard.objects.filter(pk=standard.pk), timezone.localdate())
    number = shown.values_list("edition_number", flat=True).get() or ""
    numbers = standard.editions.values_list("number", flat=True)
    return Citation(number, standard.title, frozenset(numbers))


def read_text(text: StandardText) -> Reading:
    """``text`` laid out for reading, with the addresses of its pictures."""
    keys = {b.reference for b in text.blocks if isinstance(b, Figure)} - {""}
    images = get_image_model().objects.filter(file_hash__in=keys)
    pictures = {
        key: reverse("authoring:picture", args=[key])
        for key in images.values_list("file_hash", flat=True)
    }
    return reading_of(text, pictures)


def picture_of(key: str) -> AbstractImage | None:
    """The picture with this digest."""
    found: AbstractImage | None = (
        get_image_model().objects.filter(file_hash=key).first()
    )
    return found


def edition_text(edition: StandardEdition) -> StandardText | None:
    """The frozen text of ``edition``; None if its text is not kept here."""
    return from_plain(edition.text) if edition.is_minted else None


def editions_with_text(standard: Standard) -> QuerySet[StandardEdition]:
    """Editions of ``standard`` whose text is kept here, the newest first."""
    return standard.editions.minted().order_by("-effective_on", "-pk")


def edition_to_read(
    standard: Standard, day: date, *, is_public: bool = False
) -> StandardEdition | None:
    """The edition with text to show on ``day``: in force, else to come, else ended.

    ``is_public`` leaves out editions that are not open to everybody on ``day``.
    """
    editions = editions_with_text(standard)
    if is_public:
        editions = editions.filter(opened_on__lte=day)
    return min(editions, key=lambda edition: _turn(edition, day), default=None)


def editions_to_read(pilot: Pilot, day: date) -> dict[int, StandardEdition]:
    """Standard → its :func:`edition_to_read` on ``day``, texts left in the database.

    One query; standards whose text is not kept here are left out.
    """
    found: dict[int, StandardEdition] = {}
    editions = StandardEdition.objects.minted().filter(standard__pilot=pilot)
    for edition in editions.defer("text").order_by("-effective_on", "-pk"):
        best = found.setdefault(edition.standard_id, edition)
        if _turn(edition, day) < _turn(best, day):
            found[edition.standard_id] = edition
    return found


def _turn(edition: StandardEdition, day: date) -> int:
    if edition.abolished_on is not None and edition.abolished_on <= day:
        return 2
    return 0 if edition.is_in_force_on(day) else 1
