"""The chooser of standards of the catalogue, for normative references."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    CreationFormMixin,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from standards_catalog.models import Standard, StandardEdition
from standards_catalog.search.selectors.heads import narrowed
from standards_catalog.selectors import with_standing


class CatalogueSearchForm(BaseFilterForm):
    """One search field over title, number and code."""

    q = forms.CharField(
        label="搜索",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "标准名称、编号或体系编号"}),
    )

    def filter(self, objects: QuerySet[Standard]) -> QuerySet[Standard]:
        """Standards in which every word occurs, as everywhere (``docs/search.md``)."""
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return narrowed(objects, self.search_query, StandardEdition.objects.all())


class _CatalogueView(BaseChooseView):
    """Standards of the pilot that the user works in, with number and standing."""

    ordering = ["position", "pk"]
    filter_form_class = CatalogueSearchForm

    def get_object_list(self) -> QuerySet[Standard]:
        standards = Standard.objects.filter(pilot=self.request.pilot_scope.pilot)
        return with_standing(standards, timezone.localdate())

    @property
    def columns(self) -> list[Column]:
        """Title, number, standing."""
        return [
            self.title_column,
            Column("number", label="标准编号", accessor="edition_number"),
            Column("standing", label="状态", accessor="standing"),
        ]


class CatalogueChooseView(ChooseViewMixin, CreationFormMixin, _CatalogueView):
    """The dialogue."""


class CatalogueResultsView(ChooseResultsViewMixin, CreationFormMixin, _CatalogueView):
    """What a search in the dialogue finds."""


class StandardChooserViewSet(ChooserViewSet):
    """选择标准."""

    model = Standard
    icon = "doc-full"
    choose_one_text = "从标准体系中选择"
    choose_another_text = "改选标准"
    edit_item_text = "查看标准"
    page_title = "选择标准"
    search_tab_label = "搜索"
    choose_view_class = CatalogueChooseView
    choose_results_view_class = CatalogueResultsView
    per_page = 20


standard_chooser = StandardChooserViewSet("standard_chooser")
