"""The index follows editions and drafts by itself."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from standards_catalog.authoring.services import (
    mint_edition,
    next_revision_draft,
    open_draft,
    replace_text,
)
from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.search.models import SearchedClause, SearchedText, SearchState
from standards_catalog.search.services import Reindexed, reindex, reindex_drafts
from tests.factories import Cast, make_standard
from tests.standards_catalog.authoring.texts import FULL_TEXT
from tests.standards_catalog.search.records import clause, make_published, text_of


def test_an_edition_is_indexed_once(cast: Cast, django_assert_num_queries: Any) -> None:
    make_published(cast.pilot, "规范", clause("范围", "受理"))
    assert reindex(pilot=cast.pilot) == Reindexed(texts=1)
    with django_assert_num_queries(2):
        assert reindex(pilot=cast.pilot) == Reindexed()
    cast.pilot.mark_changed()
    assert reindex(pilot=cast.pilot) == Reindexed()
    make_published(cast.pilot, "规范二", clause("范围"))
    assert reindex(pilot=cast.pilot) == Reindexed(texts=1)


def test_every_kind_of_block_is_indexed(cast: Cast) -> None:
    standard = make_standard(cast.pilot, None, title="社会救助受理登记规范")
    page = open_draft(standard=standard, actor=cast.office)
    replace_text(page=page, text=FULL_TEXT, actor=cast.office, note="测试")
    reindex_drafts(pilot=cast.pilot)
    said = "\n".join(SearchedClause.objects.values_list("content", flat=True))
    titles = list(SearchedClause.objects.values_list("title", flat=True))
    for words in ("申请人姓名", "中华人民共和国行政区划代码", "收下申请并出具凭证"):
        assert words in said
    assert titles[0] == "前言"
    assert titles[-1] == "参考文献"


def test_rows_of_deleted_editions_disappear(cast: Cast) -> None:
    edition = make_published(cast.pilot, "规范", clause("范围"))
    reindex(pilot=cast.pilot)
    # As undoing an import does it.
    rows = StandardEdition._base_manager.filter(pk=edition.pk)
    edition.clauses.all()._raw_delete("default")
    rows._raw_delete("default")
    cast.pilot.mark_changed()
    assert reindex(pilot=cast.pilot) == Reindexed(dropped=1)
    assert not SearchedText.objects.exists()


def test_a_draft_is_indexed_again_when_it_is_saved(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    standard = make_standard(cast.pilot, None, title="规范", status="制定中")
    page = open_draft(standard=standard, actor=cast.office)
    assert reindex_drafts(pilot=cast.pilot).texts == 1
    with django_assert_num_queries(3):
        assert reindex_drafts(pilot=cast.pilot) == Reindexed()
    text = text_of("规范", "", clause("范围", "新写的条文"))
    replace_text(page=page, text=text, actor=cast.office, note="测试")
    assert reindex_drafts(pilot=cast.pilot) == Reindexed(texts=1)
    assert SearchedClause.objects.get().content == "新写的条文"


def test_a_draft_is_found_only_by_what_its_edition_does_not_say(cast: Cast) -> None:
    standard = make_standard(cast.pilot, None, title="规范", status="制定中")
    page = open_draft(standard=standard, actor=cast.office)
    kept, changed = clause("范围", "不变"), clause("要求", "两日")
    text = text_of("规范", "", kept, changed)
    revision = replace_text(page=page, text=text, actor=cast.office, note="测试")
    mint_edition(
        standard=standard,
        revision=revision,
        number="JYSJZ FW 1—2021",
        published_on=date(2021, 3, 1),
        effective_on=date(2021, 4, 1),
        issuer="测试市民政局",
        actor=cast.office,
    )
    drafts = SearchedClause.objects.filter(searched_text__edition_key=None)

    def refreshed() -> list[str]:
        reindex(pilot=cast.pilot)
        reindex_drafts(pilot=cast.pilot)
        return list(drafts.values_list("content", flat=True))

    assert refreshed() == []
    page = next_revision_draft(standard=standard, actor=cast.office)
    assert refreshed() == []
    shorter = type(changed)(id=changed.id, level=1, title="要求", paragraphs=("一日",))
    text = text_of("规范", "", kept, shorter)
    replace_text(page=page, text=text, actor=cast.office, note="测试")
    assert refreshed() == ["一日"]


def test_the_index_does_not_stand_in_the_way_of_deleting_a_pilot(cast: Cast) -> None:
    pilot = Pilot.objects.create(
        code="other", name="他", starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1)
    )
    make_published(pilot, "规范", clause("范围"))
    reindex(pilot=pilot)
    related = [r.related_model for r in Standard._meta.related_objects]
    assert SearchedText not in related


def test_the_command_indexes_everything_anew(cast: Cast) -> None:
    make_published(cast.pilot, "规范", clause("范围", "受理"))
    reindex(pilot=cast.pilot)
    SearchedClause.objects.update(folded="坏")
    out = StringIO()
    call_command("rebuild_search", pilot=cast.pilot.code, stdout=out)
    assert out.getvalue() == f"{cast.pilot.code}：收录版次 1 个，草案 0 个\n"
    assert SearchedClause.objects.get().folded == "范围\n受理"
    with pytest.raises(CommandError, match="没有代码"):
        call_command("rebuild_search", pilot="nowhere")


def test_a_new_form_of_the_index_replaces_the_old_one(cast: Cast) -> None:
    make_published(cast.pilot, "规范", clause("范围"))
    reindex(pilot=cast.pilot)
    SearchState.objects.update(indexed_for="0:1")
    SearchedClause.objects.update(folded="旧")
    assert reindex(pilot=cast.pilot) == Reindexed(texts=1)
    assert SearchedClause.objects.get().folded == "范围"
