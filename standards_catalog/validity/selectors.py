"""被代替或废止的引用文件: what has ended and is still cited or listed as applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Count, Q
from django.urls import reverse

from standards_catalog.authoring.checking import number_pattern_of
from standards_catalog.drafting.wording import REFERENCES
from standards_catalog.models import (
    CatalogueCitation,
    LegalInstrument,
    Pilot,
    Standard,
    StandardEdition,
)
from standards_catalog.numbering.standard_numbers import (
    NumberError,
    StandardNumber,
    parse_number,
)
from standards_catalog.procedure.models import DraftingProject
from standards_catalog.validity.chains import followed
from standards_catalog.validity.citations import citations_of
from standards_catalog.validity.models import ValidityDecision
from standards_catalog.validity.successions import (
    EditionSuccessions,
    edition_successions,
    law_successions,
)

OFFICE = "标准化办公室"
_FREE_MARK = "（未列入体系）"


class ItemKind(StrEnum):
    """What has ended."""

    STANDARD = "标准"
    LAW = "法律法规"


class ItemState(StrEnum):
    """Whether somebody has to act."""

    OPEN = "待处理"
    REVISING = "修订中"
    DONE = "已处理"


@dataclass(frozen=True, slots=True)
class CitingText:
    """One of our standards in force that cites it, and where.

    ``project`` is the revision under way, if there is one.
    """

    standard: Standard
    number: str
    clauses: tuple[str, ...]
    units: tuple[str, ...]
    project: DraftingProject | None

    def __str__(self) -> str:
        # That it is listed in chapter 2 goes without saying where a clause cites it.
        clauses = [c for c in self.clauses if c != REFERENCES] or self.clauses
        where = "、".join(clauses)
        return f"{self.standard.code}（{where}）" if where else self.standard.code


@dataclass(frozen=True, slots=True)
class ValidityItem:
    """Something that has ended by the day.

    ``since`` is unknown for what is stored as 废止 without a date. ``replaced_by`` is
    the chain to its end, the newest last. ``is_listed``: it stands in the catalogue as
    applied. ``records`` are counts of what else rests on it, by kind.
    """

    subject: str
    kind: ItemKind
    number: str
    title: str
    url: str
    since: date | None
    replaced_by: tuple[str, ...]
    is_listed: bool
    citing: tuple[CitingText, ...]
    records: tuple[tuple[str, int], ...]
    decision: ValidityDecision | None

    @property
    def state(self) -> ItemState:
        """待处理 until the office decides or every citing text is being revised."""
        if self.decision is not None:
            return ItemState.DONE
        if self.citing and all(text.project is not None for text in self.citing):
            return ItemState.REVISING
        return ItemState.OPEN

    @property
    def turn(self) -> str:
        """Who has to act: the units whose texts cite it and the office."""
        if self.state is ItemState.DONE:
            return ""
        if self.state is ItemState.REVISING:
            leads = [str(t.project.lead_unit) for t in self.citing if t.project]
            return "、".join(dict.fromkeys(leads))
        units = [u for t in self.citing if t.project is None for u in t.units]
        return "、".join(dict.fromkeys([*units, OFFICE]))


@dataclass(slots=True)
class _Found:
    """An ended standard while its citing texts are gathered."""

    number: str
    edition: StandardEdition | None
    since: date | None
    replaced_by: tuple[str, ...]
    is_listed: bool = False
    clauses: dict[int, tuple[str, ...]] = field(default_factory=dict)


def validity_items(
    pilot: Pilot, day: date, *, with_records: bool = True
) -> tuple[ValidityItem, ...]:
    """Everything that has ended by ``day`` and is cited or listed, the newest first.

    The number of queries does not depend on how much the catalogue holds: three where
    nothing has ended. Without ``with_records``, records are not counted.
    """
    texts = _texts_in_force(pilot, day)
    cited = citations_of(texts.values(), number_pattern_of(pilot))
    names: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
    numbers: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for pk, found in cited.items():
        for number, clauses in found.numbers:
            numbers[number][pk] = clauses
        for name, clauses in found.names:
            names[name][pk] = clauses
    gathered = _Gathered(pilot, day, texts, with_records=with_records)
    items = [
        *gathered.standards(_ended_standards(pilot, day, numbers)),
        *gathered.laws(names),
    ]
    return tuple(
        sorted(items, key=lambda i: (i.since or date.min, i.number), reverse=True)
    )


def open_item_count(pilot: Pilot, day: date) -> int:
    """How many of them wait for somebody to act."""
    items = validity_items(pilot, day, with_records=False)
    return sum(item.state is ItemState.OPEN for item in items)


def _texts_in_force(pilot: Pilot, day: date) -> dict[int, StandardEdition]:
    """The editions with a text that are in force, by key, with their units."""
    rows = (
        StandardEdition.objects.minted()
        .filter(standard__pilot=pilot, effective_on__lte=day)
        .filter(Q(abolished_on=None) | Q(abolished_on__gt=day))
        .select_related("standard")
        .prefetch_related("standard__responsible_units")
        .order_by("standard__position", "pk")
    )
    return {edition.pk: edition for edition in rows.defer("text")}


def _ended_standards(
    pilot: Pilot, day: date, cited: Mapping[str, dict[int, tuple[str, ...]]]
) -> Iterator[_Found]:
    """External standards of the catalogue that have ended, and whatever a text cites
    that the catalogue knows to have ended."""
    known = edition_successions(pilot)
    found: dict[str, _Found] = {}
    for edition in _listed_and_ended(known, day):
        number = edition.number or edition.standard.code
        found[number] = _Found(
            number, edition, edition.abolished_on, _chain(known, edition.pk), True
        )
    judge = _Judge(pilot, known, day)
    for number, clauses in cited.items():
        ended = judge.ended(number)
        if ended is not None:
            kept = found.setdefault(ended.number, ended)
            for pk, where in clauses.items():
                kept.clauses[pk] = (*kept.clauses.get(pk, ()), *where)
    yield from found.values()


def _listed_and_ended(
    known: EditionSuccessions, day: date
) -> Iterator[StandardEdition]:
    """The last edition of each external standard that has none to apply any more."""
    by_standard: dict[int, list[StandardEdition]] = defaultdict(list)
    for edition in known.editions.values():
        if edition.standard.level != Standard.Level.INTERNAL:
            by_standard[edition.standard_id].append(edition)
    for editions in by_standard.values():
        ended = [e for e in editions if e.abolished_on and e.abolished_on <= day]
        if len(ended) == len(editions):
            yield max(ended, key=lambda edition: edition.abolished_on or date.min)
        elif _is_undated_abolition(editions):
            yield editions[-1]


def _is_undated_abolition(editions: Iterable[StandardEdition]) -> bool:
    """Whether the standard is stored as 废止 and no date says since when."""
    return all(
        edition.standard.status == Standard.Status.ABOLISHED
        and edition.abolished_on is None
        for edition in editions
    )


def _chain(known: EditionSuccessions, start: int) -> tuple[str, ...]:
    keys = followed(start, known.successors)
    names = [str(known.editions[key]) for key in keys]
    last = keys[-1] if keys else start
    if last in known.free:
        names.append(f"{known.free[last]}{_FREE_MARK}")
    return tuple(names)


class _Judge:
    """Says of a number as cited whether it has ended, by the catalogue of a pilot."""

    def __init__(self, pilot: Pilot, known: EditionSuccessions, day: date) -> None:
        self._known, self._day = known, day
        self._internal = number_pattern_of(pilot)
        self._editions: dict[str, dict[int | None, StandardEdition]] = defaultdict(dict)
        for edition in known.editions.values():
            number = self._parsed(edition.number)
            if number is not None:
                self._editions[number.undated][number.year] = edition

    def _parsed(self, text: str) -> StandardNumber | None:
        try:
            return parse_number(text, self._internal, undated=True)
        except NumberError:
            return None

    def ended(self, text: str) -> _Found | None:
        """What ended, or None for what applies or is not known."""
        number = self._parsed(text)
        editions = self._editions.get(number.undated) if number else None
        if number is None or not editions:
            return None
        if number.year in editions and number.year is not None:
            return self._edition(editions[number.year])
        current = [e for e in editions.values() if e.is_in_force_on(self._day)]
        if number.year is None:
            last = max(editions.values(), key=lambda e: e.effective_on or date.min)
            return None if current else self._edition(last)
        newer = [
            edition
            for year, edition in editions.items()
            if edition in current and year is not None and year > number.year
        ]
        if not newer:
            return None
        chain = (str(newer[0]), *_chain(self._known, newer[0].pk))
        return _Found(number.printed, None, newer[0].effective_on, chain)

    def _edition(self, edition: StandardEdition) -> _Found | None:
        if edition.abolished_on is None or edition.abolished_on > self._day:
            return None
        chain = _chain(self._known, edition.pk)
        return _Found(edition.number, edition, edition.abolished_on, chain)


class _Gathered:
    """Makes items of what was found, with what else is known of them."""

    def __init__(
        self,
        pilot: Pilot,
        day: date,
        texts: Mapping[int, StandardEdition],
        *,
        with_records: bool,
    ) -> None:
        self._pilot, self._day, self._texts = pilot, day, texts
        self._with_records = with_records

    @cached_property
    def _decisions(self) -> dict[str, ValidityDecision]:
        decisions = ValidityDecision.objects.filter(pilot=self._pilot)
        return {d.subject: d for d in decisions.select_related("decided_by")}

    @cached_property
    def _projects(self) -> dict[int, DraftingProject]:
        projects = DraftingProject.objects.active().filter(standard__pilot=self._pilot)
        return {
            project.standard_id: project
            for project in projects.select_related("lead_unit")
        }

    @cached_property
    def _records(self) -> Mapping[tuple[str, int], tuple[tuple[str, int], ...]]:
        return _records_by_cited() if self._with_records else defaultdict(tuple)

    def standards(self, found: Iterable[_Found]) -> Iterator[ValidityItem]:
        for each in found:
            owner = each.edition.standard if each.edition is not None else None
            url = reverse("standards_catalog:detail", args=[owner.pk]) if owner else ""
            yield ValidityItem(
                subject=each.number,
                kind=ItemKind.STANDARD,
                number=each.number,
                title=owner.title if owner is not None else "（体系中没有这一版次）",
                url=url,
                since=each.since,
                replaced_by=each.replaced_by,
                is_listed=each.is_listed,
                citing=self._citing(each.clauses),
                records=self._records["standard", owner.pk] if owner else (),
                decision=self._decisions.get(each.number),
            )

    def laws(
        self, names: Mapping[str, Mapping[int, tuple[str, ...]]]
    ) -> Iterator[ValidityItem]:
        known = law_successions(self._pilot)
        for law in known.laws.values():
            if not law.is_abolished_on(self._day):
                continue
            keys = followed(law.pk, known.successors)
            chain = [known.laws[key].title for key in keys]
            free = known.free.get(keys[-1] if keys else law.pk)
            if free:
                chain.append(f"{free}{_FREE_MARK}")
            yield self._law_item(law, tuple(chain), names.get(law.title, {}))

    def _law_item(
        self,
        law: LegalInstrument,
        chain: tuple[str, ...],
        clauses: Mapping[int, tuple[str, ...]],
    ) -> ValidityItem:
        return ValidityItem(
            subject=law.code,
            kind=ItemKind.LAW,
            number=law.document_number or law.code,
            title=law.title,
            url=reverse("standards_catalog:law", args=[law.pk]),
            since=law.abolished_on,
            replaced_by=chain,
            is_listed=True,
            citing=self._citing(clauses),
            records=self._records["law", law.pk],
            decision=self._decisions.get(law.code),
        )

    def _citing(self, clauses: Mapping[int, tuple[str, ...]]) -> tuple[CitingText, ...]:
        return tuple(
            CitingText(
                standard=edition.standard,
                number=edition.number,
                clauses=tuple(dict.fromkeys(clauses[pk])),
                units=tuple(map(str, edition.standard.responsible_units.all())),
                project=self._projects.get(edition.standard_id),
            )
            for pk, edition in self._texts.items()
            if pk in clauses
        )


def _records_by_cited() -> Mapping[tuple[str, int], tuple[tuple[str, int], ...]]:
    """How many records of each kind cite a standard or a law. One query a kind.

    The kinds belong to the layers above; they are known by what they inherit.
    """
    found: dict[tuple[str, int], tuple[tuple[str, int], ...]] = defaultdict(tuple)
    for model in apps.get_models():
        if not issubclass(model, CatalogueCitation):
            continue
        rows: Any = model._default_manager.order_by().values("standard_id", "law_id")
        label = str(model._meta.verbose_name)
        for row in rows.annotate(count=Count("pk")):
            for name in ("standard", "law"):
                if row[f"{name}_id"] is not None:
                    key = (name, row[f"{name}_id"])
                    found[key] = (*found[key], (label, row["count"]))
    return found
