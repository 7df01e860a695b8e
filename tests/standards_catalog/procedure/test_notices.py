"""Everybody who has to act is told, once, when it becomes their turn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from standards_catalog.procedure.models import Notice
from standards_catalog.procedure.services import rounds
from standards_catalog.procedure.services.consultations import (
    dispose,
    reply_without_comment,
)
from standards_catalog.procedure.services.periodic import remind_of_deadlines
from standards_catalog.procedure.services.proposals import Proposal, propose
from standards_catalog.procedure.services.publications import proposed_number
from tests.factories import Cast, make_standard
from tests.standards_catalog.procedure import world as w

pytestmark = pytest.mark.django_db


def told(account: User, words: str) -> int:
    return Notice.objects.filter(recipient=account, text__contains=words).count()


def test_the_office_is_told_once_the_search_is_on_file(cast: Cast) -> None:
    world = w.make_world(cast)
    assert told(cast.office, "请审查") == 0
    w.add_search(world)
    w.add_search(world)
    assert told(cast.office, "请审查") == 1


def test_an_abolition_needs_no_search_before_the_office_is_told(cast: Cast) -> None:
    w.make_world(cast, "废止")
    assert told(cast.office, "请审查") == 1


def test_a_unit_is_told_of_a_project_the_office_gives_it(cast: Cast) -> None:
    standard = make_standard(cast.pilot, None, status="待制定")
    propose(
        proposal=Proposal(standard, "制定", cast.own_unit, "理由"), actor=cast.office
    )
    assert told(cast.liaison, "由本单位牵头") == 1


def test_the_lead_is_told_when_all_have_replied(cast: Cast) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world)
    reply_without_comment(
        invitation=consultation.invitations.get(), actor=world.asked_liaison
    )
    assert told(cast.liaison, "已全部回函") == 1


def test_a_public_round_lasts_whoever_has_replied(cast: Cast) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, is_public=True)
    reply_without_comment(
        invitation=consultation.invitations.get(), actor=world.asked_liaison
    )
    assert told(cast.liaison, "已全部回函") == 0


def test_the_office_is_told_when_every_opinion_is_answered(cast: Cast) -> None:
    world = w.make_world(cast)
    w.to_consulting(world)
    first, second = w.say(world), w.say(world, "再补一条")
    rounds.close_consultation(project=world.project, actor=cast.liaison)
    answer = {"disposition": "采纳", "reason": "", "actor": cast.liaison}
    dispose(comment=first, **answer)
    assert told(cast.office, "请召集专家评审") == 0
    dispose(comment=second, **answer)
    dispose(comment=first, **answer)
    assert told(cast.office, "请召集专家评审") == 1


def test_the_office_is_told_when_the_whole_panel_has_voted(cast: Cast) -> None:
    world = w.world_at(cast, "专家评审")
    w.vote(world, "yyyy-")
    assert told(cast.office, "请形成结论") == 0
    w.vote(world, "----y")
    assert told(cast.office, "请形成结论") == 1


def test_a_public_round_that_is_over_says_so_and_shows_no_text(cast: Cast) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, is_public=True)
    address = reverse("procedure:public_detail", args=[consultation.pk])
    assert "窗口应在2个工作日内转办" in Client().get(address).content.decode()
    consultation.closed_at = consultation.snapshot.taken_at
    consultation.save()
    answer = Client().get(address)
    assert answer.status_code == 410
    assert "已经结束" in answer.content.decode()
    assert "转办" not in answer.content.decode()
    posted = Client().post(address, {"act": "comment", "content": "太晚了"})
    assert posted.status_code == 410
    assert not consultation.comments.exists()


def test_a_new_standard_is_offered_the_number_of_its_code(cast: Cast) -> None:
    world = w.make_world(cast, code="FW312")
    assert proposed_number(world.project, 2026) == "JYSJZ FW 312—2026"
    make_standard(cast.pilot, None).editions.create(number="JYSJZ FW 312—2021")
    assert proposed_number(world.project, 2026) != "JYSJZ FW 312—2026"


def test_the_lead_is_told_once_that_a_round_is_over(cast: Cast) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, is_public=True)
    last = consultation.closes_on
    for day in (last, last + timedelta(days=1), last + timedelta(days=2)):
        remind_of_deadlines(pilot=cast.pilot, day=day)
    assert told(cast.liaison, "请结束征求意见") == 1


def test_a_late_turn_is_marked_in_the_list_and_on_the_board(cast: Cast) -> None:
    world = w.world_at(cast, "起草")
    world.project.planned_on = timezone.localdate() - timedelta(days=1)
    world.project.save()
    client = Client()
    client.force_login(cast.office)
    for view in ("procedure:projects", "procedure:board"):
        assert "逾期" in client.get(reverse(view)).content.decode()
    world.project.planned_on = timezone.localdate()
    world.project.save()
    assert "逾期" not in client.get(reverse("procedure:projects")).content.decode()
