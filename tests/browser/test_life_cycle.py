"""A standard from its place in the system to the portal, by those whose steps they are.

Every step is taken on a page as a person would take it; only the fifteen days of the
consultation are not waited for.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.cast import (
    DATABASE,
    Cast,
    copied,
    follow,
    press,
    text_of,
    workbook,
)
from tests.browser.served import Served, served
from tests.browser.watching import Watch, latin_words

pytestmark = pytest.mark.browser

CODE, TITLE = "FW399", "社会救助政策咨询服务规范"
PILOT_NAME = "江阴市社会联动救助基本公共服务标准化专项试点"
ISSUER = "江阴市社会联动救助工作领导小组办公室"
EXPERTS = ("expert", "expert2", "expert3", "expert4", "expert5")
LIMIT = "窗口应在2个工作日内答复"


@pytest.fixture(scope="module")
def own_site(
    site: Served, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A copy of the demonstration: a published standard would change its numbers."""
    folder = copied(site.folder, tmp_path_factory.mktemp("life-cycle") / "site")
    with served(folder) as running:
        yield running


@pytest.fixture
def cast(chromium: Browser, own_site: Served, tmp_path: Path) -> Iterator[Cast]:
    """The people of the demonstration; nothing may go wrong on any of their pages."""
    made = Cast(chromium, own_site, Watch(own_site.address))
    yield made
    for who, page in made.pages.items():
        page.screenshot(path=tmp_path / f"{who}.png")
        page.context.close()
    assert made.watch.problems == []


def test_a_standard_goes_from_the_office_to_the_public(
    cast: Cast, tmp_path: Path
) -> None:
    list_standard(cast)
    propose(cast)
    write(cast)
    links = send_out(cast)
    answer(cast, links)
    pass_the_deadline(cast)
    settle(cast)
    review(cast, tmp_path)
    approve_and_publish(cast)
    read_as_the_public(cast, tmp_path)


def its_turn_is(page: Page, who: str, what: str) -> None:
    """The page names whose turn it is, for what, and what comes afterwards."""
    turn = page.locator("section.turn")
    expect(turn).to_contain_text(f"轮到 {who}")
    expect(turn).to_contain_text(what)
    expect(turn).to_contain_text("接下来：")


def own_unit(cast: Cast) -> str:
    """The unit of the liaison who proposes and drafts, as pages name it."""
    with closing(sqlite3.connect(cast.site.folder / DATABASE)) as data:
        [(name, short)] = data.execute(
            "SELECT unit.name, unit.short_name FROM accounts_unit unit JOIN"
            " accounts_user person ON person.unit_id = unit.id"
            " WHERE person.username = 'liaison'"
        )
    return short or name


def list_standard(cast: Cast) -> None:
    page = cast.open("office", "/admin/catalogue/standards/new/")
    page.get_by_label("试点").select_option(label=PILOT_NAME)
    page.get_by_label("分体系").select_option("服务提供")
    page.get_by_label("体系编号").fill(CODE)
    page.get_by_label("标准名称").fill(TITLE)
    page.get_by_label("标准级别").select_option("内部标准")
    page.get_by_label("状态").select_option("待制定")
    page.get_by_role("button", name="创建").click()
    page.wait_for_url("**/catalogue/standards/")


def propose(cast: Cast) -> None:
    page = cast.open("liaison", "/workbench/projects/new/")
    page.get_by_label("标准", exact=True).select_option(
        label=f"{CODE} {TITLE}（待制定）"
    )
    page.get_by_label("制定", exact=True).check()
    page.get_by_label("立项理由").fill("窗口答复政策咨询的口径不一。")
    press(page, "提出立项")
    page.wait_for_url(re.compile(r"/workbench/projects/\d+/$"))
    cast.project = page.url.removeprefix(cast.site.address)
    its_turn_is(page, own_unit(cast), "登记查新记录")
    refused = cast.open("office", f"{cast.project}steps/accept_proposal/")
    expect(refused.locator("main")).to_contain_text("还没有查新记录")
    page.locator("section.turn").get_by_role("link", name="登记查新").click()
    page.get_by_label("查新范围").fill("全国标准信息公共服务平台、本试点标准明细表")
    page.get_by_label("检索词").fill("社会救助 咨询")
    page.get_by_label("查新结果").select_option("无相关标准")
    press(page, "保存")
    office = cast.at_project("office")
    its_turn_is(office, "标准化办公室", "审查立项")
    follow(office, "批准立项")
    press(office, "批准立项")
    its_turn_is(office, own_unit(cast), "起草并发出征求意见稿")
    skipped = cast.open("office", f"{cast.project}steps/publish/")
    expect(skipped.locator("main")).to_contain_text("只能在“批准发布”阶段办理")


def write(cast: Cast) -> None:
    """Add clauses in the editor, tie one to another, and fill in the cover."""
    page = cast.at_project("liaison")
    page.locator("section.turn").get_by_role("link", name="编辑草案").click()
    page.wait_for_selector("[data-drafting-panel] .drafting-summary")
    scope = blocks(page).first
    scope.locator("[data-panel-toggle]").click()
    scope.locator("textarea[name$='-value-text']").fill(
        "本文件规定了社会救助政策咨询服务的受理和答复要求。\n"
        "本文件适用于社会救助窗口的政策咨询服务。"
    )
    clause = add_block(page, "章条")
    clause.locator("input[name$='-value-title']").fill("受理")
    clause.locator("textarea").first.fill("窗口应登记咨询事项，登记内容包括：")
    add_block(page, "列项").locator("textarea").fill("咨询人的称呼和联系方式；")
    add_block(page, "列项").locator("textarea").fill("咨询的救助事项。")
    clause = add_block(page, "章条")
    clause.locator("input[name$='-value-title']").fill("答复")
    clause.locator("textarea").first.fill(f"{LIMIT}。")
    save(page)
    page.get_by_role("tab", name="封面、前言、引言").click()
    page.get_by_label("国际标准分类号（ICS）").fill("03.160")
    page.get_by_label("中国标准文献分类号（CCS）").fill("A 16")
    page.get_by_label("发布机构").fill(ISSUER)
    save(page)
    expect(page.locator(".drafting-good")).to_have_text("起草检查没有发现问题")
    leave_the_editor(page, cast)


def leave_the_editor(page: Page, cast: Cast) -> None:
    page.locator("[data-drafting-panel]").get_by_role("link", name="回到项目").click()
    page.wait_for_url(f"**{cast.project}")


def blocks(page: Page) -> Locator:
    return page.locator("[data-contentpath=body] [data-streamfield-child]")


def add_block(page: Page, kind: str) -> Locator:
    """Add a block at the end of the text."""
    count = blocks(page).count()
    page.locator("[data-contentpath=body] .c-sf-add-button").last.click()
    name = re.compile(rf"^\s*{kind}\s*$")
    page.get_by_role("option").filter(has_text=name).first.click()
    expect(blocks(page)).to_have_count(count + 1)
    return blocks(page).last


def save(page: Page) -> None:
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".messages")).to_contain_text("已")
    page.wait_for_selector("[data-drafting-panel] .drafting-summary")


def send_out(cast: Cast) -> dict[str, str]:
    """Open the round to three units and the public; returns the units' links."""
    page = cast.at_project("liaison")
    follow(page, "发出征求意见稿")
    units = page.get_by_role("group", name="征求意见的单位")
    for unit in ("民政局", "医保中心", "城东街道"):
        units.get_by_label(re.compile(rf"^\s*{unit}(（|\s*$)")).check()
    page.get_by_label("同时向社会公开征求意见").check()
    page.get_by_label("征求意见说明").fill("请重点研究答复时限。")
    press(page, "发出征求意见稿")
    its_turn_is(page, "被征求意见单位", "3 家未回函")
    expect(page.locator("section.turn")).to_contain_text("才截止")
    return {
        field.get_attribute("aria-label") or "": field.input_value()
        for field in page.locator("input.link-field").all()
    }


def answer(cast: Cast, links: dict[str, str]) -> None:
    """The public, a unit by its link, one with 无意见, one on a sheet of paper."""
    public = cast.open("stranger", "/")
    public.get_by_role("link", name="征求意见", exact=True).first.click()
    follow(public, TITLE)
    comment(public, "4.2 答复", "期限宜为1个工作日。", name="居民")
    assert latin_words(public, {"a", "b"}) == []  # the marks of list items
    unit = cast.page("stranger at a unit")
    unit.goto(links["市民政局的链接"])
    comment(unit, "4.1 受理", "建议登记咨询时间。")
    unit.goto(links["市医疗保险基金管理中心的链接"])
    press(unit, "回复“无意见”")
    expect(unit.locator("main")).to_contain_text("已回复“无意见”")
    lead = cast.at_project("liaison")
    with lead.expect_download() as coming:
        follow(lead, "空白意见表")
    book = workbook(coming.value)
    book.worksheets[0].append(["4.2", "宜写明从何时起算", "城东街道"])
    filled = BytesIO()
    book.save(filled)
    follow(lead, "录入意见表")
    lead.get_by_label("意见表").set_input_files(
        {"name": "意见表.xlsx", "mimeType": "", "buffer": filled.getvalue()}
    )
    press(lead, "读取")
    expect(lead.locator("main tbody")).to_contain_text("宜写明从何时起算")
    press(lead, "确认录入")
    expect(lead.locator("main tbody tr")).to_have_count(3)


def comment(page: Page, clause: str, words: str, name: str = "") -> None:
    """Open the form under a clause and send an opinion."""
    page.locator("summary").filter(has_text=f"对{clause}提意见").click()
    form = page.locator("details.comment-form[open]").last
    if name:
        form.get_by_label("称呼或单位").fill(name)
    form.get_by_label("意见和理由").fill(words)
    form.get_by_role("button", name="提交意见").click()
    expect(page.locator("main")).to_contain_text("意见已收到")


def pass_the_deadline(cast: Cast) -> None:
    with closing(sqlite3.connect(cast.site.folder / DATABASE, timeout=30)) as data:
        data.execute(
            "UPDATE procedure_consultation SET opens_on = date(opens_on, '-16 days'),"
            " closes_on = date(closes_on, '-16 days') WHERE project_id = ?",
            (int(cast.project.rstrip("/").rpartition("/")[2]),),
        )
        data.commit()


def settle(cast: Cast) -> None:
    """Close the round, answer each opinion, and work in what is adopted."""
    page = cast.at_project("liaison")
    its_turn_is(page, own_unit(cast), "结束征求意见")
    follow(page, "结束征求意见")
    press(page, "结束征求意见")
    its_turn_is(page, own_unit(cast), "处理 3 条意见")
    page.locator("section.turn").get_by_role("link", name="处理意见").click()
    dispose(page, "建议登记咨询时间", "不采纳")
    expect(page.locator("main")).to_contain_text("“不采纳”须写明理由")
    dispose(page, "建议登记咨询时间", "不采纳", "登记时间由系统生成")
    dispose(page, "宜写明从何时起算", "采纳")
    dispose(page, "期限宜为1个工作日", "部分采纳", "疑难咨询难以一日答复")
    expect(page.locator("main")).to_contain_text("意见已全部处理")
    with page.expect_download() as coming:
        follow(page, "Excel")
    rows = list(workbook(coming.value).active.values)
    head = next(row for row in rows if row[0] == "序号")
    assert head[1:5] == ("标准章条编号", "意见内容", "提出单位", "处理意见")
    assert sum(row[4] in ("采纳", "部分采纳", "不采纳") for row in rows) == 3
    follow(page, "回到项目")
    its_turn_is(page, "标准化办公室", "召集专家评审")


def dispose(page: Page, words: str, disposition: str, reason: str = "") -> None:
    row = page.locator("main tbody tr").filter(has_text=words)
    row.get_by_label(disposition, exact=True).check()
    row.locator("textarea").fill(reason)
    row.get_by_role("button").click()
    page.wait_for_load_state()


def review(cast: Cast, tmp_path: Path) -> None:
    """Five experts vote, one of them against; the text is changed as they ask."""
    office = cast.at_project("office")
    follow(office, "召集专家评审")
    office.get_by_label("地点").fill("第一会议室")
    office.get_by_label("主持（岗位）").fill("标准化办公室主任")
    for seat in office.locator("input[name=experts]").all():
        seat.check()
    press(office, "召集专家评审")
    its_turn_is(office, "评审专家", "5 人未表决")
    for name in EXPERTS:
        expert = cast.open(name, "/workbench/notices/")
        expert.get_by_role("link").filter(has_text=TITLE).first.click()
        against = name == EXPERTS[-1]
        if against:
            comment_in_review(expert)
        vote = "不同意" if against else "同意"
        expert.locator(f"input[name=vote][value={vote}]").check()
        expert.locator("#vote-reason").fill("起算时间不明" if against else "")
        press(expert, "提交表决")
        expect(expert.locator("main")).to_contain_text(f"您已表决：{vote}")
    office = cast.at_project("office")
    its_turn_is(office, "标准化办公室", "形成评审结论")
    follow(office, "形成评审结论")
    office.get_by_label("修改后通过").check()
    expect(office.get_by_label("主要修改意见")).to_have_value(re.compile("宜写明起算"))
    press(office, "形成评审结论")
    expect(office.locator("section.turn")).to_contain_text("文本还没有改动")
    with office.expect_download() as coming:
        follow(office, "PDF")
    coming.value.save_as(tmp_path / "minutes.pdf")
    assert "修改后通过" in text_of(tmp_path / "minutes.pdf")
    change_the_limit(cast)


def comment_in_review(page: Page) -> None:
    page.locator("summary").filter(has_text="对4.2 答复提意见").click()
    form = page.locator("details.comment-form[open]").last
    form.get_by_label("意见和理由").fill("宜写明起算时间。")
    form.get_by_role("button", name="提交意见").click()
    expect(page.locator("main")).to_contain_text("已记下意见")


def change_the_limit(cast: Cast) -> None:
    page = cast.at_project("liaison")
    page.locator("section.turn").get_by_role("link", name="编辑草案").click()
    page.wait_for_selector("[data-drafting-panel] .drafting-summary")
    clause = blocks(page).last
    clause.locator("[data-panel-toggle]").click()
    words = clause.locator("textarea").first
    words.fill(f"{LIMIT}，时限自登记之日起算。")
    save(page)
    leave_the_editor(page, cast)


def approve_and_publish(cast: Cast) -> None:
    office = cast.at_project("office")
    follow(office, "提请领导小组审议")
    office.get_by_label("评审后的修改").fill("4.2写明自登记之日起算。")
    press(office, "提请领导小组审议")
    leader = cast.open("leadership", "/workbench/notices/")
    leader.get_by_role("link").filter(has_text="请审议").first.click()
    its_turn_is(leader, "领导小组", "审议报批稿")
    follow(leader, "审议通过")
    shown = leader.locator("main .code").first.inner_text()
    press(leader, "审议通过")
    expect(leader.locator("main")).to_contain_text(shown[:12])
    office = cast.at_project("office")
    its_turn_is(office, "标准化办公室", "编号并发布")
    follow(office, "批准发布")
    expect(office.get_by_label("标准编号")).to_have_value(
        re.compile(rf"^JYSJZ FW {CODE[2:]}—\d{{4}}$")
    )
    office.get_by_label("发布机构").fill(ISSUER)
    press(office, "批准发布")
    expect(office.locator("section.turn")).to_contain_text("起实施")


def read_as_the_public(cast: Cast, tmp_path: Path) -> None:
    page = cast.open("stranger", "/")
    page.get_by_role("link", name="标准", exact=True).first.click()
    page.locator("input[name=q]").first.fill("政策咨询")
    page.locator("input[name=q]").first.press("Enter")
    follow(page, TITLE)
    expect(page.locator("main h1")).to_contain_text(TITLE)
    expect(page.locator("main")).to_contain_text(f"{LIMIT}，时限自登记之日起算。")
    with page.expect_download() as coming:
        follow(page, "PDF")
    coming.value.save_as(tmp_path / "standard.pdf")
    printed = text_of(tmp_path / "standard.pdf")
    for words in (f"JYSJZ FW {CODE[2:]}", TITLE, LIMIT, ISSUER):
        assert re.sub(r"\s", "", words) in printed
    over = cast.open("stranger", "/consultations/")
    expect(over.locator("main")).not_to_contain_text(TITLE)
