"""What a column prints."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest

from listing.columns import Badge, Column, Kind, Tone, printed, share_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (True, "是"),
        (False, "否"),
        (date(2021, 4, 1), "2021-04-01"),
        (datetime(2021, 4, 1, 1, 30, tzinfo=UTC), "2021-04-01 09:30"),
        (datetime(2021, 4, 1, 9, 30), "2021-04-01 09:30"),
        (Decimal("2.5000"), "2.5"),
        (Decimal("100"), "100"),
        ("市民政局", "市民政局"),
    ],
)
def test_values_print_in_chinese_office_form(value: object, text: str) -> None:
    assert printed(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "—"),
        (Fraction(0), "0.00%"),
        (Fraction(1), "100.00%"),
        (Fraction(2, 3), "66.67%"),
        (Fraction(1, 800), "0.13%"),
        (Fraction(99999, 100000), "99.999%"),
        (Fraction(1, 1000000), "0.0001%"),
    ],
)
def test_a_share_never_rounds_to_complete_or_nil(
    share: Fraction | None, text: str
) -> None:
    assert share_text(share) == text


def test_a_dotted_path_stops_at_nothing() -> None:
    column = Column("unit", "单位", value="staff.unit.name")
    row = SimpleNamespace(staff=None)
    assert column.cell(row).text == "—"


def test_a_link_column_links_to_web_addresses_only() -> None:
    column = Column("url", "网址", Kind.LINK)
    assert column.cell(SimpleNamespace(url="https://example.cn/a")).url
    assert column.cell(SimpleNamespace(url="javascript:alert(1)")).url == ""


def test_a_badge_carries_word_tone_and_icon() -> None:
    cell = Column("s", "状态", Kind.STATUS, value=lambda row: Badge("逾期", Tone.BAD))
    badge = cell.cell(None).badge
    assert badge is not None
    assert (badge.word, badge.tone, badge.icon) == ("逾期", "bad", "circle-x")
