"""``prepare_demonstration``: complete the first time, quick the second, never in
a served installation."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from assessment.evidence.models import Evidence
from assessment.packages.models import PackageImport
from assessment.supervision.models import Draw, DrawState
from assessment.supervision.services.draws import why_not_drawn
from home import services
from home.demonstration_projects import CONSULTED, REVIEWED
from home.services import (
    ACCOUNTS,
    PreparationError,
    create_accounts,
    installation_password,
    load_if_changed,
    prepare_demonstration,
    write_demonstration_package,
)
from reports.acceptance.models import AcceptanceReport
from standards_catalog.drafting.checks.registry import check_draft
from standards_catalog.drafting.text_reader import read_text
from standards_catalog.models import Pilot
from standards_catalog.procedure.models import DraftingProject, Stage
from tests.factories import Cast, make_finding

PILOTS = Path(apps.get_app_config("standards_catalog").path) / "pilots"


@pytest.fixture
def data_root(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_ROOT = tmp_path
    settings.SETTINGS_MODULE = "config.settings.testing"
    return tmp_path


def test_it_is_complete_at_once_and_does_nothing_twice(
    db: None, data_root: Path
) -> None:
    said: list[str] = []
    password = prepare_demonstration(say=said.append)
    codes = [services.DEMONSTRATED, *services.BESIDE_IT]
    assert [line for line in said if line.startswith("载入试点")] == [
        f"载入试点 {code}……" for code in codes
    ]
    demonstrated = Pilot.objects.filter(is_demonstration=True)
    assert [pilot.code for pilot in demonstrated] == [services.DEMONSTRATED]
    report = AcceptanceReport.objects.get()
    assert report.as_of.isoformat() == "2021-12-31"
    assert [p.suffix for p in sorted((data_root / "reports").glob("*.pdf"))] == [".pdf"]
    projects = DraftingProject.objects.filter(standard__pilot__in=demonstrated)
    assert sorted(projects.values_list("stage", flat=True)) == sorted(
        # One of the two proposals closes a gap.
        [Stage.PROPOSED, Stage.PROPOSED, Stage.CONSULTING, Stage.REVIEWING]
    )
    states = [draw.state for draw in Draw.objects.filter(pilot__in=demonstrated)]
    assert states == [DrawState.DRAWN, DrawState.ANNOUNCED]
    assert why_not_drawn(Draw.objects.last(), timezone.localdate()) == ""
    shown = Evidence.objects.filter(inspection__pilot__in=demonstrated)
    assert {evidence.inspection.is_recorded for evidence in shown} == {True}
    assert shown.count() == 3
    for account in ACCOUNTS:
        page = {"username": account.username, "password": password}
        assert Client().post("/accounts/sign-in/", page).status_code == 302

    again: list[str] = []
    assert prepare_demonstration(say=again.append) == password
    assert again == []
    assert PackageImport.objects.count() == len(codes)
    assert AcceptanceReport.objects.count() == 1
    assert projects.count() == 4


@pytest.mark.parametrize("code", [CONSULTED, REVIEWED])
def test_the_drafts_of_the_demonstration_have_nothing_the_check_minds(
    code: str,
) -> None:
    folder = Path(apps.get_app_config("home").path) / "drafts"
    text = read_text((folder / f"{code}.txt").read_text("utf-8"))
    assert check_draft(text).problems == ()


def test_it_refuses_a_served_installation(settings: Any, data_root: Path) -> None:
    settings.SETTINGS_MODULE = "config.settings.production"
    with pytest.raises(CommandError, match="不能用于正式环境"):
        call_command("prepare_demonstration")
    assert list(data_root.iterdir()) == []


def test_the_password_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "accounts.txt"
    password = installation_password(path)
    assert installation_password(path) == password
    assert password in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert installation_password(tmp_path / "other.txt") != password


def test_existing_accounts_keep_their_passwords(cast: Cast) -> None:
    cast.pilot.code = services.DEMONSTRATED
    cast.pilot.save()
    old = cast.office.password
    create_accounts(password="Zhui-xian-77", renew=False, say=str)  # noqa: S106
    cast.office.refresh_from_db()
    assert cast.office.password == old
    create_accounts(password="Zhui-xian-77", renew=True, say=str)  # noqa: S106
    cast.office.refresh_from_db()
    assert cast.office.check_password("Zhui-xian-77")


def test_the_unit_accounts_belong_to_the_unit_with_most_to_do(cast: Cast) -> None:
    cast.pilot.code = services.DEMONSTRATED
    cast.pilot.save()
    make_finding(cast.pilot, cast.other_unit)
    User.objects.all().delete()
    create_accounts(password="Zhui-xian-77", renew=False, say=str)  # noqa: S106
    assert User.objects.get(username="liaison").unit == cast.other_unit
    assert User.objects.get(username="leader").unit == cast.other_unit
    superusers = User.objects.filter(is_superuser=True)
    assert [user.username for user in superusers] == ["admin"]


def test_a_package_is_loaded_again_only_when_it_changed(db: None) -> None:
    said: list[str] = []
    for _ in range(2):
        load_if_changed(path=PILOTS / "xincheng-2018", say=said.append)
    assert said == ["载入试点 xincheng-2018……"]
    Pilot.objects.all().delete()
    load_if_changed(path=PILOTS / "xincheng-2018", say=said.append)
    assert len(said) == 2


def test_a_package_with_errors_is_refused_in_its_own_words(
    db: None, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pilot.toml").write_text('code = "broken"\n', "utf-8")
    with pytest.raises(PreparationError, match=r"pilot\.toml"):
        load_if_changed(path=broken, say=str)
    assert not Pilot.objects.exists()


def test_the_demonstration_is_made_anew_when_its_base_changed(
    data_root: Path, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    base.mkdir()
    for file in (PILOTS / services.DEMONSTRATED).glob("*.*"):
        (base / file.name).write_bytes(file.read_bytes())
    said: list[str] = []
    target = write_demonstration_package(base=base, say=said.append)
    write_demonstration_package(base=base, say=said.append)
    assert said == ["生成演示数据包……"]
    manifest = base / "pilot.toml"
    manifest.write_text(manifest.read_text("utf-8") + "\n# 改动\n", "utf-8")
    write_demonstration_package(base=base, say=said.append)
    assert len(said) == 2
    assert "demonstration = true" in (target / "pilot.toml").read_text("utf-8")
