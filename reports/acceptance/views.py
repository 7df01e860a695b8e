"""Pages of the acceptance reports: the versions, a preview, the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.generic import ListView, TemplateView
from django.views.generic.base import View

from accounts.models import User
from accounts.permissions import LEADERS, OFFICE, RolesRequiredMixin
from accounts.services import record_event
from reports.acceptance.documents import CONTENT_TYPES, document_of
from reports.acceptance.forms import ReportForm
from reports.acceptance.models import AcceptanceReport
from reports.acceptance.services import build_report, kept_file
from reports.acceptance.stored_values import read_value
from reports.figures.figure import Figure, figure_of
from typesetting.blocks import Chapter
from typesetting.fonts import MissingFontsError
from typesetting.html import Linker, chapter_html

READERS = OFFICE | LEADERS
_SCREEN_HEADING_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Version:
    """A stored report with its figures that have a target."""

    report: AcceptanceReport
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class PreviewChapter:
    """A chapter ready for the page; ``html`` was escaped by the block writer."""

    title: str
    anchor: str
    html: SafeString


def _version(report: AcceptanceReport) -> Version:
    values = (read_value(row) for row in report.snapshot["indicators"])
    figures = tuple(figure_of(value) for value in values if value.target is not None)
    return Version(report, figures)


def _may_build(user: User) -> bool:
    return user.is_superuser or user.role in OFFICE


class ReportListView(RolesRequiredMixin, ListView[AcceptanceReport]):
    """The versions of the pilot's report; the office can build a new one."""

    roles = READERS
    template_name = "acceptance/report_list.html"
    paginate_by = 20

    def get_queryset(self) -> Any:
        pilot, _ = self.request.pilot_scope.required()  # type: ignore[attr-defined]
        reports = AcceptanceReport.objects.filter(pilot=pilot)
        return reports.select_related("created_by").order_by("-version")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        _, as_of = self.request.pilot_scope.required()  # type: ignore[attr-defined]
        context = super().get_context_data(**kwargs)
        context["versions"] = [_version(report) for report in context["object_list"]]
        context["may_build"] = _may_build(self.account)
        context.setdefault("form", ReportForm(initial={"as_of": as_of}))
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Build a version; only the office may."""
        if not _may_build(self.account):
            self.raise_exception = True
            self.handle_no_permission()
        form = ReportForm(request.POST)
        if not form.is_valid():
            self.object_list = self.get_queryset()
            return self.render_to_response(self.get_context_data(form=form))
        pilot, _ = request.pilot_scope.required()  # type: ignore[attr-defined]
        try:
            report = build_report(
                pilot=pilot,
                as_of=form.cleaned_data["as_of"],
                actor=self.account,
                address=request.META.get("REMOTE_ADDR", ""),
            )
        except ValueError as error:
            messages.error(request, f"{error}。")
            return redirect("acceptance:reports")
        messages.success(request, f"验收报告第{report.version}版已就绪。")
        return redirect("acceptance:report", pk=report.pk)


class ReportPreviewView(RolesRequiredMixin, TemplateView):
    """A version as it will be printed; every figure leads to its records."""

    roles = READERS
    template_name = "acceptance/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = get_object_or_404(
            AcceptanceReport.objects.select_related("pilot"), pk=kwargs["pk"]
        )
        document = document_of(report)
        scope = _scope_query(report)
        link = _indicator_linker(scope)
        return super().get_context_data(
            report=report,
            scope_query=f"?{scope}",
            version=_version(report),
            cover=document.cover,
            chapters=[_preview(chapter, link) for chapter in document.chapters],
            formats=list(CONTENT_TYPES),
            **kwargs,
        )


def _preview(chapter: Chapter, link: Linker) -> PreviewChapter:
    html = chapter_html(chapter, link, top=_SCREEN_HEADING_LEVEL)
    return PreviewChapter(chapter.title, chapter.anchor, SafeString(html))


def _scope_query(report: AcceptanceReport) -> str:
    """The report's own pilot and date, which its figures are opened on."""
    return urlencode({"pilot": report.pilot.code, "as_of": report.as_of.isoformat()})


def _indicator_linker(scope: str) -> Linker:
    """Links a figure to its indicator on the pilot and date of ``scope``."""

    def link(code: str) -> str:
        return f"{reverse('dashboards:indicator', args=[code])}?{scope}"

    return link


class ReportDownloadView(RolesRequiredMixin, View):
    """One file of a version, always as a download; each one is in the audit trail."""

    roles = READERS

    def get(self, request: HttpRequest, pk: int, extension: str) -> Any:
        if extension not in CONTENT_TYPES:
            raise Http404("没有这种格式。")
        report = get_object_or_404(
            AcceptanceReport.objects.select_related("pilot"), pk=pk
        )
        try:
            path = kept_file(report, extension)
        except MissingFontsError as error:
            messages.error(request, str(error))
            return redirect("acceptance:report", pk=pk)
        record_event(
            actor=self.account,
            action="下载验收报告",
            object_label=path.name,
            detail={"摘要": report.digest},
            address=request.META.get("REMOTE_ADDR", ""),
        )
        return FileResponse(
            path.open("rb"),
            as_attachment=True,
            filename=path.name,
            content_type=CONTENT_TYPES[extension],
            headers={
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'",
            },
        )
