"""汇编 in the background: what the page promises is what the worker binds."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from background.kinds import WorkerStoppingError
from background.models import Job
from background.results import read_file
from background.services import claim_next
from background.worker import run_claimed
from standards_catalog.authoring.services import freeze_text
from standards_catalog.documents import selectors
from standards_catalog.documents.page_estimate import estimated_pages
from standards_catalog.documents.pdf import standard_pdf
from standards_catalog.documents.selectors import collection_plan
from standards_catalog.documents.tasks import bind_collection
from standards_catalog.drafting.document import Clause, Cover, StandardText
from standards_catalog.models import Standard, StandardEdition, Subsystem
from tests.factories import Cast, make_standard

SignedIn = Callable[[User], Client]
PAGE = "standard_documents:collection"
DAY = date(2021, 12, 31)


def text(title: str, clauses: int = 2) -> StandardText:
    words = "窗口工作人员应核对申请人提交的材料，材料齐全的当场受理并出具凭证。" * 3
    return StandardText(
        cover=Cover(title=title, number=f"Q/CS {title}", effective_on=date(2021, 4, 1)),
        foreword=("本文件首次发布。",),
        blocks=tuple(
            Clause(id=f"c{n}", level=1, title=f"要求{n}", paragraphs=(words,))
            for n in range(clauses)
        ),
    )


def written(cast: Cast, title: str, **fields: Any) -> Standard:
    standard = make_standard(cast.pilot, None, title=title, **fields)
    freeze_text(edition=StandardEdition(standard=standard), text=text(title))
    return standard


def do_next() -> Job:
    claim = claim_next(worker="test")
    assert claim is not None
    run_claimed(claim, threading.Event())
    return Job.objects.get(pk=claim.job)


def test_the_page_names_what_would_be_bound_and_what_not(
    cast: Cast, signed_in: SignedIn
) -> None:
    written(cast, "受理")
    written(cast, "岗位", subsystem=Subsystem.POST)
    unwritten = make_standard(cast.pilot, title="没有全文")
    client = signed_in(cast.liaison)
    page = client.get(reverse(PAGE), {"as_of": "2021-12-31"}).content.decode()
    assert "收入 2 项标准" in page
    assert f"{unwritten.editions.get().number} 没有全文" in page
    narrowed = client.get(reverse(PAGE), {"subsystem": Subsystem.POST.value})
    assert "收入 1 项标准" in narrowed.content.decode()
    early = client.get(reverse(PAGE), {"as_of": "2021-01-01"}).content.decode()
    assert "没有可以汇编的标准" in early


def test_many_standards_cost_few_queries_and_texts_are_read_once(
    cast: Cast,
    django_assert_max_num_queries: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(12):
        written(cast, f"标准{number:02}")
    with django_assert_max_num_queries(6):
        first = collection_plan(cast.pilot, DAY)
    monkeypatch.setattr(selectors, "edition_text", lambda edition: pytest.fail("read"))
    with django_assert_max_num_queries(3):
        assert collection_plan(cast.pilot, DAY) == first
    assert len(first.titles) == 12
    assert first.pages > 24


def test_the_job_binds_what_the_page_showed(cast: Cast, signed_in: SignedIn) -> None:
    written(cast, "受理")
    written(cast, "岗位", subsystem=Subsystem.POST)
    data = {"subsystem": Subsystem.POST.value, "as_of": "2021-12-31"}
    response = signed_in(cast.liaison).post(reverse(PAGE), data)
    job = do_next()
    assert response.headers["Location"] == reverse("background:job", args=[job.pk])
    assert job.has_result, job.error
    assert job.result_name == f"标准汇编_{Subsystem.POST.value}_2021-12-31.pdf"
    pages = PdfReader(io.BytesIO(read_file(job.result_digest))).pages
    words = "".join(page.extract_text() for page in pages)
    assert "岗位" in words
    assert "受理" not in words.replace("当场受理", "")


def test_nothing_to_bind_is_no_job(cast: Cast, signed_in: SignedIn) -> None:
    data = {"subsystem": "", "as_of": "2021-12-31"}
    page = signed_in(cast.office).post(reverse(PAGE), data).content.decode()
    assert "没有现行且文本已写入系统的标准，无法汇编。" in page
    assert not Job.objects.exists()


def test_an_unreadable_date_is_explained(cast: Cast, signed_in: SignedIn) -> None:
    data = {"subsystem": "", "as_of": "昨天"}
    page = signed_in(cast.office).post(reverse(PAGE), data).content.decode()
    assert "日期应写成 2021-12-31 的样子" in page


class Reports(list[tuple[int, int, str]]):
    """Progress that is kept."""

    def report(self, done: int, total: int, text: str) -> None:
        """See :class:`background.kinds.Progress`."""
        self.append((done, total, text))


def arguments(cast: Cast) -> dict[str, str]:
    return {"pilot": cast.pilot.code, "subsystem": "", "as_of": DAY.isoformat()}


def test_progress_names_the_page_and_never_goes_back(cast: Cast) -> None:
    written(cast, "受理")
    reports = Reports()
    bind_collection(arguments(cast), reports)
    shares = [done for done, _, _ in reports]
    assert shares == sorted(shares)
    lines = [line for _, _, line in reports]
    assert "正在排版第 3 页" in lines
    assert lines[-1].startswith("正在写入 PDF，共 ")


def test_a_stopping_worker_stops_the_layout_between_two_pages(cast: Cast) -> None:
    written(cast, "受理")

    class Stopping(Reports):
        def report(self, done: int, total: int, text: str) -> None:
            super().report(done, total, text)
            if "第 2 页" in text:
                raise WorkerStoppingError

    reports = Stopping()
    with pytest.raises(WorkerStoppingError):
        bind_collection(arguments(cast), reports)
    assert reports[-1][2] == "正在排版第 2 页"


@pytest.mark.parametrize("clauses", [2, 40, 150])
def test_the_estimate_is_near_the_pages_that_are_printed(clauses: int) -> None:
    made = text("受理", clauses)
    content = standard_pdf(made, demonstration=False)
    printed = len(PdfReader(io.BytesIO(content)).pages)
    # A cover's blank back and a last page more or less.
    assert abs(estimated_pages(made) - printed) <= max(2, printed // 5)
