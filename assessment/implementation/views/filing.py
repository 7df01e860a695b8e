"""填报: the record beside the clauses of its standard, with its evidence."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.generic.base import TemplateView, View

from accounts.permissions import LIAISONS
from accounts.services import client_address
from assessment.evidence.forms import (
    FILE_WORDS,
    FILES,
    described,
    evidence_forms,
    file_to_remove,
)
from assessment.implementation.choosing import (
    clause_choices,
    edition_on,
    first_day_after,
)
from assessment.implementation.forms import RecordForm
from assessment.implementation.models import ImplementationRecord
from assessment.implementation.readiness import readiness_of
from assessment.implementation.services import (
    RecordContent,
    RecordRefusedError,
    add_files,
    change_record,
    discard_record,
    file_record,
    remove_file,
    start_record,
)
from assessment.implementation.views.own_lists import UnitPageMixin
from standards_catalog.models import Standard


class _RecordFormView(UnitPageMixin, TemplateView):
    """条款在左，记录在右: the same page for a new record and a draft."""

    roles = LIAISONS
    template_name = "implementation/filing.html"
    record: ImplementationRecord | None = None

    def standard(self) -> Standard | None:
        """What the record is about; ``None`` for a draft about a law."""
        raise NotImplementedError

    @cached_property
    def _about(self) -> Standard | None:
        return self.standard()

    def _day(self) -> Any:
        """The day whose edition is shown: the posted one, the record's, the page's."""
        posted = self.request.POST.get("done_on") or self.request.GET.get("done_on", "")
        try:
            asked = parse_date(posted)
        except ValueError:
            asked = None
        return asked or (self.record.done_on if self.record else self.as_of)

    @cached_property
    def edition(self) -> Any:
        """The edition in force on the record's day, if there is one."""
        return edition_on(self._about, self._day()) if self._about else None

    def _first_day(self) -> date | None:
        """The day from which there is an edition, where there is none on this day."""
        if self._about is None or self.edition is not None:
            return None
        return first_day_after(self._about, self._day())

    def _form(self, data: Any = None) -> RecordForm:
        record = self.record
        first = {"done_on": self._day()}
        if record is not None:
            first |= {"kind": record.kind, "description": record.description}
            first["clause_text"] = record.clause
        has_clauses = bool(self.edition and self.edition.is_minted)
        return RecordForm(data, has_clauses=has_clauses, initial=first)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self._form())
        record = self.record
        chosen = form.chosen if form.is_bound else record.clauses if record else ()
        if "done_on" in self.request.GET:  # the clauses alone, for another day
            chosen = tuple(
                dict.fromkeys(
                    self.request.GET.getlist("clauses")
                    + self.request.GET.getlist("earlier")
                )
            )
        files = list(record.evidence.all()) if record is not None else []
        missing = readiness_of(record, timezone.localdate()) if record else None
        kwargs.setdefault("files", evidence_forms(files))
        kwargs.setdefault("refused", ())
        kwargs.setdefault("is_refused", False)
        clauses = clause_choices(self.edition, chosen)
        known = {clause.number for clause in clauses}
        return super().get_context_data(
            **kwargs,
            standard=self._about,
            record=record,
            edition=self.edition,
            clauses=clauses,
            first_day=self._first_day(),
            lost=[number for number in chosen if number not in known],
            chosen=chosen,
            missing=missing,
            mark=record.mark() if record is not None else "",
            **FILE_WORDS,
        )

    def get_template_names(self) -> list[str]:
        if self.request.headers.get("HX-Target") == "clause-choices":
            return ["implementation/_clauses.html"]
        return super().get_template_names()

    def _content(self, form: RecordForm) -> RecordContent:
        """What was typed; what could not be understood stays as it was."""
        data, record = form.cleaned_data, self.record
        day = record.done_on if record is not None else self.as_of
        return RecordContent(
            done_on=data.get("done_on") or day,
            kind=data.get("kind") or ImplementationRecord.Kind.EXECUTION,
            clause=data.get("clause", ""),
            description=data.get("description", ""),
        )

    def _save(self, form: RecordForm) -> ImplementationRecord:
        """Keep what was typed as a draft."""
        common: dict[str, Any] = {
            "content": self._content(form),
            "actor": self.account,
            "address": client_address(self.request),
        }
        if self.record is not None:
            mark = self.request.POST.get("mark", "")
            return change_record(record=self.record, mark=mark, **common)
        if self._about is None:
            raise RecordRefusedError("请先选择标准。")
        return start_record(pilot=self.pilot, standard=self._about, **common)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep everything that was posted; file the record if that was asked for.

        What is wrong is told afterwards: neither words nor files are lost.
        """
        form = self._form(request.POST)
        form.is_valid()
        by: dict[str, Any] = {
            "actor": self.account,
            "address": client_address(request),
        }
        uploads = request.FILES.getlist(FILES)
        try:
            self.record = self._save(form)
        except RecordRefusedError as error:
            form.add_error(None, list(error.reasons))
            if self.record is not None:
                add_files(record=self.record, uploads=uploads, **by)
            return self.render_to_response(self.get_context_data(form=form))
        refused = add_files(record=self.record, uploads=uploads, **by)
        if removed := file_to_remove(request.POST):
            remove_file(record=self.record, evidence_id=removed, **by)
        files = described(self.record.evidence.all(), request.POST, **by)
        is_whole = form.is_valid() and not any(file.errors for file in files)
        if request.POST.get("act") == "file" and is_whole and not refused:
            return self._file(form)
        if is_whole and not refused:
            messages.success(request, "已存为草稿，只有本单位看得到。")
            return redirect("implementation:edit", pk=self.record.pk)
        shown = {"files": files} if any(file.errors for file in files) else {}
        return self.render_to_response(
            self.get_context_data(form=form, refused=refused, **shown)
        )

    def _file(self, form: RecordForm) -> HttpResponse:
        record = self.record
        if record is None:
            raise PermissionDenied
        try:
            file_record(
                record=record,
                actor=self.account,
                address=client_address(self.request),
                is_confirmed="confirm" in self.request.POST,
            )
        except RecordRefusedError:
            context = self.get_context_data(form=form, is_refused=True)
            return self.render_to_response(context)
        words = "已填报，等标准化办公室核实。"
        if record.done_on > self.as_of:
            words += (
                f"页面的数据截至 {self.as_of.isoformat()}，"
                "把它改到今天，清单里才有这条记录。"
            )
        messages.success(self.request, words)
        return redirect("implementation:record", pk=record.pk)


class NewRecordView(_RecordFormView):
    """填报记录 about the standard of the address."""

    def standard(self) -> Standard | None:
        # Of a standard that is not in force the page says so itself.
        found: Standard = get_object_or_404(
            Standard, pilot=self.pilot, pk=self.kwargs["pk"]
        )
        return found


class _OwnUnfiledMixin(UnitPageMixin):
    """A draft or returned record of the own unit; anything else is a 404."""

    roles = LIAISONS

    def unfiled(self) -> ImplementationRecord:
        """The record of the address."""
        records = ImplementationRecord.objects.filter(pilot=self.pilot, unit=self.unit)
        found: ImplementationRecord = get_object_or_404(
            records.select_related("unit", "standard", "law", "pilot"),
            pk=self.kwargs["pk"],
        )
        return found


class EditRecordView(_OwnUnfiledMixin, _RecordFormView):
    """A draft, or what was returned, to go on with."""

    def standard(self) -> Standard | None:
        record = self.record
        return record.standard if record is not None else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The draft; a record that has been filed is shown on its own page."""
        self.record = self.unfiled()
        if self.record.is_filed:
            return redirect("implementation:record", pk=self.record.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """As for a new record."""
        self.record = self.unfiled()
        if self.record.is_filed:
            messages.warning(request, "记录已经填报；要修改请先撤回。")
            return redirect("implementation:record", pk=self.record.pk)
        return super().post(request, pk)


class DiscardRecordView(_OwnUnfiledMixin, View):
    """删除草稿, with its files."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete what the form names, so that an empty or repeated post does nothing."""
        record = self.unfiled()
        if request.POST.get("mark") != record.mark():
            messages.warning(request, "草稿在打开之后有改动，没有删除。")
            return redirect("implementation:edit", pk=pk)
        try:
            discard_record(
                record=record, actor=self.account, address=client_address(request)
            )
        except RecordRefusedError as error:
            messages.error(request, str(error))
            return redirect("implementation:record", pk=pk)
        messages.success(request, "已删除草稿。")
        return redirect("implementation:unfiled")
