"""Standards to draw from, and a draw with one recorded check."""

from __future__ import annotations

import pytest

from assessment.supervision.models import Draw
from standards_catalog.models import (
    Standard,
)
from tests.factories import Cast, make_standard
from tests.supervision_records import (
    candidates_of,
    make_drawn,
    make_recorded,
)


@pytest.fixture
def standards(cast: Cast) -> list[Standard]:
    return [make_standard(cast.pilot) for _ in range(3)]


@pytest.fixture
def standard(cast: Cast) -> Standard:
    return make_standard(cast.pilot)


@pytest.fixture
def drawn(cast: Cast, standard: Standard) -> Draw:
    draw = make_drawn(cast.pilot, candidates_of(cast.own_unit, standards=(standard,)))
    make_recorded(cast.pilot, cast.own_unit, standard, draw=draw)
    return draw
