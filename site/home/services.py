"""Makes an installation that can be tried out: pilots, accounts, a report.

Everything is skipped that is there already, so that a second run is quick.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Q

from accounts.models import Role, Unit, User
from accounts.services import record_event
from assessment.demonstration.generator import make_demonstration
from assessment.packages.containers import digest_of, opened
from assessment.packages.models import PackageImport
from assessment.packages.reading import read_package
from assessment.packages.selectors import known_to_installation
from assessment.packages.services import load_package
from home.demonstration_draws import announce_draw
from home.demonstration_projects import EXPERTS, REVIEWED, create_projects
from reports.acceptance.models import AcceptanceReport
from reports.acceptance.services import build_report, write_files
from standards_catalog.models import Pilot, PilotMembership, Standard

DEMONSTRATED = "jy-assistance-2020"
BESIDE_IT = ("jy-governance-2018", "xincheng-2018", "tengzhou-2021")
# Accounts with a known password do not belong in an installation that is served.
ALLOWED_SETTINGS = ("config.settings.development", "config.settings.testing")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look like another

Say = Callable[[str], object]


class PreparationError(Exception):
    """The demonstration cannot be prepared; the message is for the user."""


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """An account of the demonstration: user name, role and position."""

    username: str
    role: str
    position: str


ACCOUNTS = (
    DemonstrationAccount("office", Role.STANDARDS_OFFICE, "标准化办公室经办"),
    DemonstrationAccount("liaison", Role.UNIT_LIAISON, "单位联络员"),
    DemonstrationAccount("liaison2", Role.UNIT_LIAISON, "牵头单位联络员"),
    DemonstrationAccount("leader", Role.UNIT_LEADER, "单位分管领导"),
    DemonstrationAccount("leadership", Role.LEADERSHIP_GROUP, "领导小组成员"),
    *(
        DemonstrationAccount(name, Role.EXPERT, f"评审专家{number:03}")
        for number, name in enumerate(EXPERTS, 1)
    ),
    DemonstrationAccount("auditor", Role.AUDITOR, "审计员"),
    DemonstrationAccount("admin", "", "系统管理员"),
)


def prepare_demonstration(*, say: Say) -> str:
    """Do what is missing and report each step to ``say``; returns the password.

    Raises :class:`PreparationError` under settings of a served installation, and
    when a package has errors.
    """
    if settings.SETTINGS_MODULE not in ALLOWED_SETTINGS:
        raise PreparationError("演示数据和演示账号不能用于正式环境，已停止。")
    migrate_if_needed(say=say)
    pilots = Path(apps.get_app_config("standards_catalog").path) / "pilots"
    folder = write_demonstration_package(base=pilots / DEMONSTRATED, say=say)
    load_if_changed(path=folder, say=say)
    for code in BESIDE_IT:
        load_if_changed(path=pilots / code, say=say)
    kept = Path(settings.DATA_ROOT) / "demonstration-accounts.txt"
    # A lost file means a new password, for the accounts that exist too.
    renew = not kept.exists()
    password = installation_password(kept)
    create_accounts(password=password, renew=renew, say=say)
    pilot = Pilot.objects.get(code=DEMONSTRATED)
    create_projects(pilot=pilot, say=say)
    announce_draw(pilot=pilot, say=say)
    write_report(pilot=pilot, as_of=pilot.reporting_date(), say=say)
    return password


def migrate_if_needed(*, say: Say) -> None:
    """Bring the database up to date; asking costs much less than migrating."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("建立或更新数据库……")
        call_command("migrate", verbosity=0, interactive=False)


def write_demonstration_package(*, base: Path, say: Say) -> Path:
    """The demonstration package made from ``base``, under the data folder.

    It is made anew when the base or the program that makes it has changed.
    """
    root = Path(settings.DATA_ROOT) / "demonstration"
    target, stamp = root / base.name, root / f"{base.name}.stamp"
    wanted = _origin_of(base)
    if not (target.exists() and stamp.exists() and stamp.read_text() == wanted):
        say("生成演示数据包……")
        root.mkdir(parents=True, exist_ok=True)
        make_demonstration(base, target)
        stamp.write_text(wanted)
    return target


def _origin_of(base: Path) -> str:
    """A digest of what a demonstration package is made from and by."""
    total = hashlib.sha256()
    program = Path(apps.get_app_config("demonstration").path)
    for path in (*sorted(base.rglob("*.*")), *sorted(program.glob("*.py"))):
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def load_if_changed(*, path: Path, say: Say) -> None:
    """Load the package at ``path`` unless its pilot was last loaded from the same."""
    with opened(path) as container:
        digest = digest_of(container)
    imports = PackageImport.objects.filter(pilot_code=path.name, undone_at=None)
    latest = imports.values_list("digest", flat=True).first()
    if latest == digest and Pilot.objects.filter(code=path.name).exists():
        return
    say(f"载入试点 {path.name}……")
    reading = read_package(path, known=known_to_installation)
    if reading.package is None:
        raise PreparationError("\n".join(str(problem) for problem in reading.errors))
    load_package(package=reading.package, source_name=path.name)


def installation_password(path: Path) -> str:
    """The demonstration password of this installation, made once and kept at
    ``path``, which only its owner may read."""
    if path.exists():
        return path.read_text("utf-8").splitlines()[-1].split("：")[-1].strip()
    word = "".join(secrets.choice(_LETTERS) for _ in range(12))
    password = "-".join((word[:4], word[4:8], word[8:]))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        names = "、".join(account.username for account in ACCOUNTS)
        file.write(f"演示账号：{names}\n密码：{password}\n")
    return password


@transaction.atomic
def create_accounts(*, password: str, renew: bool, say: Say) -> None:
    """Create the accounts that are missing; existing ones are left as they are,
    unless ``renew`` says that they too get ``password``."""
    names = [account.username for account in ACCOUNTS]
    existing = User.objects.filter(username__in=names)
    known = set(existing.values_list("username", flat=True))
    missing = [account for account in ACCOUNTS if account.username not in known]
    if not (missing or renew):
        return
    say("建立演示账号……")
    hashed = make_password(password)
    if renew:
        existing.update(password=hashed)
    busiest, drafting = _busiest_unit(), _drafting_unit()
    for account in missing:
        is_unit_bound = account.role in (Role.UNIT_LIAISON, Role.UNIT_LEADER)
        unit = drafting if account.username == "liaison2" else busiest
        User.objects.create(
            username=account.username,
            password=hashed,
            role=account.role,
            unit=unit if is_unit_bound else None,
            position_title=account.position,
            is_superuser=not account.role,
        )
        record_event(
            actor=None,
            action="新建账号",
            object_label=account.username,
            detail={"岗位": account.position, "说明": "演示账号"},
        )


def _busiest_unit() -> Unit:
    """The member unit with most unfinished findings: its home shows work to do."""
    memberships = PilotMembership.objects.filter(pilot__code=DEMONSTRATED)
    is_open = Q(finding__pilot__code=DEMONSTRATED, finding__closed_on=None)
    return (
        Unit.objects.filter(memberships__in=memberships)
        .annotate(unfinished=Count("finding", filter=is_open, distinct=True))
        .order_by("-unfinished", "position")[0]
    )


def _drafting_unit() -> Unit:
    """The unit that drafts the standard under review in the demonstration."""
    standards = Standard.objects.filter(pilot__code=DEMONSTRATED, code=REVIEWED)
    responsible = Unit.objects.filter(responsible_for_standards__in=standards)
    return responsible.first() or _busiest_unit()


def write_report(*, pilot: Pilot, as_of: date, say: Say) -> None:
    """Build the acceptance report unless its newest version still stands as files.

    A report stands as long as the pilot's newest import is older than it.
    """
    folder = Path(settings.DATA_ROOT) / "reports"
    reports = AcceptanceReport.objects.filter(pilot=pilot, as_of=as_of)
    report = reports.defer("snapshot").order_by("-version").first()
    imports = PackageImport.objects.filter(pilot_code=pilot.code, undone_at=None)
    changed_at = imports.values_list("imported_at", flat=True).first()
    is_current = report is not None and (
        changed_at is None or changed_at < report.created_at
    )
    if is_current and any(folder.glob("*.pdf")):
        return
    say(f"生成验收报告（数据截至 {as_of.isoformat()}）……")
    for path in write_files(build_report(pilot=pilot, as_of=as_of, actor=None), folder):
        say(f"  {path}")
