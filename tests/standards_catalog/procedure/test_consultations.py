"""Rounds of 征求意见: who is asked, who may speak, what counts as a reply."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from standards_catalog.procedure.models import (
    Comment,
    Consultation,
    Invitation,
    Notice,
    ProcedureRules,
)
from standards_catalog.procedure.selectors.dispositions import disposition_table
from standards_catalog.procedure.services import rounds
from standards_catalog.procedure.services.consultations import (
    add_comment,
    dispose,
    remove_comment,
    reply_without_comment,
)
from standards_catalog.procedure.services.steps import StepRefusedError
from tests.factories import Cast
from tests.standards_catalog.procedure import world as w


@pytest.fixture
def drafting(cast: Cast) -> w.World:
    return w.world_at(cast, "起草")


@pytest.mark.parametrize(("days", "is_enough"), [(14, False), (15, True), (60, True)])
def test_a_round_lasts_the_days_of_the_rules(
    drafting: w.World, days: int, is_enough: bool
) -> None:
    closes_on = timezone.localdate() + timedelta(days=days)
    plan = w.plan(drafting, closes_on=closes_on)
    arguments = {"project": drafting.project, "actor": drafting.cast.liaison}
    if not is_enough:
        with pytest.raises(StepRefusedError, match="不少于 15 天"):
            rounds.open_consultation(plan=plan, **arguments)
        return
    assert rounds.open_consultation(plan=plan, **arguments).closes_on == closes_on


def test_the_office_may_set_the_days(drafting: w.World) -> None:
    ProcedureRules.objects.create(pilot=drafting.cast.pilot, consultation_days=3)
    plan = w.plan(drafting, closes_on=timezone.localdate() + timedelta(days=3))
    opened = rounds.open_consultation(
        project=drafting.project, actor=drafting.cast.liaison, plan=plan
    )
    assert opened.number == 1


def test_somebody_must_be_asked(drafting: w.World) -> None:
    with pytest.raises(StepRefusedError, match="请选择征求意见的单位"):
        rounds.open_consultation(
            project=drafting.project,
            actor=drafting.cast.liaison,
            plan=w.plan(drafting, units=()),
        )


def test_an_opinion_keeps_the_clause_as_it_was_read(cast: Cast) -> None:
    world = w.world_at(cast, "征求意见")
    comment = w.say(world, "期限太短", w.block(8))
    assert (comment.clause_number, comment.position) == ("4.2", 6)
    assert comment.clause_text == "窗口应在2个工作日内转办。"
    assert comment.proposer == world.asked.name


def test_an_unknown_clause_is_refused(cast: Cast) -> None:
    world = w.world_at(cast, "征求意见")
    for stranger in (w.block(99), w.block(6)):
        with pytest.raises(StepRefusedError, match="没有这个章条"):
            w.say(world, "意见", stranger)


def test_no_opinion_is_a_reply_and_an_opinion_takes_it_back(cast: Cast) -> None:
    world = w.world_at(cast, "征求意见")
    invitation = world.consultation.invitations.get()
    reply_without_comment(invitation=invitation, actor=world.asked_liaison)
    assert Invitation.objects.get().has_no_comment
    comment = w.say(world)
    invitation.refresh_from_db()
    assert not invitation.has_no_comment
    with pytest.raises(StepRefusedError, match="已经提出意见"):
        reply_without_comment(invitation=invitation, actor=world.asked_liaison)
    remove_comment(comment=comment, actor=world.asked_liaison)
    invitation.refresh_from_db()
    assert invitation.replied_at is None


def test_after_the_deadline_nobody_speaks(cast: Cast) -> None:
    world = w.world_at(cast, "征求意见")
    comment = w.say(world)
    past = timezone.localdate() - timedelta(days=1)
    Consultation.objects.update(opens_on=past, closes_on=past)
    with pytest.raises(StepRefusedError, match="已经结束"):
        w.say(world)
    with pytest.raises(StepRefusedError, match="已经结束"):
        remove_comment(comment=comment, actor=world.asked_liaison)
    with pytest.raises(StepRefusedError, match="已经结束"):
        reply_without_comment(
            invitation=world.consultation.invitations.get(), actor=None
        )


def test_a_round_closes_after_its_day_or_once_all_have_replied(cast: Cast) -> None:
    world = w.world_at(cast, "征求意见")
    close = {"project": world.project, "actor": cast.liaison}
    with pytest.raises(StepRefusedError, match="还有 1 家单位没有回函"):
        rounds.close_consultation(**close)
    today = timezone.localdate()
    Consultation.objects.update(opens_on=today, closes_on=today)
    with pytest.raises(StepRefusedError, match="没有回函"):
        rounds.close_consultation(**close)
    yesterday = today - timedelta(days=1)
    Consultation.objects.update(opens_on=yesterday, closes_on=yesterday)
    rounds.close_consultation(**close)
    assert world.fresh().stage == "意见汇总处理"


def test_a_public_round_waits_for_its_last_day(cast: Cast) -> None:
    world = w.make_world(cast)
    w.to_consulting(world, is_public=True)
    reply_without_comment(
        invitation=world.consultation.invitations.get(), actor=world.asked_liaison
    )
    with pytest.raises(StepRefusedError, match="向社会公开征求意见到"):
        rounds.close_consultation(project=world.project, actor=cast.liaison)


def test_an_extension_keeps_replies_and_asks_more(cast: Cast) -> None:
    world = w.world_at(cast, "征求意见")
    old = world.consultation
    with pytest.raises(StepRefusedError, match="只能延后"):
        rounds.extend_consultation(
            project=world.project,
            actor=cast.office,
            closes_on=old.closes_on - timedelta(days=1),
        )
    later = old.closes_on + timedelta(days=10)
    w.say(world)
    rounds.extend_consultation(
        project=world.project,
        actor=cast.office,
        closes_on=later,
        units=(cast.other_unit, world.asked),
        bodies=("测试行业协会", " 测试行业协会 ", ""),
    )
    names = [i.full_name for i in world.consultation.invitations.order_by("pk")]
    assert names == [world.asked.name, cast.other_unit.name, "测试行业协会"]
    assert world.consultation.closes_on == later
    assert world.consultation.comments.count() == 1
    assert Notice.objects.filter(recipient=cast.other_liaison).count() == 1


def test_a_second_round_is_on_the_text_as_changed_since(cast: Cast) -> None:
    world = w.world_at(cast, "意见汇总处理")
    blocks = tuple(b for b in w.TEXT.blocks if b.id != w.block(8))
    w.write_text(world, w.StandardText(w.TEXT.cover, w.TEXT.foreword, (), blocks))
    rounds.open_consultation(
        project=world.project, actor=cast.liaison, plan=w.plan(world)
    )
    first, second = world.project.consultations.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert first.snapshot.digest != second.snapshot.digest
    with pytest.raises(StepRefusedError, match="没有这个章条"):
        w.say(world, "意见", w.block(8))


def test_a_second_round_waits_for_the_answers_of_the_first(cast: Cast) -> None:
    world = w.make_world(cast)
    w.to_disposing(world, with_comment=True)
    with pytest.raises(StepRefusedError, match="还有 1 条意见没有处理"):
        rounds.open_consultation(
            project=world.project, actor=cast.liaison, plan=w.plan(world)
        )


# --- dispositions -----------------------------------------------------------


@pytest.mark.parametrize(
    ("disposition", "reason", "is_taken"),
    [
        ("采纳", "", True),
        ("采纳", "已改", True),
        ("部分采纳", "", False),
        ("部分采纳", "  ", False),
        ("部分采纳", "另有规定", True),
        ("不采纳", "", False),
        ("不采纳", "与上位法不一致", True),
        ("", "理由", False),
        ("搁置", "理由", False),
    ],
)
def test_a_refusal_needs_a_reason(
    cast: Cast, disposition: str, reason: str, is_taken: bool
) -> None:
    world = w.make_world(cast)
    w.to_disposing(world, with_comment=True)
    comment = Comment.objects.get()
    values = {
        "comment": comment,
        "disposition": disposition,
        "reason": reason,
        "actor": cast.liaison,
    }
    if is_taken:
        dispose(**values)
    else:
        with pytest.raises(StepRefusedError):
            dispose(**values)
    comment.refresh_from_db()
    assert bool(comment.disposition) is is_taken


def test_only_office_and_lead_unit_answer_opinions_in_their_stage(cast: Cast) -> None:
    world = w.make_world(cast)
    w.to_consulting(world)
    comment = w.say(world)
    answer = {"comment": comment, "disposition": "采纳", "reason": ""}
    with pytest.raises(StepRefusedError, match="项目现在处于“征求意见”"):
        dispose(actor=cast.liaison, **answer)
    rounds.close_consultation(project=world.project, actor=cast.liaison)
    with pytest.raises(StepRefusedError, match="只有标准化办公室和牵头单位"):
        dispose(actor=world.asked_liaison, **answer)
    dispose(actor=cast.office, **answer)
    assert Comment.objects.get().disposed_by == cast.office


def test_no_review_while_an_opinion_is_unanswered(cast: Cast) -> None:
    world = w.make_world(cast)
    w.to_disposing(world, with_comment=True)
    with pytest.raises(StepRefusedError, match="还有 1 条意见没有写处理意见"):
        w.panels.convene_review(
            project=world.project, actor=cast.office, plan=w.review_plan(world)
        )


def test_the_footer_counts_bodies_and_not_opinions(cast: Cast) -> None:
    """Four bodies are asked: two opinions, one opinion, 无意见, silence."""
    world = w.make_world(cast)
    bodies = ("测试协会甲", "测试协会乙", "测试协会丙")
    consultation = w.to_consulting(world, bodies=bodies, is_public=True)
    w.say(world, "一", w.block(8))
    w.say(world, "二", w.block(5))
    asked = {i.body_name: i for i in consultation.invitations.filter(unit=None)}
    add_comment(
        consultation=consultation,
        content="三",
        invitation=asked["测试协会甲"],
        channel="链接",
    )
    reply_without_comment(invitation=asked["测试协会乙"], actor=None)
    add_comment(consultation=consultation, content="公众意见", channel="公众")
    table = disposition_table(consultation)
    assert [count for _, count in table.footer] == [4, 3, 2, 1]
    assert table.public_opinions == 1
    assert [line.clause for line in table.lines] == ["全文", "全文", "4.1", "4.2"]
    assert [line.number for line in table.lines] == [1, 2, 3, 4]
