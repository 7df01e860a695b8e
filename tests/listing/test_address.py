"""What a list understands of its address."""

import pytest
from django.http import QueryDict

from listing.address import ListAddress, read_address
from listing.columns import Column
from listing.filters import ChoiceFilter, DateRangeFilter, YesNoFilter

COLUMNS = (Column("code", "编号", sort="code"), Column("note", "说明"))
FILTERS = (
    ChoiceFilter("level", "级别", choices=[("a", "甲"), ("b", "乙")]),
    YesNoFilter("open", "公开"),
    DateRangeFilter("done", "日期"),
)


def read(query: str) -> ListAddress:
    return read_address(QueryDict(query), FILTERS, COLUMNS)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("level=z", "z"),
        ("open=maybe", "maybe"),
        ("done_from=2021-13-01", "2021-13-01"),
        ("done_to=昨天", "昨天"),
        ("sort=note", "note"),
        ("sort=-secret", "secret"),
        ("page=0", "0"),
        ("page=-1", "-1"),
        ("page=x", "x"),
        ("per_page=7", "7"),
        ("per_page=100000", "100000"),
    ],
)
def test_a_bad_value_falls_back_and_is_named(query: str, named: str) -> None:
    address = read(query)
    assert len(address.problems) == 1
    assert f"“{named}”" in address.problems[0]
    assert not address.is_narrowed
    assert (address.page, address.per_page, address.order_by) == (1, 50, ())


def test_good_values_are_kept_beside_bad_ones() -> None:
    address = read("level=a&level=z&level=b&level=a&open=no&done_to=2021-12-31")
    chips = [(chip.label, chip.text) for chip in address.chips()]
    assert chips == [
        ("级别", "甲"),
        ("级别", "乙"),
        ("公开", "否"),
        ("日期", "至 2021-12-31"),
    ]


def test_a_chip_lifts_only_its_own_value_and_goes_to_the_first_page() -> None:
    address = read("level=a&level=b&page=3&sort=-code")
    assert address.chips()[0].url == "?level=b&sort=-code"


def test_clearing_keeps_order_and_scope() -> None:
    address = read("q=x&level=a&open=yes&sort=code&pilot=p&page=2")
    assert address.cleared() == "?sort=code&pilot=p"
    assert address.kept() == [("sort", "code"), ("pilot", "p")]


def test_a_minus_sorts_descending() -> None:
    assert read("sort=-code").order_by == ("-code",)
    assert read("sort=code").order_by == ("code",)


def test_a_search_loses_nul_and_stray_spaces() -> None:
    assert read("q=%20a%00%20%20b").text == "a b"
