"""Addresses of the texts of standards."""

from django.urls import path

from standards_catalog.authoring import views

app_name = "authoring"

urlpatterns = [
    path(
        "workbench/standards/<int:pk>/text/",
        views.EditionTextView.as_view(),
        name="text",
    ),
    path(
        "workbench/standards/<int:pk>/draft/",
        views.DraftTextView.as_view(),
        name="draft",
    ),
    path(
        "workbench/standards/<int:pk>/check/",
        views.DraftCheckView.as_view(),
        name="check",
    ),
    path("pictures/<slug:key>/", views.PictureView.as_view(), name="picture"),
    path("media/<path:name>", views.EditorPictureView.as_view(), name="editor_picture"),
    path(
        "workbench/standards/check-rules/",
        views.CheckRulesView.as_view(),
        name="check_rules",
    ),
]
