"""Addresses of implementation records, measurable clauses, calendar and cases."""

from django.urls import path

from assessment.implementation import views

app_name = "implementation"

urlpatterns = [
    path(
        "workbench/implementation/",
        views.ImplementationRecordListView.as_view(),
        name="records",
    ),
    path(
        "workbench/implementation/<int:pk>/",
        views.ImplementationRecordDetailView.as_view(),
        name="record",
    ),
    path("workbench/rules/", views.RuleListView.as_view(), name="rules"),
    path("workbench/rules/<int:pk>/", views.RuleDetailView.as_view(), name="rule"),
    path("workbench/calendar/", views.CalendarListView.as_view(), name="calendar"),
    path(
        "workbench/standards/<int:pk>/implementation/",
        views.StandardRecordsPanel.as_view(),
        name="standard_records",
    ),
]
