"""The office looks after standards, their editions, and the laws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView, View

from accounts.permissions import OFFICE
from accounts.services import client_address
from standards_catalog.models import LegalInstrument, Standard, StandardEdition
from standards_catalog.upkeep.checks import next_numbers
from standards_catalog.upkeep.forms import (
    EditionEntryForm,
    LawEntryForm,
    StandardEntryForm,
)
from standards_catalog.upkeep.services import (
    EntryInUseError,
    holdings_of,
    keep_edition,
    keep_law,
    keep_standard,
    remove_edition,
    remove_entry,
    shift_standard,
)
from standards_catalog.views.pilot_lists import PilotPageMixin

_STEPS = {"up": -1, "down": 1}
_LIST, _LAWS = "standards_catalog:list", "standards_catalog:laws"


class UpkeepMixin(PilotPageMixin):
    """A page on which the office changes one entry of the pilot's catalogue."""

    roles = OFFICE
    template_name: str | None = "standards_catalog/upkeep/form.html"

    def standard(self) -> Standard:
        """The standard of the address; a 404 for another pilot's."""
        rows = Standard.objects.select_related("pilot")
        return get_object_or_404(rows, pilot=self.pilot, pk=self.kwargs["pk"])

    def edition(self) -> StandardEdition:
        """The edition of the address; a 404 for another pilot's."""
        rows = StandardEdition.objects.select_related("standard__pilot", "successor")
        return get_object_or_404(rows, standard__pilot=self.pilot, pk=self.kwargs["pk"])

    def law(self) -> LegalInstrument:
        """The law of the address; a 404 for another pilot's."""
        rows = LegalInstrument.objects.select_related("pilot", "successor")
        return get_object_or_404(rows, pilot=self.pilot, pk=self.kwargs["pk"])

    def year(self) -> int:
        """The year that numbers offered here bear."""
        return timezone.localdate().year

    def done(self, message: str, url: str) -> HttpResponse:
        """On to ``url``, saying what was done."""
        messages.success(self.request, message)
        return redirect(url)

    def kept(self, keep: Callable[..., None], form: Any, **entry: Any) -> None:
        """Call the service ``keep`` with what was changed, by whom and from where."""
        keep(
            **entry,
            changed_fields=[str(form.fields[n].label) for n in form.changed_data],
            actor=self.account,
            address=client_address(self.request),
        )


def _page_of(standard: Standard) -> str:
    return reverse("standards_catalog:detail", args=[standard.pk])


class StandardAddView(UpkeepMixin, TemplateView):
    """A new standard, with its first edition if it has one already."""

    template_name = "standards_catalog/upkeep/standard_add.html"

    def first_values(self) -> dict[str, Any]:
        """What the form is filled with."""
        return {
            "section": self.request.GET.get("section"),
            "subsystem": self.request.GET.get("subsystem"),
        }

    def added(self, standard: Standard) -> str:
        """Called in the transaction of a standard just added; where to go on."""
        return _page_of(standard)

    def _forms(self, data: Any = None) -> tuple[StandardEntryForm, EditionEntryForm]:
        first = self.first_values()
        standard = Standard(pilot=self.pilot)
        return (
            StandardEntryForm(data, pilot=self.pilot, initial=first, instance=standard),
            EditionEntryForm(
                data,
                prefix="edition",
                standard=standard,
                year=self.year(),
                instance=StandardEdition(standard=standard),
            ),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"], kwargs["edition_form"] = self._forms()
        return super().get_context_data(
            **kwargs,
            next_numbers=next_numbers(self.pilot, self.year()).items(),
            back=reverse(_LIST),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep both, or show what is wrong with either."""
        form, edition_form = self._forms(request.POST)
        has_edition = not edition_form.is_blank
        # The edition is judged by the level that the first form says.
        if not form.is_valid() or (has_edition and not edition_form.is_valid()):
            context = self.get_context_data(form=form, edition_form=edition_form)
            return self.render_to_response(context)
        standard = form.save(commit=False)
        with transaction.atomic():
            self.kept(keep_standard, form, standard=standard, save_links=form.save_m2m)
            if has_edition:
                edition = edition_form.save(commit=False)
                edition.standard = standard
                self.kept(keep_edition, edition_form, edition=edition)
            onward = self.added(standard)
        return self.done(f"已新建标准“{standard}”。", onward)


class StandardEditView(UpkeepMixin, TemplateView):
    """Rename a standard, move it, or change what else is known of it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standard = self.standard()
        kwargs.setdefault(
            "form", StandardEntryForm(pilot=self.pilot, instance=standard)
        )
        return super().get_context_data(
            **kwargs,
            heading=f"修改标准 {standard.code}",
            advice="改名、移到别的子体系、改级别和责任单位；编号和日期在版次中修改",
            list_title="标准明细",
            list_url=reverse(_LIST),
            back=_page_of(standard),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the changes."""
        standard = self.standard()
        form = StandardEntryForm(request.POST, pilot=self.pilot, instance=standard)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if not form.changed_data:
            return self.done("没有改动。", _page_of(standard))
        changed = form.save(commit=False)
        self.kept(keep_standard, form, standard=changed, save_links=form.save_m2m)
        return self.done(f"已保存标准“{changed}”。", _page_of(changed))


class StandardShiftView(UpkeepMixin, View):
    """One place up or down in its section."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move, and go back to the standard's line in the tree."""
        standard = self.standard()
        step = _STEPS.get(request.POST.get("to", ""))
        if step is not None:
            shift_standard(
                standard=standard,
                step=step,
                actor=self.account,
                address=client_address(request),
            )
        tree = reverse("standards_catalog:tree")
        return redirect(f"{tree}?arrange=yes#standard-{standard.pk}")


class EditionAddView(UpkeepMixin, TemplateView):
    """A further edition of a standard."""

    def _form(self, standard: Standard, data: Any = None) -> EditionEntryForm:
        return EditionEntryForm(
            data,
            standard=standard,
            year=self.year(),
            instance=StandardEdition(standard=standard),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standard = self.standard()
        kwargs.setdefault("form", self._form(standard))
        advice = "保存后，本标准此前没有废止日期的版次，到新版次实施之日废止"
        if standard.level == Standard.Level.INTERNAL:
            advice += "；内部标准一般由“批准发布”环节自动生成版次，这里只登记已有的"
        return super().get_context_data(
            **kwargs,
            heading=f"增加版次：{standard}",
            advice=advice,
            list_title="标准明细",
            list_url=reverse(_LIST),
            back=_page_of(standard),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the edition."""
        standard = self.standard()
        form = self._form(standard, request.POST)
        if form.is_blank:
            form.add_error(None, "请至少填写标准编号或日期。")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        edition = form.save(commit=False)
        self.kept(keep_edition, form, edition=edition)
        return self.done(f"已增加版次“{edition}”。", _page_of(standard))


class EditionEditView(UpkeepMixin, TemplateView):
    """Correct an edition; of a published text only what comes later."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edition = self.edition()
        kwargs.setdefault("form", self._form(edition))
        return super().get_context_data(
            **kwargs,
            heading=f"修改版次 {edition}",
            advice=str(edition.standard),
            list_title="标准明细",
            list_url=reverse(_LIST),
            back=_page_of(edition.standard),
            delete_url=reverse("standards_catalog:edition_delete", args=[edition.pk]),
        )

    def _form(self, edition: StandardEdition, data: Any = None) -> EditionEntryForm:
        return EditionEntryForm(
            data, standard=edition.standard, year=self.year(), instance=edition
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the changes."""
        edition = self.edition()
        form = self._form(edition, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if not form.changed_data:
            return self.done("没有改动。", _page_of(edition.standard))
        changed = form.save(commit=False)
        self.kept(keep_edition, form, edition=changed)
        return self.done(f"已保存版次“{changed}”。", _page_of(changed.standard))


class LawEntryView(UpkeepMixin, TemplateView):
    """A new law, or the change of one."""

    def _law(self) -> LegalInstrument:
        return self.law() if "pk" in self.kwargs else LegalInstrument(pilot=self.pilot)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        law = self._law()
        kwargs.setdefault("form", LawEntryForm(pilot=self.pilot, instance=law))
        laws = reverse(_LAWS)
        back = reverse("standards_catalog:law", args=[law.pk]) if law.pk else laws
        return super().get_context_data(
            **kwargs,
            heading=f"修改法律法规 {law.code}" if law.pk else "新建法律法规",
            advice="法律法规单独列出，不计入标准数",
            list_title="法律法规",
            list_url=laws,
            back=back,
        )

    def post(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        """Keep the law."""
        form: forms.ModelForm[LegalInstrument] = LawEntryForm(
            request.POST, pilot=self.pilot, instance=self._law()
        )
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        law = form.save(commit=False)
        self.kept(keep_law, form, law=law)
        url = reverse("standards_catalog:law", args=[law.pk])
        return self.done(f"已保存“{law}”。", url)


class _DeleteView(UpkeepMixin, TemplateView):
    """Asks before deleting, or says what rests on the entry."""

    template_name = "standards_catalog/upkeep/delete.html"
    list_title, list_view = "标准明细", _LIST

    def entry(self) -> Any:
        """What is to be deleted."""
        raise NotImplementedError

    def remove(self, entry: Any) -> None:
        """Delete it."""
        remove_entry(
            entry=entry, actor=self.account, address=client_address(self.request)
        )

    def page_of(self, entry: Any) -> str:
        """The page to go back to."""
        raise NotImplementedError

    def after(self, entry: Any) -> str:
        """The page to go on to once it is gone."""
        return reverse(self.list_view)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = kwargs.setdefault("entry", self.entry())
        kwargs.setdefault("holdings", holdings_of(entry))
        return super().get_context_data(
            **kwargs,
            kind=entry._meta.verbose_name,
            confirmation=str(entry.pk),
            list_title=self.list_title,
            list_url=reverse(self.list_view),
            back=self.page_of(entry),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete what the form names, so that a repeated or empty post does nothing."""
        entry = self.entry()
        if request.POST.get("confirm") != str(entry.pk):
            return self.render_to_response(self.get_context_data())
        name, onwards = str(entry), self.after(entry)
        try:
            self.remove(entry)
        except EntryInUseError as error:
            context = self.get_context_data(entry=entry, holdings=error.holdings)
            return self.render_to_response(context, status=409)
        return self.done(f"已删除“{name}”。", onwards)


class StandardDeleteView(_DeleteView):
    """Delete a standard that nothing rests on."""

    def entry(self) -> Standard:
        return self.standard()

    def page_of(self, entry: Standard) -> str:
        return _page_of(entry)


class EditionDeleteView(_DeleteView):
    """Delete an edition that was entered by hand."""

    def entry(self) -> StandardEdition:
        return self.edition()

    def remove(self, entry: StandardEdition) -> None:
        remove_edition(
            edition=entry, actor=self.account, address=client_address(self.request)
        )

    def page_of(self, entry: StandardEdition) -> str:
        return _page_of(entry.standard)

    after = page_of


class LawDeleteView(_DeleteView):
    """Delete a law that nothing rests on."""

    list_title, list_view = "法律法规", _LAWS

    def entry(self) -> LegalInstrument:
        return self.law()

    def page_of(self, entry: LegalInstrument) -> str:
        return reverse("standards_catalog:law", args=[entry.pk])
