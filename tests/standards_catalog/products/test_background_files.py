"""A large table is set in type in the background, a small one at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from background.kinds import JobError, runner_of
from background.models import Job
from standards_catalog.products import files
from standards_catalog.products.tasks import PRODUCT_FILE
from tests.factories import Cast, make_standard

SignIn = Callable[[User], Client]


class Said:
    """Remembers what a job reported."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int]] = []

    def report(self, done: int, total: int, text: str) -> None:
        self.steps.append((done, total))


def ask(client: Client, product: str, extension: str) -> str:
    url = reverse("standards_catalog:product_file", args=[product, extension])
    response = client.get(url, {"as_of": "2021-12-31"})
    if response.streaming:
        response.getvalue()  # so that the file is closed
    return str(response.headers.get("Location", ""))


@pytest.fixture
def two_standards(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Two standards, one more than a page sets in type by itself."""
    monkeypatch.setattr(files, "ROWS_FOR_A_PAGE", 1)
    for title in ("甲规范", "乙规范"):
        make_standard(cast.pilot, title=title)
    return cast


@pytest.mark.parametrize("extension", ["pdf", "docx"])
def test_a_large_table_becomes_a_job_that_makes_the_file(
    extension: str, two_standards: Cast, signed_in: SignIn
) -> None:
    client = signed_in(two_standards.expert)
    there = ask(client, "details", extension)
    job = Job.objects.get()
    assert there == reverse("background:job", args=[job.pk])
    assert client.get(there).status_code == 200
    assert ask(client, "details", extension) == there
    said = Said()
    result = runner_of(job.kind)(job.arguments, said)
    assert result.name.endswith(f"标准明细表-2021-12-31.{extension}")
    assert result.content.startswith(b"%PDF" if extension == "pdf" else b"PK")
    assert said.steps == [(0, 3), (1, 3)]


@pytest.mark.parametrize(
    ("product", "extension"),
    [("details", "xlsx"), ("statistics", "pdf"), ("structure", "svg")],
)
def test_what_is_quick_is_handed_out_at_once(
    product: str, extension: str, two_standards: Cast, signed_in: SignIn
) -> None:
    assert ask(signed_in(two_standards.office), product, extension) == ""
    assert not Job.objects.exists()


def test_a_job_for_a_pilot_that_is_gone_says_so(db: None) -> None:
    gone = {
        "pilot": "gone",
        "product": "details",
        "extension": "pdf",
        "as_of": "2021-12-31",
    }
    with pytest.raises(JobError, match="试点“gone”已不存在"):
        runner_of(PRODUCT_FILE)(gone, Said())
