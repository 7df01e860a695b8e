"""Addresses of the acceptance reports."""

from django.urls import path

from reports.acceptance.views import (
    ReportDownloadView,
    ReportListView,
    ReportPreviewView,
)

app_name = "acceptance"
urlpatterns = [
    path("reports/", ReportListView.as_view(), name="reports"),
    path("reports/<int:pk>/", ReportPreviewView.as_view(), name="report"),
    path(
        "reports/<int:pk>/<slug:extension>/",
        ReportDownloadView.as_view(),
        name="download",
    ),
]
