"""The case ledger as a list: judged as the indicators judge it, unit by unit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessment.implementation.models import LedgerPart
from assessment.implementation.selectors import ledger_path
from assessment.indicators.ledger import CaseRow, write_part
from assessment.services import indicator_values
from tests.factories import AS_OF, Cast
from tests.records import make_rule
from tests.workbooks import read_csv, read_workbook

SignIn = Callable[[User], Client]
URL = "implementation:cases"
# 2021-04-01 is a Thursday; 3–5 April is a holiday.
ACCEPTED = datetime(2021, 4, 1, 9, 30)


def make_cases(cast: Cast) -> list[CaseRow]:
    """Cases of both units that come to every outcome."""
    own, other = cast.own_unit.name, cast.other_unit.name

    def case(position: int, unit: str = own, **fields: Any) -> CaseRow:
        defaults = {"item": "临时救助", "accepted_at": ACCEPTED}
        number = f"AJ{position:04}"
        return CaseRow(position, number, unit, **{**defaults, **fields})

    return [
        case(1, transferred_at=datetime(2021, 4, 6, 10, 0)),
        case(2, transferred_at=datetime(2021, 4, 7, 10, 0)),
        case(3),
        case(4, other, transferred_at=datetime(2021, 4, 1, 17, 0)),
        case(
            5,
            closed_at=datetime(2021, 4, 6, 10, 0),
            applicant_feedback_at=datetime(2021, 4, 30, 10, 0),
            result="准予",
        ),
        case(6, item="低保", accepted_at=datetime(2021, 12, 31, 9, 0)),
        case(7, accepted_at=datetime(2022, 1, 4, 9, 0)),
        case(8, accepted_at=None),
    ]


@pytest.fixture
def ledger(cast: Cast, settings: Any, tmp_path: Path) -> Cast:
    """The cast's pilot with eight cases and the three rules."""
    settings.DATA_ROOT = tmp_path
    for code, unit in (("R01", "工作日"), ("R02", "日"), ("R03", "日")):
        make_rule(cast.pilot, code=code, limit_unit=unit)
    path = ledger_path(cast.pilot.code, "a" * 64)
    path.parent.mkdir(parents=True)
    count = write_part(make_cases(cast), path)
    LedgerPart.objects.create(
        pilot=cast.pilot,
        digest="a" * 64,
        case_count=count,
        imported_at=timezone.now(),
    )
    return cast


def numbers(client: Client, query: dict[str, Any] | None = None) -> list[str]:
    response = client.get(reverse(URL), query or {})
    assert response.status_code == 200
    assert not response.context["problems"]
    return [row[0].text for row in response.context["rows"]]


def test_cases_accepted_by_the_date_are_listed(ledger: Cast, signed_in: SignIn) -> None:
    client = signed_in(ledger.office)
    known = [f"AJ000{n}" for n in (1, 2, 3, 4, 5, 6, 8)]
    assert numbers(client) == known
    assert "AJ0007" in numbers(client, {"as_of": "2022-01-04"})


def test_a_unit_sees_the_cases_it_accepted(ledger: Cast, signed_in: SignIn) -> None:
    assert numbers(signed_in(ledger.other_liaison)) == ["AJ0004"]
    assert "AJ0004" not in numbers(signed_in(ledger.liaison))
    url = reverse("implementation:case", args=[4])
    assert signed_in(ledger.other_liaison).get(url).status_code == 200
    assert signed_in(ledger.liaison).get(url).status_code == 404
    assert signed_in(ledger.expert).get(url).status_code == 403


def test_a_unit_is_offered_its_own_items_only(ledger: Cast, signed_in: SignIn) -> None:
    def items(user: User) -> list[str]:
        controls = signed_in(user).get(reverse(URL)).context["controls"]
        return next(
            [option.value for option in options]
            for item, options in controls
            if item.key == "item"
        )

    assert items(ledger.office) == ["临时救助", "低保"]
    assert items(ledger.other_liaison) == ["临时救助"]


def test_each_filter_narrows(ledger: Cast, signed_in: SignIn) -> None:
    client = signed_in(ledger.office)
    assert numbers(client, {"unit": ledger.other_unit.pk}) == ["AJ0004"]
    assert numbers(client, {"item": "低保"}) == ["AJ0006"]
    assert numbers(client, {"result": "准予"}) == ["AJ0005"]
    assert numbers(client, {"late": "R01"}) == ["AJ0002", "AJ0003", "AJ0005"]
    assert numbers(client, {"late": ["R02", "R03"]}) == ["AJ0005"]
    assert numbers(client, {"accepted_from": "2021-12-31"}) == ["AJ0006"]
    assert numbers(client, {"q": "0003"}) == ["AJ0003"]
    assert numbers(client, {"q": "%"}) == []
    assert numbers(client, {"sort": "-accepted_at"})[0] == "AJ0006"


def test_what_happened_after_the_date_is_not_shown(
    ledger: Cast, signed_in: SignIn
) -> None:
    client = signed_in(ledger.office)
    query = {"as_of": "2021-04-05", "q": "AJ0005"}
    (row,) = client.get(reverse(URL), query).context["rows"]
    cells = {cell.label: cell.text for cell in row}
    assert (cells["办结时间"], cells["结果"]) == ("—", "—")
    assert cells["受理时间"] == "2021-04-01 09:30"


@pytest.mark.parametrize("as_of", ["2021-04-06", "2021-04-07", "2021-12-31"])
def test_outcomes_agree_with_the_timeliness_indicators(
    ledger: Cast, signed_in: SignIn, as_of: str
) -> None:
    client = signed_in(ledger.office)
    response = client.get(reverse(URL), {"as_of": as_of})
    values = {
        value.code: value
        for value in indicator_values(ledger.pilot, date.fromisoformat(as_of))
    }
    for label, code in (
        ("转办（R01）", "transfer_timeliness"),
        ("反馈申请人（R02）", "applicant_feedback_timeliness"),
        ("反馈窗口（R03）", "window_feedback_timeliness"),
    ):
        words = [
            cell.text
            for row in response.context["rows"]
            for cell in row
            if cell.label == label
        ]
        timely, late = (
            words.count("及时"),
            words.count("超期") + words.count("超期未办"),
        )
        assert (timely, timely + late) == (
            values[code].numerator,
            values[code].denominator,
        )


def test_the_exports_have_every_case(ledger: Cast, signed_in: SignIn) -> None:
    client = signed_in(ledger.office)
    sheet = read_workbook(client.get(reverse(URL), {"export": "xlsx", "late": "R01"}))
    assert [row[0] for row in sheet.rows] == ["AJ0002", "AJ0003", "AJ0005"]
    accepted = sheet.rows[0][sheet.header.index("受理时间")]
    assert accepted == ACCEPTED
    lines = read_csv(client.get(reverse(URL), {"export": "csv"}))
    assert len(lines) == 8


def test_without_a_ledger_the_list_says_what_it_is_for(
    cast: Cast, signed_in: SignIn
) -> None:
    page = signed_in(cast.office).get(reverse(URL)).content.decode()
    assert "案件台账由业务平台导出" in page


def test_a_lost_part_is_named_and_the_page_still_opens(
    ledger: Cast, signed_in: SignIn
) -> None:
    ledger_path(ledger.pilot.code, "a" * 64).unlink()
    response = signed_in(ledger.office).get(reverse(URL))
    assert response.status_code == 200
    assert "案件台账分片读不出来" in response.content.decode()


def test_a_rule_without_a_number_judges_nothing(
    ledger: Cast, signed_in: SignIn
) -> None:
    ledger.pilot.measurablerule_set.filter(code="R01").update(limit=None)
    client = signed_in(ledger.office)
    assert numbers(client, {"late": "R01"}) == []
    assert ledger.pilot.ends_on == AS_OF
