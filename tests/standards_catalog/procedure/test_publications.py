"""批准发布: numbers, dates, the edition, and what becomes of the one before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.procedure.models import Publication
from standards_catalog.procedure.services import transitions
from standards_catalog.procedure.services.publications import (
    proposed_number,
    publish,
)
from standards_catalog.procedure.services.steps import StepRefusedError
from standards_catalog.selectors import with_standing
from tests.factories import Cast, make_standard
from tests.standards_catalog.procedure import world as w

SignedIn = Callable[[User], Client]


@pytest.fixture
def approved(cast: Cast) -> w.World:
    return w.world_at(cast, "批准发布")


def standing_on(standard: Standard, day: date) -> tuple[str, str]:
    row = with_standing(Standard.objects.filter(pk=standard.pk), day).get()
    return row.standing, row.edition_number


def test_publishing_mints_the_approved_text(approved: w.World) -> None:
    publication = publish(
        project=approved.project,
        actor=approved.cast.office,
        plan=w.publication_plan(approved),
    )
    edition = publication.edition
    assert edition is not None
    today = timezone.localdate()
    assert edition.number == f"JYSJZ FW 101—{today.year}"
    assert (edition.published_on, edition.issuer) == (today, w.ISSUER)
    assert [c.block_id for c in edition.clauses.order_by("position")] == [
        b.id for b in w.TEXT.blocks
    ]
    assert publication.deliberation.snapshot.revision is not None
    approved.standard.refresh_from_db()
    assert approved.standard.status == Standard.Status.UPCOMING
    assert standing_on(approved.standard, today)[0] == "未实施"
    assert standing_on(approved.standard, publication.effective_on)[0] == "现行"


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("", "标准编号"),
        ("GB/T 101—{year}", "县级单位不能使用国家标准"),
        ("DB32/T 101—{year}", "县级单位不能使用"),
        ("JYSJZ FW 1—{year}", "应为3位数字"),
        ("JYSJZ FW 101—2001", "编号的年份 2001 应为发布年份"),
        ("JYSJZ FW 102—{year}", "已属于"),
        ("JYSJZ FW 103—{year}", ""),
        ("JYSJZ FW 103-{year}", ""),
    ],
)
def test_the_number_follows_the_pattern_and_is_free(
    approved: w.World, number: str, problem: str
) -> None:
    year = timezone.localdate().year
    other = make_standard(approved.cast.pilot, date(2021, 1, 1))
    other.editions.update(number="JYSJZ FW 102—2021")
    plan = w.publication_plan(approved, number=number.format(year=year))
    arguments = {"project": approved.project, "actor": approved.cast.office}
    if problem:
        with pytest.raises(StepRefusedError, match=problem):
            publish(plan=plan, **arguments)
        assert approved.fresh().stage == "批准发布"
        assert not Publication.objects.exists()
    else:
        made = publish(plan=plan, **arguments)
        assert made.number == f"JYSJZ FW 103—{year}"


@pytest.mark.parametrize(
    ("published", "effective", "problem"),
    [
        (0, -1, "实施日期不能早于发布日期"),
        (0, 0, ""),
        (1, 2, "发布日期不能晚于今天"),
        (-1, 5, "不能早于审议通过的日期"),
    ],
)
def test_the_dates_follow_one_another(
    approved: w.World, published: int, effective: int, problem: str
) -> None:
    today = timezone.localdate()
    plan = w.publication_plan(
        approved,
        published_on=today + timedelta(days=published),
        effective_on=today + timedelta(days=effective),
    )
    arguments = {"project": approved.project, "actor": approved.cast.office}
    if problem:
        with pytest.raises(StepRefusedError, match=problem):
            publish(plan=plan, **arguments)
    else:
        publish(plan=plan, **arguments)
        approved.standard.refresh_from_db()
        assert approved.standard.status == Standard.Status.CURRENT


def test_the_next_free_number_is_offered(approved: w.World) -> None:
    assert proposed_number(approved.project, 2026) == "JYSJZ FW 101—2026"
    other = make_standard(approved.cast.pilot, date(2021, 1, 1))
    other.editions.update(number="JYSJZ FW 107—2021")
    assert proposed_number(approved.project, 2026) == "JYSJZ FW 108—2026"


def test_a_text_the_check_objects_to_is_not_even_deliberated(cast: Cast) -> None:
    world = w.world_at(cast, "起草")
    untitled = tuple(b for b in w.TEXT.blocks if b.id != w.block(1))
    w.write_text(world, replace(w.TEXT, blocks=untitled))
    w.rounds.open_consultation(
        project=world.project, actor=cast.liaison, plan=w.plan(world)
    )
    w.reply_without_comment(
        invitation=world.consultation.invitations.get(), actor=world.asked_liaison
    )
    w.rounds.close_consultation(project=world.project, actor=cast.liaison)
    w.panels.convene_review(
        project=world.project, actor=cast.office, plan=w.review_plan(world)
    )
    w.vote(world, "yyyyy")
    w.conclude(world)
    with pytest.raises(StepRefusedError, match="起草检查"):
        transitions.submit_for_deliberation(project=world.project, actor=cast.office)


def test_a_revision_ends_the_old_edition_on_the_new_ones_first_day(
    cast: Cast,
) -> None:
    world = w.make_world(cast, "修订")
    old = world.standard.editions.get()
    old.number = "JYSJZ FW 101—2021"
    old.save()
    today = timezone.localdate()
    new = w.to_published(world)
    old.refresh_from_db()
    assert new.effective_on == today + timedelta(days=30)
    assert old.abolished_on == new.effective_on
    assert new.replaces == "JYSJZ FW 101—2021"
    eve = new.effective_on - timedelta(days=1)
    assert standing_on(world.standard, today) == ("现行", old.number)
    assert standing_on(world.standard, eve) == ("现行", old.number)
    assert standing_on(world.standard, new.effective_on) == ("现行", new.number)
    world.standard.refresh_from_db()
    assert world.standard.status == Standard.Status.CURRENT


def test_the_cover_of_a_revision_names_what_it_replaces(cast: Cast) -> None:
    world = w.world_at(cast, "专家评审", "修订")
    w.vote(world, "yyyyy")
    w.conclude(world, "修改后通过", "要点")
    page = world.standard.text_page
    w.replace_text(page=page, text=w.TEXT, actor=cast.office, note="去掉代替")
    submit = {"project": world.project, "actor": cast.office, "changes": "已改"}
    with pytest.raises(StepRefusedError, match="封面“代替的标准”须写"):
        transitions.submit_for_deliberation(**submit)
    w.write_text(world, w.revised())
    transitions.submit_for_deliberation(**submit)


def test_a_revision_keeps_the_serial_and_the_ids_of_its_clauses(cast: Cast) -> None:
    world = w.world_at(cast, "批准发布")
    today = timezone.localdate()
    first = publish(
        project=world.project,
        actor=cast.office,
        plan=w.publication_plan(world, effective_on=today),
    ).edition
    assert first is not None
    world.project = w.propose(
        proposal=w.Proposal(world.standard, "修订", cast.own_unit, "时限缩短"),
        actor=cast.liaison,
    )
    assert proposed_number(world.project, today.year + 1).startswith("JYSJZ FW 101—")
    w.add_search(world)
    transitions.accept_proposal(project=world.project, actor=cast.office)
    page = world.standard.text_page
    kept = {block["id"] for block in page.get_latest_revision_as_object().body.raw_data}
    assert kept == {b.id for b in w.TEXT.blocks}
    page.refresh_from_db()
    assert not page.locked


def test_a_revision_may_not_begin_before_the_edition_it_replaces(cast: Cast) -> None:
    world = w.make_world(cast, "修订")
    today = timezone.localdate()
    world.standard.editions.update(effective_on=today + timedelta(days=30))
    w.to_approved(world)
    with pytest.raises(StepRefusedError, match="应晚于原版次的实施日期"):
        publish(
            project=world.project, actor=cast.office, plan=w.publication_plan(world)
        )


def test_an_abolition_goes_the_same_way_and_ends_the_edition(cast: Cast) -> None:
    world = w.make_world(cast, "废止")
    old = world.standard.editions.get()
    ends = timezone.localdate() + timedelta(days=10)
    edition = w.to_published(world, number="", effective_on=ends)
    assert edition == old
    old.refresh_from_db()
    assert old.abolished_on == ends
    assert StandardEdition.objects.filter(standard=world.standard).count() == 1
    assert standing_on(world.standard, ends - timedelta(days=1))[0] == "现行"
    assert standing_on(world.standard, ends)[0] == "废止"


@pytest.mark.parametrize(
    ("kind", "since", "level", "problem"),
    [
        ("制定", date(2021, 4, 1), "内部标准", "应选择修订"),
        ("修订", None, "内部标准", "还没有发布"),
        ("废止", None, "内部标准", "还没有发布"),
        ("制定", None, "国家标准", "只办理内部标准"),
    ],
)
def test_the_kind_fits_the_standard(
    cast: Cast, kind: str, since: date | None, level: str, problem: str
) -> None:
    standard = make_standard(cast.pilot, since, level=level)
    with pytest.raises(StepRefusedError, match=problem):
        w.propose(
            proposal=w.Proposal(standard, kind, cast.own_unit, "理由"),
            actor=cast.office,
        )


def test_the_form_publishes_and_returns_to_the_project(
    approved: w.World, signed_in: SignedIn
) -> None:
    client = signed_in(approved.cast.office)
    url = reverse("procedure:step", args=[approved.project.pk, "publish"])
    page = client.get(url)
    year = timezone.localdate().year
    assert page.context["form"]["number"].value() == f"JYSJZ FW 101—{year}"
    answers = {
        "number": "GB/T 1—2026",
        "published_on": timezone.localdate().isoformat(),
        "effective_on": timezone.localdate().isoformat(),
        "issuer": w.ISSUER,
    }
    refused = client.post(url, answers)
    assert "县级单位不能使用国家标准" in refused.content.decode()
    assert 'value="GB/T 1—2026"' in refused.content.decode()
    answers["number"] = f"JYSJZ FW 101—{year}"
    done = client.post(url, answers)
    assert done.headers["Location"] == reverse(
        "procedure:project", args=[approved.project.pk]
    )
    assert approved.fresh().stage == "已发布"
