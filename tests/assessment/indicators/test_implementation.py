from datetime import date
from typing import Any

import pytest

from assessment.indicators.observations import PilotSettings
from assessment.indicators.vocabulary import ImplementationKind, ImplementationScope
from tests.assessment.indicators.examples import (
    CIVIL_AFFAIRS,
    DAY,
    JUSTICE,
    counts,
    opened,
    pilot,
    record,
    standard,
    unit,
)

CODE = "implementation_rate"
ANY_UNIT = PilotSettings(implementation_scope=ImplementationScope.ANY_UNIT)


@pytest.mark.parametrize(
    ("changes", "implemented"),
    [
        pytest.param({}, 1, id="carried out and verified"),
        pytest.param({"type": ImplementationKind.INSPECTION}, 1, id="检查"),
        pytest.param({"type": ImplementationKind.RECORD}, 1, id="记录"),
        pytest.param(
            {"type": ImplementationKind.PROMOTION}, 0, id="宣贯 is not enough"
        ),
        pytest.param({"verified_on": None}, 0, id="not verified"),
        pytest.param({"verified_on": DAY}, 1, id="verified today"),
        pytest.param({"verified_on": date(2022, 1, 1)}, 0, id="verified tomorrow"),
        pytest.param({"dated": date(2022, 1, 1)}, 0, id="dated tomorrow"),
        pytest.param({"unit": JUSTICE}, 0, id="by a unit it does not apply to"),
        pytest.param({"standard": "FW999"}, 0, id="of another standard"),
    ],
)
def test_what_proves_implementation(changes: dict[str, Any], implemented: int) -> None:
    facts = pilot(
        standards=(standard(applicable_units=(CIVIL_AFFAIRS,)),),
        implementation_records=(record(**changes),),
    )
    assert counts(facts, CODE) == (implemented, 1)


def test_every_applicable_unit_must_have_a_record() -> None:
    standards = (standard(applicable_units=(CIVIL_AFFAIRS, JUSTICE)),)
    one = pilot(standards=standards, implementation_records=(record(),))
    both = pilot(
        standards=standards, implementation_records=(record(), record(unit=JUSTICE))
    )
    assert counts(one, CODE) == (0, 1)
    assert [e.reason for e in opened(one, CODE).shortfall] == [
        "1个单位无核实记录：司法局"
    ]
    assert counts(both, CODE) == (1, 1)


def test_one_unit_is_enough_when_the_pilot_says_so() -> None:
    standards = (standard(), standard("FW102"))
    facts = pilot(
        standards=standards, implementation_records=(record(),), settings=ANY_UNIT
    )
    assert counts(facts, CODE) == (1, 2)


def test_no_listed_unit_means_all_member_units_active_on_the_day() -> None:
    facts = pilot(
        units=(
            unit(CIVIL_AFFAIRS),
            unit(JUSTICE, active_until=date(2021, 7, 1)),
            unit("新设单位", active_from=date(2022, 1, 1)),
        ),
        standards=(standard(),),
        implementation_records=(record(),),
    )
    assert counts(facts, CODE, date(2021, 6, 30)) == (0, 1)
    assert counts(facts, CODE, date(2021, 7, 1)) == (1, 1)
    assert counts(facts, CODE, date(2022, 1, 1)) == (0, 1)


@pytest.mark.parametrize("settings", [PilotSettings(), ANY_UNIT])
def test_a_standard_without_any_applicable_unit_is_not_implemented(
    settings: PilotSettings,
) -> None:
    facts = pilot(units=(), standards=(standard(),), settings=settings)
    assert counts(facts, CODE) == (0, 1)


def test_a_unit_answers_for_itself_over_the_standards_that_bind_it() -> None:
    facts = pilot(
        standards=(
            standard("FW101"),
            standard("FW102", applicable_units=(JUSTICE,)),
            standard("FW103", applicable_units=(CIVIL_AFFAIRS,)),
            standard("FW104", effective_on=None),
        ),
        implementation_records=(record("FW101"), record("FW102", unit=JUSTICE)),
    )
    assert counts(facts, CODE, unit=CIVIL_AFFAIRS) == (1, 2)
    assert counts(facts, CODE, unit=JUSTICE) == (1, 2)
    assert counts(facts, CODE) == (1, 3)
    reasons = [entry.reason for entry in opened(facts, CODE).exclusions]
    assert reasons == ["无实施日期"]
