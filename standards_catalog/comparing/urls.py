"""Addresses of comparisons."""

from django.urls import path

from standards_catalog.comparing import views

app_name = "comparing"

urlpatterns = [
    path(
        "workbench/standards/<int:pk>/compare/",
        views.CompareView.as_view(),
        name="compare",
    ),
    path(
        "workbench/standards/<int:pk>/changes.docx",
        views.ChangesWordView.as_view(),
        name="changes",
    ),
    path(
        "standards/<slug:pilot>/<str:code>/compare/",
        views.PublicCompareView.as_view(),
        name="public_compare",
    ),
    path(
        "standards/<slug:pilot>/<str:code>/changes.docx",
        views.PublicChangesWordView.as_view(),
        name="public_changes",
    ),
]
