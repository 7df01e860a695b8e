"""Addresses of draws and checks; those under ``/draws/`` are open to everybody."""

from django.urls import path

from assessment.supervision.views import (
    draws,
    inspections,
    one_inspection,
    planning,
    public,
)

app_name = "supervision"

_DRAWS = "workbench/implementation/draws/"
_DRAW = f"{_DRAWS}<int:pk>/"
_CHECKS = "workbench/implementation/checks/"
_CHECK = f"{_CHECKS}<int:pk>/"
_PUBLIC = "draws/<slug:pilot>/<str:code>/"

urlpatterns = [
    path(_DRAWS, draws.DrawListView.as_view(), name="draws"),
    path(f"{_DRAWS}new/", planning.PlanAddView.as_view(), name="draw_add"),
    path(_DRAW, draws.DrawView.as_view(), name="draw"),
    path(f"{_DRAW}edit/", planning.PlanEditView.as_view(), name="draw_edit"),
    path(f"{_DRAW}delete/", planning.PlanDeleteView.as_view(), name="draw_delete"),
    path(f"{_DRAW}announce/", planning.AnnounceView.as_view(), name="draw_announce"),
    path(f"{_DRAW}perform/", planning.PerformView.as_view(), name="draw_perform"),
    path(f"{_DRAW}void/", planning.VoidView.as_view(), name="draw_void"),
    path(
        f"{_DRAW}summary.<str:form>", draws.SummaryView.as_view(), name="draw_summary"
    ),
    path(_CHECKS, inspections.InspectionListView.as_view(), name="inspections"),
    path(
        f"{_CHECKS}new/", inspections.InspectionAddView.as_view(), name="inspection_add"
    ),
    path(_CHECK, one_inspection.InspectionView.as_view(), name="inspection"),
    path(
        f"{_CHECK}record/",
        one_inspection.InspectionRecordView.as_view(),
        name="inspection_record",
    ),
    path(
        f"{_CHECK}withdraw/",
        one_inspection.InspectionWithdrawView.as_view(),
        name="inspection_withdraw",
    ),
    path(
        f"{_CHECK}delete/",
        inspections.InspectionDeleteView.as_view(),
        name="inspection_delete",
    ),
    path("draws/", public.PublicDrawListView.as_view(), name="public_draws"),
    path(_PUBLIC, public.PublicDrawView.as_view(), name="public_draw"),
    path(
        f"{_PUBLIC}<str:name>", public.PublicDrawFileView.as_view(), name="public_file"
    ),
]
