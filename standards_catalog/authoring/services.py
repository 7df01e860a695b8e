"""Writes to texts: drafts are opened, replaced, closed, and minted into editions.

Whoever leads a standard through its life calls these; nothing here asks where in its
life the standard is. Every write is recorded in the audit trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page, Revision

from accounts.models import User
from accounts.services import record_event
from standards_catalog.authoring.minting import clauses_of
from standards_catalog.authoring.models import (
    RuleSeverity,
    StandardPage,
    StandardsIndexPage,
)
from standards_catalog.authoring.selectors import (
    draft_of,
    edition_text,
    editions_with_text,
    page_values,
    text_of,
)
from standards_catalog.drafting.checks.registry import RULES
from standards_catalog.drafting.checks.report import Severity
from standards_catalog.drafting.document import Cover, StandardText
from standards_catalog.drafting.json_form import digest, to_plain
from standards_catalog.drafting.wording import new_draft
from standards_catalog.models import Clause, Pilot, Standard, StandardEdition


class DraftError(Exception):
    """What was asked cannot be done with the text; the message is one Chinese line."""


@transaction.atomic
def open_draft(
    *, standard: Standard, actor: User | None, text: StandardText | None = None
) -> StandardPage:
    """Start the first text of ``standard``: ``text``, or the template of GB/T 1.1.

    DraftError if it has a text already.
    """
    if text is None:
        names = [unit.name for unit in standard.responsible_units.all()]
        text = new_draft(standard.title, "、".join(names), lambda: str(uuid4()))
    page = _new_page(standard, text)
    page.save_revision(user=actor)
    _record(actor, "建立标准草案", standard)
    return page


def _new_page(standard: Standard, text: StandardText) -> StandardPage:
    if StandardPage.objects.filter(standard=standard).exists():
        raise DraftError(f"标准“{standard}”已有文本。")
    values = page_values(text, standard.pilot)
    page = StandardPage(standard=standard, slug=_slug(standard), live=False, **values)
    page.draft_title = page.title
    _container().add_child(instance=page)
    return page


def _slug(standard: Standard) -> str:
    """ASCII, and never another standard's: codes may be Chinese, keys are not."""
    return slugify(f"{standard.pilot.code} {standard.code} {standard.pk}")


def _container() -> StandardsIndexPage:
    found = StandardsIndexPage.objects.first()
    if found is not None:
        return found
    root = Page.get_first_root_node()
    container = StandardsIndexPage(title="标准文本", slug="standard-texts", live=False)
    root.add_child(instance=container)
    return container


@transaction.atomic
def replace_text(
    *, page: StandardPage, text: StandardText, actor: User | None, note: str
) -> Revision:
    """Make ``text`` the draft, as a new revision; earlier ones stay.

    ``note`` says for the audit trail where the text comes from. DraftError while the
    text is closed.
    """
    _require_open(page)
    revision = _save_text(page, text, actor)
    _record(actor, "替换标准草案", page.standard, 说明=note)
    return revision


def _save_text(page: StandardPage, text: StandardText, actor: User | None) -> Revision:
    draft = draft_of(page)
    for name, value in page_values(text, page.pilot).items():
        setattr(draft, name, value)
    revision: Revision = draft.save_revision(user=actor)
    page.refresh_from_db()
    return revision


def _require_open(page: StandardPage) -> None:
    state = StandardPage.objects.select_for_update().get(pk=page.pk)
    if state.locked:
        raise DraftError(f"标准“{page.standard}”的文本已关闭：{state.closed_reason}。")


@transaction.atomic
def close_text(*, page: StandardPage, reason: str, actor: User | None) -> None:
    """Let nobody change the text, the office included; editors see ``reason``.

    Who has it open in the editor can no longer save.
    """
    StandardPage.objects.filter(pk=page.pk).update(locked=True, closed_reason=reason)
    page.refresh_from_db()
    _record(actor, "关闭标准文本", page.standard, 原因=reason)


@transaction.atomic
def reopen_text(*, page: StandardPage, actor: User | None, note: str = "") -> None:
    """Let the drafters change the text again."""
    StandardPage.objects.filter(pk=page.pk).update(locked=False, closed_reason="")
    page.refresh_from_db()
    _record(actor, "开放标准文本", page.standard, 说明=note)


@transaction.atomic
def mint_edition(
    *,
    standard: Standard,
    revision: Revision,
    number: str,
    published_on: date,
    effective_on: date,
    issuer: str,
    actor: User | None,
) -> StandardEdition:
    """Freeze the text of ``revision`` as an edition with its clauses; close the text.

    The cover of the frozen text takes ``number``, the dates and, where it names
    none, ``issuer``. Ending the edition before it is left to the caller. DraftError
    for a revision of another standard, a number in use, or 实施 before 发布.
    """
    page = StandardPage.objects.select_for_update().get(standard=standard)
    if not page.revisions.filter(pk=revision.pk).exists():
        raise DraftError(f"第{revision.pk}号修订不是标准“{standard}”的文本。")
    if effective_on < published_on:
        raise DraftError(f"实施日期 {effective_on} 早于发布日期 {published_on}。")
    if not number.strip():
        raise DraftError("标准编号没有填写。")
    in_pilot = StandardEdition.objects.filter(standard__pilot=standard.pilot)
    if in_pilot.filter(number=number).exists():
        raise DraftError(f"标准编号“{number}”已被使用。")
    draft = text_of(revision)
    text = replace(
        draft,
        cover=_final_cover(draft.cover, number, published_on, effective_on, issuer),
    )
    edition = freeze_text(
        edition=StandardEdition(standard=standard, issuer=issuer), text=text
    )
    close_text(page=page, reason=f"已发布为 {number}", actor=actor)
    standard.pilot.mark_changed()
    _record(actor, "发布标准版次", standard, 编号=number, 摘要=edition.text_digest)
    return edition


def _final_cover(
    cover: Cover, number: str, published_on: date, effective_on: date, issuer: str
) -> Cover:
    return replace(
        cover,
        number=number,
        published_on=published_on,
        effective_on=effective_on,
        issuing_bodies=cover.issuing_bodies or (issuer,),
    )


@transaction.atomic
def freeze_text(*, edition: StandardEdition, text: StandardText) -> StandardEdition:
    """Save ``edition`` with ``text`` for good: canonical JSON, SHA-256, clauses.

    Number, dates and what it replaces are taken from the cover. DraftError if a block
    id occurs twice or the edition has another text already.
    """
    ids = [block.id for block in text.blocks]
    if len(set(ids)) < len(ids):
        raise DraftError("文本中有重复的块标识，不能发布。")
    if edition.is_minted:
        raise DraftError(f"版次“{edition}”已有文本。")
    cover = text.cover
    edition.number = cover.number
    edition.published_on = cover.published_on
    edition.effective_on = cover.effective_on
    edition.replaces = "、".join(cover.replaces)
    edition.text, edition.text_digest = to_plain(text), digest(text)
    edition.save()
    Clause.objects.bulk_create(clauses_of(edition, text))
    return edition


@transaction.atomic
def next_revision_draft(*, standard: Standard, actor: User | None) -> StandardPage:
    """Open a draft that starts from the text of the last edition, block ids kept.

    Its cover has no number and no dates and replaces the last edition. DraftError if
    no edition of the standard has its text here.
    """
    last = editions_with_text(standard).first()
    text = edition_text(last) if last is not None else None
    if last is None or text is None:
        raise DraftError(f"标准“{standard}”没有可以修订的文本。")
    cover = replace(
        text.cover,
        number="",
        replaces=(last.number,),
        published_on=None,
        effective_on=None,
    )
    text = replace(text, cover=cover)
    page = StandardPage.objects.filter(standard=standard).first()
    if page is None:
        page = _new_page(standard, text)
        page.save_revision(user=actor)
    else:
        reopen_text(page=page, actor=actor, note=f"修订 {last.number}")
        _save_text(page, text, actor)
    _record(actor, "建立修订草案", standard, 代替=last.number)
    return page


@transaction.atomic
def set_severities(
    *, pilot: Pilot, severities: Mapping[str, Severity], actor: User | None
) -> None:
    """Make ``severities`` what rules of the drafting check bind to in ``pilot``.

    What equals the rule's own severity is not kept, so that it follows the rule.
    """
    own = {rule.code: rule.severity for rule in RULES}
    chosen = {
        code: severity for code, severity in severities.items() if severity != own[code]
    }
    RuleSeverity.objects.filter(pilot=pilot).delete()
    RuleSeverity.objects.bulk_create(
        RuleSeverity(pilot=pilot, code=code, severity=severity.value)
        for code, severity in chosen.items()
    )
    record_event(
        actor=actor,
        action="设置起草检查规则",
        object_label=pilot.name,
        detail={code: severity.value for code, severity in chosen.items()},
    )


def _record(actor: User | None, action: str, standard: Standard, **detail: str) -> None:
    label = f"{standard.pilot.name} {standard}"
    record_event(actor=actor, action=action, object_label=label, detail=dict(detail))
