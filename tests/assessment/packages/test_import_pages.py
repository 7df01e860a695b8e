"""The import history: the office's, with what each import changed."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessment.packages.models import PackageImport
from tests.factories import Cast
from tests.workbooks import read_workbook

SignIn = Callable[[User], Client]


def make_import(cast: Cast, **fields: object) -> PackageImport:
    defaults = {
        "pilot_code": cast.pilot.code,
        "pilot_name": cast.pilot.name,
        "source_name": "演示包.zip",
        "digest": "0" * 64,
        "imported_at": timezone.now(),
        "imported_by": cast.office,
        "changes": {"units": [2, 2, 0, 0], "staff": [5, 3, 1, 1]},
        "journal": b"\x00",
    }
    return PackageImport.objects.create(**{**defaults, **fields})


def test_the_history_is_the_offices(cast: Cast, signed_in: SignIn) -> None:
    record = make_import(cast)
    urls = [
        reverse("packages:imports"),
        reverse("packages:import", args=[record.pk]),
    ]
    for url in urls:
        assert signed_in(cast.office).get(url).status_code == 200
        assert signed_in(cast.leadership).get(url).status_code == 403
        assert signed_in(cast.liaison).get(url).status_code == 403


def test_the_history_sums_up_what_changed(cast: Cast, signed_in: SignIn) -> None:
    record = make_import(cast)
    client = signed_in(cast.office)
    sheet = read_workbook(client.get(reverse("packages:imports"), {"export": "xlsx"}))
    summary = sheet.rows[0][sheet.header.index("变更")]
    assert summary == "新增 5，修改 1，删除 1"
    page = client.get(reverse("packages:import", args=[record.pk]))
    (panel,) = page.context["panels"]
    assert [cell.text for cell in panel.rows[1]] == ["在册人员", "5", "3", "1", "1"]


def test_undone_imports_are_told_apart(cast: Cast, signed_in: SignIn) -> None:
    make_import(cast)
    make_import(cast, undone_at=timezone.now(), undone_by=cast.office)
    make_import(cast, changes={}, imported_by=None)
    client = signed_in(cast.office)
    found = client.get(reverse("packages:imports"), {"undone": "yes"})
    assert found.context["page"].paginator.count == 1
    assert "已撤销" in found.content.decode()
    assert client.get(reverse("packages:imports")).status_code == 200
