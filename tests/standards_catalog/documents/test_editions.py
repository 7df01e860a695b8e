"""Published standards as files: of the day, or of the edition that is asked for."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from standards_catalog.authoring.services import freeze_text
from standards_catalog.drafting.document import Clause, Cover, StandardText
from standards_catalog.models import Standard, StandardEdition
from tests.factories import Cast, make_standard

SignedIn = Callable[[User], Client]


def text(number: str, year: int) -> StandardText:
    return StandardText(
        cover=Cover(title="转办规范", number=number, effective_on=date(year, 4, 1)),
        blocks=(Clause(id="c1", level=1, title="范围", paragraphs=("本文件。",)),),
    )


@pytest.fixture
def standard(cast: Cast) -> Standard:
    """An open standard with an old edition that is not open and a new one."""
    made = make_standard(cast.pilot, None, title="转办规范", must_publish=True)
    for year, opened in ((2020, None), (2021, date(2021, 4, 1))):
        edition = StandardEdition(standard=made, opened_on=opened)
        freeze_text(edition=edition, text=text(f"Q/CS 1—{year}", year))
    StandardEdition.objects.filter(number="Q/CS 1—2020").update(
        abolished_on=date(2021, 4, 1)
    )
    return made


def cover(response: Any) -> str:
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    return str(PdfReader(io.BytesIO(content)).pages[0].extract_text())


def test_inside_any_edition_can_be_fetched(
    standard: Standard, cast: Cast, signed_in: SignedIn
) -> None:
    old, new = standard.editions.order_by("pk")
    client = signed_in(cast.expert)
    url = reverse("standard_documents:pdf", args=[standard.pk])
    asked = {"pilot": cast.pilot.code}
    assert "Q/CS 1—2021" in cover(client.get(url, asked))
    assert "Q/CS 1—2020" in cover(client.get(url, {**asked, "edition": old.pk}))
    assert "Q/CS 1—2021" in cover(client.get(url, {**asked, "edition": new.pk}))
    for key in ("0", "x", str(new.pk + 99)):
        assert client.get(url, {**asked, "edition": key}).status_code == 404


def test_outside_only_open_editions_can_be_fetched(standard: Standard) -> None:
    old, new = standard.editions.order_by("pk")
    url = reverse(
        "standard_documents:public_pdf", args=[standard.pilot.code, standard.code]
    )
    assert "Q/CS 1—2021" in cover(Client().get(url))
    assert "Q/CS 1—2021" in cover(Client().get(url, {"edition": new.pk}))
    assert Client().get(url, {"edition": old.pk}).status_code == 404
    StandardEdition.objects.filter(pk=old.pk).update(opened_on=date(2020, 4, 2))
    assert "Q/CS 1—2020" in cover(Client().get(url, {"edition": old.pk}))
