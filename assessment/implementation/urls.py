"""Addresses of implementation records, measurable clauses, calendar and cases."""

from django.urls import path

from assessment.implementation.views import (
    cases,
    filing,
    one_record,
    own_lists,
    rates,
    records,
    sheets,
    verification,
)

app_name = "implementation"

_IMPORTS = "workbench/implementation/imports/"
_RECORD = "workbench/implementation/<int:pk>/"

urlpatterns = [
    path(
        "workbench/implementation/",
        records.ImplementationRecordListView.as_view(),
        name="records",
    ),
    path(
        "workbench/implementation/choose/",
        own_lists.ChooseStandardView.as_view(),
        name="choose",
    ),
    path("workbench/implementation/rates/", rates.RatesView.as_view(), name="rates"),
    path(
        "workbench/implementation/new/<int:pk>/",
        filing.NewRecordView.as_view(),
        name="new",
    ),
    path(
        "workbench/implementation/unfiled/",
        own_lists.UnfiledListView.as_view(),
        name="unfiled",
    ),
    path(
        "workbench/implementation/verification/",
        verification.VerificationView.as_view(),
        name="verification",
    ),
    path(_IMPORTS, sheets.RecordImportListView.as_view(), name="imports"),
    path(f"{_IMPORTS}new/", sheets.NewRecordImportView.as_view(), name="new_import"),
    path(
        f"{_IMPORTS}template.xlsx",
        sheets.TemplateFileView.as_view(),
        name="import_template",
    ),
    path(f"{_IMPORTS}<int:pk>/", sheets.RecordImportView.as_view(), name="import"),
    path(_RECORD, one_record.ImplementationRecordDetailView.as_view(), name="record"),
    path(f"{_RECORD}edit/", filing.EditRecordView.as_view(), name="edit"),
    path(f"{_RECORD}discard/", filing.DiscardRecordView.as_view(), name="discard"),
    path(f"{_RECORD}decide/", one_record.DecideView.as_view(), name="decide"),
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
