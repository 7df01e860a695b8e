"""Which text is printed, and the pictures that go into the file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import QuerySet
from wagtail.images import get_image_model

from standards_catalog.authoring.selectors import edition_text, edition_to_read
from standards_catalog.documents.collection import Collection
from standards_catalog.documents.page_estimate import estimated_pages_of
from standards_catalog.drafting.document import Figure, StandardText
from standards_catalog.drafting.json_form import digest, from_plain
from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.procedure.models import DraftSnapshot
from standards_catalog.selectors import with_standing

DRAFT = "草案"
_KEEP_SECONDS = 30 * 24 * 3600
_SIZE = "max-1600x1600|format-png"


@dataclass(frozen=True, slots=True)
class PrintedEdition:
    """A text with its digest, which names it for a cache, and what marks it.

    ``status`` is the word of a text that is not published: 征求意见稿, 送审稿, 报批稿, 草案.
    """

    text: StandardText
    digest: str
    demonstration: bool
    status: str = ""

    @property
    def file_stem(self) -> str:
        """The name of the file without its ending."""
        cover = self.text.cover
        number = "" if self.status else cover.number
        name = f"{number} {cover.title}".strip().replace("/", "_")
        marks = [self.status, "演示数据" if self.demonstration else ""]
        return name + "".join(f"（{mark}）" for mark in marks if mark)


def printed_edition(
    standard: Standard, day: date, *, is_public: bool = False
) -> PrintedEdition | None:
    """The edition of ``standard`` to hand out on ``day``; None without a text.

    ``is_public`` leaves out editions that are not open to everybody on ``day``.
    """
    edition = edition_to_read(standard, day, is_public=is_public)
    text = edition_text(edition) if edition is not None else None
    if edition is None or text is None:
        return None
    return PrintedEdition(text, edition.text_digest, standard.pilot.is_demonstration)


def printed_draft(text: StandardText, standard: Standard) -> PrintedEdition:
    """The draft of ``standard`` as it stands, marked 草案."""
    demonstration = standard.pilot.is_demonstration
    return PrintedEdition(text, digest(text), demonstration, DRAFT)


def printed_snapshot(snapshot: DraftSnapshot) -> PrintedEdition | None:
    """A frozen text under the word of its stage; None where no text is kept here."""
    if snapshot.text is None:
        return None
    pilot = snapshot.project.standard.pilot
    return PrintedEdition(
        from_plain(snapshot.text),
        snapshot.digest,
        pilot.is_demonstration,
        snapshot.kind,
    )


def collection_of(pilot: Pilot, day: date, subsystem: str = "") -> Collection:
    """All texts of ``pilot`` in force on ``day``, of one subsystem or of all.

    Standards whose text is not kept here are left out. Three queries.
    """
    bound = _bound_editions(pilot, day, subsystem)
    whole = StandardEdition.objects.in_bulk([edition.pk for edition in bound])
    texts = (edition_text(whole[edition.pk]) for edition in bound)
    return Collection(
        pilot=pilot.name,
        part=subsystem or "全部分体系",
        day=day,
        texts=tuple(text for text in texts if text is not None),
        demonstration=pilot.is_demonstration,
    )


def _bound_editions(pilot: Pilot, day: date, subsystem: str) -> list[StandardEdition]:
    """The editions of a collection in the order of the catalogue, without texts."""
    standards = _in_force(pilot, day, subsystem)
    editions = (
        StandardEdition.objects.minted()
        .filter(standard__in=standards, effective_on__lte=day)
        .exclude(abolished_on__lte=day)
        .select_related("standard")
        .defer("text")
        .order_by("effective_on", "pk")
    )
    newest = {edition.standard_id: edition for edition in editions}
    listed = standards.values_list("pk", flat=True)
    return [newest[pk] for pk in listed if pk in newest]


def _in_force(pilot: Pilot, day: date, subsystem: str) -> QuerySet[Standard]:
    standards = Standard.objects.in_force_on(day).filter(pilot=pilot)
    return standards.filter(subsystem=subsystem) if subsystem else standards


@dataclass(frozen=True, slots=True)
class CollectionPlan:
    """What a collection would hold: its ``titles`` and about how many ``pages``; the
    standards in force that are ``left_out`` because their text is not kept here."""

    titles: tuple[str, ...]
    left_out: tuple[str, ...]
    pages: int


def collection_plan(pilot: Pilot, day: date, subsystem: str = "") -> CollectionPlan:
    """What :func:`collection_of` would bind. At most six queries.

    Texts are read only where the pages of these very texts were not counted before.
    """
    bound = _bound_editions(pilot, day, subsystem)
    digests = "|".join(edition.text_digest for edition in bound)
    key = f"collection-pages:{hashlib.sha256(digests.encode()).hexdigest()}"
    pages = cache.get(key)
    if pages is None:
        pages = estimated_pages_of(collection_of(pilot, day, subsystem))
        cache.set(key, pages, _KEEP_SECONDS)
    shown = with_standing(_in_force(pilot, day, subsystem), day).exclude(
        pk__in=[edition.standard_id for edition in bound]
    )
    rows = shown.values_list("code", "edition_number", "title")
    return CollectionPlan(
        titles=tuple(f"{e.number} {e.standard.title}".strip() for e in bound),
        left_out=tuple(f"{number or code} {title}" for code, number, title in rows),
        pages=pages,
    )


def picture_addresses(*texts: StandardText) -> dict[str, str]:
    """The pictures of the texts as ``data:`` addresses, by key.

    The renderer may fetch nothing, so the pictures travel inside the page.
    """
    images = get_image_model().objects.filter(file_hash__in=_keys(texts))
    addresses = {}
    for image in images:
        with image.get_rendition(_SIZE).file.open("rb") as stream:
            content = base64.b64encode(stream.read()).decode()
        addresses[image.file_hash] = f"data:image/png;base64,{content}"
    return addresses


def _keys(texts: Iterable[StandardText]) -> set[str]:
    figures = (b for text in texts for b in text.blocks if isinstance(b, Figure))
    return {figure.reference for figure in figures} - {""}
