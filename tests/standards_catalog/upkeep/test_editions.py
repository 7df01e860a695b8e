"""Editions: what is published stays, what is being made comes from its project."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from standards_catalog.drafting.document import Cover, StandardText
from standards_catalog.drafting.json_form import digest, to_plain
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.procedure.models import DraftingProject
from tests.factories import AS_OF, Cast, make_standard

SignIn = Callable[[User], Client]


@pytest.fixture
def office(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.office)


@pytest.fixture
def minted(cast: Cast) -> StandardEdition:
    """An edition in force since April 2021 whose text is kept."""
    edition = make_standard(cast.pilot, code="FW301").editions.get()
    text = StandardText(cover=Cover(title="规范"))
    edition.text, edition.text_digest = to_plain(text), digest(text)
    edition.save()
    return edition


def test_of_a_published_edition_only_its_end_is_changed(
    minted: StandardEdition, office: Client
) -> None:
    url = reverse("standards_catalog:edition", args=[minted.pk])
    assert "版次已发布，不能修改。" in office.get(url).content.decode()
    number = minted.number
    data = {
        "number": "JYSJZ FW 999—2021",
        "effective_on": "2020-01-01",
        "abolished_on": "2021-10-01",
        "replaced_by": "GB/T 1—2021",
    }
    assert office.post(url, data).status_code == 302
    minted.refresh_from_db()
    assert (minted.number, minted.effective_on) == (number, date(2021, 4, 1))
    assert minted.abolished_on == date(2021, 10, 1)
    assert minted.successor_number == "GB/T 1—2021"


def test_a_published_edition_is_not_deleted(
    minted: StandardEdition, office: Client
) -> None:
    for view, key in (
        ("edition_delete", minted.pk),
        ("standard_delete", minted.standard_id),
    ):
        url = reverse(f"standards_catalog:{view}", args=[key])
        assert office.post(url, {"confirm": key}).status_code == 409
    assert StandardEdition.objects.filter(pk=minted.pk).exists()


def test_an_edition_entered_by_mistake_is_deleted(cast: Cast, office: Client) -> None:
    standard = make_standard(cast.pilot)
    edition = standard.editions.get()
    url = reverse("standards_catalog:edition_delete", args=[edition.pk])
    assert office.post(url).status_code == 200
    assert office.post(url, {"confirm": edition.pk}).status_code == 302
    assert not standard.editions.exists()


def test_what_is_being_made_gets_its_edition_from_the_project(
    cast: Cast, office: Client
) -> None:
    standard = make_standard(cast.pilot, None, status="制定中")
    DraftingProject.objects.create(
        standard=standard,
        kind="制定",
        lead_unit=cast.own_unit,
        stage_since=AS_OF,
        proposed_on=AS_OF,
        proposed_by=cast.office,
    )
    url = reverse("standards_catalog:edition_add", args=[standard.pk])
    page = office.post(url, {"number": "JYSJZ FW 101—2021"})
    assert "由“批准发布”生成" in page.content.decode()
    assert not standard.editions.exists()


def test_a_published_standard_is_not_called_unwritten(
    cast: Cast, office: Client
) -> None:
    standard = make_standard(cast.pilot, code="FW1")
    url = reverse("standards_catalog:standard_edit", args=[standard.pk])
    data = {
        "code": "FW1",
        "title": "规范",
        "level": "内部标准",
        "status": "待制定",
        "subsystem": "服务提供",
        "must_publish": "unknown",
    }
    page = office.post(url, data)
    assert "状态不能是“待制定”" in page.content.decode()
    assert Standard.objects.get().status == "现行"


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"number": "MZ/T 1—2020"}, "这是行业标准的编号"),
        ({"number": "GB/T 7—2009"}, "使用，请核对"),
        ({"replaced_by": "GB/T 7—2009"}, "还须填废止日期"),
        ({"number": ""}, "版次须填标准编号"),
    ],
)
def test_the_administration_checks_an_edition_as_the_workbench_does(
    fields: dict[str, Any], advice: str, cast: Cast, office: Client
) -> None:
    other = make_standard(cast.pilot, level="国家标准")
    other.editions.update(number="GB/T 7—2009")
    standard = make_standard(cast.pilot, level="国家标准")
    standard.editions.update(number="GB/T 8—2009")
    edition = standard.editions.get()
    data = {
        "standard": standard.pk,
        "number": edition.number,
        "effective_on": "2021-04-01",
        **fields,
    }
    url = reverse("catalogue_editions:edit", args=[edition.pk])
    assert advice in office.post(url, data).content.decode()
    edition.refresh_from_db()
    assert (edition.number, edition.replaced_by) == ("GB/T 8—2009", "")


def test_the_administration_links_what_replaced_an_edition(
    cast: Cast, office: Client
) -> None:
    new = make_standard(cast.pilot, level="国家标准").editions.get()
    StandardEdition.objects.filter(pk=new.pk).update(number="GB/T 7—2021")
    edition = make_standard(cast.pilot, level="国家标准").editions.get()
    data = {
        "standard": edition.standard_id,
        "number": "gb/t 8-2009",
        "effective_on": "2009-04-01",
        "abolished_on": "2021-04-01",
        "replaced_by": "GB/T7-2021",
    }
    url = reverse("catalogue_editions:edit", args=[edition.pk])
    response = office.post(url, data)
    assert response.status_code == 302, response.context["form"].errors
    edition.refresh_from_db()
    assert (edition.number, edition.successor) == ("GB/T 8—2009", new)
