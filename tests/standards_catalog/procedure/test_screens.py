"""The screens: who sees which project, whose turn it is, notices, queries."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from standards_catalog.models import Standard
from standards_catalog.procedure.models import (
    Consultation,
    DraftingProject,
    Notice,
    ProcedureRules,
    ProjectDocument,
)
from standards_catalog.procedure.selectors.turns import (
    turn_of,
    waiting_for,
    with_progress,
)
from standards_catalog.procedure.services.notices import notify
from tests.factories import Cast, make_standard
from tests.standards_catalog.procedure import world as w

SignedIn = Callable[[User], Client]


def turn(world: w.World) -> tuple[str, str]:
    project = with_progress(DraftingProject.objects.all()).get(pk=world.project.pk)
    found = turn_of(project, timezone.localdate())
    return found.who, found.what


@pytest.mark.parametrize(
    ("stage", "who", "what"),
    [
        ("立项", "测试民政局", "登记查新记录"),
        ("起草", "测试民政局", "起草并发出征求意见稿"),
        ("征求意见", "被征求意见单位", "提出意见（1 家未回函）"),
        ("意见汇总处理", "标准化办公室", "召集专家评审"),
        ("专家评审", "评审专家", "审阅、表决（5 人未表决）"),
        ("领导小组审议", "领导小组", "审议报批稿"),
        ("批准发布", "标准化办公室", "编号并发布"),
        ("终止", "—", "项目已终止"),
    ],
)
def test_the_turn_is_named_at_every_stage(
    cast: Cast, stage: str, who: str, what: str
) -> None:
    assert turn(w.world_at(cast, stage)) == (who, what)


def test_the_turn_moves_within_a_stage(cast: Cast) -> None:
    world = w.make_world(cast)
    w.add_search(world)
    assert turn(world) == ("标准化办公室", "审查立项")
    w.transitions.accept_proposal(project=world.project, actor=cast.office)
    w.write_text(world)
    w.rounds.open_consultation(
        project=world.project, actor=cast.liaison, plan=w.plan(world)
    )
    w.say(world)
    assert turn(world) == ("测试民政局", "结束征求意见，汇总意见")
    w.rounds.close_consultation(project=world.project, actor=cast.liaison)
    assert turn(world) == ("测试民政局", "处理 1 条意见")


def test_after_the_deadline_it_is_the_lead_units_turn(cast: Cast) -> None:
    world = w.world_at(cast, "征求意见")
    yesterday = timezone.localdate() - timedelta(days=1)
    Consultation.objects.update(opens_on=yesterday, closes_on=yesterday)
    assert turn(world) == ("测试民政局", "结束征求意见，汇总意见")


def test_a_published_standard_waits_for_its_day(cast: Cast) -> None:
    world = w.world_at(cast, "已发布")
    day = timezone.localdate() + timedelta(days=30)
    assert turn(world) == ("—", f"{day.isoformat()} 起实施")
    project = with_progress(DraftingProject.objects.all()).get()
    assert turn_of(project, day).what == "已实施"


def test_a_unit_sees_the_projects_it_leads_only(
    cast: Cast, signed_in: SignedIn
) -> None:
    own, other = w.make_world(cast), w.make_world(cast)
    own.standard.title = "甲规范"
    own.standard.save()
    other.standard.title = "乙规范"
    other.standard.save()
    DraftingProject.objects.filter(pk=other.project.pk).update(
        lead_unit=cast.other_unit
    )
    for name in ("procedure:projects", "procedure:board"):
        text = signed_in(cast.liaison).get(reverse(name)).content.decode()
        assert "甲规范" in text, name
        assert "乙规范" not in text, name
        text = signed_in(cast.leadership).get(reverse(name)).content.decode()
        assert "甲规范" in text
        assert "乙规范" in text
    page = reverse("procedure:project", args=[other.project.pk])
    assert signed_in(cast.liaison).get(page).status_code == 404
    assert signed_in(cast.leader).get(page).status_code == 404


@pytest.mark.parametrize("stage", [s for s in w.WALKS if s != "终止"])
def test_the_page_of_a_project_opens_at_every_stage(
    cast: Cast, signed_in: SignedIn, stage: str
) -> None:
    world = w.world_at(cast, stage)
    page = reverse("procedure:project", args=[world.project.pk])
    for who in ("office", "liaison", "leader", "leadership"):
        text = signed_in(getattr(cast, who)).get(page).content.decode()
        assert ('aria-current="step"' in text) is (stage != "已发布")
    step = {"起草": "open_consultation", "批准发布": "publish"}.get(stage)
    if step:
        url = reverse("procedure:step", args=[world.project.pk, step])
        assert url in signed_in(cast.office).get(page).content.decode()
        assert url not in signed_in(cast.leader).get(page).content.decode()


def test_what_is_missing_stands_beside_the_step(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = w.make_world(cast)
    page = reverse("procedure:project", args=[world.project.pk])
    assert "还没有查新记录：" in signed_in(cast.office).get(page).content.decode()
    w.add_search(world)
    assert "还没有查新记录：" not in signed_in(cast.office).get(page).content.decode()


def test_links_are_shown_to_office_and_lead_liaison_only(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = w.world_at(cast, "征求意见")
    page = reverse("procedure:project", args=[world.project.pk])
    for who, is_shown in (
        ("office", True),
        ("liaison", True),
        ("leader", False),
        ("leadership", False),
    ):
        text = signed_in(getattr(cast, who)).get(page).content.decode()
        assert ("/c/" in text) is is_shown, who


def test_the_lists_take_few_queries_however_many_projects(
    cast: Cast, signed_in: SignedIn
) -> None:
    today = timezone.localdate()
    for _ in range(40):
        DraftingProject.objects.create(
            standard=make_standard(cast.pilot, None, status=Standard.Status.PLANNED),
            kind="制定",
            lead_unit=cast.own_unit,
            stage_since=today,
            purpose="理由",
            proposed_on=today,
            proposed_by=cast.liaison,
        )
    client = signed_in(cast.office)
    for name in ("procedure:projects", "procedure:board", "home:workbench"):
        url = reverse(name)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) <= 30, name


def test_a_standards_page_shows_its_project(cast: Cast, signed_in: SignedIn) -> None:
    world = w.make_world(cast)
    url = reverse("procedure:standard_projects", args=[world.standard.pk])
    text = signed_in(cast.office).get(url).content.decode()
    assert "登记查新记录" in text
    other = signed_in(cast.other_liaison).get(url).content.decode()
    assert "没有制修订项目" in other
    page = signed_in(cast.office).get(
        reverse("standards_catalog:detail", args=[world.standard.pk])
    )
    assert url in page.content.decode()


# --- proposing and filing ---------------------------------------------------


def test_a_liaison_proposes_on_the_page(cast: Cast, signed_in: SignedIn) -> None:
    standard = make_standard(cast.pilot, None, status=Standard.Status.PLANNED)
    national = make_standard(cast.pilot, None, level="国家标准")
    client = signed_in(cast.liaison)
    url = reverse("procedure:propose")
    form = client.get(url).context["form"]
    assert list(form.fields["lead_unit"].queryset) == [cast.own_unit]
    assert national not in form.fields["standard"].queryset
    asked = client.get(url, {"kind": "修订"}).context["form"]
    assert asked["kind"].value() == "修订"
    answers = {
        "standard": standard.pk,
        "kind": "制定",
        "lead_unit": cast.other_unit.pk,
        "purpose": "没有统一的要求",
    }
    assert client.post(url, answers).status_code == 200
    assert not DraftingProject.objects.exists()
    answers["lead_unit"] = cast.own_unit.pk
    client.post(url, answers)
    project = DraftingProject.objects.get()
    assert (project.stage, project.lead_unit) == ("立项", cast.own_unit)
    assert standard not in client.get(url).context["form"].fields["standard"].queryset


@pytest.mark.parametrize(
    ("day", "result", "findings", "problem"),
    [
        (1, "无相关标准", "", "查新日期不能晚于今天"),
        (0, "有相关标准但不能满足需要", "", "须写明其编号"),
        (0, "有相关标准但不能满足需要", "MZ/T 039—2013，没有时限", ""),
        (-10, "无相关标准", "", ""),
    ],
)
def test_a_search_is_registered_on_the_page(
    cast: Cast,
    signed_in: SignedIn,
    day: int,
    result: str,
    findings: str,
    problem: str,
) -> None:
    world = w.make_world(cast)
    url = reverse("procedure:search", args=[world.project.pk])
    answers = {
        "searched_on": (timezone.localdate() + timedelta(days=day)).isoformat(),
        "sources": "全国标准信息公共服务平台",
        "keywords": "受理",
        "result": result,
        "findings": findings,
    }
    answer = signed_in(cast.liaison).post(url, answers)
    if problem:
        assert problem in answer.content.decode()
        assert not world.project.searches.exists()
    else:
        assert answer.status_code == 302
        assert world.project.searches.get().recorded_by == cast.liaison


def test_a_document_is_kept_with_its_hash_and_leaves_a_trace(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = w.make_world(cast)
    client = signed_in(cast.liaison)
    url = reverse("procedure:upload", args=[world.project.pk])
    bad = SimpleUploadedFile("program.exe", b"MZ")
    text = client.post(url, {"kind": "编制说明", "file": bad}).content.decode()
    assert "不能上传“exe”文件" in text
    good = SimpleUploadedFile("explanation.pdf", b"%PDF-1.7")
    client.post(url, {"kind": "编制说明", "file": good})
    document = ProjectDocument.objects.get()
    assert document.digest == hashlib.sha256(b"%PDF-1.7").hexdigest()
    file = reverse("procedure:document", args=[world.project.pk, document.pk])
    answer = client.get(file)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.filter(action="下载项目材料").count() == 1
    assert signed_in(cast.other_liaison).get(file).status_code == 404


def test_nothing_is_filed_once_a_project_is_over(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = w.world_at(cast, "终止")
    for name in ("procedure:search", "procedure:upload"):
        url = reverse(name, args=[world.project.pk])
        assert signed_in(cast.office).get(url).status_code == 403
        assert signed_in(cast.office).post(url).status_code == 403


def test_the_rules_are_the_offices(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.office)
    url = reverse("procedure:rules")
    answers = {
        name: str(client.get(url).context["form"][name].value())
        for name in client.get(url).context["form"].fields
    }
    client.post(url, {**answers, "quorum_numerator": "5", "quorum_denominator": "4"})
    assert not ProcedureRules.objects.exists()
    text = client.post(url, {**answers, "number_prefix": "GBX"}).content.decode()
    assert "不能以GB" in text
    client.post(url, {**answers, "number_prefix": "CSBZ", "consultation_days": "20"})
    rules = ProcedureRules.objects.get()
    assert rules.number_pattern.example == "CSBZ TY 001—2021"
    assert rules.consultation_days == 20


# --- notices ----------------------------------------------------------------


def test_the_bell_counts_what_is_unread(cast: Cast, signed_in: SignedIn) -> None:
    notify([cast.office], "请审查立项", "/workbench/projects/", due_on=None)
    client = signed_in(cast.office)
    url = reverse("procedure:notices")
    assert "通知，未读 1 条" in client.get(url).content.decode()
    notice = Notice.objects.get()
    opened = client.get(reverse("procedure:notice", args=[notice.pk]))
    assert opened.headers["Location"] == "/workbench/projects/"
    assert "通知，未读 0 条" in client.get(url).content.decode()


def test_a_notice_is_its_recipients(cast: Cast, signed_in: SignedIn) -> None:
    notify([cast.office], "只给办公室", "/workbench/projects/")
    notice = Notice.objects.get()
    client = signed_in(cast.liaison)
    opened = client.get(reverse("procedure:notice", args=[notice.pk]))
    assert opened.headers["Location"] == reverse("procedure:notices")
    client.post(reverse("procedure:notices"))
    notice.refresh_from_db()
    assert notice.read_at is None
    assert "只给办公室" not in client.get(reverse("procedure:notices")).content.decode()
    signed_in(cast.office).post(reverse("procedure:notices"))
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_notices_go_by_mail_where_a_server_is_named(
    cast: Cast,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    cast.office.email = "office@example.org"
    cast.office.save()
    with django_capture_on_commit_callbacks(execute=True):
        notify([cast.office, cast.liaison], "请审查立项", "/workbench/projects/")
    assert mail.outbox == []
    settings.EMAIL_HOST = "mail.example.org"
    with django_capture_on_commit_callbacks(execute=True):
        notify([cast.office, cast.liaison], "请审查立项", "/workbench/projects/")
    (message,) = mail.outbox
    assert message.to == ["office@example.org"]
    assert "/workbench/projects/" in message.body


def test_home_pages_say_what_waits(cast: Cast, signed_in: SignedIn) -> None:
    world = w.world_at(cast, "专家评审")
    today = timezone.localdate()

    def labels(user: User) -> list[tuple[str, int]]:
        return [(x.label, x.count) for x in waiting_for(user, cast.pilot, today)]

    assert labels(cast.expert) == [("专家评审待表决", 1)]
    assert labels(cast.office) == []
    page = signed_in(cast.expert).get("/workbench/").content.decode()
    assert "专家评审待表决" in page
    w.vote(world, "yyyyy")
    assert labels(cast.expert) == []
    assert labels(cast.office) == [("制修订项目待办理", 1)]
    assert (
        "制修订项目待办理" in signed_in(cast.office).get("/workbench/").content.decode()
    )


def test_the_dashboard_says_what_waits(cast: Cast, signed_in: SignedIn) -> None:
    w.world_at(cast, "领导小组审议")
    page = signed_in(cast.leadership).get("/dashboard/").content.decode()
    assert "制修订项目待办理 1 项" in page


def test_an_asked_unit_is_reminded_at_home(cast: Cast, signed_in: SignedIn) -> None:
    world = w.world_at(cast, "征求意见")
    (line,) = waiting_for(world.asked_liaison, cast.pilot, timezone.localdate())
    assert (line.label, line.count) == ("征求意见待回函", 1)
    assert "征求意见待回函" in (
        signed_in(world.asked_liaison).get("/workbench/").content.decode()
    )
    w.say(world)
    assert waiting_for(world.asked_liaison, cast.pilot, timezone.localdate()) == ()


def test_the_board_shows_ones_own_turn_alone(cast: Cast, signed_in: SignedIn) -> None:
    world = w.make_world(cast)
    client = signed_in(cast.office)
    url = reverse("procedure:board")
    assert world.standard.title in client.get(url).content.decode()
    assert world.standard.title not in client.get(url, {"mine": "yes"}).content.decode()
    w.add_search(world)
    assert world.standard.title in client.get(url, {"mine": "yes"}).content.decode()
