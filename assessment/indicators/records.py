"""Lists of records behind a number, short or by the million, all read the same way."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assessment.indicators.observations import Fact


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in a list: what it is, where it is stored, why it stands there.

    `kind` and `record_id` make the link; `key` is the record's key in the pilot
    package, `reason` a Chinese sentence fragment or "".
    """

    kind: str
    record_id: int
    key: str
    label: str
    unit: str
    reason: str


class RecordList(ABC):
    """A list that knows its length and hands out pages; nothing is built before."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def page(self, offset: int, limit: int) -> list[Entry]:
        """At most `limit` entries from the 0-based `offset`, in a fixed order."""

    @abstractmethod
    def __iter__(self) -> Iterator[Entry]: ...


ReasonedFact = tuple[Fact, str]


class FactList(RecordList):
    """Facts held in memory, each with its reason."""

    def __init__(self, rows: Iterable[ReasonedFact] = ()) -> None:
        self._rows: Sequence[ReasonedFact] = tuple(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def page(self, offset: int, limit: int) -> list[Entry]:
        return [_entry(*row) for row in self._rows[offset : offset + limit]]

    def __iter__(self) -> Iterator[Entry]:
        return (_entry(*row) for row in self._rows)


def _entry(fact: Fact, reason: str) -> Entry:
    return Entry(
        kind=fact.kind,
        record_id=fact.record_id,
        key=fact.key,
        label=fact.label,
        unit=fact.unit,
        reason=reason,
    )
