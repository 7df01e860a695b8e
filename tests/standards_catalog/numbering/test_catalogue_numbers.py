"""A number fits its level, is nobody else's, and is refused with what to do."""

from __future__ import annotations

import pytest

from standards_catalog.numbering.catalogue_numbers import (
    catalogue_number,
    same_identity,
    same_number,
)
from standards_catalog.numbering.internal_pattern import InternalPattern
from standards_catalog.numbering.number_parts import NumberError

OWN = InternalPattern()
WIDE = InternalPattern("ABCSZ", "-", "/", 4)


@pytest.mark.parametrize(
    ("text", "level", "printed"),
    [
        ("GB 11643-1999", "国家标准", "GB 11643—1999"),
        ("GB/T 24421.2-2023", "国家标准", "GB/T 24421.2—2023"),
        ("ＧＢ／Ｚ 32339－2015", "国家标准", "GB/Z 32339—2015"),
        ("MZ/T 039—2013", "行业标准", "MZ/T 039—2013"),
        ("JGJ 450-2018", "行业标准", "JGJ 450—2018"),
        ("DB32/T 1234-2021", "省级地方标准", "DB32/T 1234—2021"),
        ("DB3202/T 1088-2024", "市级地方标准", "DB3202/T 1088—2024"),
        ("DB310117/Z 016-2022", "市级地方标准", "DB310117/Z 016—2022"),
        ("T/ISC 0048-2024", "团体标准", "T/ISC 0048—2024"),
        ("Q/ABC 001-2020", "企业标准", "Q/ABC 001—2020"),
        ("JYSJZ TY 101-2019", "内部标准", "JYSJZ TY 101—2019"),
    ],
)
def test_a_number_of_each_kind_is_kept_with_the_long_dash(
    text: str, level: str, printed: str
) -> None:
    assert catalogue_number(text, level, OWN).printed == printed


@pytest.mark.parametrize(
    ("text", "level", "advice"),
    [
        ("GB/T 1.1—2020", "行业标准", "这是国家标准的编号，而标准级别是“行业标准”"),
        ("DB3202/T 1—2024", "省级地方标准", "这是市级地方标准的编号"),
        ("JYSJZ TY 101—2019", "国家标准", "这是内部标准的编号"),
        ("GB/T 1.1—2020", "内部标准", "县级单位不能使用国家标准或地方标准的代号"),
        ("DB320281/T 001—2021", "内部标准", "标准化法第十三条"),
        ("MZ/T 001—2021", "内部标准", "这是行业标准的代号"),
        ("Q/ABC 001—2020", "内部标准", "这是企业标准的代号"),
        ("JYSJZ XX 101—2019", "内部标准", "分体系代号“XX”应为TY、FW、GL、GW之一"),
        ("JYSJZ TY 1—2019", "内部标准", "应为3位数字"),
        ("DB321/T 1—2021", "市级地方标准", "应为2、4或6位数字"),
        ("GB/T 1.1", "国家标准", "缺少年份"),
        ("GB/T 1.1—20", "国家标准", "应为4位数字"),
        ("ISO 9001:2015", "国家标准", "请填采用它的国家标准编号"),
        ("暂行规定", "国家标准", "无法识别标准代号"),
    ],
)
def test_what_is_refused_says_why(text: str, level: str, advice: str) -> None:
    with pytest.raises(NumberError, match=advice):
        catalogue_number(text, level, OWN)


def test_the_pattern_of_own_numbers_is_the_office_s() -> None:
    number = catalogue_number("ABCSZ-TY/0101-2024", "内部标准", WIDE)
    assert number.printed == "ABCSZ-TY/0101—2024"
    with pytest.raises(NumberError, match="ABCSZ-TY/0001—2021"):
        catalogue_number("JYSJZ TY 101—2019", "内部标准", WIDE)


def test_dashes_and_spaces_do_not_make_another_number() -> None:
    others = [("MZ/T 039—2013", "甲"), ("GB/T 1.1—2020", "乙")]
    assert same_number("gb/t1.1-2020", others) == "乙"
    assert same_number("GB/T 1.1—2009", others) == ""


def test_a_serial_stays_with_its_standard_through_all_years() -> None:
    others = [("GB/T 1.1—2020", "甲"), ("JYSJZ TY 101—2019", "乙"), ("JYSJZ?", "丙")]
    number = catalogue_number("JYSJZ TY 101—2024", "内部标准", OWN)
    assert same_identity(number, others, OWN) == "乙"
    free = catalogue_number("JYSJZ TY 102—2024", "内部标准", OWN)
    assert same_identity(free, others, OWN) == ""
    formal = catalogue_number("GB/T 1.1—2009", "国家标准", OWN)
    assert same_identity(formal, others, OWN) == ""
