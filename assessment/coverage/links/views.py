"""Linking a step with the standards that cover it, from either side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import TemplateView

from accounts.permissions import OFFICE
from accounts.services import client_address
from assessment.coverage.clause_links import CitedClause, clause_addresses
from assessment.coverage.clauses import clauses_by_code
from assessment.coverage.links.entries import (
    NOTHING_TYPED,
    Entry,
    Group,
    Typed,
    read_typed,
)
from assessment.coverage.links.selectors import (
    proposed_clauses,
    proposed_for_steps,
    suggested_standards,
    suggested_steps,
)
from assessment.coverage.links.services import (
    Link,
    LinkError,
    keep_standard_links,
    keep_step_links,
    links_of,
    read_clauses,
)
from assessment.coverage.marks import marks_on_steps
from assessment.coverage.models import WorkStep
from assessment.coverage.owners import owners_text
from assessment.coverage.views.rows import CoveringStandard, step_state
from assessment.coverage.views.steps import OwnersMixin
from listing.columns import joined
from standards_catalog.authoring.selectors import editions_to_read
from standards_catalog.models import Standard
from standards_catalog.selectors import StandardLine, Standing, standard_lines
from standards_catalog.views.catalogue import standing_badge

_SUGGESTED, _SUGGESTED_STEPS, _FOUND = 8, 12, 20


class _LinkPage(OwnersMixin, TemplateView):
    """What both sides share: the date, the lines of the catalogue, the answer."""

    typed: Typed = NOTHING_TYPED
    errors: Mapping[int, str] = {}

    @property
    def as_of(self) -> date:
        """The page's date, or the earlier one of the matrix it was opened from."""
        page_date = super().as_of
        try:
            asked = date.fromisoformat(self.request.GET.get("day", ""))
        except ValueError:
            return page_date
        return min(asked, page_date)

    @property
    def is_fragment(self) -> bool:
        """Whether the matrix asks for the panel alone."""
        return "HX-Request" in self.request.headers

    @cached_property
    def text(self) -> str:
        """What to search for."""
        asked = self.request.POST.get("q", "") or self.request.GET.get("q", "")
        return " ".join(asked.replace("\x00", " ").split())[:100]

    @cached_property
    def lines(self) -> dict[int, StandardLine]:
        """Every standard of the pilot with its standing on the date."""
        return {line.pk: line for line in standard_lines(self.pilot, self.as_of)}

    @cached_property
    def kept(self) -> frozenset[int]:
        """The standards whose text is kept here."""
        return frozenset(editions_to_read(self.pilot, self.as_of))

    def who(self) -> dict[str, Any]:
        """Who writes, for the audit trail."""
        return {"actor": self.account, "address": client_address(self.request)}

    def again(self) -> HttpResponse:
        """The same form, with what was typed."""
        return self.render_to_response(self.get_context_data(**self.kwargs))


class StepLinksView(_LinkPage):
    """One step with all that covers it; the office changes it with suggestions."""

    def get_template_names(self) -> list[str]:
        return [
            "coverage/_step_links.html"
            if self.is_fragment
            else "coverage/step_links.html"
        ]

    @cached_property
    def step(self) -> WorkStep:
        """The step of the address; a 404 for another pilot's."""
        rows = WorkStep.objects.select_related("pilot").prefetch_related(
            "owner_units", "coverage__standard", "coverage__law"
        )
        return get_object_or_404(rows, pilot=self.pilot, pk=self.kwargs["pk"])

    @cached_property
    def links(self) -> list[Link]:
        """What covers the step."""
        return links_of(self.step)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = self.step
        covering = self._covering()
        marks = marks_on_steps(self.pilot, self.as_of, self.account, [step.pk])
        return super().get_context_data(
            **kwargs,
            step=step,
            view=self,
            state=step_state(step, covering),
            covering=covering,
            laws=[row.law for row in step.coverage.all() if row.law is not None],
            loose=self._loose_clauses(),
            owners=owners_text(self.owners(step)),
            marks=marks.get(step.pk, ()),
            may_link=self.account.is_office,
            groups=list(self._groups()) if self.account.is_office else [],
        )

    def _covering(self) -> list[CoveringStandard]:
        clauses = {c for link in self.links for c in link.clauses}
        addresses = clause_addresses(self.pilot, self.as_of, clauses)
        return [
            CoveringStandard(
                line := self.lines[link.standard.pk],
                standing_badge(line.standing),
                addresses.cited(line.pk, link.clauses),
            )
            for link in self.links
        ]

    def _loose_clauses(self) -> tuple[CitedClause, ...]:
        """Clauses that the step names without saying of which standard."""
        entries = (row.standard or row.law for row in self.step.coverage.all())
        codes = [entry.code for entry in entries if entry is not None]
        named = clauses_by_code(self.step.covering_clauses, codes)
        return tuple(map(CitedClause, named.get("", ())))

    def _groups(self) -> Iterable[Group]:
        linked = [link.standard.pk for link in self.links]
        clauses = {link.standard.pk: link.clauses for link in self.links}
        chosen = [pk for pk in self.typed.ticked if pk not in linked]
        found = [
            line.pk
            for line in self.lines.values()
            if self.text and line.matches(self.text)
        ][:_FOUND]
        ended = {
            line.pk
            for line in self.lines.values()
            if line.standing is Standing.ABOLISHED
        }
        taken = {*linked, *chosen, *found}
        suggestions = suggested_standards(
            self.step, self.as_of, but=taken | ended, limit=_SUGGESTED
        )
        reasons = {each.key: each.reason for each in suggestions}
        offered = [*chosen, *found, *reasons]
        proposed = proposed_clauses(self.step, offered, self.as_of)

        def entries(keys: Iterable[int]) -> tuple[Entry, ...]:
            made = (
                self._entry(pk, clauses.get(pk), reasons.get(pk, ""), proposed.get(pk))
                for pk in keys
            )
            return self.typed.fill(made, self.errors)

        if linked:
            yield Group("已关联的标准", entries(linked))
        if chosen:
            yield Group("已选，尚未保存", entries(chosen))
        if self.text:
            others = [pk for pk in found if pk not in linked and pk not in chosen]
            yield Group(
                f"查找“{self.text}”", entries(others), "没有别的标准符合查找的词。"
            )
        yield Group("建议的标准", entries(reasons), "没有内容相近的标准。")

    def _entry(
        self, pk: int, clauses: Sequence[str] | None, reason: str, proposed: object
    ) -> Entry:
        line = self.lines[pk]
        number = getattr(proposed, "number", "")
        return Entry(
            key=pk,
            label=f"{line.code} {line.title}",
            url=reverse("standards_catalog:detail", args=[pk]),
            badge=standing_badge(line.standing),
            clauses=number if clauses is None else joined(clauses),
            is_ticked=clauses is not None,
            reason=reason,
            proposed=str(proposed) if proposed and clauses is None else "",
            has_text=pk in self.kept,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Search on with what is ticked, or keep the links."""
        if not self.account.is_office:
            raise PermissionDenied
        self.typed = read_typed(request.POST, self.lines)
        if request.POST.get("action") == "search":
            return self.again()
        try:
            changed = keep_step_links(
                step=self.step, links=self._wanted(), day=self.as_of, **self.who()
            )
        except LinkError as error:
            self.errors = error.problems
            return self.again()
        return self._kept(changed)

    def _wanted(self) -> list[Link]:
        """Those linked already in their order, then the new ones; what the form did
        not show stays as it is."""
        standards = Standard.objects.filter(pilot=self.pilot).in_bulk(self.typed.ticked)
        before = {link.standard.pk: link for link in self.links}
        keys = dict.fromkeys([*before, *sorted(self.typed.ticked)])
        return [
            Link(
                standards[key],
                read_clauses(self.typed.clauses[key], standards[key].code),
            )
            if key in standards
            else before[key]
            for key in keys
            if key in standards or key not in self.typed.shown
        ]

    def _kept(self, changed: bool) -> HttpResponse:
        words = "已保存关联，覆盖率已按新的关联重算。" if changed else "关联没有变化。"
        if not self.is_fragment:
            messages.success(self.request, words)
            return redirect("coverage:step_links", self.step.pk)
        for name in ("step", "links", "text"):
            self.__dict__.pop(name, None)
        self.typed, self.text = NOTHING_TYPED, ""
        response = self.render_to_response(
            self.get_context_data(**self.kwargs, saved=words)
        )
        if changed:
            response["HX-Trigger"] = "coverage-changed"
        return response


class StandardLinksView(_LinkPage):
    """关联环节: which steps a standard covers, with steps that read like it."""

    roles = OFFICE
    template_name = "coverage/standard_links.html"

    @cached_property
    def standard(self) -> Standard:
        """The standard of the address; a 404 for another pilot's."""
        rows = Standard.objects.select_related("pilot")
        return get_object_or_404(rows, pilot=self.pilot, pk=self.kwargs["pk"])

    @cached_property
    def steps(self) -> dict[int, WorkStep]:
        """The steps in use on the date."""
        rows = WorkStep.objects.filter(pilot=self.pilot).in_use_on(self.as_of)
        rows = rows.select_related("pilot").prefetch_related(
            "owner_units", "coverage__law"
        )
        return {step.pk: step for step in rows}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = self.lines[self.standard.pk]
        return super().get_context_data(
            **kwargs,
            standard=self.standard,
            badge=standing_badge(line.standing),
            view=self,
            groups=list(self._groups()),
        )

    def _linked(self) -> dict[int, tuple[str, ...]]:
        """Step → its clauses of the standard, for the steps that it covers."""
        found = {}
        for step in self.steps.values():
            rows = step.coverage.all()
            if any(row.standard_id == self.standard.pk for row in rows):
                codes = [
                    row.law.code if row.law else self.lines[row.standard_id or 0].code
                    for row in rows
                ]
                named = clauses_by_code(step.covering_clauses, codes)
                found[step.pk] = named.get(self.standard.code, ())
        return found

    def _groups(self) -> Iterable[Group]:
        linked = self._linked()
        chosen = [pk for pk in self.typed.ticked if pk not in linked]
        found = [pk for pk, s in self.steps.items() if self.text and self._matches(s)]
        taken = {*linked, *chosen, *found[:_FOUND]}
        others = [step for pk, step in self.steps.items() if pk not in taken]
        suggestions = suggested_steps(
            self.standard, others, self.as_of, limit=_SUGGESTED_STEPS
        )
        reasons = {each.key: each.reason for each in suggestions}
        offered = [self.steps[pk] for pk in (*chosen, *found[:_FOUND], *reasons)]
        proposed = proposed_for_steps(self.standard, offered, self.as_of)

        def entries(keys: Iterable[int]) -> tuple[Entry, ...]:
            made = (
                self._entry(pk, linked.get(pk), reasons.get(pk, ""), proposed.get(pk))
                for pk in keys
            )
            return self.typed.fill(made, self.errors)

        yield Group("本标准覆盖的环节", entries(linked), "这项标准还没有覆盖任何环节。")
        if chosen:
            yield Group("已选，尚未保存", entries(chosen))
        if self.text:
            rest = [p for p in found[:_FOUND] if p not in linked and p not in chosen]
            yield Group(
                f"查找“{self.text}”", entries(rest), "没有别的环节符合查找的词。"
            )
        yield Group("建议的环节", entries(reasons), "没有内容相近的环节。")

    def _matches(self, step: WorkStep) -> bool:
        here = f"{step.domain}\n{step.item}\n{step.name}\n{step.source_clause}"
        return all(word in here for word in self.text.split())

    def _entry(
        self, pk: int, clauses: Sequence[str] | None, reason: str, proposed: object
    ) -> Entry:
        step = self.steps[pk]
        covering = [
            CoveringStandard(line, standing_badge(line.standing))
            for row in step.coverage.all()
            if row.standard_id and (line := self.lines.get(row.standard_id))
        ]
        number = getattr(proposed, "number", "")
        return Entry(
            key=pk,
            label=f"{step.item} · {step.name}",
            url=reverse("coverage:step", args=[pk]),
            badge=step_state(step, covering),
            clauses=number if clauses is None else joined(clauses),
            is_ticked=clauses is not None,
            detail=f"{step.domain}　{owners_text(self.owners(step)[:3])}",
            reason=reason,
            proposed=str(proposed) if proposed and clauses is None else "",
            has_text=self.standard.pk in self.kept,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Search on with what is ticked, or keep the links of the steps shown."""
        self.typed = read_typed(request.POST, self.steps)
        if request.POST.get("action") == "search":
            return self.again()
        wanted = {
            self.steps[key]: read_clauses(self.typed.clauses[key], self.standard.code)
            if key in self.typed.ticked
            else None
            for key in sorted(self.typed.shown)
        }
        try:
            changed = keep_standard_links(
                standard=self.standard, clauses=wanted, day=self.as_of, **self.who()
            )
        except LinkError as error:
            self.errors = error.problems
            return self.again()
        messages.success(
            request,
            f"已保存，改动了 {changed} 个环节。" if changed else "关联没有变化。",
        )
        return redirect("coverage:standard_links", self.standard.pk)
