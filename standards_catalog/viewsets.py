"""The catalogue in the content administration: the standards office edits it there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.contrib.admin.utils import NestedObjects
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import BasePermissionPolicy

from accounts.models import Role, User
from accounts.services import client_address
from listing.columns import joined
from listing.spreadsheets import csv_text
from standards_catalog.forms import (
    EditionForm,
    LawForm,
    PilotEntryForm,
    SectionForm,
    StandardForm,
)
from standards_catalog.models import (
    LegalInstrument,
    Section,
    Standard,
    StandardEdition,
)
from standards_catalog.services import place_last, record_catalogue_change
from standards_catalog.upkeep.services import holdings_of

_NAMED = 20  # of what rests on an entry, in a message


class OfficePolicy(BasePermissionPolicy):
    """The catalogue is edited by the standards office and nobody else."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        return isinstance(user, User) and user.is_active and user.is_office

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[User]:
        active = User.objects.filter(is_active=True)
        office = active.filter(role=Role.STANDARDS_OFFICE)
        return office | active.filter(is_superuser=True)


class HarmlessExportMixin:
    """CSV exports that a spreadsheet cannot take for formulas, and that it reads as
    UTF-8; Wagtail's own writes cells as they are."""

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        yield "\ufeff".encode()
        yield from super().stream_csv(queryset)  # type: ignore[misc]

    def preprocess_field_value(self, field: str, value: Any, form: str) -> Any:
        printed = super().preprocess_field_value(field, value, form)  # type: ignore[misc]
        return csv_text(printed) if form == "csv" else printed


class CatalogueIndexView(HarmlessExportMixin, IndexView):
    """A list of catalogue entries."""


class _RecordedMixin:
    """Records a write within its transaction."""

    request: Any

    def record(self, entry: Any, action: str, changed: list[str]) -> None:
        record_catalogue_change(
            actor=self.request.user,
            action=action,
            entry=entry,
            changed_fields=changed,
            address=client_address(self.request),
        )


def _changed_labels(form: Any) -> list[str]:
    return [str(form.fields[name].label) for name in form.changed_data]


class CatalogueCreateView(_RecordedMixin, CreateView):
    """A new entry, placed last in its pilot."""

    def save_instance(self) -> Any:
        if not isinstance(self.form.instance, StandardEdition):
            place_last(self.form.instance)
        entry = super().save_instance()
        self.record(entry, f"新建{entry._meta.verbose_name}", [])
        return entry


class CatalogueEditView(_RecordedMixin, EditView):
    """A change of an entry."""

    def save_instance(self) -> Any:
        entry = super().save_instance()
        changed = _changed_labels(self.form)
        self.record(entry, f"修改{entry._meta.verbose_name}", changed)
        return entry


class CatalogueDeleteView(_RecordedMixin, DeleteView):
    """Deletion that says what goes with it, or why it is refused."""

    def get_usage_url(self) -> None:
        # Wagtail counts references of pages only; “used 0 times” would mislead.
        return None

    @property
    def confirmation_message(self) -> str:
        collector = NestedObjects(using="default")
        collector.collect([self.object])
        if reason := _refusal(self.object):
            return reason
        gone = [item for items in collector.data.values() for item in items]
        gone = [item for item in gone if item != self.object]
        with_it = f"，并一起删除{_counted(gone)}" if gone else ""
        return f"确定要删除“{self.object}”{with_it}吗？"

    def delete_action(self) -> None:
        entry = self.object
        self.record(entry, f"删除{entry._meta.verbose_name}", [])
        super().delete_action()

    def form_valid(self, form: Any) -> HttpResponse:
        if reason := _refusal(self.object):
            messages.error(self.request, reason)
            return redirect(reverse(self.edit_url_name, args=[self.object.pk]))
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            return response


def _refusal(entry: Any) -> str:
    """Why ``entry`` cannot be deleted: what rests on it, counted and named; empty if
    nothing does."""
    holdings = holdings_of(entry)
    if not holdings:
        return ""
    counted = joined(f"{name} {len(items)} 条" for name, items in holdings.items())
    names = [name for items in holdings.values() for name in items]
    more = " 等" if len(names) > _NAMED else ""
    return f"不能删除：{counted}还在引用它：{joined(names[:_NAMED])}{more}。"


def _counted(entries: Any) -> str:
    """标准版次 1 条、工作环节 2 条."""
    counts = Counter(str(entry._meta.verbose_name) for entry in entries)
    return joined(f"{name} {number} 条" for name, number in counts.items())


class CatalogueViewSet(ModelViewSet):
    """What the entries of the catalogue have in common."""

    index_view_class = CatalogueIndexView
    add_view_class = CatalogueCreateView
    edit_view_class = CatalogueEditView
    delete_view_class = CatalogueDeleteView
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    form_class: type = PilotEntryForm

    def get_form_class(self, for_update: bool = False) -> type:
        fields = {"model": self.model, "fields": self.form_fields}
        meta = type("Meta", (), fields)
        return type(self.form_class)(
            f"{self.model.__name__}Form", (self.form_class,), {"Meta": meta}
        )


class StandardViewSet(CatalogueViewSet):
    """标准."""

    model = Standard
    form_class = StandardForm
    icon = "doc-full"
    menu_label = "标准"
    form_fields = [
        "pilot", "subsystem", "section", "code", "title", "level", "status",
        "responsible_units", "applicable_units", "must_publish",
        "unpublished_reason", "promoted_to", "source_file", "source_clause",
    ]  # fmt: skip
    list_display = ["code", "title", "subsystem", "level", "status", "pilot"]
    list_filter = ["pilot", "subsystem", "level", "status", "must_publish"]
    list_export = [
        "pilot", "subsystem", "section", "code", "title", "level", "status",
        "must_publish", "unpublished_reason", "promoted_to", "source_file",
        "source_clause",
    ]  # fmt: skip
    search_fields = ["code", "title"]
    ordering = ["pilot", "position"]


class EditionViewSet(CatalogueViewSet):
    """标准版次."""

    model = StandardEdition
    form_class = EditionForm
    icon = "history"
    menu_label = "标准版次"
    form_fields = [
        "standard", "number", "published_on", "effective_on", "abolished_on",
        "replaces", "opened_on", "opened_at_url",
    ]  # fmt: skip
    list_display = [
        "number", "standard", "published_on", "effective_on", "abolished_on",
        "opened_on",
    ]  # fmt: skip
    list_filter = ["standard__pilot", "effective_on", "abolished_on"]
    list_export = form_fields
    search_fields = ["number", "standard__code", "standard__title"]
    ordering = ["standard__pilot", "standard__position"]


class SectionViewSet(CatalogueViewSet):
    """子体系."""

    model = Section
    form_class = SectionForm
    icon = "folder-open-inverse"
    menu_label = "子体系"
    form_fields = [
        "pilot", "subsystem", "code", "title", "parent", "sort", "source_clause",
    ]  # fmt: skip
    list_display = ["code", "title", "subsystem", "parent", "sort", "pilot"]
    list_filter = ["pilot", "subsystem"]
    list_export = form_fields
    search_fields = ["code", "title"]
    ordering = ["pilot", "position"]


class LawViewSet(CatalogueViewSet):
    """法律法规."""

    model = LegalInstrument
    form_class = LawForm
    icon = "list-ul"
    menu_label = "法律法规"
    form_fields = [
        "pilot", "code", "title", "document_number", "issuer", "effective_on",
        "abolished_on", "source_file", "source_clause",
    ]  # fmt: skip
    list_display = ["code", "title", "document_number", "effective_on", "pilot"]
    list_filter = ["pilot", "effective_on"]
    list_export = form_fields
    search_fields = ["code", "title", "document_number"]
    ordering = ["pilot", "position"]


class CatalogueGroup(ModelViewSetGroup):
    """标准体系 in the menu."""

    menu_label = "标准体系"
    menu_icon = "list-ul"
    menu_order = 100
    items = (
        StandardViewSet("catalogue_standards", url_prefix="catalogue/standards"),
        EditionViewSet("catalogue_editions", url_prefix="catalogue/editions"),
        SectionViewSet("catalogue_sections", url_prefix="catalogue/sections"),
        LawViewSet("catalogue_laws", url_prefix="catalogue/laws"),
    )
