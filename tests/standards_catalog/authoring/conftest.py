"""A standard of the own unit, its draft, and a text to put there."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from datetime import date

import pytest

from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.services import (
    mint_edition,
    open_draft,
    replace_text,
)
from standards_catalog.models import Standard, StandardEdition
from tests.factories import Cast, make_standard
from tests.standards_catalog.authoring.texts import FULL_TEXT


@pytest.fixture
def collected() -> Iterator[None]:
    """Wagtail leaves files open when it makes a smaller copy of a picture: they are
    closed with this test and not in the middle of another."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def standard(cast: Cast) -> Standard:
    """A standard yet to be written, for which the own unit is responsible."""
    status = Standard.Status.DRAFTING
    made = make_standard(cast.pilot, None, title="社会救助受理登记规范", status=status)
    made.responsible_units.set([cast.own_unit])
    return made


@pytest.fixture
def page(standard: Standard, cast: Cast) -> StandardPage:
    """Its open draft with a text of every kind of block."""
    page = open_draft(standard=standard, actor=cast.office)
    replace_text(page=page, text=FULL_TEXT, actor=cast.office, note="测试")
    return page


@pytest.fixture
def edition(page: StandardPage, cast: Cast) -> StandardEdition:
    """The draft, minted."""
    return mint_edition(
        standard=page.standard,
        revision=page.get_latest_revision(),
        number="JYSJZ FW 101—2021",
        published_on=date(2021, 3, 1),
        effective_on=date(2021, 4, 1),
        issuer="测试市社会救助标准化办公室",
        actor=cast.office,
    )
