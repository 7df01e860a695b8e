"""The pages of gaps: lists and files, the run, acts, and the way to a project."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from assessment.coverage.marks import MarkQuestion, marks_of
from assessment.gaps.models import Gap
from assessment.gaps.selectors.analysis import planned_analysis
from assessment.gaps.services.claims import claim
from standards_catalog.models import Standard
from standards_catalog.procedure.models import DraftingProject
from tests.factories import AS_OF, Cast, make_standard
from tests.gap_records import make_gap, minted_clause
from tests.records import make_step

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
AUTUMN = date(2021, 10, 1)


def page(client: Client, view: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(view, args=args), query)
    assert response.status_code == 200, response
    return str(response.content.decode())


def test_the_list_shows_what_is_open_and_closed_ones_when_asked(
    cast: Cast, signed_in: SignedIn
) -> None:
    make_gap(cast.pilot, statement="仍然缺少")
    make_gap(cast.pilot, statement="已经补齐", closed_on=AUTUMN, closing_reason="好")
    make_gap(cast.pilot, statement="以后才提", raised_on=date(2022, 1, 1))
    client = signed_in(cast.liaison)
    shown = page(client, "gaps:gaps")
    assert "仍然缺少" in shown
    assert "已经补齐" not in shown
    assert "以后才提" not in shown
    assert "已经补齐" in page(client, "gaps:gaps", state="已关闭")
    assert "已经补齐" in page(client, "gaps:gaps", as_of="2021-09-30")


def test_the_list_says_how_many_nobody_answers_for(
    cast: Cast, signed_in: SignedIn
) -> None:
    make_step(cast.pilot, cast.own_unit)
    shown = page(signed_in(cast.office), "gaps:gaps")
    assert "其中 1 个没有责任单位或期限" in shown
    make_gap(cast.pilot, cast.own_unit, step=make_step(cast.pilot))
    make_step(cast.pilot, cast.own_unit)
    shown = page(signed_in(cast.office), "gaps:gaps", settled="no")
    assert "其中 2 个没有责任单位或期限" in shown


def test_the_files_have_the_columns_of_a_gap_list(
    cast: Cast, signed_in: SignedIn
) -> None:
    step = make_step(cast.pilot, domain="甲领域", item="乙事项", name="丙环节")
    make_gap(cast.pilot, cast.own_unit, step=step, statement="=SUM(1)", basis="依据甲")
    make_gap(cast.pilot, kind="重", rule="重-范围重叠", due_on=None)
    client = signed_in(cast.leader)
    sheet_of = client.get(reverse("gaps:gaps"), {"export": "xlsx", "kind": "缺"})
    content = b"".join(sheet_of.streaming_content)
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    header = next(i for i, row in enumerate(rows) if row[0] == "序号")
    assert rows[header][:12] == (
        "序号", "领域", "事项", "环节", "类型", "现状", "依据", "拟制定标准", "责任单位",
        "完成时限", "认领单位", "状态",
    )  # fmt: skip
    assert rows[header + 1][:6] == (1, "甲领域", "乙事项", "丙环节", "缺", "=SUM(1)")
    assert len(rows) == header + 2
    assert any("类型 缺" in str(row[0]) for row in rows[:header])
    word = docx.Document(
        io.BytesIO(client.get(reverse("gaps:word"), {"kind": "缺"}).content)
    )
    counts, table = word.tables
    assert [cell.text for cell in table.rows[0].cells][-2:] == ["认领单位", "状态"]
    assert [cell.text for cell in table.rows[1].cells][:5] == [
        "1", "甲领域", "乙事项", "丙环节", "缺",
    ]  # fmt: skip
    assert table.rows[1].cells[-1].text == "待认领（逾期）"
    assert counts.rows[-1].cells[-1].text == "1"
    section = word.sections[0]
    assert section.page_width > section.page_height
    words = "\n".join(p.text for p in word.paragraphs)
    assert f"数据截至{AS_OF.isoformat()}" in words
    assert "筛选条件：类型 缺" in words


def test_the_run_is_looked_at_first(cast: Cast, signed_in: SignedIn) -> None:
    make_step(cast.pilot, cast.own_unit)
    client = signed_in(cast.office)
    shown = page(client, "gaps:analyse")
    assert "没有标准覆盖本环节" in shown
    assert not Gap.objects.exists()
    seen = planned_analysis(cast.pilot, AS_OF).digest
    make_step(cast.pilot, cast.own_unit)
    stale = client.post(reverse("gaps:analyse"), {"seen": seen, "due_on": "2022-03-31"})
    assert "预览之后数据有变化" in stale.content.decode()
    assert 'value="2022-03-31"' in stale.content.decode()
    assert not Gap.objects.exists()
    seen = planned_analysis(cast.pilot, AS_OF).digest
    client.post(reverse("gaps:analyse"), {"seen": seen, "due_on": "2022-03-31"})
    assert set(Gap.objects.values_list("due_on", flat=True)) == {date(2022, 3, 31)}
    assert Gap.objects.count() == 2


def test_a_liaison_claims_and_cannot_claim_for_others(
    cast: Cast, signed_in: SignedIn
) -> None:
    gap = make_gap(cast.pilot)
    client = signed_in(cast.liaison)
    assert "认领" in page(client, "gaps:gap", gap.pk)
    url = reverse("gaps:claim", args=[gap.pk])
    client.post(url, {"unit": cast.other_unit.pk, "on": "2021-10-01"})
    assert Gap.objects.get().claimed_by is None
    early = client.post(url, {"unit": cast.own_unit.pk, "on": "2021-03-31"})
    assert "不能早于提出日期（2021-04-01）" in early.content.decode()
    client.post(url, {"unit": cast.own_unit.pk, "on": "2021-10-01"})
    assert Gap.objects.get().claimed_by == cast.own_unit
    second = signed_in(cast.other_liaison).post(
        url, {"unit": cast.other_unit.pk, "on": "2021-10-01"}
    )
    assert f"已由“{cast.own_unit}”认领" in second.content.decode()


def test_the_project_form_is_filled_in_and_the_project_remembered(
    cast: Cast, signed_in: SignedIn
) -> None:
    standard = make_standard(cast.pilot, title="转办规范")
    step = make_step(cast.pilot, cast.own_unit, standard)
    gap = make_gap(
        cast.pilot,
        cast.own_unit,
        kind="低",
        rule="低-无限值",
        step=step,
        standard=standard,
        statement="没有时限",
        basis="测发1号",
    )
    client = signed_in(cast.liaison)
    url = reverse("gaps:propose", args=[gap.pk])
    first = client.get(url).context["form"].initial
    assert (first["standard"], first["kind"]) == (standard, "修订")
    assert (first["lead_unit"], first["planned_on"]) == (
        cast.own_unit.pk,
        date(2021, 10, 31),
    )
    assert "没有时限" in first["purpose"]
    assert "测发1号" in first["purpose"]
    answer = {**first, "standard": standard.pk}
    client.post(url, answer)
    project = DraftingProject.objects.get()
    gap.refresh_from_db()
    assert (gap.project, gap.claimed_by) == (project, cast.own_unit)
    again = client.get(url, follow=True)
    assert "已经提出修订《转办规范》" in again.content.decode()
    assert signed_in(cast.other_liaison).get(url).status_code == 404


def test_the_office_makes_the_entry_that_is_missing(
    cast: Cast, signed_in: SignedIn
) -> None:
    step = make_step(cast.pilot, cast.own_unit)
    gap = make_gap(cast.pilot, cast.own_unit, step=step, proposed_title="查重规范")
    client = signed_in(cast.office)
    assert "新建标准条目" in page(client, "gaps:gap", gap.pk)
    url = reverse("gaps:entry", args=[gap.pk])
    first = client.get(url).context["form"].initial
    assert (first["title"], first["status"], first["level"]) == (
        "查重规范",
        "待制定",
        "内部标准",
    )
    sent = client.post(
        url,
        {
            "code": "GL999",
            "title": "查重规范",
            "level": "内部标准",
            "status": "待制定",
            "subsystem": "管理",
            "must_publish": "unknown",
        },
    )
    assert sent.url == reverse("gaps:propose", args=[gap.pk])
    standard = Standard.objects.get(code="GL999")
    gap.refresh_from_db()
    assert gap.standard == standard
    assert step.coverage.get().standard == standard
    kind = client.get(sent.url).context["form"].initial["kind"]
    assert kind == "制定"


def test_several_are_settled_at_once(cast: Cast, signed_in: SignedIn) -> None:
    gaps = [make_gap(cast.pilot, due_on=None) for _ in range(2)]
    client, url = signed_in(cast.office), reverse("gaps:settle")
    keys = [gap.pk for gap in gaps]
    nothing = client.post(url, {"gaps": keys})
    assert "请选择责任单位或填写完成时限" in nothing.content.decode()
    none = client.post(url, {"due_on": "2022-03-31"})
    assert "请至少选择一条缺口" in none.content.decode()
    client.post(url, {"gaps": keys, "owner_units": [cast.own_unit.pk]})
    assert all(cast.own_unit in gap.owner_units.all() for gap in gaps)


def test_limits_stand_out_side_by_side(cast: Cast, signed_in: SignedIn) -> None:
    standard = make_standard(cast.pilot)
    minted_clause(standard, "6.1", "应在2个工作日内转交。")
    step = make_step(cast.pilot, cast.own_unit, standard, covering_clauses="6.1")
    gap = make_gap(
        cast.pilot, kind="低", rule="低-无限值", step=step, standard=standard
    )
    shown = page(signed_in(cast.leadership), "gaps:gap", gap.pk)
    assert "应在<mark>2个工作日</mark>内转交。" in shown


def test_marks_stand_on_the_row_of_the_step_in_use(cast: Cast) -> None:
    old = make_step(cast.pilot, code="HJ1", ends_on=AUTUMN)
    new = make_step(cast.pilot, code="HJ1", name="改名", starts_on=AUTUMN)
    gap = make_gap(cast.pilot, cast.own_unit, step=old)
    make_gap(cast.pilot, step=old, closed_on=AUTUMN, closing_reason="好")

    def marks(user: User) -> Any:
        question = MarkQuestion(cast.pilot, AS_OF, user, frozenset({new.pk}))
        return marks_of(question).get(new.pk, ())

    (mark,) = marks(cast.liaison)
    assert (mark.badge.word, mark.owner) == ("缺项", str(cast.own_unit))
    assert (mark.due_on, mark.is_late, mark.action) == (gap.due_on, True, "认领")
    assert [m.action for m in marks(cast.leadership)] == [""]
    claim(gap=gap, unit=cast.own_unit, on=AUTUMN, actor=cast.liaison)
    assert [m.action for m in marks(cast.liaison)] == ["立项"]
    assert [m.action for m in marks(cast.other_liaison)] == [""]


def test_more_gaps_do_not_ask_the_database_more(
    cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.office)

    def asked(view: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, view)
        return len(queries)

    views = ("gaps:gaps", "gaps:settle", "gaps:analyse", "coverage:matrix")
    counts = []
    for _ in range(2):
        for _ in range(6):
            step = make_step(cast.pilot, cast.own_unit)
            make_gap(cast.pilot, cast.own_unit, step=step, due_on=None)
        cast.pilot.mark_changed()
        counts.append([asked(view) for view in views])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 30, counts
