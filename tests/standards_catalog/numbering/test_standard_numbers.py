"""Every kind of number: accepted spellings, printed form, refusals, order, next."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standards_catalog.numbering.standard_numbers import (
    InternalPattern,
    NumberError,
    NumberKind,
    NumberLevel,
    NumberNature,
    check_internal_number,
    citation_order,
    next_free_number,
    parse_number,
)

OWN = InternalPattern()
REASON = re.compile(r"标准编号“.*”：[^\n]*[一-龥][^\n]*")


@pytest.mark.parametrize(
    ("written", "printed", "level", "nature"),
    [
        ("GB/T 24421.2—2023", "GB/T 24421.2—2023", "国家标准", "推荐性"),
        ("GB 11643-1999", "GB 11643—1999", "国家标准", "强制性"),
        ("GB/Z 32339–2015", "GB/Z 32339—2015", "国家标准", "指导性技术文件"),
        ("GBZ/T 189.1-2007", "GBZ/T 189.1—2007", "国家标准", "推荐性"),
        ("ＧＢ／Ｔ　１．１－２０２０", "GB/T 1.1—2020", "国家标准", "推荐性"),
        (" gb/t1.1 - 2020 ", "GB/T 1.1—2020", "国家标准", "推荐性"),
        ("GB/T 1.1一2020", "GB/T 1.1—2020", "国家标准", "推荐性"),
        ("GB/T 1.1——2020", "GB/T 1.1—2020", "国家标准", "推荐性"),
        ("GB/T\u200b 1.1−2020", "GB/T 1.1—2020", "国家标准", "推荐性"),
        ("MZ/T 039-2013", "MZ/T 039—2013", "行业标准", "推荐性"),
        ("SF/T 0024—2017", "SF/T 0024—2017", "行业标准", "推荐性"),
        ("JGJ 450-2018", "JGJ 450—2018", "行业标准", "强制性"),
        ("DB32/T 1234—2021", "DB32/T 1234—2021", "省级地方标准", "推荐性"),
        ("DB32 1234—2021", "DB32 1234—2021", "省级地方标准", "强制性"),
        ("DB 3202/T 1088-2024", "DB3202/T 1088—2024", "市级地方标准", "推荐性"),
        (
            "DB310117/Z 016-2022",
            "DB310117/Z 016—2022",
            "市级地方标准",
            "指导性技术文件",
        ),
        ("T/ISC 0048—2024", "T/ISC 0048—2024", "团体标准", None),
        ("T/ISC0048-2024", "T/ISC 0048—2024", "团体标准", None),
        ("Q/ABC9 001-2020", "Q/ABC9 001—2020", "企业标准", None),
        ("ISO 9001:2015", "ISO 9001:2015", "国际标准", None),
        ("ISO/IEC 27001：2022", "ISO/IEC 27001:2022", "国际标准", None),
        ("IEC 60050-113:2011", "IEC 60050-113:2011", "国际标准", None),
        ("JYSJZ TY 101—2019", "JYSJZ TY 101—2019", "内部标准", None),
        ("jysjz－ty101-2019", "JYSJZ TY 101—2019", "内部标准", None),
        ("JYSJZ FW 302.2-2021", "JYSJZ FW 302.2—2021", "内部标准", None),
    ],
)
def test_a_number_is_read_and_printed(
    written: str, printed: str, level: str, nature: str | None
) -> None:
    number = parse_number(written, OWN)
    assert (number.printed, number.level, number.nature) == (printed, level, nature)


def test_a_number_is_taken_apart() -> None:
    number = parse_number("MZ/T 039.2-2013")
    assert number.kind is NumberKind.SECTOR
    assert number.level is NumberLevel.SECTOR
    assert number.nature is NumberNature.RECOMMENDED
    assert (number.prefix, number.serial, number.parts) == ("MZ/T", "039", (2,))
    assert (number.year, number.undated) == (2013, "MZ/T 039.2")
    own = parse_number("JYSJZ GW 401—2021", OWN)
    assert (own.kind, own.subsystem, own.serial) == (NumberKind.INTERNAL, "GW", "401")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "没有填写"),
        ("关于印发的通知", "无法识别标准代号"),
        ("ABCDE 1-2020", "内部标准应为“JYSJZ TY 001—2021”的形式"),
        ("GB/T 1.1", "缺少年份"),
        ("GB/T -2020", "缺少顺序号"),
        ("GB/T 1.1-20", "年份“20”应为4位数字"),
        ("GB/T 1.1-1900", "年份“1900”不在1950至2099之间"),
        ("GB/T 1.1-2020-3", "年份“2020-3”应为4位数字"),
        ("GB/T 1a-2020", "顺序号“1A”应为数字"),
        ("GB/T 1..1-2020", "顺序号“1..1”应为数字"),
        ("GB/T 0-2020", "顺序号“0”从1开始"),
        ("GB/T ١-2020", "应为数字"),
        ("GB/T 19001-2016/ISO 9001:2015", "双编号"),
        ("DB/T 12-2020", "DB加行政区划代码"),
        ("DB31117/Z 016-2022", "行政区划代码“31117”应为2、4或6位数字"),
        ("DB99/T 1-2020", "“99”不是省级行政区划代码"),
        ("ISO 9001-2015", "缺少年份"),
        ("ISO 9001 2015", "应写成“ISO 9001:2015”的形式"),
        ("JYSJZ TY 11-2019", "顺序号“11”应为3位数字"),
        ("JYSJZ XX 101-2019", "分体系代号“XX”应为TY、FW、GL、GW之一"),
        ("JYSJZ TY 101", "缺少年份"),
        ("JYSJZ TY 101，2019", "应为“JYSJZ TY 001—2021”的形式"),
    ],
)
def test_a_refusal_says_why_in_one_chinese_line(written: str, reason: str) -> None:
    with pytest.raises(NumberError, match=reason) as caught:
        parse_number(written, OWN)
    assert REASON.fullmatch(str(caught.value))


@pytest.mark.parametrize(
    "written", ["GB/T 1.1", "MZ/T 039", "JYSJZ TY 101", "ISO 9001", "DB32/T 12.1"]
)
def test_an_undated_number_is_read_where_it_may_be(written: str) -> None:
    number = parse_number(written, OWN, undated=True)
    assert (number.year, number.printed, number.undated) == (None, written, written)


PREFIXES = ["GB", "GB/T", "MZ/T", "JGJ", "DB32/T", "DB3202/T", "T/ISC", "Q/ABC"]


@given(
    st.sampled_from(PREFIXES),
    st.integers(1, 99999),
    st.lists(st.integers(1, 99), max_size=2),
    st.integers(1950, 2099),
    st.sampled_from(["-", "–", "—", "－", " — "]),
)
def test_whatever_is_printed_is_read_again(
    prefix: str, serial: int, parts: list[int], year: int, dash: str
) -> None:
    body = ".".join(map(str, [serial, *parts]))
    number = parse_number(f"{prefix} {body}{dash}{year}")
    assert number.printed == f"{prefix} {body}—{year}"
    assert parse_number(number.printed) == number


@given(st.text(max_size=20))
def test_no_input_does_anything_but_parse_or_be_refused(text: str) -> None:
    try:
        number = parse_number(text, OWN, undated=True)
    except NumberError as error:
        assert error.reason
    else:
        assert parse_number(number.printed, OWN, undated=True) == number


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("DB320281/T 1-2020", "国家标准或地方标准的代号（标准化法第十三条）"),
        ("DB32/T 1-2020", "国家标准或地方标准的代号"),
        ("d b 32/T 1-2020", "国家标准或地方标准的代号"),
        ("GB/T 1-2020", "国家标准或地方标准的代号"),
        ("GBJY 1-2020", "国家标准或地方标准的代号"),
        ("MZ/T 1-2020", "这是行业标准的代号"),
        ("T/ABC 1-2020", "这是团体标准的代号"),
        ("Q/ABC 1-2020", "这是企业标准的代号"),
        ("标准101", "应为“JYSJZ TY 001—2021”的形式"),
        ("JYSJZ TY 101", "缺少年份"),
    ],
)
def test_an_office_must_not_use_a_code_that_is_not_its_own(
    written: str, reason: str
) -> None:
    with pytest.raises(NumberError, match=reason):
        check_internal_number(written, OWN)


def test_an_office_may_use_its_own_pattern() -> None:
    assert (
        check_internal_number("JYSJZ TY 101-2019", OWN).printed == "JYSJZ TY 101—2019"
    )


def test_prefix_separators_and_width_are_settings() -> None:
    pattern = InternalPattern("ABC", "/", "-", 4, ("A", "B"))
    number = parse_number("abc/b 0012-2021", pattern)
    assert number.printed == "ABC/B-0012—2021"
    assert parse_number(number.printed, pattern) == number
    tight = InternalPattern("ABC", "", "", 2, ("A",))
    assert parse_number("ABCA07—2021", tight).printed == "ABCA07—2021"


@pytest.mark.parametrize(
    "settings",
    [
        {"prefix": "GBJ"},
        {"prefix": "DBX"},
        {"prefix": "ISOX"},
        {"prefix": "MZ"},
        {"prefix": "abc"},
        {"prefix": ""},
        {"separator": "—"},
        {"serial_separator": "x"},
        {"width": 0},
        {"width": 9},
        {"subsystem_letters": ()},
        {"subsystem_letters": ("一",)},
    ],
)
def test_a_pattern_that_could_mislead_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(NumberError, match=r"[一-龥]"):
        InternalPattern(**settings)  # type: ignore[arg-type]


def test_normative_references_are_ordered_as_the_rules_ask() -> None:
    ordered = [
        "GB/T 1.1—2020",
        "GB/T 1.2—2020",
        "GB 11643—1999",
        "GB/Z 32339—2015",
        "DA/T 22—2015",
        "MZ/T 39—2013",
        "MZ/T 170—2021",
        "DB32/T 9—2021",
        "T/ISC 0048—2024",
        "Q/ABC 001—2020",
        "JYSJZ FW 301—2021",
        "JYSJZ TY 101—2019",
        "ISO 9001:2015",
        "ISO/IEC 27001:2022",
        "IEC 60050-113:2011",
    ]
    numbers = sorted(
        (parse_number(text, OWN) for text in sorted(ordered)), key=citation_order
    )
    assert [number.printed for number in numbers] == ordered


@pytest.mark.parametrize(
    ("existing", "series", "expected"),
    [
        ([], None, "JYSJZ TY 101—2021"),
        (["JYSJZ TY 101—2019"], None, "JYSJZ TY 102—2021"),
        (["JYSJZ TY 107-2019", "JYSJZ TY 103-2020"], None, "JYSJZ TY 108—2021"),
        (["JYSJZ TY 104.2—2019"], None, "JYSJZ TY 105—2021"),
        (["JYSJZ TY 104", "GB 999—1999", "JYSJZ"], None, "JYSJZ TY 105—2021"),
        (["JYSJZ FW 555—2019"], None, "JYSJZ TY 101—2021"),
        (["JYSJZ TY 101—2019", "JYSJZ TY 305—2019"], 2, "JYSJZ TY 201—2021"),
        (["JYSJZ TY 201—2019", "JYSJZ TY 305—2019"], 2, "JYSJZ TY 202—2021"),
    ],
)
def test_the_next_number_follows_the_highest(
    existing: list[str], series: int | None, expected: str
) -> None:
    assert (
        next_free_number(existing, OWN, "TY", 2021, series=series).printed == expected
    )


def test_a_full_series_and_an_unknown_subsystem_are_refused() -> None:
    with pytest.raises(NumberError, match="已用完"):
        next_free_number(["JYSJZ TY 999—2019"], OWN, "TY", 2021)
    with pytest.raises(NumberError, match="已用完"):
        next_free_number(["JYSJZ TY 299—2019"], OWN, "TY", 2021, series=2)
    with pytest.raises(NumberError, match="不是本试点的分体系代号"):
        next_free_number([], OWN, "XX", 2021)
