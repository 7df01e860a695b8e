"""Addresses of the publication of service standards."""

from django.urls import path

from assessment.publication.views import actions, lists

app_name = "publication"

_BASE = "workbench/publication/"
_ONE = f"{_BASE}standards/<int:pk>/"

urlpatterns = [
    path(_BASE, lists.PublicationListView.as_view(), name="list"),
    path(f"{_BASE}bulk/", actions.BulkView.as_view(), name="bulk"),
    path(f"{_BASE}days/", actions.DaysView.as_view(), name="days"),
    path(f"{_BASE}reports/<int:pk>/", actions.SettleView.as_view(), name="settle"),
    path(_ONE, lists.StandardView.as_view(), name="standard"),
    path(f"{_ONE}record/", actions.RecordView.as_view(), name="record"),
    path(f"{_ONE}decide/", actions.DecideView.as_view(), name="decide"),
    path(f"{_ONE}report/", actions.ReportView.as_view(), name="report"),
]
