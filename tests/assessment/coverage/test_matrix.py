"""The matrix as a screen: clauses, phases, domains, columns, its figures, its file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Unit, User
from assessment.coverage.marks import MarkQuestion, StepMark
from assessment.coverage.models import WorkStep
from assessment.programme.models import Phase
from listing.columns import Badge, Tone, share_text
from tests.assessment.coverage.written import make_written
from tests.factories import Cast, make_membership, make_standard, make_unit
from tests.records import make_step

SignIn = Callable[[User], Client]
URL = "coverage:matrix"


def page(client: Client, **query: str) -> Any:
    return client.get(reverse(URL), query)


def names(response: Any) -> list[str]:
    return [
        row.step.name
        for block in response.context["blocks"]
        for _, rows in block.items
        for row in rows
    ]


def book(client: Client, **query: str) -> Any:
    response = page(client, export="xlsx", **query)
    return load_workbook(BytesIO(b"".join(response.streaming_content)), rich_text=True)


def test_clauses_stand_beside_their_standard_and_lead_to_the_text(
    cast: Cast, signed_in: SignIn
) -> None:
    written = make_written(cast.pilot)
    unread = make_standard(cast.pilot, code="FW9")
    make_step(
        cast.pilot,
        cast.own_unit,
        written,
        unread,
        covering_clauses="FW301 2;FW301 9.9;FW9 4.1",
    )
    html = page(signed_in(cast.liaison)).content.decode()
    edition = written.editions.get().pk
    text = f"{reverse('authoring:text', args=[written.pk])}?edition={edition}"
    assert f'<a href="{text}#c-b2">2</a>' in html
    # A clause the text does not have leads to the text, one without a text nowhere.
    assert f'<a href="{text}">9.9</a>' in html
    assert '<span class="cl">4.1</span>' in html


def test_a_phase_shows_its_last_day_and_the_strip_the_way_there(
    cast: Cast, signed_in: SignIn
) -> None:
    for name, first, last in (
        ("编制", date(2020, 7, 1), date(2021, 3, 31)),
        ("试行", date(2021, 4, 1), date(2022, 6, 30)),
        ("以后", date(2022, 7, 1), date(2022, 12, 31)),
    ):
        Phase.objects.create(pilot=cast.pilot, name=name, starts_on=first, ends_on=last)
    make_step(cast.pilot, cast.own_unit, make_standard(cast.pilot, date(2021, 4, 1)))
    client = signed_in(cast.office)
    whole = page(client)
    strip = [(p.name, p.share, p.is_over) for p, *_ in whole.context["phase_strip"]]
    assert strip == [("编制", "0.00%", True), ("试行", "100.00%", False)]
    then = page(client, phase="编制")
    asked = reverse("dashboards:indicator", args=["standard_coverage"])
    assert f"{asked}?as_of={then.context['view'].as_of}" in then.content.decode()
    assert then.context["coverage_share"] == "0.00%"
    assert then.context["selection"].gaps == 1
    assert "2021-03-31" in then.context["list"].subtitle()
    assert page(client, phase="试行").context["selection"].gaps == 0
    later = page(client, phase="以后")
    assert "没有“以后”" in later.context["problems"][0]
    sheet = book(client, phase="编制").worksheets[0]
    lines = [row[0] for row in sheet.iter_rows(max_row=8, values_only=True)]
    assert "数据截至：2021-03-31" in lines
    assert "阶段：编制（2021-03-31 阶段末）" in lines


def test_domains_carry_the_engines_counts_whatever_is_selected(
    cast: Cast, signed_in: SignIn
) -> None:
    standard = make_standard(cast.pilot)
    make_step(cast.pilot, cast.own_unit, standard, domain="甲", name="一")
    make_step(cast.pilot, cast.own_unit, domain="乙", name="二")
    make_step(cast.pilot, cast.other_unit, standard, domain="甲", name="三")
    response = page(signed_in(cast.office), owner=str(cast.own_unit.pk), domain="甲")
    assert names(response) == ["一"]
    tabs = {
        tab.label: (tab.value.numerator, tab.value.denominator, tab.gaps)
        for tab in response.context["domains"]
    }
    assert tabs == {"甲": (2, 2, 0), "乙": (0, 1, 1)}
    html = response.content.decode()
    assert "下面是选出的 1 个环节" in html
    assert "仍是整个试点的" in html
    only_unit = page(signed_in(cast.office), owner=str(cast.own_unit.pk))
    value, share = only_unit.context["unit_coverage"]
    assert (value.numerator, value.denominator, share) == (1, 2, "50.00%")


def test_steps_of_a_closed_unit_are_found_under_its_successor(
    cast: Cast, signed_in: SignIn
) -> None:
    heir = make_unit()
    closed = make_unit(ends_on=date(2021, 6, 1), successor=heir)
    for unit in (heir, closed):
        make_membership(cast.pilot, unit)
    make_step(cast.pilot, closed, name="原属")
    response = page(signed_in(cast.office), owner=str(heir.pk))
    assert names(response) == ["原属"]
    assert f"原{closed}" in response.content.decode()


def test_columns_are_left_out_on_the_page_and_in_the_file(
    cast: Cast, signed_in: SignIn
) -> None:
    make_step(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    client = signed_in(cast.office)
    response = page(client, columns="服务提供")
    assert 'class="matrix shows-1 without-0 without-2 without-3"' in (
        response.content.decode()
    )
    assert not response.context["view"].is_selection
    sheet = book(client, columns="服务提供").worksheets[0]
    header = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "领域")
    assert header[:5] == ("领域", "事项", "环节", "服务提供", "覆盖情况")


def test_the_marks_of_other_apps_stand_on_the_step(
    cast: Cast, signed_in: SignIn, monkeypatch: Any
) -> None:
    make_step(cast.pilot, cast.own_unit, name="缺的")
    config = apps.get_app_config("coverage")
    where = f"{__name__}.marks"
    monkeypatch.setattr(config, "step_marks", where, raising=False)
    client = signed_in(cast.liaison)
    html = page(client).content.decode()
    assert '<a class="act" href="/gaps/1/">认领</a>' in html
    assert "2021-09-30 前，已逾期" in html
    row = [list(r) for r in book(client).worksheets[0].iter_rows(values_only=True)][-1]
    assert "缺项 民政局 2021-09-30 前 已逾期" in row


def marks(question: MarkQuestion) -> dict[int, Sequence[StepMark]]:
    mark = StepMark(
        Badge("缺项", Tone.BAD), "/gaps/1/", "民政局", date(2021, 9, 30), True, "认领"
    )
    return {pk: [mark] for pk in question.step_ids}


def test_what_people_typed_stays_text(cast: Cast, signed_in: SignIn) -> None:
    evil = "<script>alert(1)</script>"
    standard = make_standard(cast.pilot, title=f'"{evil}', code="FW<b>")
    Unit.objects.filter(pk=cast.own_unit.pk).update(short_name=evil)
    make_step(
        cast.pilot,
        cast.own_unit,
        standard,
        name=evil,
        item=evil,
        domain=evil,
        covering_clauses=f"FW<b> {evil}",
    )
    assert evil not in page(signed_in(cast.office)).content.decode()


@pytest.mark.parametrize(
    ("share", "printed"),
    [
        (Fraction(96, 100), "96.00%"),
        (Fraction(9599, 10000), "95.99%"),
        (Fraction(95996, 100000), "95.996%"),
        (Fraction(959999, 1000000), "95.9999%"),
        (Fraction(96001, 100000), "96.001%"),
        (Fraction(9999, 10000), "99.99%"),
        (None, "—"),
    ],
)
def test_a_missed_target_never_prints_as_met(
    share: Fraction | None, printed: str
) -> None:
    assert share_text(share, Fraction(96, 100)) == printed


@pytest.mark.parametrize(
    ("covered", "counted", "printed", "verdict"),
    [(24, 25, "96.00%", "达标"), (47, 49, "95.92%", "未达标")],
)
def test_the_verdict_is_the_engines(
    cast: Cast,
    signed_in: SignIn,
    covered: int,
    counted: int,
    printed: str,
    verdict: str,
) -> None:
    cast.pilot.targets = {"standard_coverage": "96%"}
    cast.pilot.save()
    standard = make_standard(cast.pilot)
    for index in range(counted):
        make_step(cast.pilot, None, *([standard] if index < covered else []))
    response = page(signed_in(cast.office))
    assert response.context["coverage_share"] == printed
    assert response.context["coverage"].attained is (verdict == "达标")
    selection = response.context["selection"]
    assert (selection.covered, selection.counted) == (covered, counted)
    assert f"</svg>\n{verdict}</span>" in response.content.decode()


def test_the_file_looks_like_the_page(cast: Cast, signed_in: SignIn) -> None:
    good = make_standard(cast.pilot, code="FW-1")
    planned = make_standard(cast.pilot, None, code="FW-2", status="待制定")
    make_step(
        cast.pilot, cast.own_unit, good, planned, name="有", covering_clauses="FW-1 5.1"
    )
    make_step(cast.pilot, cast.own_unit, name="缺")
    make_step(cast.pilot, cast.own_unit, good, name="外", applicability="参考")
    cast.pilot.is_demonstration = True
    cast.pilot.save()
    found = book(signed_in(cast.office))
    sheet, domains = found.worksheets
    rows = {row[2].value: row for row in sheet.iter_rows() if row[2].value}
    header = [cell.value for cell in rows["环节"]]
    service = header.index("服务提供")
    pieces = rows["有"][service].value
    assert str(pieces) == "FW-1 现行 5.1\nFW-2 待制定"
    inks = [getattr(piece, "font", None) and piece.font.color.rgb for piece in pieces]
    assert inks == ["FF2E7D32", "FF9A5B00"]
    assert rows["缺"][0].fill.fgColor.rgb == "FFFCEFEE"
    assert rows["缺"][header.index("覆盖情况")].value == "缺口"
    assert rows["外"][0].fill.fgColor.rgb == "FFF6F7F9"
    # Domain and item stand in every row, so that filters and sorting work.
    assert [rows[n][1].value for n in ("有", "缺", "外")] == ["测试事项"] * 3
    values = list(sheet.iter_rows(values_only=True))
    assert ("测试领域", "本领域已覆盖 1 / 2，50.00%") in [row[:2] for row in values]
    top = rows["环节"][0].row
    assert sheet.freeze_panes == f"D{top + 1}"
    assert sheet.print_title_rows == f"${top}:${top}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.oddHeader.left.text == "演示数据　覆盖矩阵"
    counts = [row for row in domains.iter_rows(values_only=True) if row[1] is not None]
    assert counts == [
        ("领域", "计入环节", "已覆盖", "缺口", "覆盖率"),
        ("测试领域", 2, 1, 1, "50.00%"),
        ("整个试点", 2, 1, 1, "50.00%"),
    ]


def test_the_search_finds_steps_by_their_standards_too(
    cast: Cast, signed_in: SignIn
) -> None:
    make_step(
        cast.pilot, None, make_standard(cast.pilot, title="殡葬服务规范"), name="甲步"
    )
    make_step(cast.pilot, None, name="乙步")
    assert names(page(signed_in(cast.office), q="殡葬")) == ["甲步"]
    assert WorkStep.objects.count() == 2
