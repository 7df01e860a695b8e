"""Addresses of findings."""

from django.urls import path

from assessment.rectification import views

app_name = "rectification"

urlpatterns = [
    path("workbench/findings/", views.FindingListView.as_view(), name="findings"),
    path(
        "workbench/findings/<int:pk>/",
        views.FindingDetailView.as_view(),
        name="finding",
    ),
]
