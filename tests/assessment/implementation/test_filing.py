"""The pages on which a liaison files a record beside its clauses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessment.evidence.models import Evidence
from assessment.implementation.models import ImplementationRecord, RecordState
from standards_catalog.models import Clause, Standard
from tests.evidence_records import make_evidence, pdf, picture
from tests.factories import Cast, make_standard
from tests.records import make_record

SignIn = Callable[[User], Client]
POSTED = {
    "done_on": "2021-05-06",
    "kind": "检查",
    "clauses": ["5.1", "5.2"],
    "description": "抽查 20 份，均按时转办。",
}


@pytest.fixture(autouse=True)
def _own_folder() -> Any:
    yield
    shutil.rmtree(Path(settings.DATA_ROOT) / "evidence", ignore_errors=True)


@pytest.fixture
def standard(cast: Cast) -> Standard:
    """A standard whose edition has two clauses here."""
    found = make_standard(cast.pilot)
    edition = found.editions.get()
    for position, number in enumerate(("5", "5.1", "5.2"), start=1):
        Clause.objects.create(
            edition=edition,
            block_id=f"b{position}",
            position=position,
            level=number.count(".") + 1,
            number=number,
            content=f"第{number}条的规定",
        )
    edition.text_digest = "0" * 64
    edition.save()
    return found


def new(standard: Standard) -> str:
    return reverse("implementation:new", args=[standard.pk])


def page_of(response: Any) -> str:
    content: str = response.content.decode()
    return content


def test_only_standards_that_apply_and_are_in_force_are_offered(
    cast: Cast, signed_in: SignIn
) -> None:
    everybodys = make_standard(cast.pilot)
    own = make_standard(cast.pilot)
    own.applicable_units.set([cast.own_unit])
    others = make_standard(cast.pilot)
    others.applicable_units.set([cast.other_unit])
    make_standard(cast.pilot, date(2022, 1, 1))
    make_standard(cast.pilot, None, status=Standard.Status.PLANNED)
    make_record(cast.pilot, cast.own_unit, own, verified_on=date(2021, 6, 1))
    make_record(cast.pilot, cast.own_unit, own, is_filed=False)
    response = signed_in(cast.liaison).get(reverse("implementation:choose"))
    rows = [[cell.text for cell in row] for row in response.context["rows"]]
    assert [row[0] for row in rows] == [everybodys.code, own.code]
    assert [row[-2:] for row in rows] == [["0", "0"], ["1", "1"]]


def test_the_clauses_stand_beside_the_form(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    page = page_of(signed_in(cast.liaison).get(new(standard)))
    assert "第5.1条的规定" in page
    assert 'name="clauses" value="5.2"' in page
    assert 'capture="environment"' in page
    assert 'value="2021-12-31"' in page


def test_a_standard_without_a_text_here_takes_a_clause_in_words(
    cast: Cast, signed_in: SignIn
) -> None:
    client, standard = signed_in(cast.liaison), make_standard(cast.pilot)
    assert 'name="clause_text"' in page_of(client.get(new(standard)))
    posted = {**POSTED, "clauses": [], "clause_text": "第5章； 6.1", "act": "draft"}
    client.post(new(standard), posted)
    assert ImplementationRecord.objects.get().clause == "第5章;6.1"


def test_a_draft_keeps_words_clauses_and_files(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    client = signed_in(cast.liaison)
    files = [pdf(), picture()]
    response = client.post(new(standard), {**POSTED, "act": "draft", "files": files})
    record = ImplementationRecord.objects.get()
    assert response.url == reverse("implementation:edit", args=[record.pk])
    assert (record.unit, record.state) == (cast.own_unit, RecordState.DRAFT)
    assert (record.kind, record.clause) == ("检查", "5.1;5.2")
    titles = set(record.evidence.values_list("title", flat=True))
    assert titles == {"签到表", "照片"}
    page = page_of(client.get(response.url))
    assert "已选 2 条" in page
    assert "填报所需的都齐了" in page


def test_filing_at_once_leads_to_the_record(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    posted = {**POSTED, "act": "file", "files": [picture()]}
    response = signed_in(cast.liaison).post(new(standard), posted, follow=True)
    record = ImplementationRecord.objects.get()
    assert record.state is RecordState.FILED
    assert response.redirect_chain[-1][0] == reverse(
        "implementation:record", args=[record.pk]
    )
    page = page_of(response)
    assert "第5.1条的规定" in page
    assert "撤回修改" in page
    office = page_of(
        signed_in(cast.office).get(reverse("implementation:record", args=[record.pk]))
    )
    assert "核实，看下一条" in office
    assert "撤回修改" not in office


def test_what_is_missing_is_told_and_nothing_is_lost(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    posted = {**POSTED, "done_on": "2021-03-01", "act": "file", "files": [picture()]}
    client = signed_in(cast.liaison)
    response = client.post(new(standard), posted)
    record = ImplementationRecord.objects.get()
    assert not record.is_filed
    assert "不是现行标准" in page_of(response)
    assert record.evidence.count() == 1
    # Posting the shown page again goes on with the draft instead of starting another.
    edit = reverse("implementation:edit", args=[record.pk])
    assert f'action="{edit}"' in page_of(response)
    again = {**POSTED, "act": "file", "mark": response.context["mark"]}
    client.post(edit, again)
    assert ImplementationRecord.objects.get().is_filed


def test_a_date_that_cannot_be_read_keeps_the_rest(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    posted = {**POSTED, "done_on": "昨天", "act": "file", "files": [picture()]}
    response = signed_in(cast.liaison).post(new(standard), posted)
    record = ImplementationRecord.objects.get()
    assert (record.is_filed, record.evidence.count()) == (False, 1)
    assert record.description == POSTED["description"]
    assert "done_on" in response.context["form"].errors


def test_a_warning_is_confirmed_with_a_tick(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    client = signed_in(cast.liaison)
    response = client.post(new(standard), {**POSTED, "act": "file"})
    assert "没有佐证材料" in page_of(response)
    record = ImplementationRecord.objects.get()
    confirmed = {
        **POSTED,
        "act": "file",
        "confirm": "1",
        "mark": response.context["mark"],
    }
    client.post(reverse("implementation:edit", args=[record.pk]), confirmed)
    record.refresh_from_db()
    assert record.is_filed


def test_a_fake_file_is_refused_and_the_others_are_kept(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    fake = SimpleUploadedFile("假的.pdf", b"<html></html>")
    files = [picture(), fake, picture("又一次.jpg")]
    response = signed_in(cast.liaison).post(
        new(standard), {**POSTED, "act": "file", "files": files}
    )
    page = page_of(response)
    assert "“假的.pdf”：内容不是 pdf 文件" in page
    assert "“又一次.jpg”：这个文件已经上传过" in page
    record = ImplementationRecord.objects.get()
    assert [file.title for file in record.evidence.all()] == ["照片"]
    assert not record.is_filed


def test_files_are_named_dated_and_removed_with_the_form(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    client = signed_in(cast.liaison)
    client.post(new(standard), {**POSTED, "act": "draft", "files": [pdf(), picture()]})
    record = ImplementationRecord.objects.get()
    first, second = record.evidence.all()
    edit = reverse("implementation:edit", args=[record.pk])
    described = {
        f"file-{first.pk}-title": "五月签到表",
        f"file-{first.pk}-valid_from": "2021-05-01",
        f"file-{first.pk}-valid_until": "2022-04-30",
        "remove": str(second.pk),
        "mark": record.mark(),
    }
    client.post(edit, {**POSTED, **described})
    kept = Evidence.objects.get()
    assert (kept.title, kept.validity) == ("五月签到表", "2021-05-01 至 2022-04-30")
    record.refresh_from_db()
    wrong = {
        f"file-{kept.pk}-title": "五月签到表",
        f"file-{kept.pk}-valid_from": "2022-05-01",
        f"file-{kept.pk}-valid_until": "2022-04-30",
        "mark": record.mark(),
        "act": "file",
    }
    assert "有效期止早于有效期起" in page_of(client.post(edit, {**POSTED, **wrong}))


def test_two_colleagues_do_not_overwrite_each_other(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    client = signed_in(cast.liaison)
    client.post(new(standard), {**POSTED, "act": "draft"})
    record = ImplementationRecord.objects.get()
    edit = reverse("implementation:edit", args=[record.pk])
    opened = record.mark()
    client.post(edit, {**POSTED, "description": "第一人", "mark": opened})
    second = {**POSTED, "description": "第二人", "mark": opened, "act": "draft"}
    response = client.post(edit, second)
    page = page_of(response)
    assert "已被同事修改" in page
    assert "第二人" in page
    record.refresh_from_db()
    assert record.description == "第一人"
    client.post(edit, {**second, "mark": response.context["mark"]})
    record.refresh_from_db()
    assert record.description == "第二人"


def test_a_clause_that_the_edition_does_not_have_is_pointed_out(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    posted = {**POSTED, "clauses": ["9.9"], "act": "file", "files": [picture()]}
    page = page_of(signed_in(cast.liaison).post(new(standard), posted))
    assert "中没有条款 9.9" in page
    assert "这一版次没有这一条，请去掉" in page


def test_another_day_shows_the_clauses_of_that_day(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    client = signed_in(cast.liaison)
    part = client.get(
        new(standard),
        {"done_on": "2021-05-01", "clauses": "5.2"},
        headers={"HX-Request": "true", "HX-Target": "clause-choices"},
    )
    page = page_of(part)
    assert "<html" not in page
    assert 'value="5.2" checked' in page
    early = client.get(
        new(standard),
        {"done_on": "2021-03-01"},
        headers={"HX-Request": "true", "HX-Target": "clause-choices"},
    )
    assert "不是现行标准" in page_of(early)


def test_a_day_without_an_edition_forgets_no_choice(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    client = signed_in(cast.liaison)
    part = {"HX-Request": "true", "HX-Target": "clause-choices"}
    query = {"done_on": "2021-03-01", "clauses": "5.2"}
    early = page_of(client.get(new(standard), query, headers=part))
    assert "2021-04-01 起才实施" in early
    assert 'type="hidden" name="earlier" value="5.2"' in early
    query = {"done_on": "2021-05-01", "earlier": "5.2"}
    assert 'value="5.2" checked' in page_of(
        client.get(new(standard), query, headers=part)
    )


def test_a_refusal_is_told_where_the_page_begins(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    posted = {**POSTED, "clauses": [], "description": "", "act": "file"}
    page = page_of(signed_in(cast.liaison).post(new(standard), posted))
    told = page[page.index("没有填报，已存为草稿") :]
    assert "请至少选择一条条款" in told[: told.index("filing-columns")]


def test_a_record_after_the_date_of_the_page_says_why_it_is_not_listed(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    client = signed_in(cast.liaison)
    posted = {**POSTED, "done_on": "2022-01-05", "act": "file", "files": [picture()]}
    client.post(new(standard), posted)
    page = page_of(client.get(reverse("implementation:records")))
    assert "数据截至 2021-12-31，把它改到今天" in page
    assert "看今天的" in page


def test_a_filed_record_is_not_edited_in_place(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    record = make_record(cast.pilot, cast.own_unit, standard, description="原文")
    edit = reverse("implementation:edit", args=[record.pk])
    client = signed_in(cast.liaison)
    shown = reverse("implementation:record", args=[record.pk])
    assert client.get(edit).url == shown
    assert client.post(edit, {**POSTED, "act": "draft"}).url == shown
    record.refresh_from_db()
    assert record.description == "原文"


def test_a_draft_is_deleted_as_it_was_seen(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    record = make_record(cast.pilot, cast.own_unit, standard, is_filed=False)
    make_evidence(record, cast.liaison)
    discard = reverse("implementation:discard", args=[record.pk])
    client = signed_in(cast.liaison)
    client.post(discard)
    assert ImplementationRecord.objects.count() == 1
    record = ImplementationRecord.objects.get()
    client.post(discard, {"mark": record.mark()})
    assert not ImplementationRecord.objects.exists()
    assert not Evidence.objects.exists()


def test_the_list_of_records_holds_what_is_filed(
    cast: Cast, signed_in: SignIn, standard: Standard
) -> None:
    make_record(cast.pilot, cast.own_unit, standard, description="填报了的")
    make_record(
        cast.pilot, cast.own_unit, standard, description="还是草稿", is_filed=False
    )
    client = signed_in(cast.liaison)
    listed = page_of(client.get(reverse("implementation:records")))
    assert "填报了的" in listed
    assert "还是草稿" not in listed
    unfiled = page_of(client.get(reverse("implementation:unfiled")))
    assert "还是草稿" in unfiled
    assert "填报了的" not in unfiled
    panel = client.get(
        reverse("implementation:standard_records", args=[standard.pk])
    ).context["panel"]
    assert [[cell.text for cell in row][1:] for row in panel.rows] == [["1", "0"]]


@pytest.mark.parametrize("view", ["implementation:choose", "implementation:unfiled"])
def test_the_units_lists_cost_a_few_queries(
    cast: Cast, signed_in: SignIn, view: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(80):
        standard = make_standard(cast.pilot)
        make_record(cast.pilot, cast.own_unit, standard, is_filed=False)
    client = signed_in(cast.liaison)
    with django_assert_max_num_queries(15):
        client.get(reverse(view))


def test_the_filing_page_costs_a_few_queries(
    cast: Cast,
    signed_in: SignIn,
    standard: Standard,
    django_assert_max_num_queries: Any,
) -> None:
    record = make_record(cast.pilot, cast.own_unit, standard, is_filed=False)
    for number in range(10):
        make_evidence(record, cast.liaison, upload=pdf(words=str(number)))
    client = signed_in(cast.liaison)
    with django_assert_max_num_queries(30):
        client.get(reverse("implementation:edit", args=[record.pk]))
