"""Laws and policies, listed apart from standards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.permissions import CATALOGUE_READERS
from listing.columns import Column, Kind, field_column, link
from listing.filters import ChoiceFilter, Filter
from listing.views import Panel
from standards_catalog.models import LegalInstrument
from standards_catalog.selectors import Standing
from standards_catalog.validity.lineage import law_lineage
from standards_catalog.validity.successions import standing_on
from standards_catalog.views.catalogue import lineage_panel, standing_badge
from standards_catalog.views.pilot_lists import PilotDetailView, PilotListView

_LAW_COLUMNS = (
    field_column(LegalInstrument, "document_number", width=24),
    field_column(LegalInstrument, "issuer", width=24),
    field_column(LegalInstrument, "effective_on"),
    field_column(LegalInstrument, "abolished_on"),
    Column("replaced_by", "被代替为", width=24),
)
_STANDINGS = (Standing.IN_FORCE, Standing.NOT_YET, Standing.ABOLISHED)


def _standing_column(day: date) -> Column:
    return Column(
        "standing",
        "状态",
        Kind.STATUS,
        value=lambda law: standing_badge(standing_on(law, day)),
    )


def _in_standing(day: date, standing: str) -> Q:
    ended, to_come = Q(abolished_on__lte=day), Q(effective_on__gt=day)
    if standing == Standing.ABOLISHED:
        return ended
    return ~ended & (to_come if standing == Standing.NOT_YET else ~to_come)


class LawListView(PilotListView):
    """法律法规清单: listed apart from standards and never counted as such."""

    template_name = "standards_catalog/law_list.html"
    title = "法律法规"
    about = "试点所依据的法律法规和政策文件，状态按 {as_of} 判定；单独列出，不计入标准数和覆盖率"
    purpose = "法律法规清单列出试点所依据的法律、法规、规章和政策文件。"
    roles = CATALOGUE_READERS
    search_fields = ("code", "title", "document_number", "issuer")

    def get_columns(self) -> Sequence[Column]:
        return (
            field_column(
                LegalInstrument, "code", url=link("standards_catalog:law"), width=12
            ),
            field_column(LegalInstrument, "title", is_wide=True),
            _standing_column(self.as_of),
            *_LAW_COLUMNS,
        )

    def get_filters(self) -> Sequence[Filter]:
        def narrow(rows: Any, chosen: tuple[str, ...]) -> Any:
            wanted = Q(pk__in=())
            for standing in chosen:
                # Nulls make a negated condition unknown, so keys are compared.
                found = LegalInstrument.objects.filter(
                    _in_standing(self.as_of, standing), pilot=self.pilot
                )
                wanted |= Q(pk__in=found.values("pk"))
            return rows.filter(wanted)

        choices = [(standing.value, standing.value) for standing in _STANDINGS]
        return (ChoiceFilter("standing", "状态", choices=choices, narrowing=narrow),)

    def get_rows(self) -> QuerySet[LegalInstrument]:
        rows = LegalInstrument.objects.filter(pilot=self.pilot)
        return rows.select_related("successor")


class LawDetailView(PilotDetailView):
    """One law or policy."""

    template_name = "standards_catalog/law_detail.html"
    roles = CATALOGUE_READERS
    list_title = "法律法规"

    def get_columns(self) -> Sequence[Column]:
        return (
            field_column(LegalInstrument, "code"),
            field_column(LegalInstrument, "title", is_wide=True),
            _standing_column(self.as_of),
            *_LAW_COLUMNS,
            field_column(LegalInstrument, "source_file"),
            field_column(LegalInstrument, "source_clause"),
        )

    def subtitle(self) -> str:
        return f"{self.pilot.name} · 状态按 {self.as_of.isoformat()} 判定"

    def list_url(self) -> str:
        return reverse("standards_catalog:laws")

    def get_rows(self) -> QuerySet[LegalInstrument]:
        rows = LegalInstrument.objects.filter(pilot=self.pilot)
        return rows.select_related("successor", "pilot")

    def get_panels(self) -> Sequence[Panel]:
        lineage = law_lineage(self.record, self.as_of)
        return [lineage_panel(lineage)] if len(lineage) > 1 else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upload_url = reverse("validity:law_upload", args=[self.record.pk])
        files = self.record.source_documents.all()
        return super().get_context_data(
            **kwargs,
            may_edit=self.account.is_office,
            documents=[(self.record, files, upload_url)],
        )
