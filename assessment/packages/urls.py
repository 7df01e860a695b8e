"""Addresses of the imports: their history, a new one, undoing and exporting."""

from django.urls import path

from assessment.packages.views.exporting import ExportView
from assessment.packages.views.history import ImportDetailView, ImportListView
from assessment.packages.views.importing import (
    ApplyView,
    CancelView,
    CheckView,
    NewImportView,
)
from assessment.packages.views.one_table import OneTableView
from assessment.packages.views.step_sheets import StepSheetExportView, StepSheetView
from assessment.packages.views.undo import UndoView

app_name = "packages"

_IMPORTS = "workbench/imports/"
_CHECK = f"{_IMPORTS}check/<slug:token>/"

_STEP_SHEET = "workbench/coverage/steps/sheet/"

urlpatterns = [
    path(_STEP_SHEET, StepSheetView.as_view(), name="work_items"),
    path(
        f"{_STEP_SHEET}export/",
        StepSheetExportView.as_view(),
        name="work_items_export",
    ),
    path(_IMPORTS, ImportListView.as_view(), name="imports"),
    path(f"{_IMPORTS}new/", NewImportView.as_view(), name="new_import"),
    path(f"{_IMPORTS}tables/<slug:table>/", OneTableView.as_view(), name="one_table"),
    path(_CHECK, CheckView.as_view(), name="check"),
    path(f"{_CHECK}apply/", ApplyView.as_view(), name="apply"),
    path(f"{_CHECK}cancel/", CancelView.as_view(), name="cancel"),
    path(f"{_IMPORTS}export/<slug:code>/", ExportView.as_view(), name="export"),
    path(f"{_IMPORTS}<int:pk>/", ImportDetailView.as_view(), name="import"),
    path(f"{_IMPORTS}<int:pk>/undo/", UndoView.as_view(), name="undo"),
]
