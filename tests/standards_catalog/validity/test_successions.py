"""Who replaced whom: as stated, as others say, as editions follow; never in a circle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.validity.lineage import law_lineage, standard_lineage
from tests.factories import AS_OF, Cast, make_standard
from tests.records import make_law

SignIn = Callable[[User], Client]


@pytest.fixture
def office(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.office)


def standard(cast: Cast, number: str, year: int, **fields: Any) -> Standard:
    made = make_standard(cast.pilot, date(year, 1, 1), level="国家标准")
    made.editions.update(number=number, **fields)
    return made


def line(made: Standard) -> list[tuple[str, str]]:
    return [(row.part, row.number) for row in standard_lineage(made, AS_OF)]


def save(client: Client, edition: StandardEdition, **fields: Any) -> Any:
    data = {
        "number": edition.number,
        "effective_on": edition.effective_on.isoformat()
        if edition.effective_on
        else "",
        **fields,
    }
    return client.post(reverse("standards_catalog:edition", args=[edition.pk]), data)


def test_a_typed_number_of_the_catalogue_is_linked(cast: Cast, office: Client) -> None:
    old, new = standard(cast, "GB/T 1—2009", 2009), standard(cast, "GB/T 2—2020", 2020)
    edition = old.editions.get()
    response = save(
        office, edition, replaced_by="GB/T2-2020", abolished_on="2020-01-01"
    )
    assert response.status_code == 302, response.context["form"].errors
    edition.refresh_from_db()
    assert (edition.successor, edition.successor_number) == (new.editions.get(), "")
    assert line(old) == [("本项", "GB/T 1—2009"), ("代替者", "GB/T 2—2020")]
    assert line(new) == [("前身", "GB/T 1—2009"), ("本项", "GB/T 2—2020")]
    page = office.get(reverse("standards_catalog:detail", args=[old.pk]))
    assert "代替关系" in page.content.decode()
    save(office, edition, replaced_by="", abolished_on="2020-01-01")
    edition.refresh_from_db()
    assert edition.successor is None


def test_a_number_outside_the_catalogue_is_kept_as_such(
    cast: Cast, office: Client
) -> None:
    old = standard(cast, "GB/T 1—2009", 2009)
    edition = old.editions.get()
    save(office, edition, replaced_by="GB/T 9-2020", abolished_on="2020-01-01")
    edition.refresh_from_db()
    assert edition.successor_number == "GB/T 9—2020"
    assert line(old)[-1] == ("代替者", "GB/T 9—2020")
    later = standard(cast, "GB/T 9—2020", 2020)
    assert standard_lineage(old, AS_OF)[-1].title == later.title


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"replaced_by": "GB/T 2—2020"}, "还须填废止日期"),
        ({"replaced_by": "GB/T 2—2020"}, "自 2020-01-01 实施"),
        ({"replaced_by": "新标准"}, "无法识别标准代号"),
        ({"replaced_by": "GB/T 1—2009"}, "不能代替它自己"),
    ],
)
def test_what_is_refused_says_why(
    fields: dict[str, str], advice: str, cast: Cast, office: Client
) -> None:
    standard(cast, "GB/T 2—2020", 2020)
    edition = standard(cast, "GB/T 1—2009", 2009).editions.get()
    assert advice in save(office, edition, **fields).content.decode()
    edition.refresh_from_db()
    assert not edition.replaced_by


def test_circles_are_refused(cast: Cast, office: Client) -> None:
    middle = standard(cast, "GB/T 2—2015", 2015).editions.get()
    first = standard(cast, "GB/T 1—2009", 2009, successor=middle).editions.get()
    last = standard(cast, "GB/T 3—2020", 2020).editions.get()
    middle.successor = last
    middle.save()
    page = save(office, last, replaced_by="GB/T 1—2009", abolished_on="2021-01-01")
    assert "不能互相代替" in page.content.decode()
    last.refresh_from_db()
    assert last.successor is None
    assert line(first.standard) == [
        ("本项", "GB/T 1—2009"),
        ("代替者", "GB/T 2—2015"),
        ("代替者", "GB/T 3—2020"),
    ]


def test_a_later_edition_says_what_it_replaces(cast: Cast) -> None:
    old = standard(cast, "GB/T 1—2009", 2009)
    standard(cast, "GB/T 2—2020", 2020, replaces="GB/T 1-2009、GB/T 7—2001")
    assert line(old)[-1] == ("代替者", "GB/T 2—2020")


def test_a_new_edition_ends_the_one_before(cast: Cast, office: Client) -> None:
    made = standard(cast, "GB/T 1—2009", 2009)
    url = reverse("standards_catalog:edition_add", args=[made.pk])
    data = {"number": "GB/T 1-2020", "effective_on": "2020-10-01"}
    assert office.post(url, data).status_code == 302
    old, new = made.editions.order_by("effective_on")
    assert old.abolished_on == new.effective_on == date(2020, 10, 1)
    assert "至少填写" in office.post(url, {}).content.decode()


def test_the_stored_status_follows_the_editions(cast: Cast, office: Client) -> None:
    made = standard(cast, "GB/T 1—2009", 2009)
    save(office, made.editions.get(), abolished_on="2020-01-01")
    made.refresh_from_db()
    assert made.status == "废止"
    save(office, made.editions.get(), abolished_on="")
    made.refresh_from_db()
    assert made.status == "现行"


def test_laws_are_chained_by_code_name_or_number(cast: Cast, office: Client) -> None:
    old = make_law(cast.pilot, code="FL1", title="旧办法")
    new = make_law(cast.pilot, code="FL2", title="新办法", document_number="令第1号")
    url = reverse("standards_catalog:law_edit", args=[old.pk])
    data = {"code": "FL1", "title": "《旧办法》", "abolished_on": "2021-01-01"}
    for typed in ("FL2", "《新办法》", "令第1号"):
        assert office.post(url, {**data, "replaced_by": typed}).status_code == 302
        old.refresh_from_db()
        assert old.successor == new
    assert [row.title for row in law_lineage(old, AS_OF)] == ["旧办法", "新办法"]
    back = reverse("standards_catalog:law_edit", args=[new.pk])
    circle = {"code": "FL2", "title": "新办法", "abolished_on": "2022-01-01"}
    page = office.post(back, {**circle, "replaced_by": "FL1"})
    assert "不能互相代替" in page.content.decode()
    office.post(url, {**data, "replaced_by": "未列入的条例"})
    old.refresh_from_db()
    assert (old.successor, old.successor_title) == (None, "未列入的条例")


def test_a_law_shows_its_standing_on_the_date(cast: Cast, office: Client) -> None:
    make_law(cast.pilot, title="旧办法", abolished_on=date(2021, 1, 1))
    make_law(cast.pilot, title="新办法", effective_on=date(2021, 1, 1))
    make_law(cast.pilot, title="无日期的办法")
    url = reverse("standards_catalog:laws")

    def titles(standing: str, day: str) -> list[str]:
        rows = office.get(url, {"standing": standing, "as_of": day}).context["rows"]
        return [row[1].text for row in rows]

    assert titles("现行", "2020-12-31") == ["旧办法", "无日期的办法"]
    assert titles("现行", "2021-01-01") == ["新办法", "无日期的办法"]
    assert titles("废止", "2021-01-01") == ["旧办法"]
    assert titles("未实施", "2020-12-31") == ["新办法"]
