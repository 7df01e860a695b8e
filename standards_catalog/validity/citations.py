"""What the published texts of a pilot cite, with the clauses that cite it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from django.core.cache import cache

from standards_catalog.authoring.selectors import edition_text
from standards_catalog.drafting.checks.citations import citations, own_number
from standards_catalog.drafting.checks.draft import Draft, Role
from standards_catalog.drafting.document import NormativeReference, StandardText
from standards_catalog.drafting.wording import REFERENCES
from standards_catalog.models import StandardEdition
from standards_catalog.numbering.internal_pattern import InternalPattern
from standards_catalog.numbering.standard_numbers import NumberError, parse_number

_NAME = re.compile("《([^》]+)》")
_FORM = 2  # of what is remembered; a new one when the classes below change


@dataclass(frozen=True, slots=True)
class TextCitations:
    """The numbers and names that a text cites, each with the clauses that do.

    Numbers are as cited: with a year only where the text gives one.
    """

    numbers: tuple[tuple[str, tuple[str, ...]], ...]
    names: tuple[tuple[str, tuple[str, ...]], ...]


def citations_in(text: StandardText, internal: InternalPattern) -> TextCitations:
    """What ``text`` cites outside its foreword, in reading order."""
    draft = Draft(text, internal=internal)
    numbers: dict[str, list[str]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    for block in text.blocks:
        if isinstance(block, NormativeReference):
            number = _printed(block.printed, internal)
            found = numbers[number] if number else names[block.title.strip()]
            found.append(REFERENCES)
    for citation in citations(draft):
        if citation.passage.role is not Role.FOREWORD:
            where = draft.where(citation.passage.place)[1]
            numbers[citation.number.printed].append(where)
    for passage in draft.passages:
        if passage.role is not Role.FOREWORD:
            for name in _NAME.findall(passage.text):
                names[name].append(draft.where(passage.place)[1])
    own = own_number(draft)
    if own is not None:
        numbers.pop(own.printed, None)
    return TextCitations(_frozen(numbers), _frozen(names))


def _printed(number: str, internal: InternalPattern) -> str:
    bare = re.sub(r"\s*[（(]所有部分[）)]\s*$", "", number)
    try:
        return parse_number(bare, internal, undated=True).printed
    except NumberError:
        return ""


def _frozen(found: Mapping[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((key, tuple(dict.fromkeys(where))) for key, where in found.items())


def citations_of(
    editions: Iterable[StandardEdition], internal: InternalPattern
) -> dict[int, TextCitations]:
    """What each of the minted ``editions`` cites.

    A minted text never changes, so what it cites is remembered under its digest;
    only texts never read before are loaded, in one query.
    """
    keys = {e.pk: _cache_key(e.text_digest, internal) for e in editions}
    known = cache.get_many(keys.values())
    missing = [pk for pk, key in keys.items() if key not in known]
    if missing:
        found = {}
        for edition in StandardEdition.objects.filter(pk__in=missing):
            text = edition_text(edition)
            if text is not None:
                found[keys[edition.pk]] = citations_in(text, internal)
        cache.set_many(found, timeout=None)
        known |= found
    return {pk: known[key] for pk, key in keys.items() if key in known}


def _cache_key(digest: str, internal: InternalPattern) -> str:
    pattern = "".join(f"{ord(c):x}." for c in "|".join(map(str, astuple(internal))))
    return f"citations.{_FORM}.{digest}.{pattern}"
