"""Chains are followed to their end and never for ever."""

from __future__ import annotations

import pytest

from standards_catalog.validity.chains import closes_a_circle, followed, heads_of

CHAIN = {"a": "b", "b": "c", "x": "c"}


@pytest.mark.parametrize(
    ("start", "successors", "expected"),
    [
        ("a", CHAIN, ("b", "c")),
        ("c", CHAIN, ()),
        ("a", {}, ()),
        ("a", {"a": "a"}, ()),
        ("a", {"a": "b", "b": "a"}, ("b",)),
        ("z", {"z": "a", "a": "b", "b": "a"}, ("a", "b")),
    ],
)
def test_a_chain_ends_where_nothing_new_comes(
    start: str, successors: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert followed(start, successors) == expected


@pytest.mark.parametrize(
    ("start", "successor", "is_circle"),
    [
        ("c", "a", True),
        ("b", "a", True),
        ("a", "a", True),
        ("c", "x", True),
        ("a", "c", False),
        ("x", "a", False),
        ("c", "new", False),
    ],
)
def test_nothing_replaces_what_replaced_it(
    start: str, successor: str, is_circle: bool
) -> None:
    assert closes_a_circle(start, successor, CHAIN) is is_circle


def test_all_that_an_entry_stands_in_for_is_found() -> None:
    assert set(heads_of("c", CHAIN)) == {"a", "b", "x"}
    assert heads_of("c", CHAIN)[0] == "a"
    assert heads_of("a", CHAIN) == ()
    assert heads_of("a", {"a": "b", "b": "a"}) == ("b",)
