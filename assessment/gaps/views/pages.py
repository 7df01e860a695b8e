"""The page of one gap, and what all pages of gaps share."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from assessment.gaps.explanations import explanation_of
from assessment.gaps.models import Gap, GapState
from assessment.gaps.selectors.analysis import key_of
from assessment.gaps.selectors.clauses import sides_of
from assessment.gaps.selectors.records import gaps_on
from assessment.gaps.services.records import event_label
from assessment.gaps.views.lists import kind_badge, state_badge
from listing.columns import Column, Kind, field_column, joined
from standards_catalog.models import Standard
from standards_catalog.procedure.models import DraftingProject
from standards_catalog.views.pilot_lists import PilotDetailView, PilotPageMixin

_UNDONE = (GapState.OPEN, GapState.CLAIMED, GapState.UNDER_WAY)


class GapMixin(PilotPageMixin):
    """A page about one gap of the pilot; a 404 for one raised later."""

    def get_rows(self) -> Any:
        """The gaps raised by the date, with their state on it."""
        return gaps_on(self.pilot, self.as_of).select_related(
            "pilot",
            "step",
            "standard",
            "other_standard",
            "claimed_by",
            "project__standard",
        )

    @cached_property
    def gap(self) -> Any:
        """The gap of the address."""
        return get_object_or_404(self.get_rows(), pk=self.kwargs["pk"])

    @property
    def first_day(self) -> Any:
        """The day a form about an act starts from: the day shown, not after today."""
        return max(min(self.as_of, timezone.localdate()), self.gap.raised_on)

    def claims_for_itself(self) -> bool:
        """Whether the user is a liaison, who claims for the own unit."""
        return bool(self.account.role == "unit_liaison" and self.account.unit)


class GapDetailView(GapMixin, PilotDetailView):
    """One gap: what is the case and why, the clauses side by side, what was done."""

    template_name = "gaps/gap.html"
    list_title = "缺项清单"
    columns = (
        Column("kind", "类型", Kind.STATUS, value=kind_badge),
        Column("state", "状态", Kind.STATUS, value=state_badge),
        Column(
            "step",
            "工作环节",
            value=lambda gap: (
                joined((gap.step.domain, gap.step.item, gap.step.name)).replace(
                    "、", " / "
                )
                if gap.step
                else ""
            ),
            url=lambda gap: (
                reverse("coverage:step", args=[gap.step.pk]) if gap.step else None
            ),
            is_wide=True,
        ),
        field_column(Gap, "basis"),
        field_column(Gap, "proposed_title", is_wide=True),
        Column("owners", "责任单位", value=lambda gap: joined(gap.owner_units.all())),
        field_column(Gap, "due_on"),
        field_column(Gap, "claimed_by"),
        field_column(Gap, "claimed_on"),
        field_column(Gap, "source"),
        field_column(Gap, "raised_on"),
    )

    @property
    def record(self) -> Any:
        """The gap, found once."""
        return self.gap

    def list_url(self) -> str:
        return reverse("gaps:gaps")

    def heading(self) -> str:
        return f"缺口 {self.gap.code}"

    def subtitle(self) -> str:
        return f"状态和逾期按 {self.as_of.isoformat()} 判定"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        gap = self.gap
        is_undone = GapState(gap.state) in _UNDONE
        mine = bool(gap.claimed_by_id and gap.claimed_by_id == self.account.unit_id)
        is_office = self.account.is_office
        may_lead = is_office or (self.claims_for_itself() and mine)
        return super().get_context_data(
            **kwargs,
            gap=gap,
            explanation=explanation_of(gap),
            sides=sides_of(gap, self.as_of),
            events=self._events(),
            others=self._same_gap(),
            project=self._visible_project(),
            is_office=is_office,
            may_claim=is_undone
            and gap.claimed_by_id is None
            and (is_office or self.claims_for_itself()),
            may_return=is_undone and gap.claimed_by_id is not None and may_lead,
            may_propose=is_undone and may_lead and not self._is_proposed(),
            needs_entry=gap.kind == Gap.Kind.MISSING and gap.standard is None,
            may_end=is_office and is_undone,
            may_reopen=is_office
            and GapState(gap.state) in (GapState.WAIVED, GapState.CLOSED)
            and not (gap.closed_on and gap.source == Gap.Source.RULE),
        )

    def _is_proposed(self) -> bool:
        project: DraftingProject | None = self.gap.project
        return project is not None and project.is_active

    def _visible_project(self) -> DraftingProject | None:
        """The project, for those who may open it."""
        mine = DraftingProject.objects.for_user(self.account)
        return mine.filter(pk=self.gap.project_id or 0).first()

    def _events(self) -> list[AuditEvent]:
        """What the audit trail says of the gap, the newest first."""
        label = event_label(self.gap)
        return list(AuditEvent.objects.filter(object_label=label).order_by("-pk")[:50])

    def _same_gap(self) -> list[Gap]:
        """The same gap before it was closed, or after it came back."""
        key = key_of(self.gap)
        if not key:
            return []
        rows = Gap.objects.filter(pilot=self.pilot, kind=self.gap.kind)
        found = rows.select_related("step", "standard", "other_standard")
        return [g for g in found if g.pk != self.gap.pk and key_of(g) == key]


def proposable(gap: Gap) -> Standard | None:
    """The standard that a project for ``gap`` is about: an internal one, of two the
    one whose title is proposed."""
    both = [
        standard
        for standard in (gap.standard, gap.other_standard)
        if standard is not None and standard.level == Standard.Level.INTERNAL
    ]
    named = [standard for standard in both if standard.title == gap.proposed_title]
    return next(iter([*named, *both]), None)
