"""What a line of the permission table says, and the actors it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver

from tests.permission_records import Scene

# Everybody who may stand before the door. ``deactivated`` was signed in when the
# account was switched off.
ACTORS = (
    "anonymous",
    "deactivated",
    "office",
    "liaison",
    "leader",
    "other_liaison",
    "leadership",
    "expert",
    "auditor",
    "admin",
)
STRANGERS = frozenset({"anonymous", "deactivated"})
SIGNED_IN = frozenset(ACTORS) - STRANGERS
EVERYBODY = frozenset(ACTORS)

ADMIN = frozenset({"admin"})
OFFICE = ADMIN | {"office"}
AUDIT = ADMIN | {"auditor"}
OWN_UNIT = frozenset({"liaison", "leader"})
OTHER_UNIT = frozenset({"other_liaison"})
LIAISONS = frozenset({"liaison", "other_liaison"})
DRAFTERS = OFFICE | LIAISONS
FILERS = ADMIN | LIAISONS
LEADERS = OFFICE | {"leadership"}
RECORDS = LEADERS | OWN_UNIT | OTHER_UNIT
CATALOGUE = RECORDS | {"expert"}


def patterns(
    resolver: URLResolver, namespace: str = "", route: str = ""
) -> Iterator[tuple[str, str]]:
    """``(route, full name)`` of every pattern, an empty name if it has none."""
    for entry in resolver.url_patterns:
        path = f"{route}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, inner, path)
        elif isinstance(entry, URLPattern):
            yield path, f"{namespace}{entry.name}" if entry.name else ""


Arguments = Callable[[Scene], tuple[Any, ...]]


def no_arguments(scene: Scene) -> tuple[Any, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Line:
    """One view: who may read it, who may post to it, and how it is addressed.

    ``owned`` names a kind of record that belongs to one unit: the address then takes
    the key of the own or of the other unit's record. ``lands`` names where readers
    are sent on to instead of seeing the page. ``tail`` gives what follows an owned
    record's key in its address. ``blind`` are those who find nothing at an address
    that is not owned: a record of one person.
    """

    view: str
    readers: frozenset[str]
    arguments: Arguments = no_arguments
    owned: str = ""
    is_list: bool = False
    is_read: bool = True
    posters: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()
    lands: Mapping[str, str] = field(default_factory=dict)
    tail: Callable[[dict[str, Any]], tuple[Any, ...]] = lambda records: ()


def listing(view: str, readers: frozenset[str]) -> Line:
    """A record list: it also exports, and answers htmx with a part of the page."""
    return Line(view, readers, is_list=True)


def parts(lines: Iterable[Line]) -> list[Any]:
    """The lines by namespace, for one test each: making the records of a scene costs
    more than asking for a page."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.view.partition(":")[0], []).append(line)
    return [pytest.param(tuple(of), id=name) for name, of in found.items()]


def shared(view: str, kind: str, readers: frozenset[str]) -> Line:
    """A page about a record of the whole pilot."""
    return Line(view, readers, lambda scene: (scene.shared[kind].pk,))


def owned(view: str, kind: str, readers: frozenset[str] = RECORDS) -> Line:
    """A page about a record of one unit."""
    return Line(view, readers, owned=kind)
