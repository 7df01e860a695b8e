"""A project walked to any stage of its life, by those whose steps they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import Role, Unit, User
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.services import replace_text
from standards_catalog.drafting.document import Clause, Cover, ListItem, StandardText
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.procedure.models import (
    Comment,
    Consultation,
    DraftingProject,
    ExpertReview,
    NoveltySearch,
    Stage,
)
from standards_catalog.procedure.services import panels, rounds, transitions
from standards_catalog.procedure.services.consultations import (
    add_comment,
    reply_without_comment,
)
from standards_catalog.procedure.services.proposals import (
    Proposal,
    propose,
    record_search,
)
from standards_catalog.procedure.services.publications import (
    PublicationPlan,
    publish,
)
from standards_catalog.procedure.services.reviews import cast_vote
from tests.factories import Cast, make_membership, make_standard, make_unit, make_user

ISSUER = "测试市社会救助标准化办公室"


def block(number: int) -> str:
    """The stable id of the n-th block of :data:`TEXT`."""
    return str(UUID(int=number))


# A text the drafting check has nothing against.
TEXT = StandardText(
    cover=Cover(
        title="社会救助受理登记规范",
        english_title="Specification for registration of social assistance",
        ics="03.160",
        ccs="A 16",
    ),
    foreword=(
        "本文件按照GB/T 1.1—2020《标准化工作导则　第1部分：标准化文件的结构和起草规则》的规定起草。",
        "请注意本文件的某些内容可能涉及专利。本文件的发布机构不承担识别专利的责任。",
        "本文件由测试市民政局提出并归口。",
        "本文件起草单位：测试民政局。",
        "本文件主要起草人：民政局人员001。",
    ),
    blocks=(
        Clause(
            id=block(1),
            level=1,
            title="范围",
            paragraphs=(
                "本文件规定了社会救助受理登记的要求。",
                "本文件适用于社会救助窗口的受理登记。",
            ),
        ),
        Clause(
            id=block(2),
            level=1,
            title="规范性引用文件",
            paragraphs=("本文件没有规范性引用文件。",),
        ),
        Clause(
            id=block(3),
            level=1,
            title="术语和定义",
            paragraphs=("本文件没有需要界定的术语和定义。",),
        ),
        Clause(id=block(4), level=1, title="受理"),
        Clause(
            id=block(5),
            level=2,
            title="登记",
            paragraphs=("窗口应登记下列内容：",),
        ),
        ListItem(id=block(6), text="申请人的基本情况；"),
        ListItem(id=block(7), text="申请的救助事项。"),
        Clause(
            id=block(8),
            level=2,
            title="转办",
            paragraphs=("窗口应在2个工作日内转办。",),
        ),
    ),
)


def revised(text: StandardText = TEXT) -> StandardText:
    """``text`` as it is after the panel asked for a change: 4.2 is shorter."""
    last = text.blocks[-1]
    assert isinstance(last, Clause)
    changed = replace(last, paragraphs=("窗口应在1个工作日内转办。",))
    return replace(text, blocks=(*text.blocks[:-1], changed))


@dataclass
class World:
    """One project with everybody who acts on it.

    ``cast.liaison`` is of the lead unit; ``asked`` is another unit with its own
    liaison; ``experts`` are five.
    """

    cast: Cast
    standard: Standard
    project: DraftingProject
    asked: Unit
    asked_liaison: User
    experts: list[User] = field(default_factory=list)

    def fresh(self) -> DraftingProject:
        """The project as it is in the database."""
        return DraftingProject.objects.get(pk=self.project.pk)

    @property
    def consultation(self) -> Consultation:
        """The last round."""
        found = self.project.consultations.order_by("number").last()
        assert found is not None
        return found

    @property
    def review(self) -> ExpertReview:
        """The last review."""
        found = self.project.reviews.order_by("number").last()
        assert found is not None
        return found


def make_world(cast: Cast, kind: str = "制定", **fields: object) -> World:
    """A project at 立项."""
    status = Standard.Status.PLANNED if kind == "制定" else Standard.Status.CURRENT
    since = None if kind == "制定" else date(2021, 4, 1)
    standard = make_standard(
        cast.pilot, since, title=TEXT.cover.title, status=status, **fields
    )
    asked = make_unit(name=f"测试医院{standard.pk}")
    make_membership(cast.pilot, asked, position=9)
    project = propose(
        proposal=Proposal(standard, kind, cast.own_unit, "窗口没有统一的登记要求"),
        actor=cast.liaison,
    )
    experts = [make_user(Role.EXPERT) for _ in range(4)]
    return World(
        cast=cast,
        standard=standard,
        project=project,
        asked=asked,
        asked_liaison=make_user(Role.UNIT_LIAISON, asked),
        experts=[cast.expert, *experts],
    )


def add_search(world: World, result: str = "无相关标准", findings: str = "") -> None:
    """A 查新 of today."""
    search = NoveltySearch(
        project=world.project,
        searched_on=timezone.localdate(),
        sources="全国标准信息公共服务平台",
        keywords="社会救助 受理",
        result=result,
        findings=findings,
    )
    record_search(search=search, actor=world.cast.liaison)


def write_text(world: World, text: StandardText = TEXT) -> None:
    """Put ``text`` into the draft; of a revision, its cover names the old edition."""
    page = StandardPage.objects.get(standard=world.standard)
    if world.project.kind == "修订":
        replaces = tuple(e.number for e in world.standard.editions.all())
        text = replace(text, cover=replace(text.cover, replaces=replaces))
    replace_text(page=page, text=text, actor=world.cast.liaison, note="测试")


def to_drafting(world: World) -> None:
    """立项 → 起草, with a text that can be published."""
    add_search(world)
    transitions.accept_proposal(project=world.project, actor=world.cast.office)
    if world.project.kind != "废止":
        write_text(world)


def plan(world: World, **fields: object) -> rounds.ConsultationPlan:
    """A round of 15 days with one unit asked."""
    values: dict = {
        "closes_on": timezone.localdate() + timedelta(days=15),
        "units": (world.asked,),
        **fields,
    }
    return rounds.ConsultationPlan(**values)


def to_consulting(world: World, **fields: object) -> Consultation:
    """… → 征求意见."""
    to_drafting(world)
    return rounds.open_consultation(
        project=world.project, actor=world.cast.liaison, plan=plan(world, **fields)
    )


def say(world: World, content: str = "期限太短", block_id: str = block(8)) -> Comment:
    """An opinion of the asked unit."""
    return add_comment(
        consultation=world.consultation,
        content=content,
        block_id=block_id,
        invitation=world.consultation.invitations.get(unit=world.asked),
        channel=Comment.Channel.SCREEN,
        actor=world.asked_liaison,
    )


def to_disposing(world: World, *, with_comment: bool = False) -> None:
    """… → 意见汇总处理; the asked unit says 无意见, or one opinion."""
    consultation = to_consulting(world)
    if with_comment:
        say(world)
    else:
        reply_without_comment(
            invitation=consultation.invitations.get(), actor=world.asked_liaison
        )
    rounds.close_consultation(project=world.project, actor=world.cast.liaison)


def review_plan(world: World, **fields: object) -> panels.ReviewPlan:
    """A review by the five experts."""
    values: dict = {
        "meeting_on": timezone.localdate(),
        "place": "第一会议室",
        "host": "标准化办公室主任",
        "experts": tuple(world.experts),
        "chair": world.experts[0],
        **fields,
    }
    return panels.ReviewPlan(**values)


def to_reviewing(world: World) -> ExpertReview:
    """… → 专家评审."""
    to_disposing(world)
    return panels.convene_review(
        project=world.project, actor=world.cast.office, plan=review_plan(world)
    )


def vote(world: World, votes: str) -> None:
    """Votes of the experts in turn: ``y``, ``n``, ``a`` or ``-`` for none."""
    words = {"y": "同意", "n": "不同意", "a": "弃权"}
    for expert, letter in zip(world.experts, votes, strict=True):
        if letter in words:
            cast_vote(
                review=world.review,
                expert=expert,
                vote=words[letter],
                reason="缺少数据" if letter == "n" else "",
            )


def conclude(world: World, conclusion: str = "通过", points: str = "") -> None:
    """State the conclusion of the last review."""
    panels.conclude_review(
        project=world.project,
        actor=world.cast.office,
        conclusion=conclusion,
        main_points=points,
    )


def to_deliberating(world: World) -> None:
    """… → 领导小组审议."""
    to_reviewing(world)
    vote(world, "yyyyy")
    conclude(world)
    transitions.submit_for_deliberation(project=world.project, actor=world.cast.office)


def to_approved(world: World) -> None:
    """… → 批准发布."""
    to_deliberating(world)
    transitions.approve(project=world.project, actor=world.cast.leadership)


def publication_plan(world: World, **fields: object) -> PublicationPlan:
    """Published today, in force in thirty days."""
    today = timezone.localdate()
    values: dict = {
        "published_on": today,
        "effective_on": today + timedelta(days=30),
        "issuer": ISSUER,
        "number": f"JYSJZ FW 101—{today.year}",
        **fields,
    }
    return PublicationPlan(**values)


def to_published(world: World, **fields: object) -> StandardEdition:
    """… → 已发布."""
    to_approved(world)
    publication = publish(
        project=world.project,
        actor=world.cast.office,
        plan=publication_plan(world, **fields),
    )
    assert publication.edition is not None
    return publication.edition


def to_abandoned(world: World) -> None:
    """立项 → 终止."""
    transitions.abandon(project=world.project, actor=world.cast.office, note="不再需要")


WALKS = {
    Stage.PROPOSED: lambda world: None,
    Stage.DRAFTING: to_drafting,
    Stage.CONSULTING: to_consulting,
    Stage.DISPOSING: to_disposing,
    Stage.REVIEWING: to_reviewing,
    Stage.DELIBERATING: to_deliberating,
    Stage.APPROVED: to_approved,
    Stage.PUBLISHED: to_published,
    Stage.ABANDONED: to_abandoned,
}


def world_at(cast: Cast, stage: str, kind: str = "制定") -> World:
    """A project that was walked to ``stage``."""
    world = make_world(cast, kind)
    WALKS[Stage(stage)](world)
    world.project = world.fresh()
    assert world.project.stage == stage
    return world
