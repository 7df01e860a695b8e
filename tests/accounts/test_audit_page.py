"""The audit page: who may open it, what it shows, what its check finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.services import record_event
from tests.factories import Cast

SignedIn = Callable[[User], Client]


def test_only_the_auditor_and_the_administrator_open_it(
    cast: Cast, signed_in: SignedIn
) -> None:
    allowed = (cast.auditor, cast.admin)
    refused = (cast.office, cast.liaison, cast.leader, cast.leadership, cast.expert)
    assert [signed_in(u).get("/audit/").status_code for u in allowed] == [200] * 2
    assert [signed_in(u).get("/audit/").status_code for u in refused] == [403] * 5
    assert Client().get("/audit/").status_code == 302


@pytest.fixture
def trail(cast: Cast) -> Cast:
    record_event(actor=cast.office, action="导入", object_label="甲试点")
    record_event(actor=cast.office, action="导出", object_label="乙试点")
    return cast


def test_search_and_filters_narrow_the_trail(trail: Cast, signed_in: SignedIn) -> None:
    client = signed_in(trail.auditor)
    page = client.get("/audit/").content.decode()
    assert "甲试点" in page
    assert "乙试点" in page
    for query in ("?q=甲试点", "?action=导入"):
        page = client.get(f"/audit/{query}").content.decode()
        assert "甲试点" in page
        assert "乙试点" not in page


def test_a_whole_chain_is_said_to_be_whole(trail: Cast, signed_in: SignedIn) -> None:
    client = signed_in(trail.auditor)
    page = client.post("/audit/verify/", follow=True).content.decode()
    assert "审计链完整：2 条记录" in page
    assert AuditEvent.objects.first().detail == {"结果": "完整"}


def test_a_changed_row_is_named(trail: Cast, signed_in: SignedIn) -> None:
    changed = AuditEvent.objects.order_by("pk")[0]
    AuditEvent.objects.filter(pk=changed.pk).update(object_label="丙试点")
    page = signed_in(trail.auditor).post("/audit/verify/", follow=True).content.decode()
    assert "审计链不完整" in page
    assert f"第 {changed.pk} 条" in page


def test_checking_needs_a_post(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.auditor).get("/audit/verify/").status_code == 405
    assert signed_in(cast.office).post("/audit/verify/").status_code == 403


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_is_itself_recorded(
    trail: Cast, signed_in: SignedIn, form: str
) -> None:
    response = signed_in(trail.auditor).get(f"/audit/?export={form}")
    content = b"".join(response.streaming_content)
    assert content.startswith(b"PK" if form == "xlsx" else b"\xef\xbb\xbf")
    event = AuditEvent.objects.first()
    assert (event.action, event.detail["格式"]) == ("导出审计记录", form)
