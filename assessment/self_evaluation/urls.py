"""Addresses of self-evaluations."""

from django.urls import path

from assessment.self_evaluation import views

app_name = "self_evaluation"

urlpatterns = [
    path("workbench/self-evaluation/", views.EntryListView.as_view(), name="entries"),
    path(
        "workbench/self-evaluation/<int:pk>/",
        views.EntryDetailView.as_view(),
        name="entry",
    ),
]
