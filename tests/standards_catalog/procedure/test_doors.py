"""Who answers a consultation by which door: account, signed link, the public page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from standards_catalog.procedure.models import (
    Comment,
    Consultation,
    Invitation,
)
from standards_catalog.procedure.services import transitions
from standards_catalog.procedure.services.consultations import (
    PUBLIC_LIMIT,
    add_comment,
)
from standards_catalog.procedure.services.links import (
    DeadLinkError,
    invitation_of,
    link_for,
)
from tests.factories import Cast
from tests.standards_catalog.procedure import world as w

SignedIn = Callable[[User], Client]


def token_of(invitation: Invitation) -> str:
    return link_for(invitation).removeprefix("/c/").removesuffix("/")


def test_a_unit_answers_on_its_page_and_sees_its_own_opinions_only(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, units=(world.asked, cast.other_unit))
    own = consultation.invitations.get(unit=world.asked)
    other = consultation.invitations.get(unit=cast.other_unit)
    client = signed_in(world.asked_liaison)
    page = reverse("procedure:invitation", args=[own.pk])
    answer = client.post(page, {"content": "期限宜延长", "block": w.block(8)})
    assert answer.headers["Location"] == f"{page}#c-{w.block(8)}"
    add_comment(
        consultation=consultation,
        content="别家的看法",
        invitation=other,
        channel="在线",
    )
    text = client.get(page).content.decode()
    assert "期限宜延长" in text
    assert "别家的看法" not in text
    assert f'id="c-{w.block(8)}"' in text
    assert (
        client.get(reverse("procedure:invitation", args=[other.pk])).status_code == 404
    )
    stranger = consultation.comments.get(invitation=other)
    answer = client.post(page, {"act": "remove", "comment": stranger.pk})
    assert answer.status_code == 404
    assert Comment.objects.filter(pk=stranger.pk).exists()


def test_a_unit_leader_reads_and_does_not_write(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, units=(world.asked,))
    leader = w.make_user("unit_leader", world.asked)
    page = reverse("procedure:invitation", args=[consultation.invitations.get().pk])
    client = signed_in(leader)
    assert "提交意见" not in client.get(page).content.decode()
    assert client.post(page, {"content": "意见"}).status_code == 403
    assert not Comment.objects.exists()


def test_a_refused_opinion_comes_back_with_its_words(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = w.world_at(cast, "征求意见")
    page = reverse(
        "procedure:invitation", args=[world.consultation.invitations.get().pk]
    )
    words = {"content": "不要丢失这句话", "block": "no-such-block"}
    text = signed_in(world.asked_liaison).post(page, words).content.decode()
    assert "没有这个章条" in text


def test_a_signed_link_opens_the_round_without_an_account(cast: Cast) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, bodies=("测试协会",))
    invitation = consultation.invitations.get(unit=None)
    url = link_for(invitation)
    client = Client()
    assert "测试协会" in client.get(url).content.decode()
    client.post(url, {"content": "建议增加电话", "block": w.block(5)})
    comment = Comment.objects.get()
    assert (comment.proposer, comment.channel) == ("测试协会", "链接")
    client.post(url, {"act": "remove", "comment": comment.pk})
    client.post(url, {"act": "reply"})
    invitation.refresh_from_db()
    assert invitation.has_no_comment


def test_a_signed_link_ends_with_the_deadline(cast: Cast) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, bodies=("测试协会",))
    invitation = consultation.invitations.get(unit=None)
    token, url = token_of(invitation), link_for(invitation)
    today = timezone.localdate()
    Consultation.objects.update(opens_on=today, closes_on=today)
    assert invitation_of(token) == invitation
    yesterday = today - timedelta(days=1)
    Consultation.objects.update(opens_on=yesterday, closes_on=yesterday)
    with pytest.raises(DeadLinkError, match="截止"):
        invitation_of(token)
    answer = Client().post(url, {"content": "晚了"})
    assert answer.status_code == 410
    assert not Comment.objects.exists()
    Consultation.objects.update(closes_on=today)
    assert Client().get(url).status_code == 200


def test_a_signed_link_ends_when_the_project_is_abandoned(cast: Cast) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, bodies=("测试协会",))
    url = link_for(consultation.invitations.get(unit=None))
    transitions.abandon(project=world.project, actor=cast.office, note="不再需要")
    assert Client().get(url).status_code == 410


@pytest.mark.parametrize("damage", ["", "x", ":", "1:abc"])
def test_a_changed_link_opens_nothing(cast: Cast, damage: str) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, bodies=("测试协会",))
    token = token_of(consultation.invitations.get(unit=None))
    other = consultation.invitations.get(unit=world.asked)
    value, _, signature = token.partition(":")
    forged = f"{token_of(other).partition(':')[0]}:{signature}"
    for bad in (f"{token}{damage}" if damage else forged, damage or value):
        if bad == token:
            continue
        with pytest.raises(DeadLinkError, match="不完整或被改动过"):
            invitation_of(bad)


def test_the_public_reads_and_comments_without_an_account(cast: Cast) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, is_public=True)
    client = Client()
    listed = client.get(reverse("procedure:public_list")).content.decode()
    assert world.standard.title in listed
    page = reverse("procedure:public_detail", args=[consultation.pk])
    assert "窗口应在2个工作日内转办。" in client.get(page).content.decode()
    client.post(
        page,
        {"content": "建议公布电话", "block": w.block(5), "contributor": "一位居民"},
    )
    assert Comment.objects.get().proposer == "公众（一位居民）"
    assert "建议公布电话" not in client.get(page).content.decode()


def test_a_round_that_is_not_public_is_not_shown(cast: Cast) -> None:
    world = w.world_at(cast, "征求意见")
    page = reverse("procedure:public_detail", args=[world.consultation.pk])
    assert Client().get(page).status_code == 404
    assert Client().post(page, {"content": "意见"}).status_code == 404
    listed = Client().get(reverse("procedure:public_list")).content.decode()
    assert world.standard.title not in listed


def test_one_address_of_the_public_may_not_flood(cast: Cast) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, is_public=True)
    page = reverse("procedure:public_detail", args=[consultation.pk])
    here, there = Client(REMOTE_ADDR="10.0.0.1"), Client(REMOTE_ADDR="10.0.0.2")
    for number in range(PUBLIC_LIMIT + 2):
        answer = here.post(page, {"content": f"第{number}条"})
    assert "太频繁" in answer.content.decode()
    assert f"第{PUBLIC_LIMIT + 1}条" in answer.content.decode()
    assert Comment.objects.count() == PUBLIC_LIMIT
    there.post(page, {"content": "别处的意见"})
    assert Comment.objects.count() == PUBLIC_LIMIT + 1
    an_hour_ago = timezone.now() - timedelta(minutes=61)
    AuditEvent.objects.filter(action="公众提出意见").update(at=an_hour_ago)
    here.post(page, {"content": "一小时后"})
    assert Comment.objects.count() == PUBLIC_LIMIT + 2


def test_a_robot_falls_into_the_trap(cast: Cast) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, is_public=True)
    page = reverse("procedure:public_detail", args=[consultation.pk])
    Client().post(page, {"content": "广告", "website": "http://x.example"})
    assert not Comment.objects.exists()


def test_what_the_public_writes_is_printed_as_text(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = w.make_world(cast)
    consultation = w.to_consulting(world, is_public=True)
    add_comment(
        consultation=consultation,
        content="<script>alert(1)</script>",
        contributor="<b>x</b>",
        channel="公众",
    )
    page = reverse("procedure:dispositions", args=[consultation.pk])
    text = signed_in(cast.office).get(page).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
    assert "<b>x</b>" not in text
