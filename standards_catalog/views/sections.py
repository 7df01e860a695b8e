"""The office looks after the sections of a pilot's standards system."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import TemplateView, View
from django.views.generic.edit import FormView

from accounts.permissions import OFFICE
from accounts.services import client_address
from standards_catalog.models import Section
from standards_catalog.products.forms import SectionForm
from standards_catalog.products.selectors import section_rows
from standards_catalog.products.services import (
    SectionInUseError,
    add_section,
    change_section,
    holdings_of,
    remove_section,
    shift_section,
)
from standards_catalog.views.pilot_lists import PilotPageMixin

_STEPS = {"up": -1, "down": 1}


class SectionsView(PilotPageMixin, TemplateView):
    """Every section in the order of the tree, with what can be done to it."""

    roles = OFFICE
    template_name = "standards_catalog/products/sections.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs, subsystems=section_rows(self.pilot).items()
        )


class SectionPageMixin(PilotPageMixin):
    """A page about one section of the pilot."""

    roles = OFFICE

    def section(self) -> Section:
        """The section of the address; a 404 for another pilot's."""
        rows = Section.objects.select_related("pilot")
        return get_object_or_404(rows, pilot=self.pilot, pk=self.kwargs["pk"])

    def done(self, message: str) -> HttpResponse:
        """Back to the list, saying what was done."""
        messages.success(self.request, message)
        return redirect("standards_catalog:sections")


class SectionAddView(SectionPageMixin, FormView[SectionForm]):
    """A new section."""

    form_class = SectionForm
    template_name = "standards_catalog/products/section_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "pilot": self.pilot}

    def get_initial(self) -> dict[str, Any]:
        return {"subsystem": self.request.GET.get("subsystem", "")}

    def form_valid(self, form: SectionForm) -> HttpResponse:
        section = form.save(commit=False)
        address = client_address(self.request)
        add_section(section=section, actor=self.account, address=address)
        return self.done(f"已新建子体系“{section}”。")


class SectionEditView(SectionPageMixin, FormView[SectionForm]):
    """Rename a section, or move it to another place of the tree."""

    form_class = SectionForm
    template_name = "standards_catalog/products/section_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "pilot": self.pilot, "instance": self.section()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, section=self.section())

    def form_valid(self, form: SectionForm) -> HttpResponse:
        section = form.save(commit=False)
        if not form.changed_data:
            return self.done("没有改动。")
        change_section(
            section=section,
            changed_fields=[str(form.fields[n].label) for n in form.changed_data],
            actor=self.account,
            address=client_address(self.request),
        )
        return self.done(f"已保存子体系“{section}”。")


class SectionShiftView(SectionPageMixin, View):
    """One place up or down among its siblings."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        section = self.section()
        step = _STEPS.get(request.POST.get("to", ""))
        if step is not None:
            address = client_address(request)
            shift_section(
                section=section, step=step, actor=self.account, address=address
            )
        page = reverse("standards_catalog:sections")
        if request.POST.get("page") == "tree":
            page = f"{reverse('standards_catalog:tree')}?arrange=yes"
        return redirect(f"{page}#section-{pk}")


class SectionDeleteView(SectionPageMixin, TemplateView):
    """Remove a section, or say what it still holds."""

    template_name = "standards_catalog/products/section_delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        section = self.section()
        return super().get_context_data(
            **kwargs, section=section, holdings=holdings_of(section)
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        section = self.section()
        label = str(section)
        if request.POST.get("confirm") != section.code:
            return self.get(request, *args, **kwargs)
        try:
            address = client_address(request)
            remove_section(section=section, actor=self.account, address=address)
        except SectionInUseError:
            context = self.get_context_data(**kwargs)
            return self.render_to_response(context, status=409)
        return self.done(f"已删除子体系“{label}”。")
