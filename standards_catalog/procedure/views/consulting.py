"""Answering a consultation: invited units, bodies with a link, the public.

The three pages show the same frozen text with a form under each clause; they differ
in who is asked and in how that is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import TemplateView

from accounts.models import Role, User
from accounts.permissions import UNITS, RolesRequiredMixin
from accounts.services import client_address
from listing.columns import Badge, Column, Kind, Tone, link
from listing.filters import Filter, YesNoFilter
from standards_catalog.procedure.models import Comment, Consultation, Invitation
from standards_catalog.procedure.selectors.clauses import (
    ReadingPart,
    reading_parts,
    text_of_snapshot,
)
from standards_catalog.procedure.services.consultations import (
    add_comment,
    remove_comment,
    reply_without_comment,
)
from standards_catalog.procedure.services.links import DeadLinkError, invitation_of
from standards_catalog.procedure.services.steps import StepRefusedError
from standards_catalog.views.pilot_lists import PilotListView

_GONE = 410


@dataclass(frozen=True, slots=True)
class CommentedPart:
    """A clause with the reader's own opinions on it."""

    part: ReadingPart
    comments: tuple[Comment, ...]


class CommentingView(TemplateView):
    """A consultation's text with a form under each clause; plain POST, no script."""

    channel: str

    @property
    def consultation(self) -> Consultation:
        """The round shown."""
        raise NotImplementedError

    @property
    def invitation(self) -> Invitation | None:
        """Who answers; ``None`` is the public."""
        return None

    @property
    def actor(self) -> User | None:
        """The account that answers, if there is one."""
        return None

    @property
    def may_answer(self) -> bool:
        """Whether this reader may answer now."""
        return self.consultation.is_open_on(timezone.localdate())

    def own_comments(self) -> list[Comment]:
        """What the reader has said; nobody sees what others said."""
        invitation = self.invitation
        return list(invitation.comments.all()) if invitation is not None else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reading, parts = reading_parts(text_of_snapshot(self.consultation.snapshot))
        own = self.own_comments()
        by_block: dict[str, list[Comment]] = {}
        for comment in own:
            by_block.setdefault(comment.block_id, []).append(comment)
        return super().get_context_data(
            **kwargs,
            consultation=self.consultation,
            project=self.consultation.project,
            standard=self.consultation.project.standard,
            invitation=self.invitation,
            reading=reading,
            parts=[
                CommentedPart(
                    part,
                    tuple(by_block.get(part.place.block_id, ())) if part.place else (),
                )
                for part in parts
            ],
            general=by_block.get("", []),
            own_count=len(own),
            may_answer=self.may_answer,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Enter or take back an opinion, or reply 无意见."""
        anchor = ""
        try:
            anchor = self._act(request)
        except StepRefusedError as error:
            messages.error(request, f"{error}。")
            if request.POST.get("content"):
                # Nothing typed is lost: the page comes back with the words in place.
                context = self.get_context_data(
                    refused_block=request.POST.get("block", ""),
                    refused_words=request.POST.get("content", ""),
                    refused_name=request.POST.get("contributor", ""),
                )
                return self.render_to_response(context)
        return redirect(f"{request.path}{anchor}")

    def _act(self, request: HttpRequest) -> str:
        address = client_address(request)
        block = request.POST.get("block", "")
        match request.POST.get("act"):
            case "reply" if self.invitation is not None:
                reply_without_comment(
                    invitation=self.invitation, actor=self.actor, address=address
                )
                messages.success(request, "已回复“无意见”，谢谢。")
                return ""
            case "remove" if self.invitation is not None:
                comment = get_object_or_404(
                    self.invitation.comments, pk=_key(request.POST.get("comment"))
                )
                remove_comment(comment=comment, actor=self.actor, address=address)
                messages.success(request, "已删除这条意见。")
            case _:
                add_comment(
                    consultation=self.consultation,
                    content=request.POST.get("content", ""),
                    block_id=block,
                    invitation=self.invitation,
                    contributor=request.POST.get("contributor", ""),
                    channel=self.channel,
                    actor=self.actor,
                    address=address,
                )
                messages.success(request, "意见已收到，谢谢。")
        return f"#c-{block}" if block else ""


def _key(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


class InvitationListView(PilotListView):
    """征求意见: what the user's unit was asked."""

    title = "征求意见"
    about = "发给本单位的征求意见稿；没有意见也请回复“无意见”"
    purpose = "标准起草单位向本单位征求意见时会列在这里。"
    roles = UNITS
    search_fields = (
        "consultation__project__standard__title",
        "consultation__project__standard__code",
    )
    default_order = ("-consultation__closes_on", "-pk")
    columns = (
        Column(
            "standard",
            "标准",
            value="consultation.project.standard.title",
            url=link("procedure:invitation"),
            is_wide=True,
        ),
        Column("number", "轮次", Kind.NUMBER, value="consultation.number"),
        Column("lead_unit", "牵头单位", value="consultation.project.lead_unit"),
        Column(
            "closes_on",
            "截止日期",
            Kind.DATE,
            value="consultation.closes_on",
            sort="consultation__closes_on",
        ),
        Column("state", "回函", Kind.STATUS, value=lambda row: _reply_badge(row)),
    )
    filters: ClassVar[Sequence[Filter]] = (
        YesNoFilter(
            "replied",
            "已回函",
            narrowing=lambda rows, yes: rows.filter(replied_at__isnull=not yes),
        ),
    )

    def get_rows(self) -> QuerySet[Invitation]:
        mine = Invitation.objects.for_user(self.account)
        return mine.filter(
            consultation__project__standard__pilot=self.pilot
        ).select_related(
            "consultation__project__standard", "consultation__project__lead_unit"
        )


def _reply_badge(invitation: Invitation) -> Badge:
    if invitation.has_no_comment:
        return Badge("无意见", Tone.GOOD)
    if invitation.replied_at is not None:
        return Badge("已提意见", Tone.GOOD)
    if invitation.consultation.is_open_on(timezone.localdate()):
        return Badge("待回函", Tone.WARNING)
    return Badge("未回函", Tone.NEUTRAL)


class InvitationView(RolesRequiredMixin, CommentingView):
    """A round as an invited unit answers it: its liaison writes, its leader reads."""

    roles = UNITS
    template_name = "procedure/invitation.html"
    channel = Comment.Channel.SCREEN

    @cached_property
    def _invitation(self) -> Invitation:
        mine = Invitation.objects.for_user(self.account).select_related(
            "unit",
            "consultation__snapshot",
            "consultation__project__lead_unit",
            "consultation__project__standard__pilot",
        )
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    @property
    def invitation(self) -> Invitation:
        return self._invitation

    @property
    def consultation(self) -> Consultation:
        return self._invitation.consultation

    @property
    def actor(self) -> User:
        return self.account

    @property
    def may_answer(self) -> bool:
        return self.account.role == Role.UNIT_LIAISON and super().may_answer

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Only the liaison answers for the unit."""
        if self.account.role != Role.UNIT_LIAISON:
            self.raise_exception = True
            self.handle_no_permission()
        return super().post(request, **kwargs)


@method_decorator(never_cache, "dispatch")
class SignedConsultationView(CommentingView):
    """A round as a body without an account answers it, by its signed link."""

    template_name = "procedure/signed.html"
    channel = Comment.Channel.LINK

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Whoever holds the link may answer; a dead link answers 410."""
        try:
            self._invitation = invitation_of(kwargs["token"])
        except DeadLinkError as error:
            context = {
                "message": str(error),
                "advice": "如仍需提出意见，请与发来链接的单位联系。",
            }
            return render(request, "procedure/dead_link.html", context, status=_GONE)
        return super().dispatch(request, *args, **kwargs)

    @property
    def invitation(self) -> Invitation:
        return self._invitation

    @property
    def consultation(self) -> Consultation:
        return self._invitation.consultation


def public_rounds() -> QuerySet[Consultation]:
    """Rounds that everybody may answer today."""
    today = timezone.localdate()
    return (
        Consultation.objects.filter(
            is_public=True,
            closed_at=None,
            opens_on__lte=today,
            closes_on__gte=today,
            project__stage="征求意见",
        )
        .select_related("project__standard__pilot", "project__lead_unit", "snapshot")
        .order_by("closes_on", "pk")
    )


class PublicConsultationListView(TemplateView):
    """公开征求意见: what is open for everybody's opinion."""

    template_name = "procedure/public_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, rounds=public_rounds())


@method_decorator(never_cache, "dispatch")
class PublicConsultationView(CommentingView):
    """A public round: the text and a form under each clause, without an account."""

    template_name = "procedure/public_detail.html"
    channel = Comment.Channel.PUBLIC

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A round that is over answers 410; its text is no longer open."""
        over = Consultation.objects.filter(pk=kwargs["pk"], is_public=True)
        if over.exists() and not public_rounds().filter(pk=kwargs["pk"]).exists():
            context = {
                "heading": "征求意见已结束",
                "message": "这次公开征求意见已经结束，谢谢您的关注",
                "advice": "还在征求意见的标准列在“公开征求意见”中。",
            }
            return render(request, "procedure/dead_link.html", context, status=_GONE)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def _consultation(self) -> Consultation:
        return get_object_or_404(public_rounds(), pk=self.kwargs["pk"])

    @property
    def consultation(self) -> Consultation:
        return self._consultation

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Enter an opinion; a filled trap field is a robot's and is thrown away."""
        if request.POST.get("website"):
            raise Http404
        return super().post(request, **kwargs)
