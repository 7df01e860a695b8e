"""被代替为: what took the place of an edition or a law, as a package says it.

In the database it is a link to an entry of the catalogue, or the number or name of
something that is not in it; in a package always the number or name, which is resolved
again wherever chains are followed.
"""

from __future__ import annotations

from collections.abc import Mapping

from assessment.packages.loading import LoadState
from standards_catalog.models import LegalInstrument, StandardEdition


def edition_successors(pilot_id: int) -> dict[int, str]:
    """The number of what replaced each edition that was replaced, by primary key."""
    rows = (
        StandardEdition.objects.filter(standard__pilot_id=pilot_id)
        .exclude(successor=None, successor_number="")
        .values_list("pk", "successor__number", "successor_number")
    )
    return {pk: linked or free for pk, linked, free in rows}


def law_successors(pilot_id: int) -> dict[int, str]:
    """The name of what replaced each law that was replaced, by primary key."""
    rows = (
        LegalInstrument.objects.filter(pilot_id=pilot_id)
        .exclude(successor=None, successor_title="")
        .values_list("pk", "successor__title", "successor_title")
    )
    return {pk: linked or free for pk, linked, free in rows}


def load_edition_successors(
    state: LoadState, table: str, wanted: Mapping[int, str], owners: Mapping[int, int]
) -> None:
    """Let editions be replaced as ``wanted`` says; a link that says it already stays.

    ``owners`` are the standards whose rows of ``table`` speak of these editions.
    """
    held = edition_successors(state.pilot_id)
    changes = {
        pk: {"successor_id": None, "successor_number": text}
        for pk, text in wanted.items()
        if held.get(pk, "") != text
    }
    state.sync.set_fields(StandardEdition, changes, state.tallies[table], owners=owners)


def load_law_successors(state: LoadState, wanted: Mapping[int, str]) -> None:
    """The same for laws."""
    held = law_successors(state.pilot_id)
    changes = {
        pk: {"successor_id": None, "successor_title": text}
        for pk, text in wanted.items()
        if held.get(pk, "") != text
    }
    state.sync.set_fields(LegalInstrument, changes, state.tallies["laws"])
