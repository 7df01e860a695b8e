"""One implementation record: its clauses, its evidence, and what may be done now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import View

from accounts.models import Role
from accounts.permissions import OFFICE, UNITS
from accounts.services import client_address
from assessment.implementation.choosing import clause_choices, edition_on
from assessment.implementation.models import ImplementationRecord, RecordState
from assessment.implementation.services import (
    RecordRefusedError,
    return_record,
    sign_off_record,
    verify_records,
    withdraw_record,
)
from assessment.implementation.views.records import RecordsOfUser, state_badge
from listing.columns import Column, field_column
from standards_catalog.views.citations import CITATION_COLUMNS
from standards_catalog.views.pilot_lists import PilotDetailView


class _Abilities(RecordsOfUser):
    """What the account may do with the record of the address."""

    @cached_property
    def record(self) -> ImplementationRecord:
        """The record of the address; a 404 for what the account may not see."""
        rows = self.get_rows().select_related("pilot").prefetch_related("evidence")
        found: ImplementationRecord = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @property
    def is_own_liaison(self) -> bool:
        return self.account.role == Role.UNIT_LIAISON

    @property
    def is_own_leader(self) -> bool:
        return self.account.role == Role.UNIT_LEADER

    def abilities(self) -> dict[str, bool]:
        """Which steps are open now, by name."""
        record = self.record
        is_waiting = record.state is RecordState.FILED
        return {
            "may_edit": self.is_own_liaison and not record.is_filed,
            "may_verify": self.account.is_office and is_waiting,
            "may_withdraw": self.is_own_liaison and is_waiting,
            "may_review": (
                self.is_own_leader and is_waiting and record.reviewed_on is None
            ),
            "may_return": is_waiting and (self.account.is_office or self.is_own_leader),
        }


class ImplementationRecordDetailView(_Abilities, PilotDetailView):
    """One implementation record, its evidence beside the clauses it is about."""

    template_name = "implementation/record.html"
    list_title = "实施记录"
    columns = (
        field_column(ImplementationRecord, "unit"),
        *CITATION_COLUMNS,
        field_column(ImplementationRecord, "done_on"),
        field_column(ImplementationRecord, "kind"),
        Column("clause", "条款", value=lambda row: "、".join(row.clauses)),
        field_column(ImplementationRecord, "description"),
    )

    def list_url(self) -> str:
        return reverse("implementation:records")

    def heading(self) -> str:
        cited = self.record.standard or self.record.law
        return f"{self.record.kind}：{cited.title if cited else '实施记录'}"

    def subtitle(self) -> str:
        if not self.record.is_filed:
            return "没有填报，只有本单位看得到"
        return f"核实状态按 {self.as_of.isoformat()} 显示"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record, may = self.record, self.abilities()
        edition = None
        if record.standard is not None:
            edition = edition_on(record.standard, record.done_on)
        choices = clause_choices(edition, record.clauses)
        named = [choice for choice in choices if choice.is_chosen]
        found = {choice.number for choice in named}
        return super().get_context_data(
            **kwargs,
            **may,
            record=record,
            badge=state_badge(record, date.max if may["may_verify"] else self.as_of),
            steps=_steps(record),
            evidence=record.evidence.all(),
            clauses=named,
            unread=[clause for clause in record.clauses if clause not in found],
            acts=any(may[name] for name in may if name != "may_edit"),
            mark=record.mark(),
            waiting_before=self.account.is_office,
        )


def _steps(record: ImplementationRecord) -> list[tuple[str, date | None, str]]:
    """What happened to the record, when, by which post."""
    steps = (
        ("填报", record.filed_on, record.filer_post),
        ("审阅", record.reviewed_on, record.reviewer_post),
        ("核实", record.verified_on, record.verifier_post),
    )
    return [step for step in steps if step[1] or step[2]]


class DecideView(_Abilities, View):
    """核实, 退回, 审阅 or 撤回: one step for the record as the person saw it."""

    roles = OFFICE | UNITS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the step, or say why it is not possible any more.

        A form that names no step does nothing.
        """
        act = request.POST.get("act", "")
        if self._is_gone(pk):
            messages.warning(
                request, "这条记录已不在待核实之列，可能已由单位撤回；没有作任何更改。"
            )
            return redirect("implementation:verification")
        record = self.record
        if act not in _ACTS:
            return redirect("implementation:record", pk=pk)
        ability, step = _ACTS[act]
        if not self._is_role_for(act):
            raise PermissionDenied
        if not self.abilities()[ability]:
            messages.warning(
                request, f"记录现在的状态是“{record.state.value}”，不能这样办理。"
            )
            return redirect("implementation:record", pk=pk)
        try:
            done = step(self, record, request.POST)
        except RecordRefusedError as error:
            messages.error(request, str(error))
            return redirect("implementation:record", pk=pk)
        messages.success(request, done)
        return redirect(self._next_page(act))

    def _is_gone(self, pk: int) -> bool:
        """Whether the office decides about what it saw and may not see any more."""
        has_seen = self.account.is_office and bool(self.request.POST.get("mark"))
        return has_seen and not self.get_rows().filter(pk=pk).exists()

    def _is_role_for(self, act: str) -> bool:
        if act.startswith("verify"):
            return self.account.is_office
        if act == "withdraw":
            return self.is_own_liaison
        if act == "sign_off":
            return self.is_own_leader
        return self.account.is_office or self.is_own_leader

    def _next_page(self, act: str) -> str:
        """The record, or what an account without sight of it goes on with."""
        record = self.record
        if act == "withdraw":
            return reverse("implementation:edit", args=[record.pk])
        if act == "verify_next":
            return self._next_waiting(record)
        if act == "return" and self.account.is_office:
            return reverse("implementation:verification")
        return reverse("implementation:record", args=[record.pk])

    def _next_waiting(self, record: ImplementationRecord) -> str:
        waiting = self.get_rows().waiting().order_by("done_on", "pk")
        after = Q(done_on__gt=record.done_on) | Q(
            done_on=record.done_on, pk__gt=record.pk
        )
        found = waiting.filter(after).first() or waiting.first()
        if found is None:
            return reverse("implementation:verification")
        return reverse("implementation:record", args=[found.pk])

    def by(self) -> dict[str, Any]:
        """Who acts, from where."""
        return {"actor": self.account, "address": client_address(self.request)}


Posted = Mapping[str, Any]
Step = Callable[[DecideView, ImplementationRecord, Posted], str]


def _verify(view: DecideView, record: ImplementationRecord, posted: Posted) -> str:
    marks = {record.pk: posted.get("mark", "")}
    outcome = verify_records(pilot=view.pilot, marks=marks, **view.by())
    if outcome.refused:
        raise RecordRefusedError(*outcome.refused)
    return f"已核实“{record}”。"


def _return(view: DecideView, record: ImplementationRecord, posted: Posted) -> str:
    return_record(
        record=record,
        mark=posted.get("mark", ""),
        note=posted.get("note", ""),
        **view.by(),
    )
    return f"已退回，并通知{record.unit}的联络员。"


def _withdraw(view: DecideView, record: ImplementationRecord, posted: Posted) -> str:
    withdraw_record(record=record, mark=posted.get("mark", ""), **view.by())
    return "已撤回，改好后请重新填报。"


def _sign_off(view: DecideView, record: ImplementationRecord, posted: Posted) -> str:
    sign_off_record(record=record, mark=posted.get("mark", ""), **view.by())
    return "已记下审阅。"


_ACTS: Mapping[str, tuple[str, Step]] = {
    "verify": ("may_verify", _verify),
    "verify_next": ("may_verify", _verify),
    "return": ("may_return", _return),
    "withdraw": ("may_withdraw", _withdraw),
    "sign_off": ("may_review", _sign_off),
}
