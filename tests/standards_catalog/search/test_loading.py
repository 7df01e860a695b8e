"""Texts that came in a package are found without another step, and gone with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from tests.factories import make_user

SignedIn = Callable[[User], Client]
PILOT = "jy-assistance-2020"


@pytest.fixture
def package() -> Path:
    """The pilot that this project carries."""
    return Path(apps.get_app_config("standards_catalog").path) / "pilots" / PILOT


def test_a_loaded_package_is_searched_at_once_and_forgotten_when_undone(
    db: None, package: Path, signed_in: SignedIn, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_pilot", str(package))
    client = signed_in(make_user(Role.STANDARDS_OFFICE))
    url = reverse("standards_search:workbench")
    page = client.get(url, {"q": "不应推诿", "pilot": PILOT}).content.decode()
    assert "<mark>不应推诿</mark>" in page
    # The package carries it as a draft: it waits for its publication.
    assert '<p class="search-text-name">草案</p>' in page
    call_command("undo_import", pilot=PILOT)
    gone = client.get(url, {"q": "不应推诿"})
    assert gone.status_code == 404 or "没有找到" in gone.content.decode()
