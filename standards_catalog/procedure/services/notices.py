"""Telling people that something waits for them, here and by e-mail if there is one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, Unit, User
from standards_catalog.procedure.models import Notice

_SHORT = 300


def office_accounts() -> list[User]:
    """The active accounts of the standards office."""
    return list(User.objects.filter(role=Role.STANDARDS_OFFICE, is_active=True))


def leadership_accounts() -> list[User]:
    """The active accounts of the leadership group."""
    return list(User.objects.filter(role=Role.LEADERSHIP_GROUP, is_active=True))


def liaisons_of(units: Iterable[Unit]) -> list[User]:
    """The active liaisons of ``units``."""
    return list(
        User.objects.filter(role=Role.UNIT_LIAISON, is_active=True, unit__in=units)
    )


def notify(
    recipients: Iterable[User],
    text: str,
    url: str,
    *,
    subject: str = "",
    due_on: date | None = None,
) -> list[Notice]:
    """Leave a notice for each recipient, and send it by mail after the commit.

    A recipient who was already told about a non-empty ``subject`` is not told again.
    """
    accounts = {account.pk: account for account in recipients}
    if subject:
        told = Notice.objects.filter(recipient__in=accounts, subject=subject)
        for known in told.values_list("recipient_id", flat=True):
            accounts.pop(known, None)
    now = timezone.now()
    notices = Notice.objects.bulk_create(
        Notice(
            recipient=account,
            text=text[:_SHORT],
            url=url,
            subject=subject,
            due_on=due_on,
            sent_at=now,
        )
        for account in accounts.values()
    )
    addresses = [account.email for account in accounts.values() if account.email]
    if addresses and settings.EMAIL_HOST:
        # A mail server that is down must not undo the step that was taken.
        transaction.on_commit(partial(_mail, addresses, text, url), robust=True)
    return notices


def _mail(addresses: list[str], text: str, url: str) -> None:
    body = f"{text}\n\n{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{url}\n"
    for address in addresses:
        send_mail(f"准绳：{text[:60]}", body, None, [address])


def mark_read(*, notices: Iterable[Notice]) -> None:
    """Remember that these notices were read, now."""
    keys = [notice.pk for notice in notices if notice.read_at is None]
    Notice.objects.filter(pk__in=keys).update(read_at=timezone.now())
