"""Chains of replacement: what took the place of what, followed to its end.

A chain is a mapping from each replaced thing to what replaced it. Nothing here knows
whether the things are editions or laws.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")


def followed(start: K, successors: Mapping[K, K]) -> tuple[K, ...]:
    """What replaced ``start``, then what replaced that, to the end.

    Records that name each other in a circle are followed once round.
    """
    found: list[K] = []
    here = start
    while here in successors:
        here = successors[here]
        if here == start or here in found:
            break
        found.append(here)
    return tuple(found)


def closes_a_circle(start: K, successor: K, successors: Mapping[K, K]) -> bool:
    """Whether ``start`` would come again after ``successor`` took its place."""
    others = {key: value for key, value in successors.items() if key != start}
    return successor == start or start in followed(successor, others)


def heads_of(end: K, successors: Mapping[K, K]) -> tuple[K, ...]:
    """All that ``end`` stands in for, directly or not, the oldest first."""
    replaced: dict[K, list[K]] = {}
    for old, new in successors.items():
        replaced.setdefault(new, []).append(old)
    found: list[K] = []
    queue = [end]
    while queue:
        for old in replaced.get(queue.pop(0), ()):
            if old != end and old not in found:
                found.append(old)
                queue.append(old)
    return tuple(reversed(found))
