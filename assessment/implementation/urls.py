"""Addresses of implementation records, measurable clauses, calendar and cases."""

from django.urls import path

from assessment.implementation.views import cases, rates, records

app_name = "implementation"

urlpatterns = [
    path(
        "workbench/implementation/",
        records.ImplementationRecordListView.as_view(),
        name="records",
    ),
    path(
        "workbench/implementation/<int:pk>/",
        records.ImplementationRecordDetailView.as_view(),
        name="record",
    ),
    path("workbench/implementation/rates/", rates.RatesView.as_view(), name="rates"),
    path("workbench/rules/", records.RuleListView.as_view(), name="rules"),
    path("workbench/rules/<int:pk>/", records.RuleDetailView.as_view(), name="rule"),
    path("workbench/cases/", cases.CaseListView.as_view(), name="cases"),
    path("workbench/cases/<int:pk>/", cases.CaseDetailView.as_view(), name="case"),
    path("workbench/calendar/", records.CalendarListView.as_view(), name="calendar"),
    path(
        "workbench/standards/<int:pk>/implementation/",
        records.StandardRecordsPanel.as_view(),
        name="standard_records",
    ),
]
