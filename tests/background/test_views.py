"""Who sees which job, and what its page says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from background.kinds import JobResult
from background.models import Job, WorkerBeat
from background.results import _path
from background.services import complete, fail, write_progress
from tests.background.jobs import ask, claimed
from tests.factories import Cast

SignedIn = Callable[[User], Client]
RESULT = JobResult("汇编.pdf", "application/pdf", b"%PDF-result")


def url(name: str, job: Job) -> str:
    return reverse(f"background:{name}", args=[job.pk])


@pytest.fixture
def alive(db: None) -> None:
    """A worker that was heard of just now."""
    now = timezone.now()
    WorkerBeat.objects.create(name="w1", started_at=now, beat_at=now)


@pytest.mark.usefixtures("alive")
def test_a_running_job_shows_its_bar_and_asks_again(
    cast: Cast, signed_in: SignedIn
) -> None:
    job = ask(cast.liaison)
    write_progress(claim=claimed(), done=30, total=120, text="正在排版第30页")
    client = signed_in(cast.liaison)
    page = client.get(url("job", job)).content.decode()
    assert 'value="25"' in page
    assert "正在排版第30页" in page
    assert 'hx-trigger="every 2s"' in page
    assert "后台进程没有运行" not in page
    part = client.get(url("job", job), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert 'value="25"' in part.content.decode()


@pytest.mark.usefixtures("alive")
def test_a_waiting_job_says_how_many_are_before_it(
    cast: Cast, signed_in: SignedIn
) -> None:
    ask(cast.office, name="1")
    job = ask(cast.liaison, name="2")
    page = signed_in(cast.liaison).get(url("job", job)).content.decode()
    assert "前面还有 1 个任务" in page


def test_without_a_worker_the_page_says_so(cast: Cast, signed_in: SignedIn) -> None:
    job = ask(cast.liaison)
    page = signed_in(cast.liaison).get(url("job", job)).content.decode()
    assert "后台进程没有运行" in page


def test_a_finished_job_hands_out_its_file_and_asks_no_more(
    cast: Cast, signed_in: SignedIn
) -> None:
    job = ask(cast.liaison)
    complete(claim=claimed(), result=RESULT)
    client = signed_in(cast.liaison)
    page = client.get(url("job", job)).content.decode()
    assert "hx-trigger" not in page
    assert url("result", job) in page
    response = client.get(url("result", job))
    assert b"".join(response.streaming_content) == RESULT.content
    assert response.headers["Content-Type"] == "application/pdf"
    assert AuditEvent.objects.filter(action="下载任务结果").count() == 1


def test_a_file_that_is_gone_is_explained(cast: Cast, signed_in: SignedIn) -> None:
    job = ask(cast.liaison)
    complete(claim=claimed(), result=RESULT)
    job.refresh_from_db()
    _path(job.result_digest).write_bytes(b"changed")
    client = signed_in(cast.liaison)
    page = client.get(url("result", job), follow=True).content.decode()
    assert "与生成时的摘要不符" in page


def test_a_failed_job_says_why_and_can_be_asked_for_again(
    cast: Cast, signed_in: SignedIn
) -> None:
    job = ask(cast.liaison, subsystem="保障")
    fail(claim=claimed(), line="没有现行标准，无法汇编。")
    client = signed_in(cast.liaison)
    assert "没有现行标准，无法汇编。" in client.get(url("job", job)).content.decode()
    client.post(url("again", job))
    again = Job.objects.latest("pk")
    assert again != job
    assert (again.state, again.arguments) == (Job.State.QUEUED, {"subsystem": "保障"})


def test_jobs_are_their_owners_and_the_offices(cast: Cast, signed_in: SignedIn) -> None:
    job = ask(cast.liaison, name="甲")
    complete(claim=claimed(), result=RESULT)
    for user, status in (
        (cast.liaison, 200),
        (cast.office, 200),
        (cast.leader, 404),
        (cast.other_liaison, 404),
        (cast.leadership, 404),
        (cast.auditor, 404),
    ):
        client = signed_in(user)
        assert client.get(url("job", job)).status_code == status
        assert client.get(url("result", job)).status_code == status
        listed = client.get(reverse("background:jobs")).content.decode()
        assert ("测试任务甲" in listed) == (status == 200)
    assert signed_in(cast.leader).post(url("again", job)).status_code == 404
