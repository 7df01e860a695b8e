"""Addresses of the indicators over time."""

from django.urls import path

from reports.trends.views import IndicatorTrendView, TrendsView

app_name = "trends"
urlpatterns = [
    path("dashboard/trends/", TrendsView.as_view(), name="trends"),
    path(
        "workbench/indicators/<slug:code>/trend/",
        IndicatorTrendView.as_view(),
        name="indicator",
    ),
]
