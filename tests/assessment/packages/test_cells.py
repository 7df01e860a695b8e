from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.packages import cells
from assessment.packages.grids import cell_text

D = date(2021, 4, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-04-01", D),
        ("2021-4-1", D),
        ("2021/4/1", D),
        ("2021年4月1日", D),
        ("２０２１年４月１日", D),
        (" 2021 / 4 / 1 ", D),
        ("2021-04-01 00:00:00", D),
        ("2021-04-01T00:00", D),
    ],
)
def test_a_date_is_read_in_every_accepted_form(text: str, day: date) -> None:
    assert cells.parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2021-02-30", "没有这一天"),
        ("2021-13-01", "没有这一天"),
        ("1948-12-31", "年份"),
        ("2101-01-01", "年份"),
        ("44287", "不是日期"),
        ("20210401", "不是日期"),
        ("2021-W14-4", "不是日期"),
        ("2021.4.1", "不是日期"),
        ("四月一日", "不是日期"),
        ("2021-04-01 09:30", "只写日期"),
        ("2021-4-1 1", "只写日期"),
    ],
)
def test_a_date_that_is_none_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        cells.parse_date(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-04-01 09:30", datetime(2021, 4, 1, 9, 30)),
        ("2021-04-01 09:30:15", datetime(2021, 4, 1, 9, 30, 15)),
        ("2021/4/1 9:30", datetime(2021, 4, 1, 9, 30)),
        ("2021-04-01T09:30:00", datetime(2021, 4, 1, 9, 30)),
        ("2021年4月1日 9：30", datetime(2021, 4, 1, 9, 30)),
        ("2021-04-01", datetime(2021, 4, 1)),
    ],
)
def test_a_time_is_read_in_every_accepted_form(text: str, moment: datetime) -> None:
    assert cells.parse_time(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2021-04-01 24:00",
        "2021-04-01 09:60",
        "2021-04-01 9点",
        "2021-02-30 09:30",
        "1900-01-01 09:30",
        "2021-04-01T09+08",
        "09:30",
    ],
)
def test_an_impossible_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"没有|不是|年份"):
        cells.parse_time(text)


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_a_written_date_is_read_back(day: date) -> None:
    assert cells.parse_date(cells.write_date(day)) == day


@given(st.datetimes(datetime(1949, 1, 1), datetime(2100, 12, 31)))
def test_a_written_time_is_read_back_to_the_second(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert cells.parse_time(cells.write_time(moment)) == moment


@given(st.decimals(0, 999_999, places=2))
def test_a_written_number_is_read_back_and_canonical(value: Decimal) -> None:
    kind = cells.number_kind(8, 2)
    text = kind.write(value)
    assert kind.parse(text) == value
    assert kind.write(value.quantize(Decimal("0.0001"))) == text


@pytest.mark.parametrize(
    "text", ["-1", "1e3", "NaN", "1,000", "90分", "0.123", "1234567"]
)
def test_a_number_outside_its_column_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"应为|超过|过大"):
        cells.number_kind(8, 2).parse(text)


@pytest.mark.parametrize("text", ["CONFIG(per item)", "未配置", "config"])
def test_a_limit_in_words_counts_as_not_configured(text: str) -> None:
    with pytest.raises(cells.DoubtfulValueError) as caught:
        cells.limit_kind(12, 4).parse(text)
    assert caught.value.value is None


@pytest.mark.parametrize("text", ["0", "6", "4.5", "满意", "五", "-1"])
def test_a_score_outside_one_to_five_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="1—5"):
        cells.SCORE.parse(text)


def test_codes_and_choices_are_normalised_but_titles_are_not() -> None:
    assert cells.code_kind(20).parse("ＴＹ １０１") == "TY101"
    assert cells.choice_kind("现行", "废止").parse(" 现 行") == "现行"
    assert (
        cells.text_kind().parse("“互联网＋”救助（２０２１）")
        == "“互联网＋”救助（２０２１）"
    )
    assert cells.split_values("a； b;;a") == ("a", "b")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("GB/T 24421.2-2023", "GB/T 24421.2—2023"),
        ("GB/T 1.1－2020", "GB/T 1.1—2020"),
        ("DB32/T 1234—2021", "DB32/T 1234—2021"),
        ("JYSJZ  TY 101--2019", "JYSJZ TY 101—2019"),
        ("待定", "待定"),
    ],
)
def test_a_standard_number_is_printed_with_the_one_em_dash(
    text: str, number: str
) -> None:
    assert cells.standard_number_kind(60).parse(text) == number


def test_text_is_trimmed_and_control_characters_are_refused() -> None:
    assert cells.clean("\u3000第一行\r\n第二行\u200b ") == "第一行\n第二行"
    assert cells.clean("上\x0b下") == "上\n下"
    with pytest.raises(ValueError, match="控制字符"):
        cells.clean("a\x00b")


def test_excel_fractions_of_a_day_are_rounded_to_the_second() -> None:
    from_excel = datetime(2021, 4, 1, 9, 30) - timedelta(microseconds=300)
    assert cells.parse_time(cell_text(from_excel)) == datetime(2021, 4, 1, 9, 30)


def test_names_that_other_rows_repeat_meet_whatever_width_their_digits_have() -> None:
    assert cells.name_kind(20).parse("窗口　 ０１ 岗") == "窗口 01 岗"
    assert cells.names_kind(20).parse("岗１；岗1；岗 2") == ("岗1", "岗 2")
