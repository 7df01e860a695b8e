"""Addresses of files of evidence."""

from django.urls import path

from assessment.evidence import views

app_name = "evidence"

_FILE = "workbench/evidence/<int:pk>/"

urlpatterns = [
    path(_FILE, views.EvidenceView.as_view(), name="file"),
    path(f"{_FILE}small.jpg", views.ThumbnailView.as_view(), name="thumbnail"),
]
