"""One check: its page with its files, its result put down and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView

from accounts.services import client_address
from assessment.evidence.forms import (
    FILE_WORDS,
    FILES,
    described,
    evidence_forms,
    file_to_remove,
)
from assessment.supervision.columns import (
    result_columns,
    standing_badge,
    standing_column,
)
from assessment.supervision.forms import OutcomeForm, ReasonForm
from assessment.supervision.models import Inspection
from assessment.supervision.services.draws import DrawRefusedError
from assessment.supervision.services.inspections import (
    add_files,
    record_inspection,
    remove_file,
    withdraw_record,
)
from assessment.supervision.services.notices import page_of
from assessment.supervision.standing import Standing, standing_of
from assessment.supervision.views.inspections import (
    LIST,
    TITLE,
    CheckPageMixin,
    ChecksOfUser,
)
from listing.columns import Column, Kind
from standards_catalog.views.citations import CITATION_COLUMNS
from standards_catalog.views.pilot_lists import PilotDetailView, PilotPageMixin


class _FilesMixin(PilotPageMixin):
    """A page on which files are posted."""

    def by(self) -> dict[str, Any]:
        """Who acts, from where."""
        return {"actor": self.account, "address": client_address(self.request)}

    def keep_files(self, check: Inspection) -> tuple[str, ...]:
        """Keep the posted files with ``check``; a line for each that was not."""
        uploads = self.request.FILES.getlist(FILES)
        try:
            return add_files(check=check, uploads=uploads, **self.by())
        except DrawRefusedError as error:
            return (f"{error}，没有保存文件。",)


class InspectionView(ChecksOfUser, _FilesMixin, PilotDetailView):
    """One check, as it stands today, with its files."""

    template_name = "supervision/inspection.html"
    list_title = TITLE

    def list_url(self) -> str:
        return reverse(LIST)

    def heading(self) -> str:
        return f"监督检查 {self.record.code}"

    def subtitle(self) -> str:
        cited = self.record.standard or self.record.law
        return f"{self.record.unit} · {cited}"

    def get_columns(self) -> Sequence[Column]:
        check = self.record
        origin = (
            Column("draw", "双随机抽查", url=self._page_of_draw)
            if check.draw_id
            else Column("reason", "专项检查事由", is_wide=True)
        )
        given = (
            standing_column(timezone.localdate()),
            Column("unit", "单位"),
            *CITATION_COLUMNS,
            Column("kind", "类别"),
            origin,
            Column("assigned_to", "派定检查人"),
            Column("assigned_on", "下达日期", Kind.DATE),
            Column("notice_on", "通知日期", Kind.DATE),
            Column("due_on", "检查期限", Kind.DATE),
        )
        if not check.is_recorded:
            return given
        found = result_columns(timezone.localdate())
        counted = Column("is_counted", "计入实施记录", Kind.BOOL)
        return (*given, *found, counted)

    def _page_of_draw(self, check: Inspection) -> str | None:
        draw = check.draw
        if draw is None:
            return None
        if self.account.is_unit_bound:
            return reverse("supervision:public_draw", args=[self.pilot.code, draw.code])
        return reverse("supervision:draw", args=[draw.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check, is_office = self.record, self.account.is_office
        evidence = list(check.evidence.all())
        if is_office:
            kwargs.setdefault("files", evidence_forms(evidence))
        standing = standing_of(check, timezone.localdate())
        is_open = not check.is_recorded and standing is not Standing.CANCELLED
        return super().get_context_data(
            **kwargs,
            check=check,
            badge=standing_badge(standing),
            is_overdue=standing is Standing.OVERDUE,
            is_cancelled=standing is Standing.CANCELLED,
            is_told=check.notice_on <= timezone.localdate(),
            may_record=is_office and is_open,
            may_withdraw=is_office and check.is_recorded,
            has_files=bool(evidence) or check.is_recorded,
            evidence=evidence,
            **FILE_WORDS,
            may_remove=is_office and is_open and check.draw_id is None,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add, name and remove files, which is the office's alone.

        What is wrong is told afterwards: neither words nor files are lost.
        """
        if not self.account.is_office:
            raise PermissionDenied
        check = self.record
        refused = self.keep_files(check)
        if removed := file_to_remove(request.POST):
            remove_file(check=check, evidence_id=removed, **self.by())
        files = described(check.evidence.all(), request.POST, **self.by())
        if refused or any(file.errors for file in files):
            return self.render_to_response(
                self.get_context_data(files=files, refused=refused)
            )
        messages.success(request, "已保存佐证材料。")
        return redirect(page_of(check))


class InspectionRecordView(CheckPageMixin, _FilesMixin, TemplateView):
    """Put down what a check found, with the files that show it."""

    template_name = "supervision/record.html"
    button = "保存结果"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check = self.check()
        kwargs.setdefault("form", OutcomeForm(check=check))
        cited = check.standard or check.law
        return super().get_context_data(
            **kwargs,
            check=check,
            evidence=check.evidence.all(),
            **FILE_WORDS,
            **self.page(
                f"登记检查结果：{check.code}",
                f"{check.unit} · {cited} · 期限 {check.due_on.isoformat()}",
                page_of(check),
            ),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the result and its files, or show what is wrong with them.

        Files are kept with the check even if the result is not: nobody has to choose
        them again.
        """
        check = self.check()
        form = OutcomeForm(request.POST, check=check)
        if form.is_valid():
            outcome = form.outcome()
            refusal = self.attempt(record_inspection, check=check, outcome=outcome)
            if refusal:
                form.add_error(None, f"{refusal}。")
        refused = self.keep_files(check)
        if form.errors:
            return self.render_to_response(
                self.get_context_data(form=form, refused=refused)
            )
        messages.success(request, self._words(self.check()))
        for line in refused:
            messages.warning(request, line)
        return redirect(page_of(check))

    def _words(self, check: Inspection) -> str:
        words = f"已登记检查 {check.code} 的结果：{check.result}。"
        if check.finding is not None:
            words += f"已开出不符合项 {check.finding.code}。"
        if check.is_counted:
            words += "已计入实施记录。"
        return words


class InspectionWithdrawView(CheckPageMixin, TemplateView):
    """Take back a result that was put down wrongly."""

    button = "撤回结果"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check = self.check()
        kwargs.setdefault("form", ReasonForm())
        return super().get_context_data(
            **kwargs,
            **self.page(
                f"撤回检查结果：{check.code}",
                "登记有误时用；由它开出的不符合项和实施记录一并撤回，佐证材料仍附在检查上，"
                "原内容留在审计中",
                page_of(check),
            ),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it back, or say why not."""
        check, form = self.check(), ReasonForm(request.POST)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            refusal = self.attempt(withdraw_record, check=check, reason=reason)
            if not refusal:
                messages.success(request, self._words(check))
                return redirect(page_of(check))
            form.add_error(None, f"{refusal}。")
        return self.render_to_response(self.get_context_data(form=form))

    def _words(self, check: Inspection) -> str:
        words = f"已撤回检查 {check.code} 的结果。"
        if count := check.evidence.count():
            words += f"{count} 个佐证材料仍附在检查上，不要的请移除。"
        return words
