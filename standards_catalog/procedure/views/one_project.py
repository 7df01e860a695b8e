"""The page of one project: where it stands, whose turn it is, what is on file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView

from standards_catalog.authoring.access import TextLinks, links_for
from standards_catalog.procedure.models import DraftingProject, Invitation, Stage
from standards_catalog.procedure.selectors.readiness import (
    MISSING,
    latest_consultation,
    latest_review,
    pending_deliberation,
)
from standards_catalog.procedure.selectors.turns import (
    is_turn_of,
    main_step,
    turn_of,
)
from standards_catalog.procedure.services.links import link_for
from standards_catalog.procedure.services.steps import STEPS, may_take
from standards_catalog.procedure.views.projects import OneProjectMixin

_CHAIN = (
    Stage.PROPOSED,
    Stage.DRAFTING,
    Stage.CONSULTING,
    Stage.DISPOSING,
    Stage.REVIEWING,
    Stage.DELIBERATING,
    Stage.APPROVED,
    Stage.PUBLISHED,
)


@dataclass(frozen=True, slots=True)
class StageMark:
    """A stage in the line of stages: behind, here, or ahead."""

    label: str
    place: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A step the user could take, with what is missing for it."""

    key: str
    label: str
    missing: tuple[str, ...]
    is_next: bool


@dataclass(frozen=True, slots=True)
class SentLink:
    """An invitation with its signed link, for whoever may hand it on."""

    invitation: Invitation
    url: str


@dataclass(frozen=True, slots=True)
class Work:
    """A page on which something is done before the stage can be left."""

    label: str
    url: str
    icon: str


# What follows once the stage's own work is done.
_AFTERWARDS = {
    Stage.PROPOSED: "批准立项后，由牵头单位起草文本。",
    Stage.DRAFTING: "写好后看一遍“起草检查”，再发出征求意见稿。",
    Stage.CONSULTING: "期限已过，或全部单位已回函（没有向社会公开的），"
    "由牵头单位结束征求意见，逐条处理。",
    Stage.DISPOSING: "意见全部处理完、采纳的意见已改入文本后，由标准化办公室召集专家评审；"
    "改动较大的，可以再征求一轮意见。",
    Stage.REVIEWING: "表决达到规定人数后，由标准化办公室形成结论；"
    "通过的，提请领导小组审议。",
    Stage.DELIBERATING: "审议通过后，由标准化办公室编号发布；退回的，重新起草。",
    Stage.APPROVED: "发布后在公众门户公开，到实施日期自动实施。",
    Stage.PUBLISHED: "实施后每五年至少复审一次，到期前半年提醒。",
    Stage.ABANDONED: "以后重新立项时，从已有的文本继续。",
}


class ProjectView(OneProjectMixin, TemplateView):
    """One project: where it stands, whose turn it is, and everything on file."""

    template_name = "procedure/project.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project, today = self.project, timezone.localdate()
        turn = turn_of(project, today)
        offers, links = self._offers(), self._text_links()
        rounds = project.consultations.order_by("-number").prefetch_related(
            "invitations__unit", "invitations__comments"
        )
        return super().get_context_data(
            **kwargs,
            project=project,
            stages=_stage_line(project),
            turn=turn,
            is_late=project.is_active and turn.is_late_on(today),
            is_mine=is_turn_of(self.account, turn),
            afterwards=_AFTERWARDS[Stage(project.stage)],
            forward=[o for o in offers if o.is_next],
            others=[o for o in offers if not o.is_next],
            works=self._works(links),
            links=links,
            rounds=[(r, self._links_of(r)) for r in rounds],
            reviews=project.reviews.order_by("-number").prefetch_related(
                "panel__expert"
            ),
            deliberations=project.deliberations.order_by("-pk").select_related(
                "snapshot", "decided_by"
            ),
            publication=getattr(project, "publication", None),
            searches=project.searches.select_related("recorded_by"),
            documents=project.documents.select_related("added_by"),
            changes=project.changes.select_related("actor", "snapshot"),
            may_file=self.may_file,
            is_office=self.account.is_office,
        )

    def _offers(self) -> list[Offer]:
        today, main = timezone.localdate(), main_step(self.project)
        offered = []
        for step in STEPS:
            if self.project.stage not in step.sources:
                continue
            if not may_take(step, self.project, self.account):
                continue
            missing = tuple(MISSING[step.key](self.project, today))
            is_again = (
                step.key == "open_consultation"
                and self.project.stage == Stage.DISPOSING
            )
            label = "再征求一轮意见" if is_again else step.label
            offered.append(Offer(step.key, label, missing, step.key == main))
        return offered

    def _works(self, links: TextLinks) -> list[Work]:
        """What the user can do on other pages in this stage, the first thing first."""
        project, found = self.project, []
        writing = Work("编辑草案", links.editor, "pencil")
        match project.stage:
            case Stage.PROPOSED if self.may_file and not project.searches.exists():
                address = reverse("procedure:search", args=[project.pk])
                found.append(Work("登记查新", address, "search"))
            case Stage.DRAFTING:
                found.append(writing)
            case Stage.DISPOSING:
                found += [*self._disposing(), writing]
            case Stage.REVIEWING:
                found += [*self._reviewing(), writing]
            case Stage.DELIBERATING:
                found += self._reading()
            case Stage.PUBLISHED:
                address = reverse(
                    "standards_catalog:detail", args=[project.standard_id]
                )
                found.append(Work("标准页面", address, "book"))
        return [work for work in found if work.url]

    def _disposing(self) -> list[Work]:
        consultation = latest_consultation(self.project)
        if consultation is None or not self.may_file:
            return []
        address = reverse("procedure:dispositions", args=[consultation.pk])
        return [Work("处理意见", address, "checklist")]

    def _reviewing(self) -> list[Work]:
        review = latest_review(self.project)
        if review is None or not self.account.is_office:
            return []
        address = reverse("procedure:review", args=[review.pk])
        return [Work("评审室", address, "users-group")]

    def _reading(self) -> list[Work]:
        deliberation = pending_deliberation(self.project)
        if deliberation is None:
            return []
        keys = [self.project.pk, deliberation.snapshot_id]
        address = reverse("procedure:snapshot", args=keys)
        return [Work("阅读报批稿", address, "book")]

    def _text_links(self) -> TextLinks:
        return links_for(self.project.standard, self.account, timezone.localdate())

    def _links_of(self, consultation: Any) -> list[SentLink]:
        return [
            SentLink(
                invitation,
                self.request.build_absolute_uri(link_for(invitation))
                if self.may_file
                else "",
            )
            for invitation in consultation.invitations.all()
        ]


def _stage_line(project: DraftingProject) -> list[StageMark]:
    if project.stage == Stage.ABANDONED:
        reached = project.changes.order_by("pk").last()
        here = reached.source if reached is not None else Stage.PROPOSED
    else:
        here = project.stage
    place = [stage.value for stage in _CHAIN].index(here)
    is_done = project.stage == Stage.PUBLISHED
    return [
        StageMark(
            "发布实施" if stage == Stage.PUBLISHED else stage.label,
            "done"
            if number < place or is_done
            else ("here" if number == place else "ahead"),
        )
        for number, stage in enumerate(_CHAIN)
    ]
