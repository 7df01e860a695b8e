"""What is done about the publication of standards, one form a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.edit import FormView

from accounts.models import Role, Unit
from accounts.permissions import OFFICE
from accounts.services import client_address
from assessment.publication.forms import (
    DaysForm,
    DecisionForm,
    RecordForm,
    ReportForm,
    SettleForm,
)
from assessment.publication.models import PublicationReport
from assessment.publication.selectors import (
    PublicationState,
    days_allowed,
    for_user,
    service_standards,
)
from assessment.publication.services import (
    PublicationRefusedError,
    decide_publicity,
    record_publication,
    report_publication,
    set_days_allowed,
    settle_report,
)
from standards_catalog.models import Standard
from standards_catalog.views.pilot_lists import PilotPageMixin


class _ActionView(PilotPageMixin, FormView):
    """One form; what is refused is said above it, and nothing typed is lost."""

    roles = OFFICE
    template_name = "publication/form.html"
    heading = ""
    button = "保存"
    done = "已保存。"

    def act(self, data: dict[str, Any]) -> None:
        """Do it; PublicationRefusedError says why it cannot be done."""
        raise NotImplementedError

    def back(self) -> str:
        """Where to go afterwards."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act(form.cleaned_data)
        except PublicationRefusedError as error:
            form.add_error(None, f"{error}。")
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(self.back())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            heading=self.heading,
            button=self.button,
            back=self.back(),
            list_url=reverse("publication:list"),
        )

    def address(self) -> str:
        """Where the request came from."""
        return client_address(self.request)


class _OneStandardView(_ActionView):
    """An action on one service standard in force."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._standard: Standard | None = None

    @property
    def standard(self) -> Standard:
        """The standard of the address; a 404 for one the user does not follow."""
        if self._standard is None:
            rows = for_user(service_standards(self.pilot, self.as_of), self.account)
            self._standard = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self._standard

    def back(self) -> str:
        return reverse("publication:standard", args=[self.standard.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, about=str(self.standard))


class RecordView(_OneStandardView):
    """登记公开 of one standard."""

    form_class = RecordForm
    heading = "登记公开"
    button = "登记公开"
    done = "已登记公开。"

    def get_initial(self) -> dict[str, Any]:
        return {"opened_on": timezone.localdate(), "place": "here"}

    def act(self, data: dict[str, Any]) -> None:
        record_publication(
            standards=[self.standard],
            opened_on=data["opened_on"],
            url=data["url"],
            day=self.as_of,
            actor=self.account,
            address=self.address(),
        )
        if data["opened_on"] > self.as_of:
            self.done = (
                f"已登记公开。页面的数据截至 {self.as_of.isoformat()}，"
                f"从 {data['opened_on'].isoformat()} 起才显示为“已公开”。"
            )


class DecideView(_OneStandardView):
    """应公开 or not, with the reason."""

    form_class = DecisionForm
    heading = "决定是否公开"
    done = "已记下是否公开。"

    def get_initial(self) -> dict[str, Any]:
        known = {True: "yes", False: "no", None: ""}[self.standard.must_publish]
        return {"must_publish": known, "reason": self.standard.unpublished_reason}

    def act(self, data: dict[str, Any]) -> None:
        decide_publicity(
            standard=self.standard,
            must_publish=data["must_publish"] == "yes",
            reason=data["reason"],
            actor=self.account,
            address=self.address(),
        )


class ReportView(_OneStandardView):
    """上报公开: a liaison says where the own unit made its standard public."""

    roles = frozenset({Role.UNIT_LIAISON.value})
    form_class = ReportForm
    heading = "上报公开"
    button = "上报"
    done = "已上报，办公室核对后计入公开率。"

    def _unit(self) -> Unit:
        own = self.account.unit or self.standard.responsible_units.first()
        if own is None:
            raise PublicationRefusedError("这项标准没有责任单位")
        return own

    def act(self, data: dict[str, Any]) -> None:
        report_publication(
            standard=self.standard,
            unit=self._unit(),
            **data,
            day=self.as_of,
            actor=self.account,
            address=self.address(),
        )


class SettleView(_ActionView):
    """核对上报: the office confirms a report or gives it back."""

    form_class = SettleForm
    heading = "核对公开上报"
    done = "已核对。"

    @property
    def report(self) -> PublicationReport:
        """The report of the address, of this pilot."""
        return get_object_or_404(
            PublicationReport.objects.for_user(self.account).select_related(
                "edition__standard__pilot", "unit"
            ),
            edition__standard__pilot=self.pilot,
            pk=self.kwargs["pk"],
        )

    def act(self, data: dict[str, Any]) -> None:
        settle_report(
            report=self.report,
            is_confirmed=data["verdict"] == "yes",
            answer=data["answer"],
            actor=self.account,
            address=self.address(),
        )

    def back(self) -> str:
        return reverse("publication:standard", args=[self.report.edition.standard_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report
        return super().get_context_data(
            **kwargs, about=str(report.edition.standard), report=report
        )


class DaysView(_ActionView):
    """公开期限: after how many days a standard is late."""

    form_class = DaysForm
    heading = "公开期限"
    done = "已保存公开期限。"

    def get_initial(self) -> dict[str, Any]:
        return {"days": days_allowed(self.pilot)}

    def act(self, data: dict[str, Any]) -> None:
        set_days_allowed(
            pilot=self.pilot,
            days=data["days"],
            actor=self.account,
            address=self.address(),
        )

    def back(self) -> str:
        return reverse("publication:list")


class BulkView(_ActionView):
    """批量登记: several standards made public on the same day."""

    template_name = "publication/bulk.html"
    form_class = RecordForm
    heading = "批量登记公开"
    button = "登记所选标准"
    done = "已登记所选标准的公开。"

    def get_initial(self) -> dict[str, Any]:
        return {"opened_on": timezone.localdate(), "place": "here"}

    def open_questions(self) -> QuerySet[Any]:
        """The standards that are owed to the public and not public."""
        owed = (PublicationState.WAITING, PublicationState.LATE)
        rows = service_standards(self.pilot, self.as_of).filter(publication__in=owed)
        return rows.prefetch_related("responsible_units").order_by("position", "pk")

    def chosen(self) -> set[str]:
        """The keys ticked in the form."""
        return set(self.request.POST.getlist("standards"))

    def act(self, data: dict[str, Any]) -> None:
        chosen = self.chosen()
        standards = [row for row in self.open_questions() if str(row.pk) in chosen]
        if not standards:
            raise PublicationRefusedError("请至少勾选一项标准")
        record_publication(
            standards=standards,
            opened_on=data["opened_on"],
            url=data["url"],
            day=self.as_of,
            actor=self.account,
            address=self.address(),
        )

    def back(self) -> str:
        return reverse("publication:list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.chosen()
        return super().get_context_data(
            **kwargs,
            rows=[(row, str(row.pk) in chosen) for row in self.open_questions()],
        )
