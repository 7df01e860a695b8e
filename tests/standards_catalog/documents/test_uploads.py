"""A Word file becomes the draft in two steps, and never otherwise."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.selectors import draft_text
from standards_catalog.authoring.services import (
    close_text,
    open_draft,
    replace_text,
)
from standards_catalog.documents.models import WordUpload
from standards_catalog.documents.word import standard_word
from standards_catalog.drafting.document import Clause, StandardText
from standards_catalog.models import Standard
from tests.factories import Cast, make_standard
from tests.standards_catalog.procedure.world import TEXT

SignedIn = Callable[[User], Client]


@pytest.fixture
def page(cast: Cast) -> StandardPage:
    """An open draft of the own unit, with a text."""
    standard = make_standard(cast.pilot, None, status=Standard.Status.DRAFTING)
    standard.responsible_units.set([cast.own_unit])
    opened = open_draft(standard=standard, actor=cast.office)
    replace_text(page=opened, text=TEXT, actor=cast.office, note="测试")
    return StandardPage.objects.get(pk=opened.pk)


def word_file(content: bytes, name: str = "草案.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(client: Client, page: StandardPage, file: SimpleUploadedFile) -> Any:
    url = reverse("standard_documents:new_upload", args=[page.standard_id])
    return client.post(url, {"file": file})


def current(page: StandardPage) -> StandardText:
    return draft_text(StandardPage.objects.get(pk=page.pk))


def exported(client: Client, page: StandardPage) -> bytes:
    url = reverse("standard_documents:draft", args=[page.standard_id, "docx"])
    return b"".join(client.get(url).streaming_content)


def foreign_word(*lines: tuple[str, str]) -> bytes:
    word = docx.Document()
    for style, line in lines:
        word.add_paragraph(line, style=style)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def test_the_exported_draft_comes_back_the_same(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.liaison)
    before = current(page)
    response = send(client, page, word_file(exported(client, page)))
    upload = WordUpload.objects.get()
    preview = reverse("standard_documents:upload", args=[page.standard_id, upload.pk])
    assert response.headers["Location"] == preview
    shown = client.get(preview).content.decode()
    assert "完全相同" in shown
    assert "全部内容都认出来了" in shown
    client.post(preview, {"act": "apply"})
    assert current(page) == before


def test_a_changed_file_is_written_only_when_it_is_confirmed(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.liaison)
    last = TEXT.blocks[-1]
    assert isinstance(last, Clause)
    edited = replace(last, paragraphs=("窗口应当日转办。",))
    changed = replace(TEXT, blocks=(*TEXT.blocks[:-1], edited))
    revisions = page.revisions.count()
    send(client, page, word_file(standard_word(changed)))
    assert current(page).blocks == TEXT.blocks
    upload = WordUpload.objects.get()
    preview = reverse("standard_documents:upload", args=[page.standard_id, upload.pk])
    assert "完全相同" not in client.get(preview).content.decode()
    client.post(preview, {})
    assert page.revisions.count() == revisions
    client.post(preview, {"act": "apply"})
    assert current(page).blocks == changed.blocks
    assert page.revisions.count() == revisions + 1
    event = AuditEvent.objects.get(action="导入Word草案")
    assert event.detail["文件"] == "草案.docx"
    assert event.actor == cast.liaison
    assert client.get(preview).status_code == 404


def test_what_is_not_understood_is_listed_and_arrives_as_a_flagged_paragraph(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.office)
    content = foreign_word(
        ("Heading 1", "1 范围"),
        ("Normal", "本文件规定了转办的要求。"),
        ("Normal", "图1 转办流程"),
        ("Heading 1", "2 转办"),
        ("Normal", "窗口应转办。"),
    )
    send(client, page, word_file(content, "外来.docx"))
    upload = WordUpload.objects.get()
    preview = reverse("standard_documents:upload", args=[page.standard_id, upload.pk])
    shown = client.get(preview).content.decode()
    assert upload.doubts
    assert all(doubt[:10] in shown for doubt in upload.doubts)
    client.post(preview, {"act": "apply"})
    titles = [b.title for b in current(page).blocks if isinstance(b, Clause)]
    assert titles == ["范围", "转办"]
    # A file without a cover takes nothing from the cover of the draft.
    assert current(page).cover == TEXT.cover


def test_a_draft_that_changed_meanwhile_is_not_replaced_unseen(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.liaison)
    send(client, page, word_file(standard_word(TEXT)))
    theirs = replace(TEXT, foreword=("别人的修改。",))
    replace_text(page=page, text=theirs, actor=cast.office, note="测试")
    upload = WordUpload.objects.get()
    preview = reverse("standard_documents:upload", args=[page.standard_id, upload.pk])
    answer = client.post(preview, {"act": "apply"}, follow=True).content.decode()
    assert "没有写入" in answer
    assert current(page).foreword == ("别人的修改。",)
    client.post(preview, {"act": "apply"})
    assert current(page).foreword == TEXT.foreword


def test_a_closed_text_takes_no_file(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.office)
    send(client, page, word_file(standard_word(TEXT)))
    upload = WordUpload.objects.get()
    close_text(page=page, reason="征求意见稿已发出", actor=cast.office)
    url = reverse("standard_documents:new_upload", args=[page.standard_id])
    shown = client.get(url).content.decode()
    assert "征求意见稿已发出" in shown
    assert 'type="file"' not in shown
    send(client, page, word_file(standard_word(TEXT)))
    assert WordUpload.objects.get() == upload
    preview = reverse("standard_documents:upload", args=[page.standard_id, upload.pk])
    revisions = page.revisions.count()
    assert "征求意见稿已发出" in client.post(preview, {"act": "apply"}).content.decode()
    assert page.revisions.count() == revisions


def test_giving_up_leaves_the_draft_alone(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.liaison)
    send(client, page, word_file(standard_word(replace(TEXT, foreword=("新",)))))
    upload = WordUpload.objects.get()
    preview = reverse("standard_documents:upload", args=[page.standard_id, upload.pk])
    client.post(preview, {"act": "give-up"})
    assert not WordUpload.objects.exists()
    assert current(page).foreword == TEXT.foreword


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (30 * 1024 * 1024))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("旧.doc", b"\xd0\xcf\x11\xe0" + b"0" * 600, "旧的 .doc 格式"),
        ("旧.docx", b"\xd0\xcf\x11\xe0" + b"0" * 600, "旧的.doc格式"),
        ("表.xlsx", b"PK", "不能读取“.xlsx”文件"),
        ("坏.docx", b"not a zip", "不是Word文件"),
        ("空.docx", b"", "文件是空的"),
        ("大.docx", b"0" * (20 * 1024 * 1024 + 1), "超过 20 MB"),
        ("炸弹.docx", bomb(), "压缩比异常"),
        ("无字.docx", foreign_word(), "没有读到文字"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    page: StandardPage,
    cast: Cast,
    signed_in: SignedIn,
    name: str,
    content: bytes,
    reason: str,
) -> None:
    response = send(signed_in(cast.office), page, word_file(content, name))
    assert reason in response.content.decode()
    assert not WordUpload.objects.exists()


def test_nobody_but_the_office_and_the_own_liaison_uploads(
    page: StandardPage, cast: Cast, signed_in: SignedIn
) -> None:
    file = standard_word(TEXT)
    wanted = {cast.other_liaison: 404, cast.leader: 403, cast.expert: 403}
    for user, status in wanted.items():
        assert send(signed_in(user), page, word_file(file)).status_code == status
    assert not WordUpload.objects.exists()
