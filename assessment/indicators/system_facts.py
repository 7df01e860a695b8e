"""Facts of what must be: units, the standards system, work, posts, phases, rules.

One frozen dataclass per table of the pilot package; see `observations`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from assessment.indicators.vocabulary import (
    Applicability,
    LimitUnit,
    StandardLevel,
    StandardStatus,
)


@dataclass(frozen=True, slots=True)
class UnitFact:
    """`units`: a member unit of the pilot; it acts from 启用日期 until 停用日期, and from
    then on its 继任单位 in its place."""

    kind: ClassVar[str] = "unit"
    record_id: int
    name: str
    active_from: date | None = None
    active_until: date | None = None
    successor: str = ""

    @property
    def key(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name

    @property
    def unit(self) -> str:
        return self.name

    def is_active(self, day: date) -> bool:
        """On its 停用日期 a unit is no longer active."""
        begun = self.active_from is None or self.active_from <= day
        return begun and (self.active_until is None or self.active_until > day)


@dataclass(frozen=True, slots=True)
class StandardFact:
    """`standards`: a place in the system. `subsystem` is its root 分体系.

    `effective_on`, `withdrawn_on` and `made_public_on` are those of the latest edition;
    `earlier_periods` are 实施日期 and 废止日期 of the editions before it, which were in
    force on earlier days, and `earlier_openings` their 公开日期."""

    kind: ClassVar[str] = "standard"
    record_id: int
    code: str
    title: str
    subsystem: str
    level: StandardLevel
    status: StandardStatus
    effective_on: date | None = None
    withdrawn_on: date | None = None
    promoted_to: str = ""
    promoted_on: date | None = None
    responsible_units: tuple[str, ...] = ()
    applicable_units: tuple[str, ...] = ()
    must_be_public: bool | None = None
    not_public_reason: str = ""
    made_public_on: date | None = None
    earlier_periods: tuple[tuple[date | None, date | None], ...] = ()
    earlier_openings: tuple[date | None, ...] = ()

    @property
    def key(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        return self.title

    @property
    def unit(self) -> str:
        return "、".join(self.responsible_units)


@dataclass(frozen=True, slots=True)
class LawFact:
    """`laws`: listed beside the system, never counted as a standard."""

    kind: ClassVar[str] = "law"
    record_id: int
    code: str
    title: str

    @property
    def key(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        return self.title

    @property
    def unit(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class StepFact:
    """`work_items`: one step (环节) of a work item (事项) as it stands from 启用日期
    until 停用日期, that day no more."""

    kind: ClassVar[str] = "step"
    record_id: int
    domain: str
    item: str
    step: str
    needs_standard: bool
    applicability: Applicability
    owner_units: tuple[str, ...] = ()
    no_standard_reason: str = ""
    covering_standards: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    reason_accepted_by: str = ""
    reason_accepted_on: date | None = None

    @property
    def key(self) -> str:
        return f"{self.domain}/{self.item}/{self.step}"

    def is_in_use(self, day: date) -> bool:
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.ends_on is None or self.ends_on > day)

    @property
    def label(self) -> str:
        return f"{self.item}：{self.step}"

    @property
    def unit(self) -> str:
        return "、".join(self.owner_units)


@dataclass(frozen=True, slots=True)
class PostFact:
    """`posts`: a post of a unit and the standards written for it."""

    kind: ClassVar[str] = "post"
    record_id: int
    post: str
    unit: str
    post_standards: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.unit}/{self.post}"

    @property
    def label(self) -> str:
        return self.post


@dataclass(frozen=True, slots=True)
class DeliverableFact:
    """`deliverables`: something a phase has to bring forth."""

    kind: ClassVar[str] = "deliverable"
    record_id: int
    phase: str
    phase_starts: date
    phase_ends: date
    sequence: str
    title: str
    responsible_units: tuple[str, ...] = ()
    confirmed_on: date | None = None

    @property
    def key(self) -> str:
        return f"{self.phase}/{self.sequence}"

    @property
    def label(self) -> str:
        return self.title

    @property
    def unit(self) -> str:
        return "、".join(self.responsible_units)


@dataclass(frozen=True, slots=True)
class RuleFact:
    """`rules`: a measurable clause. `limit` is `None` where the office set none;
    empty `items` means every 事项."""

    kind: ClassVar[str] = "rule"
    record_id: int
    rule_number: str
    limit: Decimal | None
    limit_unit: LimitUnit | None
    items: tuple[str, ...] = ()
