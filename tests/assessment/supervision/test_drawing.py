"""The draw: worked by hand, and what holds for every draw."""

from __future__ import annotations

import hashlib
import random
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.supervision.drawing import (
    Candidates,
    CandidateStandard,
    DrawnUnit,
    Inspector,
    Quota,
    candidates_text,
    draw,
    is_usable,
    read_candidates,
    read_result,
    result_text,
    seed_of,
    sha256_of,
    ticket_of,
)

SECRET = "5f2d9c0b7a1e4836"  # noqa: S105
WITNESS = "上证综合指数 3568.17"
UNITS = ("江阴市民政局", "江阴市教育局", "江阴市医疗保障局")
STANDARDS = (
    CandidateStandard("FW301", "申请受理服务规范"),
    CandidateStandard("FW302", "转办服务规范"),
    CandidateStandard("GL502", "一户一档管理规范", ("江阴市民政局",)),
)
INSPECTORS = (
    Inspector("江阴市民政局", "社会救助科科长"),
    Inspector("江阴市教育局", "法规科科长"),
    Inspector("", "标准化办公室主任"),
)
CANDIDATES = Candidates(UNITS, STANDARDS, INSPECTORS)


def by_hand(*parts: str) -> str:
    """The digest as anybody would make it, without the code under test."""
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()


SEED = "af0ecaa908b02202324aab44d33fa9d2964843154f68d0016f47b507a759da6b"
# Each digest came from ``printf '%s\n%s\n%s' … | sha256sum`` in a shell.
UNIT_TICKETS = {
    "江阴市民政局": "0c58a56f40ff40106721a0a5860307101b623a3a1fcdb9354d95ba228ae0903f",
    "江阴市教育局": "bd99427f42a247f33ae5cea40b3aa5b4cc4f8bda514167d2ef0066c06c69b376",
    "江阴市医疗保障局": "cc27c447391af002c719be953fc5bc54b70d0ec2f7812899c6924722798d65e1",
}
STANDARD_TICKETS = {
    ("江阴市民政局", "FW301"): "a3e67e6eceedf2d8",
    ("江阴市民政局", "FW302"): "01d23c0665035a1d",
    ("江阴市民政局", "GL502"): "bd478d60f7b557ce",
    ("江阴市教育局", "FW301"): "68138e2f222fd24b",
    ("江阴市教育局", "FW302"): "992ebb2b3e35cad5",
}
INSPECTOR_TICKETS = {
    ("江阴市民政局", "江阴市教育局", "法规科科长"): "04eb050d163cc762",
    ("江阴市民政局", "", "标准化办公室主任"): "e994e9e14b142576",
    ("江阴市教育局", "江阴市民政局", "社会救助科科长"): "35729249400e3817",
    ("江阴市教育局", "", "标准化办公室主任"): "b6d4333bad9c82a7",
}


def test_the_seed_is_the_digest_of_secret_and_witnessed_text() -> None:
    assert seed_of(SECRET, WITNESS) == SEED == by_hand(SECRET, WITNESS)


@pytest.mark.parametrize("unit", UNITS)
def test_the_tickets_of_units_are_those_of_the_shell(unit: str) -> None:
    assert ticket_of(SEED, "单位", unit) == UNIT_TICKETS[unit]
    assert by_hand(SEED, "单位", unit) == UNIT_TICKETS[unit]


@pytest.mark.parametrize(("names", "start"), STANDARD_TICKETS.items())
def test_the_tickets_of_standards_are_those_of_the_shell(
    names: tuple[str, str], start: str
) -> None:
    assert ticket_of(SEED, "标准", *names).startswith(start)


@pytest.mark.parametrize(("names", "start"), INSPECTOR_TICKETS.items())
def test_the_tickets_of_inspectors_are_those_of_the_shell(
    names: tuple[str, str, str], start: str
) -> None:
    assert ticket_of(SEED, "检查人", *names).startswith(start)


def test_the_smallest_tickets_win_in_their_order() -> None:
    """Read off the tables above: 0c58 < bd99 < cc27; 01d2 < a3e6 < bd47, of which two
    are taken; and nobody inspects the own unit."""
    assert draw(CANDIDATES, Quota(2, 2, 1), SEED) == (
        DrawnUnit(
            "江阴市民政局",
            ("FW302", "FW301"),
            (Inspector("江阴市教育局", "法规科科长"),),
        ),
        DrawnUnit(
            "江阴市教育局",
            ("FW301", "FW302"),
            (Inspector("江阴市民政局", "社会救助科科长"),),
        ),
    )


def test_sha256sum_agrees_where_there_is_one() -> None:
    """The example of docs/supervision.md, by the command it names."""
    command = ["sha256sum"]
    text = f"{SEED}\n单位\n江阴市民政局".encode()
    done = subprocess.run(command, input=text, capture_output=True, check=True)  # noqa: S603
    assert done.stdout.split()[0].decode() == UNIT_TICKETS["江阴市民政局"]


def test_where_there_are_fewer_all_are_drawn() -> None:
    drawn = draw(CANDIDATES, Quota(9, 9, 9), SEED)
    assert [one.unit for one in drawn] == list(UNITS)
    assert set(drawn[0].standards) == {"FW301", "FW302", "GL502"}
    assert set(drawn[2].standards) == {"FW301", "FW302"}
    assert len(drawn[0].inspectors) == 2


def test_the_list_of_candidates_is_a_text_with_one_digest() -> None:
    text = candidates_text(CANDIDATES)
    assert text.splitlines()[:3] == [
        "单位\t江阴市医疗保障局",
        "单位\t江阴市教育局",
        "单位\t江阴市民政局",
    ]
    assert "标准\tGL502\t一户一档管理规范\t江阴市民政局\n" in text
    assert "检查人\t\t标准化办公室主任\n" in text
    assert text.endswith("\n")
    assert sha256_of(text) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("line", ["标准\tFW301", "随便写的", "单位\t甲\t乙"])
def test_a_line_that_is_no_candidate_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="候选清单中有看不懂的一行"):
        read_candidates(f"单位\t甲\n{line}\n")


@pytest.mark.parametrize("line", ["标准\t没抽中的单位\tFW301", "单位"])
def test_a_line_that_is_no_result_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="抽取结果中有看不懂的一行"):
        read_result(f"{line}\n")


@pytest.mark.parametrize(
    ("name", "usable"),
    [("民政局", True), ("", False), ("民\n政", False), ("民\t政", False)],
)
def test_a_name_stands_on_one_line(name: str, usable: bool) -> None:
    assert is_usable(name) is usable


# What holds for every draw. How long an example takes is the machine's affair.
unhurried = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
names = st.text("甲乙丙丁戊己庚辛ABCD12", min_size=1, max_size=4)


@st.composite
def candidate_lists(build: st.DrawFn) -> Candidates:
    units = build(st.lists(names, min_size=1, max_size=8, unique=True))
    codes = build(st.lists(names, min_size=1, max_size=12, unique=True))
    some = st.lists(st.sampled_from(units), unique=True).map(tuple)
    standards = [CandidateStandard(code, f"标准{code}", build(some)) for code in codes]
    homes = st.sampled_from([*units, ""])
    pool = [Inspector(build(homes), post) for post in build(st.sets(names, max_size=6))]
    return Candidates(tuple(units), tuple(standards), tuple(pool))


quotas = st.builds(Quota, st.integers(1, 9), st.integers(1, 9), st.integers(0, 4))
seeds = st.text(max_size=10).map(lambda text: by_hand(text))


@unhurried
@given(candidate_lists(), quotas, seeds)
def test_sizes_are_those_asked_for_and_nothing_is_drawn_twice(
    candidates: Candidates, quota: Quota, seed: str
) -> None:
    drawn = draw(candidates, quota, seed)
    units = [one.unit for one in drawn]
    assert len(set(units)) == len(units) == min(quota.units, len(candidates.units))
    for one in drawn:
        fitting = {s.code for s in candidates.standards_of(one.unit)}
        assert len(set(one.standards)) == len(one.standards)
        assert len(one.standards) == min(quota.standards, len(fitting))
        assert set(one.standards) <= fitting
        assert all(who.unit != one.unit for who in one.inspectors)
        able = set(candidates.inspectors_for(one.unit))
        assert len(one.inspectors) == min(quota.inspectors, len(able))


@unhurried
@given(candidate_lists(), quotas, seeds, st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(
    candidates: Candidates, quota: Quota, seed: str, shuffler: random.Random
) -> None:
    def shuffled(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(shuffler.sample(items, len(items)))

    other = Candidates(
        *map(shuffled, (candidates.units, candidates.standards, candidates.inspectors))  # type: ignore[arg-type]
    )
    assert draw(other, quota, seed) == draw(candidates, quota, seed)
    assert candidates_text(other) == candidates_text(candidates)


@unhurried
@given(candidate_lists(), st.integers(1, 9), seeds)
def test_a_further_candidate_does_not_reshuffle_the_others(
    candidates: Candidates, wanted: int, seed: str
) -> None:
    quota = Quota(wanted, 2)
    more = Candidates((*candidates.units, "新来的单位"), candidates.standards)
    before = [one.unit for one in draw(candidates, quota, seed)]
    after = [one.unit for one in draw(more, quota, seed)]
    kept = [unit for unit in after if unit != "新来的单位"]
    assert kept == before[: len(kept)]


@unhurried
@given(candidate_lists(), quotas, seeds)
def test_texts_give_back_what_they_were_written_from(
    candidates: Candidates, quota: Quota, seed: str
) -> None:
    drawn = draw(candidates, quota, seed)
    assert read_result(result_text(drawn)) == drawn
    again = read_candidates(candidates_text(candidates))
    assert candidates_text(again) == candidates_text(candidates)
    assert draw(again, quota, seed) == drawn
