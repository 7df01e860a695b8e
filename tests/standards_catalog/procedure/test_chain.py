"""What the chain of steps leaves behind, and what it waits for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from standards_catalog.authoring.models import StandardPage
from standards_catalog.models import Standard
from standards_catalog.procedure.models import (
    Deliberation,
    DraftingProject,
    Notice,
    Stage,
)
from standards_catalog.procedure.services import rounds, transitions
from standards_catalog.procedure.services.steps import (
    StepRefusedError,
)
from tests.factories import Cast
from tests.standards_catalog.procedure import world as w

SignedIn = Callable[[User], Client]


def test_the_whole_chain_leaves_a_log_of_every_step_with_its_text(cast: Cast) -> None:
    world = w.world_at(cast, "已发布")
    steps = list(world.project.changes.values_list("step", "source", "target"))
    assert steps == [
        ("propose", "", "立项"),
        ("accept_proposal", "立项", "起草"),
        ("open_consultation", "起草", "征求意见"),
        ("close_consultation", "征求意见", "意见汇总处理"),
        ("convene_review", "意见汇总处理", "专家评审"),
        ("conclude_review", "专家评审", "专家评审"),
        ("submit_for_deliberation", "专家评审", "领导小组审议"),
        ("approve", "领导小组审议", "批准发布"),
        ("publish", "批准发布", "已发布"),
    ]
    digests = {
        change.snapshot.digest
        for change in world.project.changes.exclude(snapshot=None)
        if change.snapshot
    }
    assert len(digests) == 1
    for label in ("批准立项", "发出征求意见稿", "审议通过", "批准发布"):
        assert AuditEvent.objects.filter(action=label).count() == 1


def test_a_project_without_a_search_is_not_accepted(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = w.make_world(cast)
    with pytest.raises(StepRefusedError, match="还没有查新记录"):
        transitions.accept_proposal(project=world.project, actor=cast.office)
    url = reverse("procedure:step", args=[world.project.pk, "accept_proposal"])
    answer = signed_in(cast.office).post(url, {"note": "同意"})
    assert answer.status_code == 409
    assert world.fresh().stage == Stage.PROPOSED


def test_a_project_is_not_accepted_when_a_standard_can_be_applied(cast: Cast) -> None:
    world = w.make_world(cast)
    w.add_search(world, "有可直接采用的标准", "MZ/T 039—2013")
    with pytest.raises(StepRefusedError, match="应直接采用"):
        transitions.accept_proposal(project=world.project, actor=cast.office)
    w.add_search(world, "有相关标准但不能满足需要", "没有时限")
    transitions.accept_proposal(project=world.project, actor=cast.office)
    assert world.fresh().stage == Stage.DRAFTING


def test_an_empty_text_is_not_sent_out(cast: Cast) -> None:
    world = w.make_world(cast)
    w.add_search(world)
    transitions.accept_proposal(project=world.project, actor=cast.office)
    w.write_text(world, w.StandardText(cover=w.Cover(title="空")))
    with pytest.raises(StepRefusedError, match="还没有章条"):
        rounds.open_consultation(
            project=world.project, actor=cast.liaison, plan=w.plan(world)
        )


@pytest.mark.parametrize(
    ("stage", "is_open"),
    [
        ("起草", True),
        ("征求意见", False),
        ("意见汇总处理", True),
        ("专家评审", False),
        ("领导小组审议", False),
        ("批准发布", False),
        ("已发布", False),
    ],
)
def test_the_text_can_be_written_in_its_stages_only(
    cast: Cast, stage: str, is_open: bool
) -> None:
    world = w.world_at(cast, stage)
    page = StandardPage.objects.get(standard=world.standard)
    assert page.locked is not is_open


def test_an_approval_holds_for_the_exact_revision(cast: Cast) -> None:
    world = w.world_at(cast, "领导小组审议")
    page = StandardPage.objects.get(standard=world.standard)
    pending = world.project.deliberations.get()
    assert pending.snapshot.revision_id == page.latest_revision_id
    transitions.approve(project=world.project, actor=cast.leadership)
    approved = world.project.deliberations.get()
    assert approved.decision == Deliberation.Decision.APPROVED
    assert approved.decided_by == cast.leadership
    assert approved.snapshot_id == pending.snapshot_id


def test_of_two_approvals_at_once_the_second_is_refused(cast: Cast) -> None:
    """Both read the project before either decides; the lock lets one act."""
    world = w.world_at(cast, "领导小组审议")
    first, second = world.fresh(), world.fresh()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        transitions.approve(project=first, actor=cast.leadership)
    with pytest.raises(StepRefusedError, match="项目现在处于“批准发布”"):
        transitions.approve(project=second, actor=cast.leadership)
    assert world.project.deliberations.count() == 1
    assert world.project.changes.filter(step="approve").count() == 1
    if connection.features.has_select_for_update:
        locked = [q for q in queries.captured_queries if "FOR UPDATE" in q["sql"]]
        assert any("procedure_draftingproject" in query["sql"] for query in locked)


def test_what_leadership_returns_goes_the_whole_way_again(cast: Cast) -> None:
    world = w.world_at(cast, "领导小组审议")
    with pytest.raises(StepRefusedError, match="须写明理由"):
        transitions.return_to_drafting(
            project=world.project, actor=cast.leadership, opinion=" "
        )
    transitions.return_to_drafting(
        project=world.project, actor=cast.leadership, opinion="时限没有依据"
    )
    assert world.fresh().stage == Stage.DRAFTING
    assert not StandardPage.objects.get(standard=world.standard).locked
    with pytest.raises(StepRefusedError, match="项目现在处于“起草”"):
        transitions.submit_for_deliberation(project=world.project, actor=cast.office)
    consultation = rounds.open_consultation(
        project=world.project, actor=cast.liaison, plan=w.plan(world)
    )
    assert consultation.number == 2


def test_an_abandoned_project_gives_the_standard_its_status_back(cast: Cast) -> None:
    world = w.world_at(cast, "起草")
    world.standard.refresh_from_db()
    assert world.standard.status == Standard.Status.DRAFTING
    transitions.abandon(project=world.project, actor=cast.office, note="不再需要")
    world.standard.refresh_from_db()
    assert world.standard.status == Standard.Status.PLANNED
    assert StandardPage.objects.get(standard=world.standard).locked


def test_after_an_end_the_standard_may_be_proposed_again(cast: Cast) -> None:
    world = w.world_at(cast, "起草")
    with pytest.raises(StepRefusedError, match="已有正在办理的项目"):
        w.propose(
            proposal=w.Proposal(world.standard, "制定", cast.own_unit, "再来"),
            actor=cast.liaison,
        )
    transitions.abandon(project=world.project, actor=cast.office, note="不再需要")
    again = w.propose(
        proposal=w.Proposal(world.standard, "制定", cast.own_unit, "再来"),
        actor=cast.liaison,
    )
    world.project = again
    w.to_drafting(world)
    assert DraftingProject.objects.get(pk=again.pk).stage == Stage.DRAFTING


def test_a_liaison_proposes_for_the_own_unit_only(cast: Cast) -> None:
    standard = w.make_standard(cast.pilot, None, status="待制定")
    with pytest.raises(StepRefusedError, match="本单位为牵头单位"):
        w.propose(
            proposal=w.Proposal(standard, "制定", cast.other_unit, "x"),
            actor=cast.liaison,
        )


def test_everybody_whose_turn_comes_is_told(cast: Cast) -> None:
    world = w.world_at(cast, "已发布")

    def told(user: User) -> list[str]:
        return list(
            Notice.objects.filter(recipient=user)
            .order_by("pk")
            .values_list("text", flat=True)
        )

    assert any("申请立项" in text for text in told(cast.office))
    assert any("已立项，请起草" in text for text in told(cast.liaison))
    assert any("前回函" in text for text in told(world.asked_liaison))
    assert any("请审阅送审稿并表决" in text for text in told(cast.expert))
    assert any("请审议" in text for text in told(cast.leadership))
    assert any("请编号发布" in text for text in told(cast.office))
    assert any("已发布" in text for text in told(cast.liaison))
    assert told(cast.auditor) == []
