"""Addresses of what has ended and of the files of the catalogue."""

from django.urls import path

from standards_catalog.validity.views import files, items

app_name = "validity"

_BASE = "workbench/standards/validity/"
_FILES = "workbench/standards/files/<int:pk>/"

urlpatterns = [
    path(_BASE, items.ItemListView.as_view(), name="items"),
    path(f"{_BASE}item/<path:subject>/", items.ItemView.as_view(), name="item"),
    path(
        "workbench/standards/editions/<int:pk>/files/",
        files.EditionUploadView.as_view(),
        name="edition_upload",
    ),
    path(
        "workbench/standards/laws/<int:pk>/files/",
        files.LawUploadView.as_view(),
        name="law_upload",
    ),
    path(_FILES, files.SourceDocumentView.as_view(), name="document"),
    path(
        f"{_FILES}delete/",
        files.SourceDocumentDeleteView.as_view(),
        name="document_delete",
    ),
]
