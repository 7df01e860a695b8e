"""Drafts are opened, replaced, closed and minted; an edition never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from accounts.models import AuditEvent
from standards_catalog.authoring.models import StandardPage, StandardsIndexPage
from standards_catalog.authoring.selectors import (
    draft_text,
    edition_text,
    edition_to_read,
    read_text,
    stream_of,
    text_of,
)
from standards_catalog.authoring.services import (
    DraftError,
    close_text,
    mint_edition,
    next_revision_draft,
    open_draft,
    reopen_text,
    replace_text,
)
from standards_catalog.drafting.document import Clause as ClauseBlock
from standards_catalog.drafting.json_form import digest, from_plain
from standards_catalog.drafting.wording import DRAFTING_BASIS, FIRST_CHAPTERS
from standards_catalog.models import Clause, Standard, StandardEdition
from standards_catalog.models.standard import FrozenEditionError
from tests.factories import Cast, make_standard
from tests.standards_catalog.authoring.texts import FULL_TEXT, identity


def chapters(text: Any) -> list[str]:
    blocks = text.blocks
    return [b.title for b in blocks if isinstance(b, ClauseBlock) and b.level == 1]


def test_a_new_draft_has_the_compulsory_elements(
    standard: Standard, cast: Cast
) -> None:
    page = open_draft(standard=standard, actor=cast.office)
    text = draft_text(page)
    assert text.cover.title == standard.title
    assert chapters(text)[:3] == list(FIRST_CHAPTERS)
    assert text.foreword[0] == DRAFTING_BASIS
    assert any("测试民政局" in paragraph for paragraph in text.foreword)
    assert len({block.id for block in text.blocks}) == len(text.blocks)
    assert AuditEvent.objects.filter(action="建立标准草案").count() == 1


def test_texts_lie_beside_the_portal_and_have_no_address(
    standard: Standard, cast: Cast
) -> None:
    page = open_draft(standard=standard, actor=cast.office)
    assert not page.live
    assert page.get_url() is None
    assert page.slug.isascii()
    assert page.slug.startswith("test-pilot-fw-")
    open_draft(standard=make_standard(cast.pilot, None), actor=cast.office)
    assert StandardsIndexPage.objects.count() == 1
    assert StandardPage.objects.count() == 2


def test_a_standard_has_one_text(page: StandardPage, cast: Cast) -> None:
    with pytest.raises(DraftError, match="已有文本"):
        open_draft(standard=page.standard, actor=cast.office)


def test_what_is_put_into_a_page_comes_out_of_it(page: StandardPage) -> None:
    assert draft_text(page) == FULL_TEXT
    assert text_of(page.get_latest_revision()) == FULL_TEXT
    ids = [item["id"] for item in stream_of(FULL_TEXT, page.pilot)]
    assert ids == [block.id for block in FULL_TEXT.blocks]


def test_replacing_keeps_the_earlier_revisions(page: StandardPage, cast: Cast) -> None:
    before = page.get_latest_revision()
    shorter = replace(FULL_TEXT, blocks=FULL_TEXT.blocks[:1])
    after = replace_text(page=page, text=shorter, actor=cast.liaison, note="导入")
    assert after.user == cast.liaison
    assert page.get_latest_revision() == after
    assert text_of(after) == shorter
    assert text_of(before) == FULL_TEXT
    event = AuditEvent.objects.first()
    assert event is not None
    assert (event.action, event.detail) == ("替换标准草案", {"说明": "导入"})


def test_a_closed_text_is_not_replaced(page: StandardPage, cast: Cast) -> None:
    close_text(page=page, reason="正在征求意见", actor=cast.office)
    with pytest.raises(DraftError, match="正在征求意见"):
        replace_text(page=page, text=FULL_TEXT, actor=cast.office, note="")
    reopen_text(page=page, actor=cast.office)
    replace_text(page=page, text=FULL_TEXT, actor=cast.office, note="")


def test_an_edition_holds_the_canonical_text_and_its_digest(
    edition: StandardEdition,
) -> None:
    edition.refresh_from_db()
    text = edition_text(edition)
    assert text is not None
    assert text == from_plain(edition.text)
    compact = json.dumps(edition.text, sort_keys=True, separators=(",", ":"))
    assert edition.text_digest == hashlib.sha256(compact.encode()).hexdigest()
    assert edition.text_digest == digest(text)
    assert text.cover.number == edition.number == "JYSJZ FW 101—2021"
    assert text.cover.effective_on == edition.effective_on == date(2021, 4, 1)
    assert text.cover.issuing_bodies == FULL_TEXT.cover.issuing_bodies
    assert edition.replaces == "JYSJZ FW 101—2015"
    assert replace(text, cover=FULL_TEXT.cover) == FULL_TEXT


def test_the_clauses_of_an_edition_are_rows(edition: StandardEdition) -> None:
    rows = {row.block_id: row for row in edition.clauses.all()}
    found = [(row.number, row.level, row.title) for row in edition.clauses.all()]
    assert found == [
        ("1", 1, "范围"),
        ("2", 1, "规范性引用文件"),
        ("3", 1, "术语和定义"),
        ("4", 1, "要求"),
        ("4.1", 2, "登记"),
        ("4.1 a)", 3, ""),
        ("4.1 b)", 3, ""),
        ("4.1 b) 1)", 4, ""),
        ("4.1", 4, ""),
        ("4.2", 2, "时限"),
        ("附录A", 1, "登记表"),
        ("A.1", 2, ""),
        ("A.2", 2, ""),
    ]
    assert rows[identity(8)].rule_code == "R01"
    assert rows[identity(12)].is_measurable
    assert not rows[identity(9)].is_measurable
    assert "登记应符合4.2的要求" in rows[identity(8)].content
    assert "登记应当日完成。" in rows[identity(8)].content


def test_minting_closes_the_text_and_is_recorded(
    edition: StandardEdition, page: StandardPage, cast: Cast
) -> None:
    page.refresh_from_db()
    assert page.locked
    assert page.closed_reason == "已发布为 JYSJZ FW 101—2021"
    event = AuditEvent.objects.get(action="发布标准版次")
    assert event.detail["摘要"] == edition.text_digest
    version = cast.pilot.data_version
    cast.pilot.refresh_from_db()
    assert cast.pilot.data_version > version


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"effective_on": date(2021, 2, 28)}, "早于发布日期"),
        ({"number": " "}, "没有填写"),
        ({"number": "Q/CS 1—2020"}, "已被使用"),
    ],
)
def test_a_wrong_publication_is_refused(
    changed: dict[str, Any], message: str, page: StandardPage, cast: Cast
) -> None:
    other = make_standard(cast.pilot)
    StandardEdition.objects.filter(standard=other).update(number="Q/CS 1—2020")
    asked = {
        "number": "JYSJZ FW 101—2021",
        "published_on": date(2021, 3, 1),
        "effective_on": date(2021, 4, 1),
        **changed,
    }
    with pytest.raises(DraftError, match=message):
        mint_edition(
            standard=page.standard,
            revision=page.get_latest_revision(),
            issuer="办公室",
            actor=cast.office,
            **asked,
        )
    assert not StandardEdition.objects.filter(standard=page.standard).exists()


def test_another_standard_s_revision_is_refused(page: StandardPage, cast: Cast) -> None:
    other = open_draft(standard=make_standard(cast.pilot, None), actor=cast.office)
    with pytest.raises(DraftError, match="不是标准"):
        mint_edition(
            standard=page.standard,
            revision=other.get_latest_revision(),
            number="JYSJZ FW 101—2021",
            published_on=date(2021, 3, 1),
            effective_on=date(2021, 4, 1),
            issuer="办公室",
            actor=cast.office,
        )


def test_a_text_with_a_repeated_id_is_not_minted(
    page: StandardPage, cast: Cast
) -> None:
    twice = replace(FULL_TEXT, blocks=(FULL_TEXT.blocks[0],) * 2)
    revision = replace_text(page=page, text=twice, actor=cast.office, note="")
    with pytest.raises(DraftError, match="重复"):
        mint_edition(
            standard=page.standard,
            revision=revision,
            number="JYSJZ FW 101—2021",
            published_on=date(2021, 3, 1),
            effective_on=date(2021, 4, 1),
            issuer="办公室",
            actor=cast.office,
        )


@pytest.mark.parametrize(
    "write",
    [
        lambda e: e.save() if setattr(e, "number", "改") is None else None,
        lambda e: e.save() if setattr(e, "text", {}) is None else None,
        lambda e: e.save() if setattr(e, "text_digest", "") is None else None,
        lambda e: e.delete(),
        lambda e: StandardEdition.objects.filter(pk=e.pk).update(text={}),
        lambda e: StandardEdition.objects.update(effective_on=date(2020, 1, 1)),
        lambda e: StandardEdition.objects.update(standard=e.standard),
        lambda e: StandardEdition.objects.all().delete(),
        lambda e: e.standard.editions.all().delete(),
        lambda e: e.clauses.update(content="改"),
        lambda e: e.clauses.all().delete(),
        lambda e: e.clauses.first().save(),
        lambda e: e.clauses.first().delete(),
        lambda e: Clause.objects.bulk_update(list(e.clauses.all()), ["title"]),
    ],
)
def test_a_minted_edition_never_changes(
    write: Callable[[StandardEdition], object], edition: StandardEdition
) -> None:
    before = StandardEdition.objects.filter(pk=edition.pk).values().get()
    clauses = list(edition.clauses.values())
    with pytest.raises(FrozenEditionError), transaction.atomic():
        write(StandardEdition.objects.get(pk=edition.pk))
    assert StandardEdition.objects.filter(pk=edition.pk).values().get() == before
    assert list(edition.clauses.values()) == clauses


def test_the_end_of_an_edition_is_written_later(edition: StandardEdition) -> None:
    edition.abolished_on = date(2024, 1, 1)
    edition.save()
    StandardEdition.objects.update(opened_on=date(2021, 3, 1))
    edition.refresh_from_db()
    assert (edition.abolished_on, edition.opened_on) == (
        date(2024, 1, 1),
        date(2021, 3, 1),
    )


def test_editions_whose_text_is_not_kept_here_stay_editable(cast: Cast) -> None:
    standard = make_standard(cast.pilot)
    assert StandardEdition.objects.update(number="Q/CS 2—2021") == 1
    assert edition_text(standard.editions.get()) is None
    assert StandardEdition.objects.all().delete()[0] == 1


def test_a_revision_starts_from_the_last_edition_with_the_same_ids(
    edition: StandardEdition, page: StandardPage, cast: Cast
) -> None:
    with_noise = replace(FULL_TEXT, blocks=FULL_TEXT.blocks[:1])
    reopen_text(page=page, actor=cast.office)
    replace_text(page=page, text=with_noise, actor=cast.office, note="")

    draft = next_revision_draft(standard=page.standard, actor=cast.office)

    assert draft.pk == page.pk
    assert not draft.locked
    text = draft_text(draft)
    assert text.blocks == FULL_TEXT.blocks
    assert text.cover.number == ""
    assert text.cover.effective_on is None
    assert text.cover.replaces == (edition.number,)


def test_without_a_kept_text_there_is_nothing_to_revise(cast: Cast) -> None:
    with pytest.raises(DraftError, match="没有可以修订的文本"):
        next_revision_draft(standard=make_standard(cast.pilot), actor=cast.office)


@pytest.mark.parametrize(
    ("day", "is_public", "shown"),
    [
        (date(2021, 4, 1), False, "2021"),
        (date(2024, 5, 31), False, "2021"),
        (date(2024, 6, 1), False, "2024"),
        (date(2030, 1, 1), False, "2024"),
        (date(2021, 3, 1), True, None),
        (date(2021, 4, 2), True, "2021"),
        (date(2024, 6, 1), True, "2021"),
    ],
)
def test_the_edition_to_read_follows_the_date(
    day: date,
    is_public: bool,
    shown: str | None,
    edition: StandardEdition,
    cast: Cast,
) -> None:
    edition.opened_on, edition.abolished_on = date(2021, 4, 2), date(2024, 6, 1)
    edition.save()
    page = next_revision_draft(standard=edition.standard, actor=cast.office)
    mint_edition(
        standard=edition.standard,
        revision=page.get_latest_revision(),
        number="JYSJZ FW 101—2024",
        published_on=date(2024, 5, 1),
        effective_on=date(2024, 6, 1),
        issuer="办公室",
        actor=cast.office,
    )
    found = edition_to_read(edition.standard, day, is_public=is_public)
    assert (found and found.number[-4:]) == shown


@pytest.mark.usefixtures("collected")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_picture_is_referred_to_by_what_the_file_is(
    page: StandardPage, cast: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    image = Image.objects.create(title="流程", file=get_test_image_file())
    key = image.get_file_hash()
    blocks = tuple(
        replace(block, reference=key) if block.id == identity(17) else block
        for block in FULL_TEXT.blocks
    )
    text = replace(FULL_TEXT, blocks=blocks)
    revision = replace_text(page=page, text=text, actor=cast.office, note="")
    figure = revision.as_object().body.get_prep_value()[16]
    assert figure["value"]["image"] == image.pk
    assert text_of(revision) == text
    shown = next(item for item in read_text(text).items if item.kind == "figure")
    assert shown.picture == f"/pictures/{key}/"
    image.delete()
    assert next(i for i in read_text(text).items if i.kind == "figure").picture == ""
