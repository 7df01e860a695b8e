"""The standing of standards on a date, the tree and the 统计表."""

from datetime import date
from fractions import Fraction

import pytest

from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.selectors import (
    Standing,
    standard_lines,
    statistics,
    system_tree,
    with_standing,
)
from tests.factories import make_pilot, make_standard
from tests.records import make_section

DAY = date(2021, 6, 30)
BEFORE, AFTER = date(2021, 1, 1), date(2021, 7, 1)


@pytest.fixture
def pilot(db: None) -> Pilot:
    return make_pilot()


def standing_of(standard: Standard) -> str:
    row = with_standing(Standard.objects.filter(pk=standard.pk), DAY).get()
    return str(row.standing)


@pytest.mark.parametrize(
    ("status", "effective_on", "abolished_on", "standing"),
    [
        ("现行", BEFORE, None, "现行"),
        ("现行", DAY, None, "现行"),
        ("现行", AFTER, None, "未实施"),
        ("现行", None, None, "未实施"),
        ("即将实施", BEFORE, None, "现行"),
        ("现行", BEFORE, AFTER, "现行"),
        ("现行", BEFORE, DAY, "废止"),
        ("废止", BEFORE, BEFORE, "废止"),
        ("待制定", BEFORE, None, "待制定"),
        ("制定中", BEFORE, BEFORE, "制定中"),
    ],
)
def test_standing_follows_the_dates(
    pilot: Pilot,
    status: str,
    effective_on: date | None,
    abolished_on: date | None,
    standing: str,
) -> None:
    standard = make_standard(pilot, effective_on, status=status)
    standard.editions.update(abolished_on=abolished_on)
    assert standing_of(standard) == standing
    in_force = Standard.objects.filter(pk=standard.pk).in_force_on(DAY).exists()
    assert in_force is (standing == "现行")


def test_the_edition_in_force_is_shown_before_a_later_one(pilot: Pilot) -> None:
    standard = make_standard(pilot, BEFORE)
    standard.editions.update(number="旧版", abolished_on=AFTER)
    StandardEdition.objects.create(standard=standard, number="新版", effective_on=AFTER)
    row = with_standing(Standard.objects.filter(pk=standard.pk), DAY).get()
    assert (row.edition_number, row.standing) == ("旧版", Standing.IN_FORCE)
    row = with_standing(Standard.objects.filter(pk=standard.pk), AFTER).get()
    assert (row.edition_number, row.standing) == ("新版", Standing.IN_FORCE)


def test_counts_of_the_tree_add_up_to_the_statistics(pilot: Pilot) -> None:
    parent = make_section(pilot, code="FW1")
    child = make_section(pilot, code="FW11", parent=parent)
    make_standard(pilot, BEFORE, section=parent)
    make_standard(pilot, AFTER, section=child, level="国家标准")
    make_standard(pilot, None, section=child, status="待制定")
    abolished = make_standard(pilot, BEFORE, section=child)
    abolished.editions.update(abolished_on=BEFORE)
    make_standard(pilot, BEFORE, subsystem="管理")
    lines = standard_lines(pilot, DAY)
    nodes = {node.title: node for node in system_tree(pilot, lines)}
    provision = nodes["服务提供"]
    assert (provision.counts.required, provision.counts.in_force) == (3, 1)
    (top,) = provision.children
    assert (top.counts.required, top.counts.in_force) == (3, 1)
    assert [c.counts.required for c in top.children] == [2]
    rows = {row.label: row for row in statistics(lines)}
    assert set(rows) == {"国家标准", "内部标准", "合计"}
    assert (rows["合计"].total.required, rows["合计"].total.in_force) == (4, 2)
    assert rows["合计"].total.share == Fraction(1, 2)
    assert rows["国家标准"].total.share == 0
    by_node = sum(node.counts.required for node in nodes.values())
    assert by_node == rows["合计"].total.required


def test_an_empty_subsystem_has_no_share(pilot: Pilot) -> None:
    nodes = system_tree(pilot, standard_lines(pilot, DAY))
    assert [node.counts.share for node in nodes] == [None] * 4
    assert [node.role for node in nodes] == ["基础", "核心", "支撑和保障", "支撑和保障"]


def test_a_search_keeps_only_the_way_to_what_it_finds(pilot: Pilot) -> None:
    wanted, other = make_section(pilot, code="A"), make_section(pilot, code="B")
    make_standard(pilot, section=wanted, title="临时救助规范")
    make_standard(pilot, section=other, title="医疗救助规范")
    tree = system_tree(pilot, standard_lines(pilot, DAY), "临时")
    provision = next(node for node in tree if node.title == "服务提供")
    assert [child.code for child in provision.children] == ["A"]
    assert provision.counts.required == 2
