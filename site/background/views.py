"""我的任务: what is done in the background, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.views.generic.base import TemplateView, View

from accounts.permissions import EVERYBODY, RolesRequiredMixin
from accounts.services import client_address, record_event
from background.models import Job
from background.results import ResultFileError, read_file
from background.selectors import is_worker_alive, jobs_before, percent_of
from background.services import JobRequest, enqueue
from listing.columns import Badge, Column, Kind, Tone, link
from listing.filters import ChoiceFilter, DateRangeFilter
from listing.views import RecordListView

_TONES = {
    Job.State.QUEUED: Tone.NEUTRAL,
    Job.State.RUNNING: Tone.WARNING,
    Job.State.DONE: Tone.GOOD,
    Job.State.FAILED: Tone.BAD,
    Job.State.INTERRUPTED: Tone.BAD,
}


def state_badge(job: Job) -> Badge:
    """The state in colour, icon and word."""
    return Badge(job.state, _TONES[Job.State(job.state)])


class JobListView(RolesRequiredMixin, RecordListView):
    """我的任务; for the office, everybody's."""

    title = "后台任务"
    purpose = "生成时间较长的文件（如标准汇编）在后台进行，完成后在这里下载。"
    roles = EVERYBODY
    search_fields = ("title", "pilot_name")
    search_hint = "任务、试点"
    default_order = ("-queued_at", "-pk")
    filters = (
        ChoiceFilter("state", "状态", choices=Job.State.choices),
        DateRangeFilter("queued_at", "提出日期", is_datetime=True),
    )
    _COLUMNS = (
        Column("title", "任务", url=link("background:job"), is_wide=True),
        Column("pilot_name", "试点"),
        Column("state", "状态", Kind.STATUS, value=state_badge, sort="state"),
        Column("queued_at", "提出时间", Kind.DATETIME, sort="queued_at"),
        Column("ended_at", "结束时间", Kind.DATETIME, sort="ended_at"),
        Column("error", "说明", width=20),
    )

    def subtitle(self) -> str:
        if self.account.is_office:
            return "全部账号提出的任务；文件保留 30 天"
        return "您提出的任务；文件保留 30 天"

    def get_rows(self) -> QuerySet[Job]:
        return Job.objects.for_user(self.account).select_related("requested_by")

    def get_columns(self) -> Sequence[Column]:
        who = Column("requested_by", "提出人", width=16)
        return (*self._COLUMNS, who) if self.account.is_office else self._COLUMNS


class _OneJob(RolesRequiredMixin):
    """A page about a job of the user's; another's is a 404."""

    roles = EVERYBODY

    @cached_property
    def job(self) -> Job:
        """The job of the address."""
        jobs = Job.objects.for_user(self.account).select_related("requested_by")
        found: Job = get_object_or_404(jobs, pk=self.kwargs["pk"])
        return found


class JobView(_OneJob, TemplateView):
    """A job; its progress asks again by itself until it is over."""

    def get_template_names(self) -> list[str]:
        is_part = "HX-Request" in self.request.headers
        return ["background/_progress.html" if is_part else "background/job.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.job
        return super().get_context_data(
            **kwargs,
            job=job,
            badge=state_badge(job),
            percent=percent_of(job),
            before=jobs_before(job) if job.state == Job.State.QUEUED else 0,
            is_worker_alive=not job.is_unfinished or is_worker_alive(),
            size=filesizeformat(job.result_size) if job.has_result else "",
        )


class ResultView(_OneJob, View):
    """The file that a job made, always as a download."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The file, checked against the digest it was kept under."""
        job = self.job
        try:
            if not job.has_result:
                raise ResultFileError("这个任务没有可以下载的文件。")
            content = read_file(job.result_digest)
        except ResultFileError as error:
            messages.error(request, str(error))
            return redirect("background:job", pk)
        record_event(
            actor=self.account,
            action="下载任务结果",
            object_label=job.title,
            detail={"文件": job.result_name, "摘要": job.result_digest},
            address=client_address(request),
        )
        return FileResponse(
            BytesIO(content),
            as_attachment=True,
            filename=job.result_name,
            content_type=job.result_type,
            headers={
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'",
            },
        )


class AgainView(_OneJob, View):
    """Ask for the same once more, as a job of one's own."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Queue it and go to the new job."""
        job = self.job
        asked = JobRequest(job.kind, job.title, job.arguments, job.pilot_name)
        again = enqueue(
            request=asked, actor=self.account, address=client_address(request)
        )
        return redirect("background:job", again.pk)
