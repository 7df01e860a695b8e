"""The chain of stages: no step from a wrong stage, by service or by address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from standards_catalog.procedure.models import (
    Notice,
    Stage,
)
from standards_catalog.procedure.services import panels, rounds, transitions
from standards_catalog.procedure.services.publications import publish
from standards_catalog.procedure.services.steps import (
    STEP_BY_KEY,
    STEPS,
    StepRefusedError,
)
from tests.factories import Cast
from tests.standards_catalog.procedure import world as w

SignedIn = Callable[[User], Client]

# Written by hand from the plan, 五(二)(5), not read from the table it checks.
ALLOWED = {
    ("accept_proposal", "立项"),
    ("withdraw", "立项"),
    ("open_consultation", "起草"),
    ("open_consultation", "意见汇总处理"),
    ("extend_consultation", "征求意见"),
    ("close_consultation", "征求意见"),
    ("convene_review", "意见汇总处理"),
    ("convene_review", "专家评审"),
    ("conclude_review", "专家评审"),
    ("submit_for_deliberation", "专家评审"),
    ("redraft", "意见汇总处理"),
    ("redraft", "专家评审"),
    ("approve", "领导小组审议"),
    ("return_to_drafting", "领导小组审议"),
    ("publish", "批准发布"),
    ("abandon", "立项"),
    ("abandon", "起草"),
    ("abandon", "征求意见"),
    ("abandon", "意见汇总处理"),
    ("abandon", "专家评审"),
    ("abandon", "领导小组审议"),
    ("abandon", "批准发布"),
}
TARGETS = {
    "accept_proposal": "起草",
    "open_consultation": "征求意见",
    "extend_consultation": "征求意见",
    "close_consultation": "意见汇总处理",
    "convene_review": "专家评审",
    "conclude_review": "专家评审",
    "submit_for_deliberation": "领导小组审议",
    "approve": "批准发布",
    "return_to_drafting": "起草",
    "redraft": "起草",
    "publish": "已发布",
    "withdraw": "终止",
    "abandon": "终止",
}


def test_the_table_is_the_chain_of_the_plan() -> None:
    found = {(step.key, str(source)) for step in STEPS for source in step.sources}
    assert found == ALLOWED
    assert {step.key: str(step.target) for step in STEPS} == TARGETS
    assert len(STEP_BY_KEY) == len(STEPS)


def services(world: w.World) -> dict[str, Callable[[], Any]]:
    """Every step as the one who may take it would, with answers that are in order."""
    cast, project = world.cast, world.project
    later = timezone.localdate() + timedelta(days=40)
    return {
        "accept_proposal": lambda: transitions.accept_proposal(
            project=project, actor=cast.office
        ),
        "open_consultation": lambda: rounds.open_consultation(
            project=project, actor=cast.liaison, plan=w.plan(world)
        ),
        "extend_consultation": lambda: rounds.extend_consultation(
            project=project, actor=cast.office, closes_on=later
        ),
        "close_consultation": lambda: rounds.close_consultation(
            project=project, actor=cast.liaison
        ),
        "convene_review": lambda: panels.convene_review(
            project=project, actor=cast.office, plan=w.review_plan(world)
        ),
        "conclude_review": lambda: w.conclude(world),
        "submit_for_deliberation": lambda: transitions.submit_for_deliberation(
            project=project, actor=cast.office
        ),
        "approve": lambda: transitions.approve(project=project, actor=cast.leadership),
        "return_to_drafting": lambda: transitions.return_to_drafting(
            project=project, actor=cast.leadership, opinion="数据不足"
        ),
        "redraft": lambda: transitions.redraft(
            project=project, actor=cast.office, note="改动较大"
        ),
        "publish": lambda: publish(
            project=project, actor=cast.office, plan=w.publication_plan(world)
        ),
        "withdraw": lambda: transitions.withdraw(
            project=project, actor=cast.liaison, note="条件不具备"
        ),
        "abandon": lambda: transitions.abandon(
            project=project, actor=cast.office, note="不再需要"
        ),
    }


def state_of(world: w.World) -> tuple[Any, ...]:
    """Everything a refused step must leave as it was."""
    project = world.fresh()
    return (
        project.stage,
        project.changes.count(),
        project.snapshots.count(),
        project.deliberations.count(),
        AuditEvent.objects.count(),
        Notice.objects.count(),
    )


@pytest.mark.parametrize("stage", [stage.value for stage in Stage])
def test_every_step_from_a_wrong_stage_is_refused_by_its_service(
    cast: Cast, stage: str
) -> None:
    world = w.world_at(cast, stage)
    before = state_of(world)
    for key, take in services(world).items():
        if (key, stage) in ALLOWED:
            continue
        with pytest.raises(StepRefusedError, match=f"项目现在处于“{stage}”"):
            take()
        assert state_of(world) == before, key


@pytest.mark.parametrize("stage", [stage.value for stage in Stage])
def test_every_step_from_a_wrong_stage_is_refused_by_its_address(
    cast: Cast, signed_in: SignedIn, stage: str
) -> None:
    world = w.world_at(cast, stage)
    before = state_of(world)
    client = signed_in(cast.admin)
    for key in STEP_BY_KEY:
        if (key, stage) in ALLOWED:
            continue
        url = reverse("procedure:step", args=[world.project.pk, key])
        assert client.get(url).status_code == 409, key
        answer = client.post(url, everything())
        assert answer.status_code == 409, key
        assert f"项目现在处于“{stage}”" in answer.content.decode()
    assert state_of(world) == before


def everything() -> dict[str, Any]:
    """Answers to the questions of every step at once."""
    day = (timezone.localdate() + timedelta(days=40)).isoformat()
    return {
        "note": "理由",
        "opinion": "理由",
        "changes": "修改",
        "closes_on": day,
        "is_public": "on",
        "conclusion": "通过",
        "main_points": "要点",
        "number": "JYSJZ FW 101—2030",
        "published_on": timezone.localdate().isoformat(),
        "effective_on": day,
        "issuer": w.ISSUER,
        "meeting_on": day,
        "place": "会议室",
        "host": "主任",
    }


def test_an_unknown_step_is_a_404(cast: Cast, signed_in: SignedIn) -> None:
    world = w.make_world(cast)
    url = reverse("procedure:step", args=[world.project.pk, "skip-everything"])
    assert signed_in(cast.office).get(url).status_code == 404


MAY = {
    "accept_proposal": {"office", "admin"},
    "open_consultation": {"office", "liaison", "admin"},
    "extend_consultation": {"office", "admin"},
    "close_consultation": {"office", "liaison", "admin"},
    "convene_review": {"office", "admin"},
    "conclude_review": {"office", "admin"},
    "submit_for_deliberation": {"office", "admin"},
    "approve": {"leadership", "admin"},
    "return_to_drafting": {"leadership", "admin"},
    "redraft": {"office", "admin"},
    "publish": {"office", "admin"},
    "withdraw": {"liaison", "admin"},
    "abandon": {"office", "admin"},
}
ACTORS = (
    "office",
    "liaison",
    "leader",
    "other_liaison",
    "leadership",
    "expert",
    "auditor",
    "admin",
)


@pytest.mark.parametrize("key", sorted(MAY))
def test_a_step_belongs_to_the_named_roles_only(
    cast: Cast, signed_in: SignedIn, key: str
) -> None:
    world = w.make_world(cast)
    url = reverse("procedure:step", args=[world.project.pk, key])
    for actor in ACTORS:
        client = signed_in(getattr(cast, actor))
        for answer in (client.get(url), client.post(url)):
            if actor in MAY[key]:
                assert answer.status_code in (200, 409), actor
            elif actor == "other_liaison" and "liaison" in MAY[key]:
                assert answer.status_code == 404
            else:
                assert answer.status_code == 403, actor
    assert world.fresh().stage == Stage.PROPOSED


@pytest.mark.parametrize("key", sorted(MAY))
def test_a_service_asks_for_the_role_itself(cast: Cast, key: str) -> None:
    source = next(stage for k, stage in sorted(ALLOWED) if k == key)
    world = w.world_at(cast, source)
    calls = {
        "accept_proposal": transitions.accept_proposal,
        "close_consultation": rounds.close_consultation,
        "submit_for_deliberation": transitions.submit_for_deliberation,
        "approve": transitions.approve,
    }
    strangers = [
        user
        for name in ACTORS
        if name not in MAY[key] and (user := getattr(cast, name))
    ]
    arguments: dict[str, dict[str, Any]] = {
        "open_consultation": {"plan": w.plan(world)},
        "extend_consultation": {"closes_on": timezone.localdate()},
        "convene_review": {"plan": w.review_plan(world)},
        "conclude_review": {"conclusion": "通过", "main_points": ""},
        "return_to_drafting": {"opinion": "理由"},
        "publish": {"plan": w.publication_plan(world)},
        "redraft": {"note": "理由"},
        "withdraw": {"note": "理由"},
        "abandon": {"note": "理由"},
    }
    others = {
        "open_consultation": rounds.open_consultation,
        "extend_consultation": rounds.extend_consultation,
        "convene_review": panels.convene_review,
        "conclude_review": panels.conclude_review,
        "return_to_drafting": transitions.return_to_drafting,
        "publish": publish,
        "redraft": transitions.redraft,
        "withdraw": transitions.withdraw,
        "abandon": transitions.abandon,
    }
    service: Any = {**calls, **others}[key]
    for stranger in strangers:
        with pytest.raises(StepRefusedError, match="您的角色不能办理"):
            service(project=world.project, actor=stranger, **arguments.get(key, {}))
    assert world.fresh().stage == source
