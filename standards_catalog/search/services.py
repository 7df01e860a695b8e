"""The index of texts is kept up with what it is derived from.

Editions are looked for anew whenever the pilot's data version has changed, which every
publication, import and edit by hand does; drafts by their newest revision. So nobody
has to remember the index: a search brings it up to date first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.selectors import draft_text
from standards_catalog.drafting.json_form import from_plain
from standards_catalog.models import Pilot, StandardEdition
from standards_catalog.search.entries import Entry, entries_of
from standards_catalog.search.models import SearchedClause, SearchedText, SearchState

# To be raised when entries or their folding change: everything is indexed again.
_FORM = 1
_BATCH = 1000
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Reindexed:
    """How many texts were indexed, and how many that no longer exist were dropped."""

    texts: int = 0
    dropped: int = 0


def reindex(*, pilot: Pilot, everything: bool = False) -> Reindexed:
    """Index what has changed among the editions of ``pilot``; all with ``everything``.

    Costs two queries if nothing has changed. To be called at the end of whatever adds
    editions; a search calls it too. Concurrent calls wait for each other.
    """
    version = Pilot.objects.values_list("data_version", flat=True).get(pk=pilot.pk)
    wanted = _source(version)
    if not everything and _is_fresh(pilot, wanted):
        return Reindexed()
    with transaction.atomic():
        SearchState.objects.get_or_create(pilot_key=pilot.pk)
        state = SearchState.objects.select_for_update().get(pilot_key=pilot.pk)
        if everything or not state.indexed_for.startswith(_source("")):
            SearchedText.objects.filter(pilot_key=pilot.pk).delete()
        elif state.indexed_for == wanted:
            return Reindexed()
        outcome = _index_editions(pilot)
        state.indexed_for = wanted
        state.save(update_fields=["indexed_for"])
    return outcome


def forget_missing_pilots() -> None:
    """Drop what is indexed of pilots that are no longer there."""
    there = Pilot.objects.values("pk")
    SearchedText.objects.exclude(pilot_key__in=there).delete()
    SearchState.objects.exclude(pilot_key__in=there).delete()


def _is_fresh(pilot: Pilot, wanted: str) -> bool:
    found = SearchState.objects.filter(pilot_key=pilot.pk, indexed_for=wanted)
    return found.exists()


def _index_editions(pilot: Pilot) -> Reindexed:
    # The digest is not asked for: it lies behind the long texts, and the text of an
    # edition never changes. Editions without a text are passed over by the filter.
    editions = StandardEdition.objects.filter(standard__pilot=pilot)
    there = set(editions.values_list("pk", flat=True))
    texts = SearchedText.objects.filter(pilot_key=pilot.pk).exclude(edition_key=None)
    known = {key for key in texts.values_list("edition_key", flat=True) if key}
    gone = sorted(known - there)
    texts.filter(edition_key__in=gone).delete()
    new = StandardEdition.objects.minted().filter(pk__in=sorted(there - known))
    missing = list(new.values_list("pk", flat=True))
    for start in range(0, len(missing), _AT_ONCE):
        batch = missing[start : start + _AT_ONCE]
        _add_editions(pilot, StandardEdition.objects.filter(pk__in=batch))
    return Reindexed(texts=len(missing), dropped=len(gone))


def _source(state: object) -> str:
    return f"{_FORM}:{state}"


def _add_editions(pilot: Pilot, editions: Iterable[StandardEdition]) -> None:
    clauses = []
    for edition in editions:
        text = SearchedText.objects.create(
            pilot_key=pilot.pk,
            standard_key=edition.standard_id,
            edition_key=edition.pk,
            source=_source(edition.text_digest),
        )
        clauses += _clauses(text, entries_of(from_plain(edition.text)))
    SearchedClause.objects.bulk_create(clauses, batch_size=_BATCH)


def _clauses(text: SearchedText, entries: Iterable[Entry]) -> list[SearchedClause]:
    return [
        SearchedClause(
            searched_text=text,
            position=position,
            anchor=entry.anchor,
            number=entry.number,
            title=entry.title,
            content=entry.content,
            folded=entry.folded,
        )
        for position, entry in enumerate(entries)
    ]


def reindex_drafts(*, pilot: Pilot) -> Reindexed:
    """Index the drafts of ``pilot`` that were saved since they were indexed.

    A draft is found only by what it says otherwise than the newest edition, so that
    nothing is found twice. Costs three queries if nothing has changed.
    """
    wanted = _draft_sources(pilot)
    known = _known_drafts(pilot)
    changed = [key for key, source in wanted.items() if known.get(key) != source]
    gone = sorted(known.keys() - wanted.keys())
    if not changed and not gone:
        return Reindexed()
    with transaction.atomic():
        SearchState.objects.get_or_create(pilot_key=pilot.pk)
        SearchState.objects.select_for_update().get(pilot_key=pilot.pk)
        known = _known_drafts(pilot)
        changed = [key for key in changed if known.get(key) != wanted[key]]
        drafts = SearchedText.objects.filter(pilot_key=pilot.pk, edition_key=None)
        drafts.filter(standard_key__in=[*changed, *gone]).delete()
        _add_drafts(pilot, changed, wanted)
    return Reindexed(texts=len(changed), dropped=len(gone))


def _draft_sources(pilot: Pilot) -> dict[int, str]:
    """The state of each draft: its revision, and the edition it is compared with."""
    editions = _newest_texts(pilot)
    pages = StandardPage.objects.filter(standard__pilot=pilot)
    return {
        key: _source(f"{revision or 0}/{editions.get(key, 0)}")
        for key, revision in pages.values_list("standard_id", "latest_revision_id")
    }


def _newest_texts(pilot: Pilot) -> dict[int, int]:
    """The newest indexed edition of each standard."""
    texts = SearchedText.objects.filter(pilot_key=pilot.pk).exclude(edition_key=None)
    newest = texts.values("standard_key").annotate(newest=Max("edition_key"))
    return {row["standard_key"]: row["newest"] for row in newest}


def _known_drafts(pilot: Pilot) -> dict[int, str]:
    drafts = SearchedText.objects.filter(pilot_key=pilot.pk, edition_key=None)
    return dict(drafts.values_list("standard_key", "source"))


def _add_drafts(pilot: Pilot, keys: Sequence[int], sources: dict[int, str]) -> None:
    editions = _newest_texts(pilot)
    clauses = []
    for page in StandardPage.objects.filter(standard_id__in=keys):
        text = SearchedText.objects.create(
            pilot_key=pilot.pk,
            standard_key=page.standard_id,
            source=sources[page.standard_id],
        )
        said = _said_in(editions.get(page.standard_id))
        entries = entries_of(draft_text(page))
        new = [entry for entry in entries if (entry.anchor, entry.folded) not in said]
        clauses += _clauses(text, new)
    SearchedClause.objects.bulk_create(clauses, batch_size=_BATCH)


def _said_in(edition_key: int | None) -> set[tuple[str, str]]:
    clauses = SearchedClause.objects.filter(searched_text__edition_key=edition_key)
    return (
        set(clauses.values_list("anchor", "folded"))
        if edition_key is not None
        else set()
    )
