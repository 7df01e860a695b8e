"""What is put on a project's file: 查新 records, documents, frozen texts."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView, View

from accounts.models import User
from accounts.permissions import OFFICE, RECORD_READERS
from accounts.services import client_address, record_event
from standards_catalog.procedure.forms.records import (
    DocumentForm,
    RulesForm,
    SearchForm,
)
from standards_catalog.procedure.models import (
    DraftSnapshot,
    NoveltySearch,
    ProjectDocument,
)
from standards_catalog.procedure.selectors.clauses import text_of_snapshot
from standards_catalog.procedure.selectors.rules import rules_of
from standards_catalog.procedure.services.proposals import add_document, record_search
from standards_catalog.procedure.services.steps import StepRefusedError
from standards_catalog.procedure.views.projects import OneProjectMixin
from standards_catalog.views.pilot_lists import PilotPageMixin

FILERS = OFFICE | frozenset({"unit_liaison"})


class FileFormView(OneProjectMixin, TemplateView):
    """A form that puts something on a project's file."""

    template_name = "procedure/form.html"
    roles = FILERS
    heading = ""
    advice = ""
    button = "保存"
    done = ""

    def form(self, data: Any = None, files: Any = None) -> Any:
        """The form, bound to what was posted."""
        raise NotImplementedError

    def file(self, form: Any, address: str) -> None:
        """Put what the form says on file."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.may_file:
            raise PermissionDenied
        kwargs.setdefault("form", self.form())
        return super().get_context_data(
            **kwargs,
            project=self.project,
            heading=self.heading,
            advice=self.advice,
            button=self.button,
            back=reverse("procedure:project", args=[self.project.pk]),
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save, and return to the project."""
        if not self.may_file:
            raise PermissionDenied
        form = self.form(request.POST, request.FILES)
        if form.is_valid():
            try:
                self.file(form, client_address(request))
            except StepRefusedError as error:
                form.add_error(None, [f"{reason}。" for reason in error.reasons])
            else:
                messages.success(request, self.done)
                return redirect("procedure:project", pk=self.project.pk)
        return self.render_to_response(self.get_context_data(form=form))


class SearchView(FileFormView):
    """登记查新."""

    heading = "登记查新"
    advice = (
        "没有国家标准、行业标准、地方标准，或者已有标准不能满足需要的，才编制内部标准。"
    )
    done = "已登记查新记录。"

    def form(self, data: Any = None, files: Any = None) -> SearchForm:
        # What an instance holds goes before the form's own initial values.
        today = timezone.localdate()
        search = NoveltySearch(project=self.project, searched_on=today)
        return SearchForm(data, instance=search)

    def file(self, form: SearchForm, address: str) -> None:
        search = form.save(commit=False)
        record_search(search=search, actor=self.account, address=address)


class DocumentUploadView(FileFormView):
    """上传材料."""

    heading = "上传项目材料"
    advice = "编制说明、签到表、会议纪要扫描件、公告等；每个文件记录 SHA-256 摘要。"
    button = "上传"
    done = "已上传。"

    def form(self, data: Any = None, files: Any = None) -> DocumentForm:
        return DocumentForm(data, files)

    def file(self, form: DocumentForm, address: str) -> None:
        data = form.cleaned_data
        add_document(
            project=self.project,
            kind=data["kind"],
            title=data["title"],
            upload=data["file"],
            actor=self.account,
            address=address,
        )


class DocumentView(OneProjectMixin, View):
    """A file of a project, always as a download."""

    roles = RECORD_READERS

    def get(self, request: HttpRequest, pk: int, document: int) -> FileResponse:
        """The file; its name is its title."""
        found = get_object_or_404(ProjectDocument, project=self.project, pk=document)
        return document_response(found, self.account, client_address(request))


def document_response(
    document: ProjectDocument, user: User, address: str
) -> FileResponse:
    """The file as a download, with a trace in the audit trail."""
    record_event(
        actor=user,
        action="下载项目材料",
        object_label=str(document.project),
        detail={"名称": document.title, "摘要": document.digest},
        address=address,
    )
    return FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=PurePosixPath(document.file.name or "").name,
        headers={"X-Content-Type-Options": "nosniff"},
    )


class SnapshotView(OneProjectMixin, TemplateView):
    """A frozen text of a project, to read."""

    template_name = "procedure/snapshot.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        snapshot = get_object_or_404(
            DraftSnapshot, project=self.project, pk=kwargs["snapshot"]
        )
        text = text_of_snapshot(snapshot)
        kwargs["snapshot"] = snapshot
        return super().get_context_data(**kwargs, project=self.project, text=text)


class RulesView(PilotPageMixin, TemplateView):
    """制修订规则 of the pilot."""

    template_name = "procedure/form.html"
    roles = OFFICE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", RulesForm(instance=rules_of(self.pilot)))
        return super().get_context_data(
            **kwargs,
            heading="制修订规则",
            advice=f"{self.pilot.name}：天数、人数、表决占比、复审周期和内部标准的编号规则。",
            button="保存规则",
            back=reverse("procedure:projects"),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save the rules; they hold for what is done from now on."""
        rules = rules_of(self.pilot)
        form = RulesForm(request.POST, instance=rules)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        form.save()
        record_event(
            actor=self.account,
            action="修改制修订规则",
            object_label=self.pilot.name,
            detail={name: str(value) for name, value in form.cleaned_data.items()},
            address=client_address(request),
        )
        messages.success(request, "已保存制修订规则。")
        return redirect("procedure:projects")
