"""The reading page: how the edition stands, what is stated about it, how it is cited."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from standards_catalog.drafting.document import ListItem
from standards_catalog.models import Standard, StandardEdition
from tests.factories import Cast, make_standard
from tests.standards_catalog.search.records import add_edition, clause, make_published


def url_of(edition: StandardEdition) -> str:
    standard = edition.standard
    arguments = [standard.pilot.code, standard.code]
    return reverse("standards_catalog:public_detail", args=arguments)


def shown(of: StandardEdition, **query: Any) -> str:
    response = Client().get(url_of(of), query)
    assert response.status_code == 200
    return str(response.content.decode())


def fields(edition: StandardEdition) -> dict[str, str]:
    response = Client().get(url_of(edition), {"edition": edition.pk})
    return {field.label: field.value for field in response.context["fields"]}


def test_the_text_is_read_with_contents_and_can_be_cited(cast: Cast) -> None:
    edition = make_published(
        cast.pilot,
        "受理规范",
        clause("范围", "本文件规定了受理。"),
        clause("要求"),
        clause("登记", "登记：", level=2),
        ListItem(id="item", text="姓名。"),
        number="JYSJZ FW 301—2021",
    )
    response = Client().get(url_of(edition))
    assert response.context["citation"] == "《受理规范》JYSJZ FW 301—2021"
    places = response.context["places"]
    assert places["c-item"] == "2.1 a)"
    page = response.content.decode()
    for anchor in places:
        assert f'id="{anchor}"' in page
    data = re.search(r'<script id="places"[^>]*>(.*?)</script>', page)
    assert data is not None
    assert json.loads(data[1]) == places
    assert 'aria-labelledby="side-contents"' in page


def test_the_header_of_open_government_information_is_derived(cast: Cast) -> None:
    edition = make_published(
        cast.pilot,
        "受理规范",
        clause("范围", "本文件规定了受理。", "本文件适用于窗口。"),
        number="JYSJZ FW 301—2021",
        extra={"信息索引号": "014000000/2021-00001", "可信度": "待核实"},
    )
    assert list(fields(edition)) == [
        "信息索引号",
        "生成日期",
        "公开日期",
        "文件编号",
        "公开时限",
        "发布机构",
        "公开形式",
        "公开方式",
        "公开范围",
        "有效期",
        "公开程序",
        "体裁",
        "主题(一级)",
        "主题(二级)",
        "关键词",
        "效力状况",
        "内容概述",
    ]
    assert fields(edition) | {
        "信息索引号": "014000000/2021-00001",
        "生成日期": "2021-03-01",
        "公开日期": "2021-03-05",
        "文件编号": "JYSJZ FW 301—2021",
        "公开时限": "—",
        "发布机构": "测试市民政局",
        "公开方式": "主动公开",
        "有效期": "自 2021-04-01 起",
        "关键词": "—",
        "效力状况": "现行",
        "内容概述": "本文件规定了受理。",
    } == fields(edition)
    assert "待核实" not in shown(edition)


def test_without_a_text_the_title_is_the_summary(cast: Cast) -> None:
    standard = make_standard(cast.pilot, title="受理规范", must_publish=True)
    standard.editions.update(opened_on=date(2021, 4, 1))
    edition = standard.editions.get()
    assert fields(edition)["内容概述"] == "受理规范"
    assert "系统中没有本版次的全文" in shown(edition)


def test_an_abolished_edition_stays_readable_and_names_its_successor(
    cast: Cast,
) -> None:
    old = make_published(
        cast.pilot, "受理规范", clause("范围", "旧条文"), number="JYSJZ FW 1—2021"
    )
    new = make_published(cast.pilot, "受理工作规范", clause("范围", "新条文"))
    StandardEdition._base_manager.filter(pk=new.pk).update(
        replaces="JYSJZ FW 10—2021、JYSJZ FW 1—2021"
    )
    StandardEdition.objects.filter(pk=old.pk).update(abolished_on=date(2021, 6, 1))
    page = shown(old)
    assert "已于 2021-06-01 废止，仅供查阅" in page
    assert "旧条文" in page
    assert f"{url_of(new)}?edition={new.pk}" in page
    Standard.objects.filter(pk=new.standard_id).update(must_publish=False)
    assert new.number not in shown(old)


def test_a_recorded_successor_is_named_and_linked_if_it_can_be_read(
    cast: Cast,
) -> None:
    old = make_published(cast.pilot, "受理规范", clause("范围"))
    new = make_published(cast.pilot, "新受理规范", clause("范围"))
    values = {"abolished_on": date(2021, 6, 1), "successor_number": "DB32/T 1—2021"}
    StandardEdition.objects.filter(pk=old.pk).update(**values)
    assert "DB32/T 1—2021" in shown(old)
    StandardEdition.objects.filter(pk=old.pk).update(successor=new)
    assert f"{url_of(new)}?edition={new.pk}" in shown(old)


def test_editions_are_listed_and_each_can_be_read(cast: Cast) -> None:
    today = timezone.localdate()
    old = make_published(
        cast.pilot, "规范", clause("范围", "旧条文"), number="JYSJZ FW 1—2021"
    )
    new = add_edition(old.standard, clause("范围", "新条文"), number="JYSJZ FW 1—2025")
    begins = today + timedelta(days=30)
    StandardEdition._base_manager.filter(pk=new.pk).update(effective_on=begins)
    page = shown(old)
    assert "旧条文" in page
    assert "新条文" not in page
    assert f"?edition={new.pk}" in page
    coming = shown(old, edition=new.pk)
    files = {
        key: Client().get(f"{url_of(old)}text.pdf", {"edition": key}).getvalue()
        for key in (old.pk, new.pk)
    }
    assert f"text.pdf?edition={new.pk}" in coming
    assert files[old.pk] != files[new.pk]
    assert "新条文" in coming
    assert f"本版次即将实施：{begins.isoformat()} 起实施" in coming


def test_no_edition_but_the_open_ones_of_the_standard_is_found(cast: Cast) -> None:
    edition = make_published(cast.pilot, "规范", clause("范围"))
    closed = add_edition(edition.standard, clause("范围"))
    StandardEdition.objects.filter(pk=closed.pk).update(opened_on=None)
    StandardEdition._base_manager.filter(pk=closed.pk).update(
        effective_on=date(2020, 1, 1)
    )
    other = make_published(cast.pilot, "他", clause("范围"))
    for key in (closed.pk, other.pk, "x", "0", "9" * 30):
        assert Client().get(url_of(edition), {"edition": key}).status_code == 404


def test_search_engines_are_told_what_it_is(cast: Cast) -> None:
    edition = make_published(
        cast.pilot,
        "“</script><script>alert(1)”规范",
        clause("范围", "本文件规定了<b>&受理。"),
        number="JYSJZ FW 301—2021",
    )
    page = shown(edition)
    assert "<script>alert" not in page
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    data = json.loads(found[1])
    assert data["name"] == edition.standard.title
    assert data["abstract"] == "本文件规定了<b>&受理。"
    assert data["identifier"] == "JYSJZ FW 301—2021"
    assert data["datePublished"] == "2021-03-01"
    assert data["publisher"]["name"] == "测试市民政局"
    assert data["encoding"]["contentUrl"].startswith("http://testserver/standards/")
    assert Client().get(data["encoding"]["contentUrl"]).status_code == 200


def test_the_policy_of_the_page_allows_no_script_but_our_own(cast: Cast) -> None:
    edition = make_published(cast.pilot, "规范", clause("范围"))
    policy = Client().get(url_of(edition)).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy


def test_the_page_takes_few_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    edition = make_published(
        cast.pilot, "规范", *[clause("章", "条") for _ in range(50)]
    )
    for year in range(5):
        add_edition(
            edition.standard, clause("范围"), number=f"JYSJZ FW 1—{2010 + year}"
        )
    shown(edition)
    with django_assert_max_num_queries(15):
        shown(edition)
