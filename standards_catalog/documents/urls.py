"""Addresses of standards as files."""

from django.urls import path

from standards_catalog.documents import views

app_name = "standard_documents"

urlpatterns = [
    path(
        "workbench/standards/<int:pk>/text.pdf",
        views.EditionPdfView.as_view(),
        name="pdf",
    ),
    path(
        "workbench/standards/<int:pk>/text.docx",
        views.EditionWordView.as_view(),
        name="word",
    ),
    path(
        "workbench/standards/<int:pk>/changes.docx",
        views.ChangesWordView.as_view(),
        name="changes",
    ),
    path(
        "workbench/standards/collection.pdf",
        views.CollectionPdfView.as_view(),
        name="collection",
    ),
    path(
        "standards/<slug:pilot>/<str:code>/text.pdf",
        views.PublicPdfView.as_view(),
        name="public_pdf",
    ),
]
