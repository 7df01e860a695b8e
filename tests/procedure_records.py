"""Projects of two units in the middle of their lives, for the permission tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Unit, User
from standards_catalog.models import Pilot, Standard
from standards_catalog.procedure.models import (
    Comment,
    CommentSheet,
    Consultation,
    DraftingProject,
    DraftSnapshot,
    ExpertReview,
    Invitation,
    NoveltySearch,
    PanelMember,
    ProjectDocument,
    StageChange,
)
from tests.factories import make_standard


def make_project_records(
    pilot: Pilot, unit: Unit, needle: str, actor: User
) -> dict[str, Any]:
    """A project that ``unit`` leads, 征求意见 for the second time after a review, with
    ``needle`` in everything that was written for it."""
    today = timezone.localdate()
    project = DraftingProject.objects.create(
        standard=make_standard(pilot, None, status=Standard.Status.DRAFTING),
        kind="制定",
        lead_unit=unit,
        stage="征求意见",
        stage_since=today,
        purpose=needle,
        proposed_on=today,
        proposed_by=actor,
    )
    NoveltySearch.objects.create(
        project=project,
        searched_on=today,
        sources=needle,
        keywords=needle,
        result="无相关标准",
        findings=needle,
        recorded_by=actor,
    )
    document = ProjectDocument.objects.create(
        project=project,
        kind="编制说明",
        title=needle,
        file=ContentFile(needle.encode(), name="explanation.pdf"),
        digest="0" * 64,
        added_at=timezone.now(),
        added_by=actor,
    )
    snapshot = _snapshot(project, actor)
    consultation = _consultation(project, snapshot, needle)
    return {
        "project": project,
        "project_document": document,
        "snapshot": snapshot,
        "round": consultation,
        "sheet_of_comments": _sheet(consultation, needle, actor),
        "concluded_review": _review(project, snapshot, needle, actor),
    }


def _snapshot(project: DraftingProject, actor: User) -> DraftSnapshot:
    snapshot = DraftSnapshot.objects.create(
        project=project, kind="征求意见稿", taken_at=timezone.now(), taken_by=actor
    )
    StageChange.objects.create(
        project=project,
        at=timezone.now(),
        actor=actor,
        step="open_consultation",
        label="发出征求意见稿",
        target="征求意见",
        note=project.purpose,
        snapshot=snapshot,
    )
    return snapshot


def _consultation(
    project: DraftingProject, snapshot: DraftSnapshot, needle: str
) -> Consultation:
    today = timezone.localdate()
    consultation = Consultation.objects.create(
        project=project,
        number=1,
        snapshot=snapshot,
        opens_on=today,
        closes_on=today + timedelta(days=15),
        message=needle,
    )
    Invitation.objects.create(consultation=consultation, body_name=needle)
    Comment.objects.create(
        consultation=consultation,
        channel="公众",
        contributor=needle,
        content=needle,
        proposed_at=timezone.now(),
        disposition="不采纳",
        reason=needle,
    )
    return consultation


def _sheet(consultation: Consultation, needle: str, actor: User) -> CommentSheet:
    row = {"row": 2, "invitation": 0, "block": "", "clause": "全文", "content": needle}
    return CommentSheet.objects.create(
        consultation=consultation,
        file_name=f"{needle}.xlsx",
        digest="0" * 64,
        rows=[row],
        uploaded_at=timezone.now(),
        uploaded_by=actor,
        entered_at=timezone.now(),
    )


def _review(
    project: DraftingProject, snapshot: DraftSnapshot, needle: str, actor: User
) -> ExpertReview:
    return ExpertReview.objects.create(
        project=project,
        number=1,
        snapshot=snapshot,
        meeting_on=date(2021, 5, 1),
        place=needle,
        host=needle,
        convened_at=timezone.now(),
        main_points=needle,
        conclusion="修改后通过",
        concluded_at=timezone.now(),
    )


def make_shared_round(pilot: Pilot, lead: Unit, actor: User) -> Consultation:
    """A public round of a third unit's project."""
    records = make_project_records(pilot, lead, "第三方的项目", actor)
    Consultation.objects.filter(pk=records["round"].pk).update(is_public=True)
    found: Consultation = records["round"]
    return found


def make_invitation(consultation: Consultation, unit: Unit, needle: str) -> Invitation:
    """``unit`` asked in ``consultation``, with an opinion that is its own affair."""
    invitation = Invitation.objects.create(
        consultation=consultation, unit=unit, replied_at=timezone.now()
    )
    Comment.objects.create(
        consultation=consultation,
        invitation=invitation,
        channel="在线",
        content=needle,
        proposed_at=timezone.now(),
    )
    return invitation


def make_open_review(pilot: Pilot, lead: Unit, actor: User, expert: User) -> Any:
    """A review under way with ``expert`` on its panel."""
    records = make_project_records(pilot, lead, "评审中的项目", actor)
    project = records["project"]
    project.stage = "专家评审"
    project.save()
    review = ExpertReview.objects.create(
        project=project,
        number=2,
        snapshot=records["snapshot"],
        meeting_on=timezone.localdate(),
        place="会议室",
        host="主任",
        convened_at=timezone.now(),
    )
    PanelMember.objects.create(review=review, expert=expert)
    return review, records["project_document"]
