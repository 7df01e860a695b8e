"""Initials of titles, characters of several readings included."""

from __future__ import annotations

import pytest

from standards_catalog.search.initials import (
    initials_of,
    is_initials,
    span_of_initials,
)


@pytest.mark.parametrize(
    ("title", "initials"),
    [
        ("政务服务中心服务规范", "zwfwzxfwgf"),
        ("重庆市长期护理保险", "cqscqhlbx"),
        ("重点救助对象", "zdjzdx"),
        ("重复救助甄别", "cfjzzb"),
        ("银行账户核对", "yhzhhd"),
        ("行政审批", "xzsp"),
        ("会计档案", "kjda"),
        ("社会救助调查", "shjzdc"),
        ("工作协调", "gzxt"),
        ("还款与给付", "hkyjf"),
        ("音乐教育", "yyjy"),
        ("“一门受理”工作规范", "ymslgzgf"),
        ("12345热线、GB/T引用", "12345rxgbtyy"),
    ],
)
def test_characters_are_read_as_in_their_word(title: str, initials: str) -> None:
    assert "".join(initials_of(title)) == initials


def test_initials_lead_back_to_their_characters() -> None:
    title = "政务服务“中心”规范"
    start, end = span_of_initials(title, "fwzxg") or (0, 0)
    assert title[start:end] == "服务“中心”规"
    assert span_of_initials(title, "xz") is None


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("zw", True), ("z", False), ("政务", False), ("zw-fw", False), ("", False)],
)
def test_initials_are_two_letters_at_least(word: str, is_one: bool) -> None:
    assert is_initials(word) is is_one
