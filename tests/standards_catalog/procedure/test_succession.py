"""Which clause goes on which, what stays valid, and what is kept with the edition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessment.clause_records import clause_number
from assessment.rectification.models import Finding
from assessment.self_evaluation.models import SelfEvaluation
from standards_catalog.authoring.services import replace_text
from standards_catalog.drafting.document import Clause, StandardText
from standards_catalog.models import StandardEdition
from standards_catalog.procedure.models import ClauseMatch, ClauseSuccession
from standards_catalog.procedure.selectors.succession import impact_of, succession_of
from standards_catalog.procedure.services import transitions
from standards_catalog.procedure.services.proposals import Proposal, propose
from standards_catalog.procedure.services.publications import (
    PublicationPlan,
    publish,
)
from standards_catalog.procedure.services.steps import StepRefusedError
from standards_catalog.procedure.services.succession import confirm_kept, decide_match
from standards_catalog.selectors import with_standing
from tests.factories import Cast
from tests.standards_catalog.procedure import world as w

pytestmark = pytest.mark.django_db

NEW_CLAUSE = w.block(20)


def next_text(text: StandardText = w.TEXT) -> StandardText:
    """4.2 says another limit, a new 4.1 stands before 登记, which moves to 4.2."""
    blocks = w.revised(text).blocks
    added = Clause(
        id=NEW_CLAUSE, level=2, title="查验", paragraphs=("窗口应查验申请人身份。",)
    )
    at = next(n for n, b in enumerate(blocks) if b.id == w.block(5))
    return replace(text, blocks=(*blocks[:at], added, *blocks[at:]))


def revision_of(world: w.World, number: str) -> None:
    """A revision of the standard, in drafting with :func:`next_text`."""
    world.project = propose(
        proposal=Proposal(world.standard, "修订", world.cast.own_unit, "时限缩短"),
        actor=world.cast.liaison,
    )
    w.add_search(world)
    transitions.accept_proposal(project=world.project, actor=world.cast.office)
    page = world.standard.text_page
    page.refresh_from_db()
    text = replace(
        next_text(), cover=replace(w.TEXT.cover, title=w.TEXT.cover.title, replaces=())
    )
    text = replace(text, cover=replace(text.cover, replaces=(number,)))
    replace_text(page=page, text=text, actor=world.cast.liaison, note="修订")


@pytest.fixture
def world(cast: Cast) -> w.World:
    """A published standard under revision."""
    made = w.make_world(cast)
    edition = w.to_published(made, effective_on=timezone.localdate())
    made.standard.refresh_from_db()
    revision_of(made, edition.number)
    return made


def relations(world: w.World) -> dict[str, tuple[str, str]]:
    """Number in the new text → relation and number in the old one."""
    succession = succession_of(world.fresh())
    assert succession is not None
    return {
        line.change.number: (
            line.relation,
            line.change.old.number if line.change.old else "",
        )
        for line in succession.lines
    }


def test_each_clause_is_matched_and_its_change_named(world: w.World) -> None:
    found = relations(world)
    assert found["1"] == ("未改动", "1")
    assert found["4.1"] == ("增加", "")
    assert found["4.2"] == ("仅编号变化", "4.1")
    assert found["4.3"] == ("修改", "4.2")


def test_a_person_may_match_otherwise_and_take_it_back(world: w.World) -> None:
    liaison = world.cast.liaison
    decide = {"project": world.project, "actor": liaison}
    decide_match(old_block_id=w.block(8), new_block_id=NEW_CLAUSE, **decide)
    found = relations(world)
    assert found["4.1"] == ("修改", "4.2")
    assert found["4.3"] == ("增加", "")
    decide_match(old_block_id=w.block(8), new_block_id=w.block(8), **decide)
    assert relations(world)["4.3"] == ("修改", "4.2")
    assert relations(world)["4.1"] == ("增加", "")
    assert ClauseMatch.objects.count() == 1


def test_a_decision_about_a_clause_that_is_gone_counts_no_more(world: w.World) -> None:
    decide_match(
        project=world.project,
        old_block_id=w.block(8),
        new_block_id=NEW_CLAUSE,
        actor=world.cast.liaison,
    )
    w.write_text(world, w.revised())
    assert relations(world)["4.2"] == ("修改", "4.2")


@pytest.mark.parametrize(
    ("old", "new"), [("", ""), ("", "x"), ("x", ""), (w.block(8), "x")]
)
def test_only_clauses_of_the_texts_can_be_matched(
    world: w.World, old: str, new: str
) -> None:
    with pytest.raises(StepRefusedError, match="没有这个章条"):
        decide_match(
            project=world.project,
            old_block_id=old,
            new_block_id=new,
            actor=world.cast.liaison,
        )


def test_clauses_with_the_same_words_are_confirmed_at_once(world: w.World) -> None:
    count = confirm_kept(project=world.project, actor=world.cast.office)
    succession = succession_of(world.fresh())
    assert succession is not None
    decided = [line for line in succession.lines if line.is_decided]
    assert len(decided) == count > 0
    assert {line.relation for line in decided} == {"未改动", "仅编号变化"}
    assert confirm_kept(project=world.project, actor=world.cast.office) == 0


def record(world: w.World, clause: str, day: date | None = None) -> SelfEvaluation:
    return SelfEvaluation.objects.create(
        pilot=world.cast.pilot,
        unit=world.cast.own_unit,
        standard=world.standard,
        clause=clause,
        judgement="符合",
        evaluated_on=day or timezone.localdate(),
        submitted_on=timezone.localdate(),
    )


def counts_of(world: w.World, user: User, block_id: str) -> dict[str, int]:
    succession = succession_of(world.fresh())
    assert succession is not None
    found = impact_of(succession, user).get(block_id, ())
    return {records.label: records.count for records in found}


def test_records_of_a_clause_are_counted_since_the_edition(world: w.World) -> None:
    record(world, "4.2")
    record(world, "第4.2条")
    record(world, "4.1 a)")
    record(world, "4.2", timezone.localdate() - timedelta(days=1))
    office = world.cast.office
    assert counts_of(world, office, w.block(8)) == {"自评": 2}
    assert counts_of(world, office, w.block(5)) == {"自评": 1}


def test_a_liaison_counts_the_own_units_records_only(world: w.World) -> None:
    Finding.objects.create(
        pilot=world.cast.pilot,
        unit=world.asked,
        standard=world.standard,
        clause="4.2",
        code="ZG1",
        source="检查",
        fact="逾期",
        severity="一般",
        raised_on=timezone.localdate(),
        due_on=timezone.localdate(),
    )
    assert counts_of(world, world.cast.office, w.block(8)) == {"不符合项": 1}
    assert counts_of(world, world.cast.liaison, w.block(8)) == {}


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("5.2", "5.2"),
        ("5.2 a)", "5.2"),
        ("第5章", "5"),
        ("第 5.2.1 条", "5.2.1"),
        ("附录A", "A"),
        ("A.1", "A.1"),
        ("", ""),
        ("全文", ""),
    ],
)
def test_a_clause_is_read_as_units_write_it(words: str, number: str) -> None:
    assert clause_number(words) == number


def publish_revision(world: w.World) -> StandardEdition:
    w.rounds.open_consultation(
        project=world.project, actor=world.cast.liaison, plan=w.plan(world)
    )
    w.reply_without_comment(
        invitation=world.consultation.invitations.get(), actor=world.asked_liaison
    )
    w.rounds.close_consultation(project=world.project, actor=world.cast.liaison)
    w.panels.convene_review(
        project=world.project, actor=world.cast.office, plan=w.review_plan(world)
    )
    w.vote(world, "yyyyy")
    w.conclude(world)
    transitions.submit_for_deliberation(project=world.project, actor=world.cast.office)
    transitions.approve(project=world.project, actor=world.cast.leadership)
    today = timezone.localdate()
    plan = PublicationPlan(
        today, today + timedelta(days=40), w.ISSUER, f"JYSJZ FW 101.1—{today.year}"
    )
    edition = publish(project=world.project, actor=world.cast.office, plan=plan).edition
    assert edition is not None
    return edition


def test_publication_keeps_the_succession_and_ends_the_old_edition_in_time(
    world: w.World,
) -> None:
    confirm_kept(project=world.project, actor=world.cast.office)
    old = world.standard.editions.get()
    edition = publish_revision(world)
    rows = {row.new_number or "-": row for row in edition.successions.all()}
    assert (rows["4.2"].old_number, rows["4.2"].relation) == ("4.1", "仅编号变化")
    assert rows["4.2"].is_confirmed
    assert not rows["4.3"].is_confirmed
    assert rows["4.3"].predecessor == old
    assert ClauseSuccession.objects.filter(edition=old).count() == 0
    assert relations(world)["4.3"] == ("修改", "4.2")
    with pytest.raises(StepRefusedError, match="不能再改"):
        confirm_kept(project=world.project, actor=world.cast.office)
    today, start = timezone.localdate(), edition.effective_on
    assert start is not None
    numbers = {
        day: with_standing(
            type(world.standard).objects.filter(pk=world.standard.pk), day
        )
        .get()
        .edition_number
        for day in (today, start - timedelta(days=1), start)
    }
    assert list(numbers.values()) == [old.number, old.number, edition.number]


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def test_the_page_offers_what_is_open_and_says_what_stays_valid(
    world: w.World,
) -> None:
    record(world, "4.2")
    page = reverse("procedure:succession", args=[world.project.pk])
    text = client(world.cast.liaison).get(page).content.decode()
    for words in ("须重新评价", "按新编号继续有效", "须首次评价", "自评 1"):
        assert words in text
    answer = client(world.cast.liaison).post(
        page, {"old": w.block(8), "new": w.block(8)}
    )
    assert answer.status_code == 302
    assert "已确认" in client(world.cast.liaison).get(page).content.decode()
    assert client(world.cast.leader).post(page, {}).status_code == 403
    assert client(world.cast.other_liaison).get(page).status_code == 404
    assert client(world.cast.expert).get(page).status_code == 403


def test_an_edition_shows_where_its_clauses_come_from(world: w.World) -> None:
    edition = publish_revision(world)
    page = reverse("procedure:edition_succession", args=[edition.pk])
    text = client(world.cast.expert).get(page).content.decode()
    assert "登记" in text
    assert "仅编号变化" in text
