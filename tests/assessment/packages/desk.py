"""The office at its import pages, and what such a page says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from assessment.packages.models import PackageImport
from assessment.packages.views.uploads import uploads_folder
from assessment.training.models import StaffMember

Files = dict[str, str | bytes]
State = Callable[[], dict[str, list[dict[str, Any]]]]
SignIn = Callable[[User], Client]
NEW = "/workbench/imports/new/"
ZIP = b"PK\x03\x04"


def at(view: str, *arguments: object) -> str:
    return reverse(f"packages:{view}", args=arguments)


def sent(client: Client, content: bytes, name: str = "试点包.zip") -> Any:
    return client.post(NEW, {"package": SimpleUploadedFile(name, content)})


@dataclass
class Desk:
    """Somebody of the office at work; every answer is a page with its context."""

    user: User
    client: Client
    zipped: Callable[..., Path]

    def check(self, files: Files) -> Any:
        """Upload a package and look at the report."""
        return self.client.get(sent(self.client, self.zipped(files).read_bytes()).url)

    def confirm(self, page: Any) -> Any:
        """Press 确认导入 on a report and follow to the result."""
        url = at("apply", page.context["upload"].token)
        mark = {"mark": page.context["check"].mark}
        return self.client.post(url, mark, follow=True)

    def load(self, files: Files) -> PackageImport:
        record: PackageImport = self.confirm(self.check(files)).context["record"]
        return record

    def get(self, url: str, **query: str) -> Any:
        return self.client.get(url, query, follow=True)

    def post(self, url: str) -> Any:
        return self.client.post(url, follow=True)


def folders() -> list[Path]:
    return [path for path in uploads_folder().iterdir() if path.is_dir()]


def text_of(page: Any) -> str:
    text: str = page.content.decode()
    return text


def said(page: Any) -> str:
    return " ".join(str(message) for message in page.context["messages"])


def last_event() -> tuple[str, User | None]:
    event = AuditEvent.objects.order_by("-pk")[0]
    return event.action, event.actor


def quietly_changed(page: Any) -> None:
    """A write that did not renew the pilot's data version."""
    StaffMember.objects.filter(number="M001").update(name="测试改名")
