"""Addresses of the leadership dashboard and the indicator pages."""

from django.urls import path

from reports.dashboards.views import (
    DashboardView,
    IndicatorDetailView,
    IndicatorListView,
)

app_name = "dashboards"
urlpatterns = [
    path("dashboard/", DashboardView.as_view(), name="dashboard"),
    path("workbench/indicators/", IndicatorListView.as_view(), name="indicators"),
    path(
        "workbench/indicators/<slug:code>/",
        IndicatorDetailView.as_view(),
        name="indicator",
    ),
]
