"""意见汇总处理: the table on screen and as files, and opinions that come on paper."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.generic.base import TemplateView, View

from accounts.permissions import OFFICE, RECORD_READERS, RolesRequiredMixin
from accounts.services import client_address, record_event
from standards_catalog.procedure.documents import (
    CONTENT_TYPES,
    blank_sheet,
    disposition_file,
)
from standards_catalog.procedure.forms.records import SheetForm
from standards_catalog.procedure.importers import SheetError, read_sheet
from standards_catalog.procedure.models import (
    Comment,
    CommentSheet,
    Consultation,
    DraftingProject,
    Invitation,
    Stage,
)
from standards_catalog.procedure.selectors.dispositions import disposition_table
from standards_catalog.procedure.selectors.readiness import undisposed_comments
from standards_catalog.procedure.services.consultations import (
    dispose,
    reply_without_comment,
)
from standards_catalog.procedure.services.sheets import enter_sheet, keep_sheet
from standards_catalog.procedure.services.steps import StepRefusedError

WRITERS = OFFICE | frozenset({"unit_liaison"})


class RoundMixin(RolesRequiredMixin):
    """A page about one round of a project the user may open."""

    roles = RECORD_READERS

    @cached_property
    def consultation(self) -> Consultation:
        """The round of the address."""
        projects = DraftingProject.objects.for_user(self.account)
        rounds = Consultation.objects.filter(project__in=projects).select_related(
            "project__standard__pilot", "project__lead_unit", "snapshot"
        )
        return get_object_or_404(rounds, pk=self.kwargs["pk"])

    @property
    def may_write(self) -> bool:
        """Whether the user handles this round's opinions: office and lead liaison."""
        return self.account.is_office or self.account.role == "unit_liaison"


class DispositionView(RoundMixin, TemplateView):
    """意见汇总处理表 of a round; while it is its turn, each line takes an answer."""

    template_name = "procedure/dispositions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.consultation.project
        return super().get_context_data(
            **kwargs,
            consultation=self.consultation,
            project=project,
            table=disposition_table(self.consultation),
            choices=Comment.Disposition.choices,
            may_dispose=self.may_write and project.stage == Stage.DISPOSING,
            may_enter=self.may_write and project.stage == Stage.CONSULTING,
            is_office=self.account.is_office,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Answer one opinion."""
        if not self.may_write:
            raise PermissionDenied
        wanted = request.POST.get("comment", "")
        if not wanted.isdecimal():
            return redirect("procedure:dispositions", pk=self.consultation.pk)
        comment = get_object_or_404(self.consultation.comments, pk=int(wanted))
        try:
            dispose(
                comment=comment,
                disposition=request.POST.get("disposition", ""),
                reason=request.POST.get("reason", ""),
                actor=self.account,
                address=client_address(request),
            )
        except StepRefusedError as error:
            messages.error(request, f"{error}。")
            context = self.get_context_data(
                refused=comment.pk,
                refused_disposition=request.POST.get("disposition", ""),
                refused_reason=request.POST.get("reason", ""),
            )
            return self.render_to_response(context)
        left = undisposed_comments(self.consultation.project)
        if left:
            messages.success(request, f"已保存，还有 {left} 条待处理。")
        else:
            messages.success(
                request, "意见已全部处理，已通知标准化办公室；请把采纳的意见改入文本。"
            )
        address = reverse("procedure:dispositions", args=[self.consultation.pk])
        return redirect(f"{address}#comment-{comment.pk}")


class DispositionFileView(RoundMixin, View):
    """意见汇总处理表 as Excel or Word in the usual form."""

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        """The file, always as a download."""
        if form not in ("xlsx", "docx"):
            raise Http404
        consultation = self.consultation
        record_event(
            actor=self.account,
            action="下载意见汇总处理表",
            object_label=str(consultation),
            detail={"格式": form},
            address=client_address(request),
        )
        code = consultation.project.standard.code
        name = f"意见汇总处理表_{code}_第{consultation.number}轮.{form}"
        response = HttpResponse(
            disposition_file(consultation, form), content_type=CONTENT_TYPES[form]
        )
        header = content_disposition_header(True, name)
        response.headers["Content-Disposition"] = header or "attachment"
        return response


class BlankSheetView(RoundMixin, View):
    """The 意见表 to be filled in on paper or in Excel, with the clauses listed."""

    roles = WRITERS

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """An Excel file that :class:`SheetUploadView` reads back."""
        code = self.consultation.project.standard.code
        return FileResponse(
            blank_sheet(self.consultation),
            as_attachment=True,
            filename=f"意见表_{code}_第{self.consultation.number}轮.xlsx",
        )


class SheetUploadView(RoundMixin, TemplateView):
    """First step of an import: read a filled 意见表 and show what it says."""

    template_name = "procedure/sheet_upload.html"
    roles = WRITERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", SheetForm())
        return super().get_context_data(
            **kwargs,
            consultation=self.consultation,
            project=self.consultation.project,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Read the file; problems are listed by row and nothing is entered."""
        form = SheetForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        upload = form.cleaned_data["file"]
        try:
            reading = read_sheet(upload, self.consultation)
            sheet = keep_sheet(
                consultation=self.consultation,
                file_name=upload.name,
                reading=reading,
                actor=self.account,
            )
        except SheetError as error:
            context = self.get_context_data(form=form, problems=error.problems)
            return self.render_to_response(context)
        except StepRefusedError as error:
            form.add_error("file", f"{error}。")
            return self.render_to_response(self.get_context_data(form=form))
        return redirect("procedure:sheet", pk=self.consultation.pk, sheet=sheet.pk)


class SheetView(RoundMixin, TemplateView):
    """Second step: what was read, and the button that enters it."""

    template_name = "procedure/sheet.html"
    roles = WRITERS

    @cached_property
    def sheet(self) -> CommentSheet:
        """The sheet of the address, of this round."""
        return get_object_or_404(
            CommentSheet, consultation=self.consultation, pk=self.kwargs["sheet"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = {i.pk: i.full_name for i in _asked(self.consultation)}
        rows = [
            {**row, "proposer": names.get(row["invitation"], "公众")}
            for row in self.sheet.rows
        ]
        return super().get_context_data(
            **{**kwargs, "sheet": self.sheet},
            consultation=self.consultation,
            project=self.consultation.project,
            rows=rows,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Enter the opinions of the sheet, once."""
        try:
            count = enter_sheet(
                sheet=self.sheet, actor=self.account, address=client_address(request)
            )
        except StepRefusedError as error:
            messages.error(request, f"{error}。")
        else:
            messages.success(request, f"已录入 {count} 行。")
        return redirect("procedure:dispositions", pk=self.consultation.pk)


class PaperReplyView(RoundMixin, View):
    """A “无意见” that came on paper, entered for a unit by the office or the lead."""

    roles = WRITERS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Register the reply of the invitation in the form."""
        wanted = request.POST.get("invitation", "")
        invitation = _asked(self.consultation).filter(
            pk=int(wanted) if wanted.isdecimal() else 0
        )
        found = invitation.first()
        if found is not None:
            try:
                reply_without_comment(
                    invitation=found,
                    actor=self.account,
                    address=client_address(request),
                )
                messages.success(request, f"已登记{found}回复“无意见”。")
            except StepRefusedError as error:
                messages.error(request, f"{error}。")
        return redirect("procedure:project", pk=self.consultation.project_id)


def _asked(consultation: Consultation) -> Any:
    return Invitation.objects.filter(consultation=consultation).select_related("unit")
