"""Reading, checking and reporting on the text of a standard."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic.base import TemplateView, View
from django.views.generic.edit import FormView
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from accounts.models import User
from accounts.permissions import (
    CATALOGUE_READERS,
    OFFICE,
    RECORD_READERS,
    UNITS,
    RolesRequiredMixin,
)
from standards_catalog.authoring.access import links_for
from standards_catalog.authoring.checking import severities_of
from standards_catalog.authoring.forms import SeverityForm
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.permissions import may_read_draft
from standards_catalog.authoring.reports import draft_report
from standards_catalog.authoring.selectors import (
    draft_of,
    edition_text,
    edition_to_read,
    editions_with_text,
    picture_of,
    text_of,
)
from standards_catalog.authoring.services import set_severities
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.views.pilot_lists import PilotPageMixin


class _StandardTextPage(PilotPageMixin, TemplateView):
    """A page about the text of one standard of the pilot."""

    @cached_property
    def standard(self) -> Standard:
        """The standard of the address; a 404 for another pilot's."""
        standards = Standard.objects.filter(pilot=self.pilot)
        return get_object_or_404(standards, pk=self.kwargs["pk"])

    def rules_url(self) -> str:
        """The address of the rules, for those who may open them."""
        if self.account.is_superuser or self.account.role in RECORD_READERS:
            return f"{reverse('implementation:rules')}?q="
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            standard=self.standard,
            links=links_for(self.standard, self.account, self.as_of),
            rules_url=self.rules_url(),
        )


class EditionTextView(_StandardTextPage):
    """全文: an edition as it was published, by default the one of the date."""

    template_name = "authoring/text.html"
    roles = CATALOGUE_READERS

    def _edition(self) -> StandardEdition | None:
        asked = self.request.GET.get("edition", "")
        if not asked:
            return edition_to_read(self.standard, self.as_of)
        if not asked.isdecimal():
            raise Http404
        return get_object_or_404(editions_with_text(self.standard), pk=int(asked))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edition = self._edition()
        return super().get_context_data(
            **kwargs,
            edition=edition,
            editions=editions_with_text(self.standard),
            text=edition_text(edition) if edition is not None else None,
        )


class _DraftPage(_StandardTextPage):
    """A page about the draft: the office and the responsible units; 404 for others."""

    roles = OFFICE | UNITS

    @cached_property
    def page(self) -> StandardPage | None:
        """The draft as it was saved last; None before there is one."""
        if not may_read_draft(self.account, self.standard):
            raise Http404
        page = StandardPage.objects.filter(standard=self.standard).first()
        return draft_of(page) if page is not None else None


class DraftTextView(_DraftPage):
    """草案: the draft to read."""

    template_name = "authoring/draft.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = text_of(self.page) if self.page is not None else None
        return super().get_context_data(**kwargs, page=self.page, text=text)


class DraftCheckView(_DraftPage):
    """起草检查: what the rules of GB/T 1.1 say about the draft."""

    template_name = "authoring/check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = draft_report(self.page) if self.page is not None else None
        return super().get_context_data(**kwargs, page=self.page, report=report)


class CheckRulesView(PilotPageMixin, FormView):
    """起草检查规则: which rules bind on publishing in this pilot."""

    template_name = "authoring/check_rules.html"
    roles = OFFICE
    form_class = SeverityForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "severities": severities_of(self.pilot)}

    def form_valid(self, form: SeverityForm) -> HttpResponse:
        set_severities(
            pilot=self.pilot, severities=form.severities(), actor=self.account
        )
        messages.success(self.request, "起草检查规则已保存。")
        return redirect("authoring:check_rules")


class PictureView(View):
    """A picture of a text, for whoever knows its digest.

    Texts are read by the public, by bodies with a link and by experts, each with
    rules of their own; a SHA-1 that only the text tells needs no second copy of them.
    """

    def get(self, request: HttpRequest, key: str) -> FileResponse:
        """The picture; it never changes under its digest."""
        picture = picture_of(key)
        if picture is None:
            raise Http404
        headers = {
            "Cache-Control": "private, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
        }
        return FileResponse(picture.file.open("rb"), headers=headers)


class EditorPictureView(RolesRequiredMixin):
    """A picture under the name the editor gives it; no other upload is behind this
    address."""

    roles = OFFICE | frozenset({"unit_liaison"})

    def get(self, request: HttpRequest, name: str) -> FileResponse:
        """The picture or a small copy of it; 404 for another unit's."""
        policy = policy_registry.get_by_type(get_image_model())
        mine = policy.instances_user_has_any_permission_for(self.account, ["choose"])
        copies = get_image_model().get_rendition_model().objects.filter(image__in=mine)
        found = mine.filter(file=name).first() or copies.filter(file=name).first()
        if found is None:
            raise Http404
        return FileResponse(
            found.file.open("rb"), headers={"X-Content-Type-Options": "nosniff"}
        )


def editor_panel(request: HttpRequest, page_id: int) -> HttpResponse:
    """The panel in the editor, for the draft as it was saved last."""
    page = draft_of(get_object_or_404(StandardPage, pk=page_id))
    user = request.user
    if not (isinstance(user, User) and page.permissions_for_user(user).can_edit()):
        raise PermissionDenied
    context = {"report": draft_report(page), "page": page}
    return render(request, "authoring/_editor_report.html", context)
