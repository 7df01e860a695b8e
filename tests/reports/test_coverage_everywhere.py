"""Coverage is one number: matrix, list, dashboard, report and Excel say the same.

The plan asks for “标准覆盖率达96%以上”: 96 of 100 reaches it, and nothing below it does,
however it rounds.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import docx
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from assessment.coverage.models import StepCoverage, WorkStep
from reports.acceptance.documents import file_content
from reports.acceptance.services import build_report
from standards_catalog.models import Pilot, Standard, StandardEdition
from tests.factories import AS_OF, Cast, make_standard
from tests.records import make_law
from tests.workbooks import read_workbook

SignIn = Callable[[User], Client]
COVERED, GAP = "已覆盖", "缺口"


@dataclass(frozen=True, slots=True)
class Said:
    """What one surface says of coverage; ``None`` where it does not say it."""

    covered: int
    counted: int
    share: str | None = None
    attained: bool | None = None


def _bulk_steps(pilot: Pilot, number: int, **fields: Any) -> list[WorkStep]:
    defaults = {
        "domain": "测试领域",
        "item": "测试事项",
        "applicability": WorkStep.Applicability.APPLICABLE,
    }
    first = WorkStep.objects.filter(pilot=pilot).count()
    return WorkStep.objects.bulk_create(
        WorkStep(
            pilot=pilot,
            name=f"环节{first + n}",
            position=first + n,
            **{**defaults, **fields},
        )
        for n in range(number)
    )


def _cover(steps: list[WorkStep], standard: Standard) -> None:
    StepCoverage.objects.bulk_create(
        StepCoverage(step=step, standard=standard) for step in steps
    )


def make_coverage(pilot: Pilot, covered: int, counted: int) -> Standard:
    """``covered`` of ``counted`` steps, and steps of every kind that do not count."""
    pilot.targets = {"standard_coverage": "96%"}
    pilot.save()
    in_force = make_standard(pilot, code="FW-1")
    coming = make_standard(pilot, date(2022, 1, 1), code="FW-2")
    ended = make_standard(pilot, code="GL-3", subsystem="管理")
    StandardEdition.objects.filter(standard=ended).update(abolished_on=AS_OF)
    planned = make_standard(pilot, None, code="GW-4", status="待制定")
    law = make_law(pilot, code="FL-9")
    _cover(_bulk_steps(pilot, covered, domain="甲领域"), in_force)
    gaps = _bulk_steps(pilot, counted - covered, domain="乙领域")
    # Nothing that is not a standard in force covers a step.
    for step, what in zip(gaps, (coming, ended, planned), strict=False):
        _cover([step], what)
    StepCoverage.objects.bulk_create(
        StepCoverage(step=step, law=law) for step in gaps[3:4]
    )
    _cover(_bulk_steps(pilot, 3, applicability="参考"), in_force)
    _bulk_steps(pilot, 2, needs_standard=False, no_standard_reason="内部事务")
    _bulk_steps(pilot, 2, ends_on=AS_OF)
    _bulk_steps(pilot, 2, starts_on=date(2022, 1, 1))
    pilot.mark_changed()
    return in_force


def _of_states(states: Counter[str], **more: Any) -> Said:
    return Said(states[COVERED], states[COVERED] + states[GAP], **more)


def _share_in(text: str) -> str:
    """The first percentage that stands alone in a page."""
    found = re.search(r">\s*(\d+(?:\.\d+)?%|—)\s*<", text)
    assert found, "the page shows no percentage"
    return found[1]


def by_matrix(client: Client, pilot: Pilot) -> Said:
    """The rows of the matrix, and the figure at its top."""
    response = client.get(reverse("coverage:matrix"))
    states = Counter(
        row.state.word
        for block in response.context["blocks"]
        for _, rows in block.items
        for row in rows
    )
    page = response.content.decode()
    head = page[page.index("标准覆盖率") : page.index("图例")]
    assert f"{states[COVERED]:,}" in head
    return _of_states(
        states, share=_share_in(head), attained="未达标" not in head and "达标" in head
    )


def by_list(client: Client, pilot: Pilot) -> Said:
    """The list of steps, counted by its own filter and page count."""

    def count(**query: str) -> int:
        found: int = (
            client.get(reverse("coverage:steps"), query).context["page"].paginator.count
        )
        return found

    gaps = count(gap="yes")
    asked = {"applicability": "适用", "gap": "no"}
    exported = read_workbook(
        client.get(reverse("coverage:steps"), {**asked, "export": "xlsx"})
    )
    state = exported.header.index("覆盖情况")
    covered = sum(row[state] == COVERED for row in exported.rows)
    return Said(covered, covered + gaps)


def by_dashboard(client: Client, pilot: Pilot) -> Said:
    """The leaders' card, and the sum of the domains beside it."""
    board = client.get(reverse("dashboards:dashboard")).context["board"]
    figure = next(f for f in board.with_target if f.code == "standard_coverage")
    domains = board.domains.values()
    assert sum(value.numerator for value in domains) == int(figure.numerator)
    assert sum(value.denominator for value in domains) == int(figure.denominator)
    return Said(
        int(figure.numerator),
        int(figure.denominator),
        figure.text,
        figure.band.word == "达标",
    )


def by_report(client: Client, pilot: Pilot) -> Said:
    """The calculation sheet of the Word report, read back from the file."""
    report = build_report(pilot=pilot, as_of=AS_OF, actor=None)
    document = docx.Document(BytesIO(file_content(report, "docx")))
    rows = [[c.text for c in row.cells] for t in document.tables for row in t.rows]
    line = next(row for row in rows if row[0] == "标准覆盖率（standard_coverage）")
    attained = report.snapshot["coverage"]["value"]["attained"]
    assert len(report.snapshot["coverage"]["gaps"]) == int(line[4]) - int(line[3])
    return Said(int(line[3]), int(line[4]), line[6], attained)


def by_matrix_workbook(client: Client, pilot: Pilot) -> Said:
    """The matrix in Excel, counted from its own cells."""
    response = client.get(reverse("coverage:matrix"), {"export": "xlsx"})
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    cells = [str(v) for row in book.active.iter_rows(values_only=True) for v in row]
    return _of_states(Counter(cells))


def by_indicator_workbook(client: Client, pilot: Pilot) -> Said:
    """The lists behind the number in Excel."""
    url = reverse("dashboards:indicator", args=["standard_coverage"])
    book = load_workbook(BytesIO(client.get(url, {"export": "xlsx"}).content))
    sheet = dict(book["计算表"].iter_rows(max_col=2, values_only=True))
    assert book["分子"].max_row - 1 == sheet["分子"]
    assert book["分母"].max_row - 1 == sheet["分母"]
    return Said(sheet["分子"], sheet["分母"], sheet["指标值"])


def by_command(client: Client, pilot: Pilot) -> Said:
    """The interface that other programs read."""
    out = StringIO()
    call_command(
        "indicators",
        f"--pilot={pilot.code}",
        f"--as-of={AS_OF}",
        "--format=json",
        stdout=out,
    )
    row = json.loads(out.getvalue())[0]
    assert row["code"] == "standard_coverage"
    return Said(row["numerator"], row["denominator"], attained=row["attained"])


SURFACES: Mapping[str, Callable[[Client, Pilot], Said]] = {
    "matrix": by_matrix,
    "list": by_list,
    "dashboard": by_dashboard,
    "report": by_report,
    "matrix workbook": by_matrix_workbook,
    "indicator workbook": by_indicator_workbook,
    "command": by_command,
}
EXAMPLES = [
    pytest.param(96, 100, "96.00%", True, id="96 of 100 reaches 96 %"),
    pytest.param(383, 399, "95.99%", False, id="95.99 % does not"),
    pytest.param(791, 824, "95.995%", False, id="95.9951 % is not rounded up to it"),
    pytest.param(100, 104, "96.15%", True, id="above"),
    pytest.param(0, 4, "0.00%", False, id="nothing"),
]


@pytest.mark.parametrize(("covered", "counted", "share", "attained"), EXAMPLES)
def test_every_surface_says_the_same_of_coverage(
    covered: int,
    counted: int,
    share: str,
    attained: bool,
    cast: Cast,
    signed_in: SignIn,
) -> None:
    make_coverage(cast.pilot, covered, counted)
    client = signed_in(cast.office)
    for name, ask in SURFACES.items():
        said = ask(client, cast.pilot)
        assert (said.covered, said.counted) == (covered, counted), name
        assert said.share in (share, None), name
        assert said.attained in (attained, None), name


def test_a_standard_that_ends_changes_its_steps_from_that_day_on(
    cast: Cast, signed_in: SignIn
) -> None:
    """The office ends it as of a day; earlier days stay as they were."""
    in_force = make_coverage(cast.pilot, 6, 8)
    client = signed_in(cast.office)
    days = ("2021-03-31", "2021-04-01", "2021-09-29", "2021-09-30", "2021-12-31")

    def shown() -> list[tuple[int, int]]:
        found = []
        for day in days:
            page = client.get(reverse("coverage:matrix"), {"as_of": day})
            value = page.context["coverage"]
            states = Counter(
                row.state.word
                for block in page.context["blocks"]
                for _, rows in block.items
                for row in rows
            )
            counted = states[COVERED] + states[GAP]
            assert (states[COVERED], counted) == (value.numerator, value.denominator)
            found.append((value.numerator, value.denominator))
        return found

    # On earlier days GL-3 still was in force, and two more steps were in use.
    before = [(0, 10), (7, 10), (7, 10), (7, 10), (6, 8)]
    assert shown() == before
    edition = in_force.editions.get()
    ended = client.post(
        reverse("standards_catalog:edition", args=[edition.pk]),
        {
            "number": edition.number,
            "effective_on": "2021-04-01",
            "abolished_on": "2021-09-30",
        },
    )
    assert ended.status_code == 302
    assert shown() == [*before[:3], (1, 10), (0, 8)]
    # And back again, whatever 状态 was stored in between.
    client.post(
        reverse("standards_catalog:edition", args=[edition.pk]),
        {"number": edition.number, "effective_on": "2021-04-01", "abolished_on": ""},
    )
    assert shown() == before
