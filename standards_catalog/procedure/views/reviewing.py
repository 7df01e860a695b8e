"""The review room: experts read, give opinions and vote; the office reads on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.generic.base import TemplateView, View

from accounts.permissions import EXPERTS, OFFICE, RECORD_READERS, RolesRequiredMixin
from accounts.services import client_address, record_event
from listing.columns import Badge, Column, Kind, Tone, link
from listing.filters import Filter, YesNoFilter
from standards_catalog.procedure.documents import CONTENT_TYPES, minutes_file
from standards_catalog.procedure.models import (
    DraftingProject,
    ExpertReview,
    PanelMember,
    ReviewOpinion,
)
from standards_catalog.procedure.selectors.clauses import (
    reading_parts,
    text_of_snapshot,
)
from standards_catalog.procedure.selectors.dispositions import (
    DispositionTable,
    disposition_table,
)
from standards_catalog.procedure.selectors.drafts import last_edition
from standards_catalog.procedure.selectors.readiness import (
    latest_consultation,
    tally_of_review,
)
from standards_catalog.procedure.services.reviews import (
    cast_vote,
    give_opinion,
    remove_opinion,
)
from standards_catalog.procedure.services.steps import StepRefusedError
from standards_catalog.procedure.views.files import document_response
from standards_catalog.views.pilot_lists import PilotListView

ROOM = EXPERTS | OFFICE


class ReviewListView(PilotListView):
    """专家评审: the reviews the user sits on; all of them for the office."""

    title = "专家评审"
    about = "请在评审日期前审阅送审稿、提出意见并表决"
    purpose = "被聘入专家组后，待评审的标准会列在这里。"
    roles = ROOM
    search_fields = ("project__standard__title", "project__standard__code")
    default_order = ("-meeting_on", "-pk")
    columns = (
        Column(
            "standard",
            "标准",
            value="project.standard.title",
            url=link("procedure:review"),
            is_wide=True,
        ),
        Column("number", "次数", Kind.NUMBER),
        Column("meeting_on", "评审日期", Kind.DATE, sort="meeting_on"),
        Column("place", "地点", width=16),
        Column("state", "状态", Kind.STATUS, value=lambda row: _state(row)),
    )
    filters: ClassVar[Sequence[Filter]] = (
        YesNoFilter(
            "concluded",
            "已有结论",
            narrowing=lambda rows, yes: rows.filter(concluded_at__isnull=not yes),
        ),
    )

    def get_rows(self) -> QuerySet[ExpertReview]:
        reviews = ExpertReview.objects.for_user(self.account)
        seats = PanelMember.objects.filter(review=OuterRef("pk"), expert=self.account)
        return (
            reviews.filter(project__standard__pilot=self.pilot)
            .annotate(own_vote=Subquery(seats.values("vote")[:1]))
            .select_related("project__standard")
            .prefetch_related("panel")
        )


def _state(review: Any) -> Badge:
    """What is left to do: the own vote for an expert, who has ``own_vote``, and the
    votes of all for the office."""
    if review.conclusion:
        tone = Tone.GOOD if review.conclusion in review.PASSING else Tone.BAD
        return Badge(review.conclusion, tone)
    if review.own_vote is not None:
        is_done = bool(review.own_vote)
        return (
            Badge("您已表决", Tone.GOOD) if is_done else Badge("待您表决", Tone.WARNING)
        )
    unvoted = sum(not member.vote for member in review.panel.all())
    if unvoted:
        return Badge(f"{unvoted} 人未表决", Tone.WARNING)
    return Badge("待形成结论", Tone.INFO)


class ReviewView(RolesRequiredMixin, TemplateView):
    """One review: the 送审稿 clause by clause, the own opinions and the own vote."""

    template_name = "procedure/review.html"
    roles = ROOM

    @cached_property
    def review(self) -> ExpertReview:
        """The review of the address; 404 unless the user sits on its panel."""
        reviews = ExpertReview.objects.for_user(self.account).select_related(
            "project__standard__pilot", "project__lead_unit", "snapshot"
        )
        return get_object_or_404(reviews, pk=self.kwargs["pk"])

    @cached_property
    def seat(self) -> PanelMember | None:
        """The user's own seat; the office has none."""
        return self.review.panel.filter(expert=self.account).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review, seat = self.review, self.seat
        reading, parts = reading_parts(text_of_snapshot(review.snapshot))
        opinions = ReviewOpinion.objects.filter(member__review=review)
        if seat is not None and not review.is_concluded:
            # Until it is over an expert sees the own opinions only.
            opinions = opinions.filter(member=seat)
        by_block: dict[str, list[ReviewOpinion]] = {}
        for opinion in opinions.select_related("member__expert"):
            by_block.setdefault(opinion.block_id, []).append(opinion)
        is_counted = seat is None or review.is_concluded
        return super().get_context_data(
            **kwargs,
            review=review,
            project=review.project,
            standard=review.project.standard,
            seat=seat,
            reading=reading,
            parts=[
                (part, by_block.get(part.place.block_id, []) if part.place else [])
                for part in parts
            ],
            general=by_block.get("", []),
            may_answer=seat is not None and not review.is_concluded,
            votes=PanelMember.Vote.choices,
            panel=review.panel.select_related("expert"),
            tally=tally_of_review(review) if is_counted else None,
            edition=last_edition(review.project),
            documents=review.project.documents.all(),
            table=_latest_table(review.project),
            today=timezone.localdate(),
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Give or take back an opinion, or vote. Only experts of the panel do."""
        if self.seat is None:
            self.raise_exception = True
            self.handle_no_permission()
        try:
            anchor = self._act(request)
        except StepRefusedError as error:
            messages.error(request, f"{error}。")
            context = self.get_context_data(
                refused_block=request.POST.get("block", ""),
                refused_words=request.POST.get("content", ""),
                refused_reason=request.POST.get("reason", ""),
            )
            return self.render_to_response(context)
        return redirect(f"{request.path}{anchor}")

    def _act(self, request: HttpRequest) -> str:
        address, data = client_address(request), request.POST
        block = data.get("block", "")
        match data.get("act"):
            case "vote":
                cast_vote(
                    review=self.review,
                    expert=self.account,
                    vote=data.get("vote", ""),
                    reason=data.get("reason", ""),
                    address=address,
                )
                messages.success(request, "已表决。")
                return ""
            case "remove":
                wanted = data.get("opinion", "")
                opinion = get_object_or_404(
                    ReviewOpinion,
                    member=self.seat,
                    pk=int(wanted) if wanted.isdecimal() else 0,
                )
                remove_opinion(opinion=opinion, expert=self.account, address=address)
                messages.success(request, "已删除这条意见。")
            case _:
                give_opinion(
                    review=self.review,
                    expert=self.account,
                    content=data.get("content", ""),
                    block_id=block,
                    address=address,
                )
                messages.success(request, "已记下意见。")
        return f"#c-{block}" if block else ""


def _latest_table(project: DraftingProject) -> DispositionTable | None:
    """The 意见汇总处理表 that belongs to the papers of a review."""
    consultation = latest_consultation(project)
    return disposition_table(consultation) if consultation is not None else None


class MinutesView(RolesRequiredMixin, View):
    """评审会议纪要 as Word or PDF, once there is a conclusion."""

    roles = RECORD_READERS

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        """The file; 404 before the conclusion and for another unit's project."""
        projects = DraftingProject.objects.for_user(self.account)
        review = get_object_or_404(
            ExpertReview.objects.filter(
                project__in=projects, concluded_at__isnull=False
            ).select_related("project__standard__pilot", "project__lead_unit"),
            pk=pk,
        )
        if form not in ("docx", "pdf"):
            raise Http404
        record_event(
            actor=self.account,
            action="下载评审纪要",
            object_label=str(review),
            detail={"格式": form},
            address=client_address(request),
        )
        name = f"评审会议纪要_{review.project.standard.code}_第{review.number}次.{form}"
        response = HttpResponse(
            minutes_file(review, form), content_type=CONTENT_TYPES[form]
        )
        response.headers["Content-Disposition"] = _attachment(name)
        return response


class ReviewDocumentView(RolesRequiredMixin, View):
    """A file of the project, for the panel that reviews it."""

    roles = ROOM

    def get(self, request: HttpRequest, pk: int, document: int) -> FileResponse:
        """The file, always as a download."""
        reviews = ExpertReview.objects.for_user(self.account)
        review = get_object_or_404(reviews.select_related("project__standard"), pk=pk)
        found = get_object_or_404(review.project.documents, pk=document)
        return document_response(found, self.account, client_address(request))


def _attachment(name: str) -> str:
    return content_disposition_header(True, name) or "attachment"
