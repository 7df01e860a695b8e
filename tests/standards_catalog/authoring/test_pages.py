"""The text on its pages: as printed, with numbers, for those who may see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from standards_catalog.authoring.models import RuleSeverity, StandardPage
from standards_catalog.authoring.services import open_draft
from standards_catalog.drafting.checks.registry import RULES
from standards_catalog.models import Standard, StandardEdition
from tests.factories import Cast, make_standard
from tests.home.test_chinese_administration import english_of
from tests.standards_catalog.authoring.texts import identity

SignedIn = Callable[[User], Client]


def shown(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return re.sub(r">\s+<", "><", response.content.decode())


def words(page: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


def test_the_full_text_is_printed_with_its_numbers(
    edition: StandardEdition, cast: Cast, signed_in: SignedIn
) -> None:
    url = reverse("authoring:text", args=[edition.standard.pk])
    page = shown(signed_in(cast.expert), url)
    text = words(page)
    for part in (
        "ICS03.160",
        "JYSJZFW101—2021",
        "代替JYSJZFW101—2015",
        "2021-03-01发布",
        "2021-04-01实施",
        "4.1登记",
        "登记应符合4.2的要求",
        "a)申请人姓名；",
        "1)救助类别；",
        "·金额。",
        "表1时限",
        "图1流程",
        "注：当日指工作日。",
        "示例：张某。",
        "3.1受理acceptance",
        "[来源：GB/T2260—2007，3.1]",
        "附录A（资料性）登记表",
        "A.1表的式样。",
        "参考文献",
        "[1]社会救助暂行办法",
        "MZ/T039测试规范",
        "〔引用的内容已不存在〕",
    ):
        assert part in text, part
    assert f'<a class="reference" href="#c-{identity(15)}">4.2</a>' in page
    assert f'id="c-{identity(8)}"' in page
    assert '<th scope="col" colspan="2" rowspan="1">时限</th>' in page
    assert "<mfrac>" in page
    assert "无法识别" in page


def test_contents_lead_to_anchors_that_are_there(
    edition: StandardEdition, cast: Cast, signed_in: SignedIn
) -> None:
    url = reverse("authoring:text", args=[edition.standard.pk])
    page = shown(signed_in(cast.office), url)
    targets = re.findall(r'href="#([\w-]+)"', page)
    anchors = re.findall(r' id="([\w-]+)"', page)
    assert {"foreword", "introduction", "bibliography"} <= set(targets)
    assert set(targets) <= set(anchors)
    assert len(set(anchors)) == len(anchors)


def test_rules_are_links_for_those_who_may_open_them(
    edition: StandardEdition, cast: Cast, signed_in: SignedIn
) -> None:
    url = reverse("authoring:text", args=[edition.standard.pk])
    link = f'href="{reverse("implementation:rules")}?q=R01"'
    assert link in shown(signed_in(cast.liaison), url)
    for_expert = shown(signed_in(cast.expert), url)
    assert link not in for_expert
    assert "可度量 R01" in for_expert


def test_what_a_text_says_is_never_markup(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    stream = [
        {"type": "clause", "id": "x", "value": {"title": "<b>粗</b>", "text": "<i>"}},
        {
            "type": "formula",
            "id": "y",
            "value": {"latex": r"\text{<script>1</script>}"},
        },
        {"type": "table", "id": "z", "value": {"table": {"data": [["<u>"]]}}},
    ]
    draft = page.get_latest_revision_as_object()
    draft.body = stream
    draft.save_revision()
    url = reverse("authoring:draft", args=[page.standard.pk])
    printed = shown(signed_in(cast.office), url)
    for markup in ("<b>粗", "<i>", "<script>1", "<u>"):
        assert markup not in printed
    assert "&lt;script&gt;1&lt;/script&gt;" in printed


def test_an_earlier_edition_is_read_by_its_address(
    edition: StandardEdition, cast: Cast, signed_in: SignedIn
) -> None:
    url = reverse("authoring:text", args=[edition.standard.pk])
    assert "JYSJZ FW 101—2021" in shown(
        signed_in(cast.office), f"{url}?edition={edition.pk}"
    )
    for bad in ("0", "x", str(edition.pk + 1000)):
        assert signed_in(cast.office).get(f"{url}?edition={bad}").status_code == 404


def test_a_standard_without_text_says_so(cast: Cast, signed_in: SignedIn) -> None:
    standard = make_standard(cast.pilot)
    client = signed_in(cast.office)
    for view in ("authoring:text", "authoring:draft", "authoring:check"):
        assert "empty-state" in shown(client, reverse(view, args=[standard.pk]))


def test_the_standard_s_page_leads_to_what_one_may_open(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    url = reverse("standards_catalog:detail", args=[page.standard.pk])
    draft = reverse("authoring:draft", args=[page.standard.pk])
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    expected = {
        "office": (True, True),
        "liaison": (True, True),
        "leader": (True, False),
        "other_liaison": (False, False),
        "leadership": (False, False),
        "expert": (False, False),
    }
    for who, links in expected.items():
        html = shown(signed_in(getattr(cast, who)), url)
        assert (draft in html, editor in html) == links, who


def test_the_public_reads_an_open_edition_only(
    edition: StandardEdition, client: Client
) -> None:
    standard = edition.standard
    Standard.objects.filter(pk=standard.pk).update(
        must_publish=True, status=Standard.Status.CURRENT
    )
    url = reverse(
        "standards_catalog:public_detail", args=[standard.pilot.code, standard.code]
    )
    assert client.get(url).status_code == 404
    edition.opened_on = timezone.localdate()
    edition.save()
    page = shown(client, url)
    assert "登记应当日完成。" in page
    assert reverse("implementation:rules") not in page


def test_the_check_names_place_reason_and_source(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    html = shown(
        signed_in(cast.liaison), reverse("authoring:check", args=[page.standard.pk])
    )
    assert "交叉引用的内容已不存在" in html
    assert f"#c-{identity(15)}" in html
    assert "须改正" in html
    assert "GB/T 1.1—2020" in html


def test_the_editor_s_panel_offers_numbers_and_wordings(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    html = shown(signed_in(cast.liaison), reverse("authoring_panel", args=[page.pk]))
    assert f'data-insert="{{{{ref:{identity(15)}}}}}"' in html
    assert f'data-block="{identity(15)}" data-label="4.2"' in html
    assert "本文件没有规范性引用文件。" in html
    assert "本文件按照GB/T 1.1—2020" in html


@pytest.mark.parametrize("who", ["office", "liaison"])
def test_the_editor_is_in_chinese(
    who: str, standard: Standard, cast: Cast, signed_in: SignedIn
) -> None:
    page = open_draft(standard=standard, actor=cast.office)
    client = signed_in(getattr(cast, who))
    editor = shown(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    panel = shown(client, reverse("authoring_panel", args=[page.pk]))
    chooser = client.get(reverse("standard_chooser:choose")).json()["html"]
    for html in (editor, panel, chooser):
        assert english_of(re.sub(r"GB/T|ICS|CCS|FW-\d+", "", html)) == []


def test_the_preview_shows_what_is_in_the_editor(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert "登记应符合4.2的要求" in words(shown(signed_in(cast.liaison), url))


def test_the_office_sets_which_rules_bind(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.office)
    url = reverse("authoring:check_rules")
    assert "交叉引用失效" in shown(client, url)
    chosen = {rule.code: rule.severity.value for rule in RULES}
    assert client.post(url, {**chosen, "D10": "off"}).status_code == 302
    row = RuleSeverity.objects.get()
    assert (row.pilot, row.code, row.severity) == (cast.pilot, "D10", "off")
    check = reverse("authoring:check", args=[page.standard.pk])
    assert "交叉引用的内容已不存在" not in shown(client, check)
    assert client.post(url, {**chosen, "D10": "fatal"}).status_code == 200
    assert client.post(url, chosen).status_code == 302
    assert not RuleSeverity.objects.exists()


def test_choosing_from_the_catalogue_fills_in_the_reference(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    chosen = make_standard(cast.pilot, date(2021, 1, 1), title="服务用语规范")
    edition = chosen.editions.get()
    value = {"standard": chosen.pk, "number": "", "title": "", "dated": True}
    block = page.body.stream_block.child_blocks["normative_reference"]
    filled = block.clean(block.to_python(value))
    assert (filled["number"], filled["title"]) == (edition.number, "服务用语规范")

    StandardEdition.objects.create(
        standard=chosen, number="Q/CS 9—2019", effective_on=date(2019, 1, 1)
    )
    kept = block.clean(block.to_python({**value, "number": "Q/CS 9—2019"}))
    assert kept["number"] == "Q/CS 9—2019"


def test_the_chooser_lists_the_pilot_s_standards(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    make_standard(cast.pilot, title="服务用语规范")
    url = reverse("standard_chooser:choose_results")
    html = shown(signed_in(cast.liaison), f"{url}?q=用语")
    assert "服务用语规范" in html
    assert "受理登记规范" not in html
