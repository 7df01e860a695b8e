"""The audit trail as the auditor reads, checks and exports it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.permissions import AUDITORS, RolesRequiredMixin
from accounts.services import broken_events, client_address, record_event
from listing.columns import Column, Kind, field_column
from listing.filters import ChoiceFilter, DateRangeFilter, Filter, choices_of
from listing.views import RecordListView

_BROKEN_SHOWN = 20


def _detail(event: AuditEvent) -> str:
    return "；".join(f"{name}：{value}" for name, value in event.detail.items())


def _place(event: AuditEvent) -> str:
    at = timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M")
    return f"第 {event.pk} 条（{at} {event.action}）"


class AuditView(RolesRequiredMixin, RecordListView):
    """Who did what, when and from where, newest first."""

    roles = AUDITORS
    template_name = "accounts/audit.html"
    title = "审计"
    purpose = "登录、导入、导出、签发等操作都在这里留痕，只能增加，不能修改或删除。"
    search_fields = ("actor_label", "unit_name", "object_label", "address")
    default_order = ("-pk",)
    columns = (
        Column("at", "时间", Kind.DATETIME, sort="at", width=17),
        field_column(AuditEvent, "actor_label", width=14),
        field_column(AuditEvent, "unit_name", width=14),
        field_column(AuditEvent, "action"),
        field_column(AuditEvent, "object_label", width=30),
        Column("detail", "内容", value=_detail, width=48),
        field_column(AuditEvent, "address", width=14),
        Column("digest", "摘要", value=lambda event: event.digest[:8], width=10),
    )

    def get_filters(self) -> list[Filter]:
        actions = AuditEvent.objects.order_by("action").values_list("action", flat=True)
        return [
            ChoiceFilter("action", "操作", choices_of(actions.distinct())),
            DateRangeFilter("at", "时间", is_datetime=True),
        ]

    def get_rows(self) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.all()

    def exported(self, row_count: int, form: str) -> None:
        record_event(
            actor=self.account,
            action="导出审计记录",
            detail={"条数": row_count, "格式": form},
            address=client_address(self.request),
        )


class VerifyAuditView(RolesRequiredMixin):
    """Recompute the digest chain of the whole trail and say what is broken."""

    roles = AUDITORS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any) -> HttpResponse:
        broken = list(islice(broken_events(), _BROKEN_SHOWN))
        if broken:
            places = "、".join(_place(event) for event in broken)
            messages.error(
                request, f"审计链不完整，以下记录被改动或之前有记录缺失：{places}"
            )
        else:
            count = AuditEvent.objects.count()
            messages.success(request, f"审计链完整：{count} 条记录的摘要全部相符。")
        record_event(
            actor=self.account,
            action="校验审计链",
            detail={"结果": "不完整" if broken else "完整"},
            address=client_address(request),
        )
        return redirect("accounts:audit")
