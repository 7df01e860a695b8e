"""What search engines are told about an edition (JSON-LD, schema.org)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from standards_catalog.models import StandardEdition

# As Django's json_script does: nothing in a text may end the script element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True, slots=True)
class LinkedEdition:
    """An edition with its absolute addresses; ``pdf`` is empty without a file."""

    edition: StandardEdition
    url: str
    pdf: str
    issuer: str
    summary: str
    standing: str


def linked_data(linked: LinkedEdition) -> str:
    """The data block, safe inside a script element."""
    edition, standard = linked.edition, linked.edition.standard
    values: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": standard.title,
        "name": standard.title,
        "identifier": edition.number,
        "version": edition.number,
        "url": linked.url,
        "inLanguage": "zh-Hans",
        "isAccessibleForFree": True,
        "creativeWorkStatus": linked.standing,
        "genre": standard.level,
        "abstract": linked.summary,
        "datePublished": _day(edition.published_on),
        "dateCreated": _day(edition.published_on),
        "expires": _day(edition.abolished_on),
        "publisher": _named("Organization", linked.issuer),
        "isPartOf": _named("CreativeWorkSeries", standard.pilot.name),
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": "application/pdf",
            "contentUrl": linked.pdf,
        }
        if linked.pdf
        else None,
    }
    said = {name: value for name, value in values.items() if value not in ("", None)}
    return json.dumps(said, ensure_ascii=False).translate(_ESCAPES)


def _day(day: Any) -> str:
    return day.isoformat() if day is not None else ""


def _named(kind: str, name: str) -> dict[str, str] | None:
    return {"@type": kind, "name": name} if name else None
