"""What has ended is listed with who cites it where, until it is dealt with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from standards_catalog.drafting.document import (
    Clause,
    Cover,
    NormativeReference,
    StandardText,
)
from standards_catalog.drafting.json_form import digest, to_plain
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.procedure.models import DraftingProject
from standards_catalog.validity.selectors import (
    ItemState,
    ValidityItem,
    open_item_count,
    validity_items,
)
from tests.factories import AS_OF, Cast, make_pilot, make_standard
from tests.records import make_law, make_record
from tests.workbooks import read_workbook

SignIn = Callable[[User], Client]
ENDED = date(2021, 6, 1)


@pytest.fixture
def office(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.office)


def external(
    cast: Cast, number: str, ends: date | None = None, **fields: Any
) -> Standard:
    """A national standard in force from 2010 to ``ends``."""
    standard = make_standard(cast.pilot, date(2010, 1, 1), level="国家标准", **fields)
    standard.editions.update(number=number, abolished_on=ends)
    return standard


def citing(cast: Cast, *sentences: str, listed: str = "", **fields: Any) -> Standard:
    """An own standard in force whose clauses say ``sentences``."""
    blocks: list[Any] = [
        Clause(id=f"c{n}", level=1, title="章", paragraphs=(sentence,))
        for n, sentence in enumerate(sentences)
    ]
    if listed:
        reference = NormativeReference(id="r", number=listed, title="某标准")
        blocks = [Clause(id="c", level=1, title="规范性引用文件"), reference, *blocks]
    text = StandardText(cover=Cover(title="规范"), blocks=tuple(blocks))
    standard = make_standard(cast.pilot, **fields)
    edition = standard.editions.get()
    edition.text, edition.text_digest = to_plain(text), digest(text)
    edition.save()
    return standard


def items(cast: Cast, day: date = AS_OF) -> dict[str, ValidityItem]:
    return {item.subject: item for item in validity_items(cast.pilot, day)}


def test_a_standard_is_listed_from_the_day_it_ends(cast: Cast) -> None:
    external(cast, "GB/T 1.1—2009", ENDED)
    external(cast, "GB/T 2—2010")
    assert items(cast, date(2021, 5, 31)) == {}
    (item,) = items(cast, ENDED).values()
    assert (item.number, item.since, item.is_listed) == ("GB/T 1.1—2009", ENDED, True)
    assert (item.state, item.turn) == (ItemState.OPEN, "标准化办公室")


def test_a_text_that_cites_it_is_named_with_its_clauses(cast: Cast) -> None:
    external(cast, "GB/T 1.1—2009", ENDED)
    own = citing(cast, "按GB/T 1.1—2009编写。", "再按GB/T 1.1—2009。", code="FW301")
    own.responsible_units.add(cast.own_unit)
    (item,) = items(cast).values()
    (text,) = item.citing
    assert str(text) == "FW301（第1章、第2章）"
    assert item.turn == "测试民政局、标准化办公室"


@pytest.mark.parametrize(
    ("sentence", "is_listed"),
    [
        ("按GB/T 1.1—2009。", True),
        ("按GB/T 1.1—2020。", False),
        ("按GB/T 1.1。", False),
        ("按GB/T 9—2001。", False),
    ],
)
def test_an_undated_citation_follows_the_edition_in_force(
    sentence: str, is_listed: bool, cast: Cast
) -> None:
    standard = external(cast, "GB/T 1.1—2009", ENDED)
    StandardEdition.objects.create(
        standard=standard, number="GB/T 1.1—2020", effective_on=ENDED
    )
    citing(cast, sentence)
    found = items(cast)
    assert set(found) == ({"GB/T 1.1—2009"} if is_listed else set())
    if is_listed:
        assert found["GB/T 1.1—2009"].replaced_by == ("GB/T 1.1—2020",)
        assert not found["GB/T 1.1—2009"].is_listed


def test_an_edition_the_catalogue_never_had_is_known_by_the_newer_one(
    cast: Cast,
) -> None:
    external(cast, "GB/T 1.1—2020")
    citing(cast, "按GB/T 1.1。", listed="GB/T 1.1—2009")
    (item,) = items(cast).values()
    assert item.number == "GB/T 1.1—2009"
    assert item.since == date(2010, 1, 1)
    assert item.replaced_by == ("GB/T 1.1—2020",)
    assert item.citing[0].clauses


def test_an_own_standard_that_ended_is_listed_only_where_it_is_cited(
    cast: Cast,
) -> None:
    ended = make_standard(cast.pilot)
    ended.editions.update(number="JYSJZ FW 101—2019", abolished_on=ENDED)
    assert items(cast) == {}
    citing(cast, "按JYSJZ FW 101—2019。")
    assert set(items(cast)) == {"JYSJZ FW 101—2019"}


def test_a_law_is_found_by_its_name(cast: Cast) -> None:
    old = make_law(cast.pilot, code="FL1", title="社会救助办法", abolished_on=ENDED)
    new = make_law(cast.pilot, code="FL2", title="社会救助法")
    old.successor = new
    old.save()
    citing(cast, "按《社会救助办法》办理。", code="FW301")
    (item,) = items(cast).values()
    assert item.subject == "FL1"
    assert item.replaced_by == ("社会救助法",)
    assert [text.standard.code for text in item.citing] == ["FW301"]


def test_records_that_rest_on_it_are_counted(cast: Cast) -> None:
    standard = external(cast, "GB/T 1.1—2009", ENDED)
    make_record(cast.pilot, cast.own_unit, standard)
    (item,) = items(cast).values()
    assert item.records == (("实施记录", 1),)


def test_a_revision_under_way_passes_the_turn_to_who_leads_it(cast: Cast) -> None:
    external(cast, "GB/T 1.1—2009", ENDED)
    own = citing(cast, "按GB/T 1.1—2009。")
    DraftingProject.objects.create(
        standard=own,
        kind="修订",
        lead_unit=cast.other_unit,
        stage_since=AS_OF,
        proposed_on=AS_OF,
        proposed_by=cast.office,
        purpose="引用的标准已被代替",
    )
    (item,) = items(cast).values()
    assert (item.state, item.turn) == (ItemState.REVISING, "测试医保局")
    assert open_item_count(cast.pilot, AS_OF) == 0


def test_the_office_decides_and_may_take_it_back(cast: Cast, office: Client) -> None:
    external(cast, "GB/T 1.1—2009", ENDED)
    url = reverse("validity:item", args=["GB/T 1.1—2009"])
    page = office.post(url, {"conclusion": "继续参照", "note": " "})
    assert "须写明理由" in page.content.decode()
    assert open_item_count(cast.pilot, AS_OF) == 1
    office.post(url, {"conclusion": "改用新文件", "note": "按2020版"})
    (item,) = items(cast).values()
    assert (item.state, item.turn) == (ItemState.DONE, "")
    assert AuditEvent.objects.filter(action="处理失效文件").count() == 1
    office.post(url, {"withdraw": "1"})
    assert open_item_count(cast.pilot, AS_OF) == 1


def test_the_list_narrows_sorts_and_exports(cast: Cast, office: Client) -> None:
    external(cast, "GB/T 1.1—2009", ENDED, title="甲")
    external(cast, "GB/T 2—2009", date(2021, 7, 1), title="乙")
    make_law(cast.pilot, title="丙办法", abolished_on=date(2020, 1, 1))
    citing(cast, "按GB/T 2—2009。", code="FW301")
    url = reverse("validity:items")

    def titles(**query: str) -> list[str]:
        response = office.get(url, query)
        assert not response.context["problems"]
        return [row[1].text for row in response.context["rows"]]

    assert titles() == ["乙", "甲", "丙办法"]
    assert titles(sort="since") == ["丙办法", "甲", "乙"]
    assert titles(kind="法律法规") == ["丙办法"]
    assert titles(cited="yes") == ["乙"]
    assert titles(q="fw301") == ["乙"]
    assert titles(state="已处理") == []
    assert titles(as_of="2021-06-15") == ["甲", "丙办法"]
    sheet = read_workbook(office.get(url, {"export": "xlsx", "as_of": "2021-12-31"}))
    assert [row[0] for row in sheet.rows][:2] == ["GB/T 2—2009", "GB/T 1.1—2009"]
    assert sheet.rows[0][sheet.header.index("失效日期")].date() == date(2021, 7, 1)


def test_members_read_and_do_not_decide(cast: Cast, signed_in: SignIn) -> None:
    external(cast, "GB/T 1.1—2009", ENDED)
    client = signed_in(cast.liaison)
    url = reverse("validity:item", args=["GB/T 1.1—2009"])
    assert "保存处理结果" not in client.get(url).content.decode()
    assert client.post(url, {"conclusion": "不再采用"}).status_code == 403
    assert open_item_count(cast.pilot, AS_OF) == 1


def test_another_pilot_has_its_own_list(cast: Cast, office: Client) -> None:
    external(cast, "GB/T 1.1—2009", ENDED)
    other = make_pilot(starts_on=date(2019, 1, 1))
    url = reverse("validity:item", args=["GB/T 1.1—2009"])
    assert office.get(url, {"pilot": other.code}).status_code == 404
    assert open_item_count(other, AS_OF) == 0
