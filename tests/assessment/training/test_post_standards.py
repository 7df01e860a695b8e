"""Who must know what: marks, trained people, gaps, and the choice of standards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEvent, User
from assessment.services import indicator_values
from assessment.training.models import Post
from assessment.training.post_matrix import Cell, Mark, post_matrix, unit_pages
from standards_catalog.models import Standard, StandardEdition, Subsystem
from tests.factories import AS_OF, Cast, make_membership, make_standard, make_unit
from tests.records import (
    SHANGHAI,
    make_post,
    make_sign_in,
    make_staff,
    make_training,
)

SignIn = Callable[[User], Client]
URL = "training:post_standards"


def post_standard(cast: Cast, **fields: Any) -> Standard:
    return make_standard(cast.pilot, subsystem=Subsystem.POST, **fields)


def matrix_of(cast: Cast, day: date = AS_OF, **options: Any) -> Any:
    posts = Post.objects.filter(pilot=cast.pilot).select_related("unit")
    return post_matrix(
        cast.pilot, day, list(posts.prefetch_related("standards")), **options
    )


def cells_of(matrix: Any) -> dict[str, str]:
    """体系编号 → sign and count, of the first post."""
    line = next(iter(matrix.lines))
    return {
        column.code: f"{cell.mark}{cell.count}"
        for column, cell in zip(matrix.columns, line.cells, strict=True)
        if cell
    }


def test_what_is_named_must_be_known_and_what_applies_should(cast: Cast) -> None:
    named = post_standard(cast, code="GW1")
    make_standard(cast.pilot, code="FW1")
    make_standard(cast.pilot, code="TY1", subsystem=Subsystem.GENERAL)
    post_standard(cast, code="GW2")
    make_standard(cast.pilot, None, code="GL0", status="待制定", subsystem="管理")
    foreign = make_standard(cast.pilot, code="GL1", subsystem=Subsystem.MANAGEMENT)
    foreign.applicable_units.set([cast.other_unit])
    own = make_standard(cast.pilot, code="GL2", subsystem=Subsystem.MANAGEMENT)
    own.applicable_units.set([cast.other_unit])
    own.responsible_units.set([cast.own_unit])
    make_post(cast.pilot, cast.own_unit, named)
    assert cells_of(matrix_of(cast)) == {
        "GW1": "●无人",
        "FW1": "○无人",
        "GL2": "○无人",
    }
    assert cells_of(matrix_of(cast, with_should=False)) == {"GW1": "●无人"}
    assert cells_of(matrix_of(cast, subsystems=["管理"])) == {"GL2": "○无人"}


def test_people_of_the_post_who_signed_in_by_the_day_are_counted(cast: Cast) -> None:
    standard = post_standard(cast)
    make_post(cast.pilot, cast.own_unit, standard, title="窗口")
    people = [
        make_staff(cast.pilot, cast.own_unit, post_title="窗口") for _ in range(3)
    ]
    make_staff(cast.pilot, cast.own_unit, post_title="别的岗位")
    gone = make_staff(
        cast.pilot,
        cast.own_unit,
        post_title="窗口",
        on_roster_until=date(2021, 6, 30),
    )
    training, unrelated = make_training(cast.pilot, standard), make_training(cast.pilot)
    for person in (people[0], people[0], gone):
        make_sign_in(training, person)
    make_sign_in(unrelated, people[1])
    make_sign_in(
        training, people[2], signed_at=datetime(2021, 7, 1, 9, tzinfo=SHANGHAI)
    )
    counts = {
        day: cells_of(matrix_of(cast, day))[standard.code]
        for day in (date(2021, 5, 9), date(2021, 6, 30), date(2021, 7, 1))
    }
    assert counts == {
        date(2021, 5, 9): "●0/4",
        date(2021, 6, 30): "●2/4",
        date(2021, 7, 1): "●2/3",
    }


@pytest.mark.parametrize(
    ("cell", "tone", "words"),
    [
        (Cell(Mark.MUST, 2, 2, True), "good", "应掌握，2人中2人已参训"),
        (Cell(Mark.MUST, 1, 2, True), "warning", "应掌握，2人中1人已参训"),
        (Cell(Mark.SHOULD, 1, 2, True), "plain", "应了解，2人中1人已参训"),
        (Cell(Mark.MUST, 2, 2, False), "neutral", "应掌握（标准未现行），2人中2人已参训"),
        (Cell(Mark.MUST, 0, 0, True), "warning", "应掌握，没有在册人员"),
    ],
)  # fmt: skip
def test_a_cell_says_in_words_what_its_colour_says(
    cell: Cell, tone: str, words: str
) -> None:
    assert (cell.tone, cell.words) == (tone, words)


def test_the_figure_is_the_indicator_and_gaps_are_its_shortfall(
    cast: Cast, signed_in: SignIn
) -> None:
    standard = post_standard(cast)
    make_post(cast.pilot, cast.own_unit, standard)
    make_post(cast.pilot, cast.own_unit, post_standard(cast, effective_on=None))
    make_post(cast.pilot, cast.other_unit)
    StandardEdition.objects.filter(standard=standard).update(
        abolished_on=date(2021, 12, 1)
    )
    client = signed_in(cast.office)
    for day, covered in ((date(2021, 11, 30), 1), (date(2021, 12, 1), 0)):
        page = client.get(reverse(URL), {"as_of": day.isoformat(), "gap": "yes"})
        (value,) = (
            value
            for value in indicator_values(cast.pilot, day)
            if value.code == "post_coverage"
        )
        assert page.context["coverage"] == value
        assert (value.numerator, value.denominator) == (covered, 3)
        lines = list(page.context["matrix"].lines)
        assert len(lines) == 3 - covered
        assert not any(line.is_covered for line in lines)
        assert page.content.decode().count("无现行岗位标准") == 3 - covered


def test_a_unit_sees_its_own_posts_and_figure(cast: Cast, signed_in: SignIn) -> None:
    make_post(cast.pilot, cast.own_unit, post_standard(cast), title="本单位窗口")
    make_post(cast.pilot, cast.other_unit, title="别单位窗口")
    page = signed_in(cast.liaison).get(reverse(URL), {"unit": cast.other_unit.pk})
    text = page.content.decode()
    assert "本单位窗口" in text
    assert "别单位窗口" not in text
    assert page.context["coverage_share"] == "100.00%"


def test_excel_looks_like_the_page(cast: Cast, signed_in: SignIn) -> None:
    standard = post_standard(cast, code="GW1", title="窗口规范")
    make_post(cast.pilot, cast.own_unit, standard, title="窗口")
    make_post(cast.pilot, cast.other_unit, title="没有标准的岗位")
    make_staff(cast.pilot, cast.own_unit, post_title="窗口")
    answer = signed_in(cast.office).get(
        reverse(URL), {"export": "xlsx", "as_of": "2021-12-31"}
    )
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "岗位覆盖率：50.00%（1 / 2 个岗位）" in [row[0] for row in rows]
    assert [cast.own_unit.name, "窗口", 1, "有", "● 0/1"] in [row[:5] for row in rows]
    number = next(n for n, row in enumerate(rows, 1) if row[1] == "没有标准的岗位")
    assert rows[number - 1][3] == "无"
    assert sheet.cell(number, 1).fill.start_color.rgb == "FFFCEFEE"
    header = next(row for row in rows if row[0] == "单位")
    assert header[4] == "GW1\n窗口规范"
    assert sheet.freeze_panes is not None


def test_the_office_names_the_standards_of_a_post(
    cast: Cast, signed_in: SignIn
) -> None:
    first, second = post_standard(cast), post_standard(cast)
    post = make_post(cast.pilot, cast.own_unit, first)
    client, url = (
        signed_in(cast.office),
        reverse("training:post_choice", args=[post.pk]),
    )
    page = client.get(url).content.decode()
    assert reverse("procedure:propose") in page
    before = cast.pilot.data_version
    client.post(url, {"standards": [second.pk]})
    assert list(post.standards.all()) == [second]
    cast.pilot.refresh_from_db()
    assert cast.pilot.data_version != before
    event = AuditEvent.objects.get(action="选定岗位标准")
    assert event.detail == {"增加": second.code, "去掉": first.code}
    client.post(url, {"standards": [second.pk]})
    assert AuditEvent.objects.filter(action="选定岗位标准").count() == 1


def test_a_standard_of_another_pilot_cannot_be_named(
    cast: Cast, signed_in: SignIn
) -> None:
    post = make_post(cast.pilot, cast.own_unit)
    url = reverse("training:post_choice", args=[post.pk])
    answer = signed_in(cast.office).post(url, {"standards": [10**6]})
    assert answer.status_code == 200
    assert not post.standards.exists()


def test_units_are_never_parted_by_a_page() -> None:
    assert unit_pages([(1, 30), (2, 20), (3, 20), (4, 90)], 40) == [[1], [2, 3], [4]]
    assert unit_pages([], 40) == []


def test_five_hundred_posts_and_three_hundred_standards_take_few_queries(
    cast: Cast, signed_in: SignIn
) -> None:
    units = [cast.own_unit, cast.other_unit, *(make_unit() for _ in range(38))]
    for position, unit in enumerate(units[2:], start=3):
        make_membership(cast.pilot, unit, position=position)
    standards = Standard.objects.bulk_create(
        Standard(
            pilot=cast.pilot,
            code=f"Q{n}",
            title=f"标准{n}",
            subsystem=Subsystem.MANAGEMENT,
            level="内部标准",
            status="现行",
            position=n,
        )
        for n in range(300)
    )
    StandardEdition.objects.bulk_create(
        StandardEdition(standard=s, effective_on=date(2021, 4, 1)) for s in standards
    )
    posts = Post.objects.bulk_create(
        Post(pilot=cast.pilot, unit=units[n % 40], title=f"岗位{n}", position=n)
        for n in range(500)
    )
    Post.standards.through.objects.bulk_create(
        Post.standards.through(post=post, standard=standards[n % 300])
        for n, post in enumerate(posts)
    )
    client = signed_in(cast.office)
    for query in ({}, {"page": "3"}, {"gap": "yes"}, {"export": "xlsx"}):
        with CaptureQueriesContext(connection) as asked:
            assert b"".join(client.get(reverse(URL), query))
        assert len(asked) <= 30, (query, len(asked))
    assert client.get(reverse(URL)).context["post_count"] == 500
