"""专家评审: the panel, quorum and share, opinions, conclusion, minutes."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction

import docx
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from standards_catalog.authoring.models import StandardPage
from standards_catalog.procedure.documents import minutes_file
from standards_catalog.procedure.models import (
    ExpertReview,
    PanelMember,
    ProcedureRules,
    ReviewOpinion,
)
from standards_catalog.procedure.selectors.voting import tally_of
from standards_catalog.procedure.services import panels, transitions
from standards_catalog.procedure.services.reviews import (
    cast_vote,
    give_opinion,
    remove_opinion,
)
from standards_catalog.procedure.services.steps import StepRefusedError
from tests.factories import Cast, make_user
from tests.standards_catalog.procedure import world as w

SignedIn = Callable[[User], Client]
_WORDS = {"y": "同意", "n": "不同意", "a": "弃权", "-": ""}
THREE_QUARTERS, TWO_THIRDS, ALL = Fraction(3, 4), Fraction(2, 3), Fraction(1)


@pytest.mark.parametrize(
    ("votes", "quorum", "approval", "is_quorate", "is_passed"),
    [
        ("", THREE_QUARTERS, THREE_QUARTERS, False, False),
        ("-----", THREE_QUARTERS, THREE_QUARTERS, False, False),
        # 3 of 4 is exactly three quarters; 3 of 5 is not enough, 4 of 5 is.
        ("yyy-", THREE_QUARTERS, THREE_QUARTERS, True, True),
        ("yyy--", THREE_QUARTERS, THREE_QUARTERS, False, False),
        ("yyyy-", THREE_QUARTERS, THREE_QUARTERS, True, True),
        ("yyyyn", THREE_QUARTERS, THREE_QUARTERS, True, True),
        ("yyynn", THREE_QUARTERS, THREE_QUARTERS, True, False),
        # 4 votes cast of 5: three quarters of the votes cast are 3.
        ("yyyn-", THREE_QUARTERS, THREE_QUARTERS, True, True),
        # An abstention is a vote cast and no 同意.
        ("yyya-", THREE_QUARTERS, THREE_QUARTERS, True, True),
        ("yyyaa", THREE_QUARTERS, THREE_QUARTERS, True, False),
        ("aaaaa", THREE_QUARTERS, THREE_QUARTERS, True, False),
        ("yyyyynn", THREE_QUARTERS, THREE_QUARTERS, True, False),
        ("yyyyyyn", THREE_QUARTERS, THREE_QUARTERS, True, True),
        ("yyn", TWO_THIRDS, TWO_THIRDS, True, True),
        ("yyyyn", ALL, ALL, True, False),
        ("yyyyy", ALL, ALL, True, True),
        ("yyyy-", ALL, ALL, False, False),
    ],
)
def test_quorum_and_share_are_exact(
    votes: str,
    quorum: Fraction,
    approval: Fraction,
    is_quorate: bool,
    is_passed: bool,
) -> None:
    tally = tally_of([_WORDS[letter] for letter in votes], quorum, approval)
    assert (tally.is_quorate, tally.is_passed) == (is_quorate, is_passed)
    assert tally.panel == len(votes)
    assert tally.is_unanimous is (bool(votes) and set(votes) == {"y"})


@pytest.mark.parametrize("count", [0, 4])
def test_a_panel_is_large_enough(cast: Cast, count: int) -> None:
    world = w.world_at(cast, "意见汇总处理")
    plan = w.review_plan(world, experts=tuple(world.experts[:count]), chair=None)
    with pytest.raises(StepRefusedError, match=f"不少于 5 人，现在选了 {count} 人"):
        panels.convene_review(project=world.project, actor=cast.office, plan=plan)


def test_a_panel_is_of_experts_each_once(cast: Cast) -> None:
    world = w.world_at(cast, "意见汇总处理")
    arguments = {"project": world.project, "actor": cast.office}
    twice = (world.experts[0], *world.experts[:4])
    with pytest.raises(StepRefusedError, match="现在选了 4 人"):
        panels.convene_review(plan=w.review_plan(world, experts=twice), **arguments)
    strange = (*world.experts[:4], cast.liaison)
    with pytest.raises(StepRefusedError, match="只能由专家角色"):
        panels.convene_review(plan=w.review_plan(world, experts=strange), **arguments)
    plan = w.review_plan(world, chair=make_user("expert"))
    with pytest.raises(StepRefusedError, match="组长须是专家组成员"):
        panels.convene_review(plan=plan, **arguments)


def test_an_expert_votes_once_and_dissent_has_a_reason(cast: Cast) -> None:
    world = w.world_at(cast, "专家评审")
    vote = {"review": world.review, "expert": cast.expert}
    with pytest.raises(StepRefusedError, match="须写明理由"):
        cast_vote(vote="不同意", reason=" ", **vote)
    with pytest.raises(StepRefusedError, match="请选择"):
        cast_vote(vote="也许", reason="", **vote)
    cast_vote(vote="不同意", reason="缺少数据", **vote)
    with pytest.raises(StepRefusedError, match="不能更改"):
        cast_vote(vote="同意", reason="", **vote)
    with pytest.raises(StepRefusedError, match="不是本次评审的专家"):
        cast_vote(
            review=world.review, expert=make_user("expert"), vote="同意", reason=""
        )


@pytest.mark.parametrize(
    ("votes", "conclusion", "points", "problem"),
    [
        ("yyy--", "通过", "", "至少须 4 人表决"),
        ("yyynn", "通过", "", "结论只能是不通过"),
        ("yyynn", "修改后通过", "要点", "结论只能是不通过"),
        ("yyynn", "不通过", "", "须写明主要修改意见"),
        ("yyynn", "不通过", "时限没有依据", ""),
        ("yyyyn", "不通过", "要点", "结论不能是不通过"),
        ("yyyyn", "通过", "", ""),
        ("yyyyy", "修改后通过", "", "须写明主要修改意见"),
        ("yyyyy", "修改后通过", "细化登记内容", ""),
        ("yyyyy", "搁置", "", "评审结论应为"),
    ],
)
def test_the_conclusion_is_the_votes(
    cast: Cast, votes: str, conclusion: str, points: str, problem: str
) -> None:
    world = w.world_at(cast, "专家评审")
    w.vote(world, votes)
    if problem:
        with pytest.raises(StepRefusedError, match=problem):
            w.conclude(world, conclusion, points)
        assert not world.review.is_concluded
    else:
        w.conclude(world, conclusion, points)
        assert world.review.conclusion == conclusion


def test_the_shares_are_the_offices_to_set(cast: Cast) -> None:
    ProcedureRules.objects.create(
        pilot=cast.pilot,
        quorum_numerator=1,
        quorum_denominator=2,
        approval_numerator=1,
        approval_denominator=2,
    )
    world = w.world_at(cast, "专家评审")
    w.vote(world, "yyn--")
    w.conclude(world)
    assert world.review.conclusion == "通过"


def test_a_failed_review_leads_back_and_never_on(cast: Cast) -> None:
    world = w.world_at(cast, "专家评审")
    w.vote(world, "ynnnn")
    with pytest.raises(StepRefusedError, match="还没有形成结论"):
        transitions.redraft(project=world.project, actor=cast.office, note="理由")
    w.conclude(world, "不通过", "结构不合理")
    with pytest.raises(StepRefusedError, match="结论为不通过"):
        transitions.submit_for_deliberation(project=world.project, actor=cast.office)
    transitions.redraft(project=world.project, actor=cast.office, note="结构不合理")
    assert world.fresh().stage == "起草"


def test_another_review_may_follow_a_concluded_one_only(cast: Cast) -> None:
    world = w.world_at(cast, "专家评审")
    again = {
        "project": world.project,
        "actor": cast.office,
        "plan": w.review_plan(world),
    }
    with pytest.raises(StepRefusedError, match="第 1 次评审还没有形成结论"):
        panels.convene_review(**again)
    w.vote(world, "ynnnn")
    w.conclude(world, "不通过", "结构不合理")
    assert panels.convene_review(**again).number == 2


def test_after_a_conditional_pass_the_changes_are_named(cast: Cast) -> None:
    world = w.world_at(cast, "专家评审")
    w.vote(world, "yyyyy")
    w.conclude(world, "修改后通过", "删去第二项")
    assert not StandardPage.objects.get(standard=world.standard).locked
    submit = {"project": world.project, "actor": cast.office}
    with pytest.raises(StepRefusedError, match="送审后文本还没有改动"):
        transitions.submit_for_deliberation(changes="已删去", **submit)
    w.write_text(world, w.revised())
    with pytest.raises(StepRefusedError, match="作了哪些修改"):
        transitions.submit_for_deliberation(**submit)
    deliberation = transitions.submit_for_deliberation(changes="已删去", **submit)
    assert deliberation.changes == "已删去"


def test_after_an_unconditional_pass_the_text_may_not_change(cast: Cast) -> None:
    world = w.world_at(cast, "专家评审")
    w.vote(world, "yyyyy")
    w.conclude(world)
    StandardPage.objects.filter(standard=world.standard).update(locked=False)
    w.write_text(world, w.revised())
    with pytest.raises(StepRefusedError, match="送审后文本又有改动"):
        transitions.submit_for_deliberation(project=world.project, actor=cast.office)


def test_opinions_are_kept_with_the_clause_and_end_with_the_review(cast: Cast) -> None:
    world = w.world_at(cast, "专家评审")
    opinion = give_opinion(
        review=world.review,
        expert=cast.expert,
        content="宜写明方式",
        block_id=w.block(8),
    )
    assert (opinion.clause_number, opinion.clause_text) == (
        "4.2",
        "窗口应在2个工作日内转办。",
    )
    with pytest.raises(StepRefusedError, match="只能删除自己的"):
        remove_opinion(opinion=opinion, expert=world.experts[1])
    w.vote(world, "yyyyy")
    w.conclude(world)
    with pytest.raises(StepRefusedError, match="已经结束"):
        give_opinion(review=world.review, expert=cast.expert, content="迟到")
    with pytest.raises(StepRefusedError, match="已经结束"):
        remove_opinion(opinion=opinion, expert=cast.expert)


# --- the review room --------------------------------------------------------


def test_the_room_is_open_to_its_panel_only(cast: Cast, signed_in: SignedIn) -> None:
    world = w.world_at(cast, "专家评审")
    room = reverse("procedure:review", args=[world.review.pk])
    outsider = make_user("expert")
    assert signed_in(outsider).get(room).status_code == 404
    assert signed_in(outsider).post(room, {"act": "vote"}).status_code == 404
    assert signed_in(cast.leadership).get(room).status_code == 403
    assert signed_in(cast.office).post(room, {"act": "vote"}).status_code == 403
    listed = signed_in(outsider).get(reverse("procedure:reviews")).content.decode()
    assert world.standard.title not in listed
    listed = signed_in(cast.expert).get(reverse("procedure:reviews")).content.decode()
    assert world.standard.title in listed


def test_the_list_tells_an_expert_of_the_own_vote(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = w.world_at(cast, "专家评审")

    def listed(user: User) -> str:
        return signed_in(user).get(reverse("procedure:reviews")).content.decode()

    assert "待您表决" in listed(cast.expert)
    cast_vote(review=world.review, expert=cast.expert, vote="同意", reason="")
    assert "您已表决" in listed(cast.expert)
    assert "待您表决" in listed(world.experts[1])
    assert "4 人未表决" in listed(cast.office)


def test_an_expert_reads_comments_and_votes(cast: Cast, signed_in: SignedIn) -> None:
    world = w.world_at(cast, "专家评审")
    room = reverse("procedure:review", args=[world.review.pk])
    client, other = signed_in(cast.expert), signed_in(world.experts[1])
    assert "窗口应在2个工作日内转办。" in client.get(room).content.decode()
    client.post(room, {"content": "宜写明方式", "block": w.block(8)})
    assert "宜写明方式" in client.get(room).content.decode()
    assert "宜写明方式" not in other.get(room).content.decode()
    assert "宜写明方式" in signed_in(cast.office).get(room).content.decode()
    answer = client.post(room, {"act": "vote", "vote": "不同意", "reason": ""})
    assert "不同意须写明理由" in answer.content.decode()
    client.post(room, {"act": "vote", "vote": "不同意", "reason": "没有依据"})
    assert PanelMember.objects.get(expert=cast.expert).vote == "不同意"
    assert "没有依据" not in other.get(room).content.decode()
    opinion = ReviewOpinion.objects.get()
    assert other.post(room, {"act": "remove", "opinion": opinion.pk}).status_code == 404
    client.post(room, {"act": "remove", "opinion": opinion.pk})
    assert not ReviewOpinion.objects.exists()


def test_minutes_name_panel_votes_dissent_and_conclusion(cast: Cast) -> None:
    world = w.world_at(cast, "专家评审")
    give_opinion(
        review=world.review,
        expert=cast.expert,
        content="宜写明方式",
        block_id=w.block(8),
    )
    w.vote(world, "nyyyy")
    w.conclude(world, "修改后通过", "写明转办方式")
    review = ExpertReview.objects.get()
    document = docx.Document(io.BytesIO(minutes_file(review, "docx")))
    words = "\n".join(p.text for p in document.paragraphs)
    for wanted in (
        "《社会救助受理登记规范》专家评审会议纪要",
        "地点：第一会议室",
        "同意 4 票，不同意 1 票，弃权 0 票",
        "不同意的理由：缺少数据",
        "评审结论：修改后通过。",
        "写明转办方式",
        review.snapshot.digest,
    ):
        assert wanted in words
    panel, opinions = document.tables
    assert len(panel.rows) == 6
    assert panel.rows[1].cells[2].text == "组长"
    assert [cell.text for cell in opinions.rows[1].cells][1:3] == ["4.2", "宜写明方式"]
    pdf = PdfReader(io.BytesIO(minutes_file(review, "pdf")))
    printed = "".join(page.extract_text() for page in pdf.pages)
    assert "评审结论" in printed
    assert "修改后通过" in printed


def test_a_unanimous_pass_is_printed_as_such(cast: Cast) -> None:
    world = w.world_at(cast, "专家评审")
    w.vote(world, "yyyyy")
    w.conclude(world)
    document = docx.Document(io.BytesIO(minutes_file(world.review, "docx")))
    assert "评审结论：一致同意通过。" in [p.text for p in document.paragraphs]


def test_there_are_no_minutes_before_the_conclusion(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = w.world_at(cast, "专家评审")
    url = reverse("procedure:minutes", args=[world.review.pk, "docx"])
    assert signed_in(cast.office).get(url).status_code == 404
    w.vote(world, "yyyyy")
    w.conclude(world)
    assert signed_in(cast.office).get(url).status_code == 200
    assert signed_in(cast.other_liaison).get(url).status_code == 404
    wrong = reverse("procedure:minutes", args=[world.review.pk, "exe"])
    assert signed_in(cast.office).get(wrong).status_code == 404
