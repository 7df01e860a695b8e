"""Making standards public: decided, recorded, reported and confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from accounts.services import record_event
from assessment.publication.models import PublicationReport
from assessment.publication.selectors import SETTING, edition_in_force
from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.portal.reachability import portal_path, portal_status
from standards_catalog.procedure.services.notices import (
    liaisons_of,
    notify,
    office_accounts,
)
from standards_catalog.services import record_catalogue_change

_STATE = PublicationReport.State
_OK = 200


class PublicationRefusedError(Exception):
    """Cannot be put down so; the text says in Chinese why, without a full stop."""


def check_publication(edition: StandardEdition, opened_on: date, url: str) -> None:
    """Refuse a date that cannot be, and an address nobody can open."""
    if opened_on > timezone.localdate():
        raise PublicationRefusedError("公开日期不能晚于今天")
    if edition.published_on is not None and opened_on < edition.published_on:
        raise PublicationRefusedError(
            f"“{edition}”的公开日期不能早于发布日期 {edition.published_on.isoformat()}"
        )
    parts = urlsplit(url)
    is_web = parts.scheme in ("http", "https") and bool(parts.netloc)
    if not is_web and url != portal_path(edition.standard):
        raise PublicationRefusedError("网址应以 http:// 或 https:// 开头")


@transaction.atomic
def record_publication(
    *,
    standards: Iterable[Standard],
    opened_on: date,
    url: str,
    day: date,
    actor: User,
    address: str,
) -> int:
    """Put down that ``standards`` are public since ``opened_on``; how many there were.

    Without ``url`` they are opened on our own portal: each gets its own address, and is
    refused if the page does not really open. All or nothing.
    """
    count = 0
    for standard in standards:
        if not standard.must_publish:
            raise PublicationRefusedError(
                f"“{standard}”没有定为“应公开”，请先决定是否公开"
            )
        edition = edition_in_force(standard, day)
        if edition is None:
            raise PublicationRefusedError(f"“{standard}”没有版次")
        where = url or portal_path(standard)
        check_publication(edition, opened_on, where)
        edition.opened_on, edition.opened_at_url = opened_on, where
        edition.save(update_fields=["opened_on", "opened_at_url"])
        _check_portal(standard, where)
        record_catalogue_change(
            actor=actor,
            action="登记标准公开",
            entry=edition,
            changed_fields=["公开日期", "公开网址"],
            address=address,
        )
        count += 1
    return count


def _check_portal(standard: Standard, url: str) -> None:
    if url == portal_path(standard) and portal_status(url) != _OK:
        raise PublicationRefusedError(f"本站门户打不开“{standard}”，没有登记为公开")


@transaction.atomic
def decide_publicity(
    *, standard: Standard, must_publish: bool, reason: str, actor: User, address: str
) -> None:
    """Whether ``standard`` is owed to the public; if not, why."""
    if not must_publish and not reason.strip():
        raise PublicationRefusedError("不公开的须写明理由")
    standard.must_publish = must_publish
    standard.unpublished_reason = "" if must_publish else reason.strip()
    standard.save(update_fields=["must_publish", "unpublished_reason"])
    record_catalogue_change(
        actor=actor,
        action="决定是否公开",
        entry=standard,
        changed_fields=["应公开", "不公开理由"],
        address=address,
    )


@transaction.atomic
def report_publication(
    *,
    standard: Standard,
    unit: Unit,
    opened_on: date,
    url: str,
    note: str,
    day: date,
    actor: User,
    address: str,
) -> PublicationReport:
    """A unit says where it made its standard public; the office is told."""
    edition = edition_in_force(standard, day)
    if edition is None:
        raise PublicationRefusedError(f"“{standard}”没有版次")
    check_publication(edition, opened_on, url)
    waiting = PublicationReport.objects.select_for_update().filter(
        edition=edition, unit=unit, state=_STATE.WAITING
    )
    if waiting.exists():
        raise PublicationRefusedError("上次的上报还在等办公室核对")
    report = PublicationReport.objects.create(
        edition=edition,
        unit=unit,
        opened_on=opened_on,
        url=url,
        note=note.strip(),
        reported_by=actor,
        reported_at=timezone.now(),
    )
    _record(report, "上报标准公开", actor, address)
    notify(
        office_accounts(),
        f"{unit}上报“{standard}”已公开，请核对",
        reverse("publication:standard", args=[standard.pk]),
    )
    return report


@transaction.atomic
def settle_report(
    *,
    report: PublicationReport,
    is_confirmed: bool,
    answer: str,
    actor: User,
    address: str,
) -> None:
    """Confirm a report, after which it counts, or give it back with a reason."""
    locked = PublicationReport.objects.select_for_update().get(pk=report.pk)
    if locked.state != _STATE.WAITING:
        raise PublicationRefusedError("这条上报已经核对过了")
    if not is_confirmed and not answer.strip():
        raise PublicationRefusedError("退回的须写明理由")
    edition = locked.edition
    if is_confirmed and not edition.standard.must_publish:
        raise PublicationRefusedError("这项标准没有定为“应公开”，请先决定是否公开")
    locked.state = _STATE.CONFIRMED if is_confirmed else _STATE.RETURNED
    locked.settled_by, locked.settled_at = actor, timezone.now()
    locked.answer = answer.strip()
    locked.save()
    if is_confirmed:
        edition.opened_on, edition.opened_at_url = locked.opened_on, locked.url
        edition.save(update_fields=["opened_on", "opened_at_url"])
    edition.standard.pilot.mark_changed()
    _record(locked, f"公开上报{locked.state}", actor, address)
    notify(
        liaisons_of([locked.unit]),
        f"“{edition.standard}”的公开上报{locked.state}"
        + (f"：{locked.answer}" if locked.answer else ""),
        reverse("publication:standard", args=[edition.standard_id]),
    )


@transaction.atomic
def set_days_allowed(*, pilot: Pilot, days: int, actor: User, address: str) -> None:
    """After how many days from 实施日期 a standard that is not public is late."""
    pilot.extra = {**pilot.extra, SETTING: days}
    pilot.save(update_fields=["extra"])
    pilot.mark_changed()
    record_event(
        actor=actor,
        action="设置公开期限",
        object_label=pilot.name,
        detail={"天数": days},
        address=address,
    )


def _record(report: PublicationReport, action: str, actor: User, address: str) -> None:
    record_event(
        actor=actor,
        action=action,
        object_label=f"{report.edition.standard.pilot.name} {report.edition.standard}",
        detail={
            "单位": report.unit.name,
            "公开日期": report.opened_on.isoformat(),
            "网址": report.url,
            "核对意见": report.answer,
        },
        address=address,
    )
