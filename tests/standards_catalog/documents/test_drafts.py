"""Drafts as files: marked with their stage, and only for those who may read them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import AuditEvent, User
from standards_catalog.documents.word import standard_word
from standards_catalog.documents.word_import import read_word
from standards_catalog.procedure.models import Consultation
from standards_catalog.procedure.services.links import link_for
from tests.factories import Cast
from tests.standards_catalog.procedure.world import TEXT, World, world_at

SignedIn = Callable[[User], Client]


def content(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def cover(response: Any) -> str:
    first = PdfReader(io.BytesIO(content(response))).pages[0]
    return "".join(first.extract_text().split())


def address(name: str, *arguments: object) -> str:
    return reverse(f"standard_documents:{name}", args=arguments)


@pytest.fixture
def consulting(cast: Cast) -> World:
    """A project 征求意见 in public, with one unit asked."""
    world = world_at(cast, "征求意见")
    Consultation.objects.update(is_public=True)
    return world


def test_the_cover_of_a_draft_says_what_it_is(
    consulting: World, cast: Cast, signed_in: SignedIn
) -> None:
    office = signed_in(cast.office)
    standard, project = consulting.standard, consulting.project
    snapshot = consulting.consultation.snapshot
    assert "草案" in cover(office.get(address("draft", standard.pk, "pdf")))
    frozen = office.get(address("snapshot", project.pk, snapshot.pk, "pdf"))
    assert "征求意见稿" in cover(frozen)
    name = "%E5%BE%81%E6%B1%82%E6%84%8F%E8%A7%81%E7%A8%BF"
    assert name in frozen.headers["Content-Disposition"]


def test_the_word_file_of_a_draft_names_its_stage_and_reads_back_the_same() -> None:
    made = standard_word(TEXT, status="征求意见稿")
    header = docx.Document(io.BytesIO(made)).sections[2].header
    assert "征求意见稿" in header.paragraphs[0].text
    lines = [p.text for p in docx.Document(io.BytesIO(made)).paragraphs]
    assert "（征求意见稿）" in lines[:12]
    assert read_word(made).text == TEXT
    assert read_word(made).doubts == ()


def test_everybody_fetches_the_draft_that_is_out_for_comment(
    consulting: World,
) -> None:
    public = address("public_draft", consulting.consultation.pk, "docx")
    word = docx.Document(io.BytesIO(content(Client().get(public))))
    assert any("2个工作日" in paragraph.text for paragraph in word.paragraphs)
    Consultation.objects.update(is_public=False)
    assert Client().get(public).status_code == 404


def test_a_closed_round_hands_out_nothing_any_more(consulting: World) -> None:
    round_ = consulting.consultation
    token = link_for(round_.invitations.get()).rstrip("/").rpartition("/")[2]
    by_link = address("signed", token, "docx")
    public = address("public_draft", round_.pk, "docx")
    content(Client().get(by_link))
    Consultation.objects.update(closed_at=round_.snapshot.taken_at)
    for url in (by_link, public, address("signed", "x", "docx")):
        assert Client().get(url).status_code == 404


def test_drafts_are_for_their_own_readers_only(
    consulting: World, cast: Cast, signed_in: SignedIn
) -> None:
    consulting.standard.responsible_units.set([cast.own_unit])
    asked = consulting.consultation.invitations.get()
    snapshot = consulting.consultation.snapshot
    draft = address("draft", consulting.standard.pk, "docx")
    frozen = address("snapshot", consulting.project.pk, snapshot.pk, "docx")
    invited = address("invitation", asked.pk, "docx")
    wanted = {
        cast.office: (200, 200, 403),
        cast.liaison: (200, 200, 404),
        cast.other_liaison: (404, 404, 404),
        consulting.asked_liaison: (404, 404, 200),
        cast.leadership: (403, 200, 403),
        cast.expert: (403, 403, 403),
    }
    for user, statuses in wanted.items():
        client = signed_in(user)
        found = tuple(client.get(url).status_code for url in (draft, frozen, invited))
        assert found == statuses, user
    assert AuditEvent.objects.filter(action="下载标准文稿").count() == 6


def test_only_the_panel_fetches_the_text_under_review(
    cast: Cast, signed_in: SignedIn
) -> None:
    world = world_at(cast, "专家评审")
    url = address("review", world.review.pk, "docx")
    assert signed_in(world.experts[2]).get(url).status_code == 200
    assert signed_in(cast.office).get(url).status_code == 200
    world.review.panel.filter(expert=world.experts[2]).delete()
    assert signed_in(world.experts[2]).get(url).status_code == 404


def test_there_is_no_third_kind_of_file(
    consulting: World, cast: Cast, signed_in: SignedIn
) -> None:
    url = address("draft", consulting.standard.pk, "exe")
    assert signed_in(cast.office).get(url).status_code == 404


def test_the_word_for_the_state_is_dropped_only_where_it_stands_alone() -> None:
    word = docx.Document(io.BytesIO(standard_word(TEXT, status="送审稿")))
    line = next(p for p in word.paragraphs if p.text == "（送审稿）")
    line.runs[0].text = "（送审稿）请勿外传"
    stream = io.BytesIO()
    word.save(stream)
    read = read_word(stream.getvalue())
    assert read.doubts == ("封面：“（送审稿）请勿外传”没有对应的项目",)
    assert read.text.cover == TEXT.cover
