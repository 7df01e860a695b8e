"""Standards in work for the demonstration, so that its boards and to-dos are not empty.

Every project is walked by the services that a user's click would call and by the
accounts whose steps they are; nothing is written past them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, User
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.services import replace_text
from standards_catalog.drafting.text_reader import read_text
from standards_catalog.models import Pilot, Standard
from standards_catalog.procedure.models import (
    Comment,
    Consultation,
    DraftingProject,
    NoveltySearch,
)
from standards_catalog.procedure.selectors.clauses import (
    places_by_number,
    text_of_snapshot,
)
from standards_catalog.procedure.services.consultations import (
    add_comment,
    dispose,
    reply_without_comment,
)
from standards_catalog.procedure.services.panels import ReviewPlan, convene_review
from standards_catalog.procedure.services.proposals import (
    Proposal,
    propose,
    record_search,
)
from standards_catalog.procedure.services.rounds import (
    ConsultationPlan,
    close_consultation,
    open_consultation,
)
from standards_catalog.procedure.services.transitions import accept_proposal

# The standards that the demonstration leaves unfinished.
CONSULTED, REVIEWED, PROPOSED = "FW309", "GL108", "GL305"
EXPERTS = ("expert", "expert2", "expert3", "expert4", "expert5")
_DAYS = 30


@transaction.atomic
def create_projects(*, pilot: Pilot, say: Callable[[str], object]) -> None:
    """One project waiting for the office, one out for comment, one under review.

    Nothing is done once the pilot has projects, or when the standards are missing.
    """
    projects = DraftingProject.objects.filter(standard__pilot=pilot)
    standards = {
        standard.code: standard
        for standard in Standard.objects.filter(
            pilot=pilot,
            code__in=(CONSULTED, REVIEWED, PROPOSED),
            status=Standard.Status.DRAFTING,
        )
    }
    if projects.exists() or len(standards) < 3:
        return
    say("建立制修订项目……")
    accounts = {user.username: user for user in User.objects.filter(is_active=True)}
    _proposed(standards[PROPOSED], accounts, "审批权限下放后，监督的内容和频次没有规定")
    _consulted(standards[CONSULTED], accounts)
    _reviewed(standards[REVIEWED], accounts)


def _proposed(
    standard: Standard, accounts: Mapping[str, User], purpose: str
) -> DraftingProject:
    """A proposal with its 查新, waiting for the office."""
    lead = _lead_of(standard, accounts)
    unit = standard.responsible_units.get(users=lead)
    project = propose(
        proposal=Proposal(standard, DraftingProject.Kind.NEW, unit, purpose),
        actor=lead,
    )
    record_search(
        search=NoveltySearch(
            project=project,
            searched_on=timezone.localdate(),
            sources="全国标准信息公共服务平台、地方标准信息服务平台",
            keywords=standard.title,
            result=NoveltySearch.Result.NONE,
            findings="没有检索到可以直接采用的标准。",
        ),
        actor=lead,
    )
    return project


def _lead_of(standard: Standard, accounts: Mapping[str, User]) -> User:
    """The demonstration's liaison whose unit is responsible for the standard."""
    responsible = set(standard.responsible_units.values_list("pk", flat=True))
    liaisons = (accounts["liaison"], accounts["liaison2"])
    return next(user for user in liaisons if user.unit_id in responsible)


def _drafted(
    standard: Standard, accounts: Mapping[str, User], purpose: str
) -> DraftingProject:
    """An accepted project whose draft is written."""
    project = _proposed(standard, accounts, purpose)
    accept_proposal(project=project, actor=accounts["office"])
    folder = Path(apps.get_app_config("home").path) / "drafts"
    source = (folder / f"{standard.code}.txt").read_text("utf-8")
    replace_text(
        page=StandardPage.objects.get(standard=standard),
        text=read_text(source),
        actor=_lead_of(standard, accounts),
        note="形成征求意见稿",
    )
    return project


def _sent_out(
    project: DraftingProject, lead: User, *, units: tuple[Unit, ...], is_public: bool
) -> Consultation:
    plan = ConsultationPlan(
        closes_on=timezone.localdate() + timedelta(days=_DAYS),
        units=units,
        is_public=is_public,
        message="请逐条提出意见；没有意见的，也请回复。",
    )
    return open_consultation(project=project, actor=lead, plan=plan)


def _consulted(standard: Standard, accounts: Mapping[str, User]) -> None:
    """Out for comment among three units and the public; two opinions so far."""
    lead = _lead_of(standard, accounts)
    project = _drafted(standard, accounts, "各镇街园入户调查的人数、内容和记录不一致")
    units = _others(standard.pilot, lead, accounts["liaison2"], 3)
    round_ = _sent_out(project, lead, units=units, is_public=True)
    places = places_by_number(text_of_snapshot(round_.snapshot))
    add_comment(
        consultation=round_,
        content="建议写明两名调查人员中可以有一名村(社区)协理员。",
        block_id=places["4.1"].block_id,
        invitation=round_.invitations.get(unit=units[0]),
        channel=Comment.Channel.SCREEN,
        actor=accounts["liaison2"],
    )
    add_comment(
        consultation=round_,
        content="老人行动不便，希望可以预约上门的时间。",
        channel=Comment.Channel.PUBLIC,
        contributor="一名群众",
    )


def _reviewed(standard: Standard, accounts: Mapping[str, User]) -> None:
    """Everybody asked has replied, what they said is disposed of, the panel reads."""
    lead, office = _lead_of(standard, accounts), accounts["office"]
    project = _drafted(standard, accounts, "诚信承诺书各窗口写法不同，失信记录没有依据")
    units = _others(standard.pilot, lead, accounts["liaison"], 3)
    round_ = _sent_out(project, lead, units=units, is_public=False)
    comment = add_comment(
        consultation=round_,
        content="“规定时限”建议写明天数。",
        invitation=round_.invitations.get(unit=units[0]),
        channel=Comment.Channel.SCREEN,
        actor=accounts["liaison"],
    )
    for invitation in round_.invitations.exclude(unit=units[0]):
        reply_without_comment(invitation=invitation, actor=office)
    close_consultation(project=project, actor=lead)
    dispose(
        comment=comment,
        disposition=Comment.Disposition.REJECTED,
        reason="上级文件没有规定天数，由标准化办公室商有关部门另行确定。",
        actor=lead,
    )
    experts = tuple(accounts[name] for name in EXPERTS)
    plan = ReviewPlan(
        meeting_on=timezone.localdate() + timedelta(days=7),
        place="市民政局会议室",
        host="标准化办公室主任",
        experts=experts,
        chair=experts[0],
    )
    convene_review(project=project, actor=office, plan=plan)


def _others(pilot: Pilot, lead: User, first: User, count: int) -> tuple[Unit, ...]:
    """Member units to ask: the one of ``first``, then others, never the lead's."""
    units = Unit.objects.filter(memberships__pilot=pilot)
    chosen = units.exclude(users__in=(lead, first)).order_by("position")[: count - 1]
    return (units.get(users=first), *chosen)
