"""Addresses of the standards system and of the public's standards."""

from django.urls import path

from standards_catalog.views import catalogue, public, tree

app_name = "standards_catalog"

urlpatterns = [
    path("workbench/standards/", catalogue.StandardListView.as_view(), name="list"),
    path("workbench/standards/tree/", tree.SystemTreeView.as_view(), name="tree"),
    path(
        "workbench/standards/<int:pk>/",
        catalogue.StandardDetailView.as_view(),
        name="detail",
    ),
    path("workbench/standards/laws/", catalogue.LawListView.as_view(), name="laws"),
    path(
        "workbench/standards/laws/<int:pk>/",
        catalogue.LawDetailView.as_view(),
        name="law",
    ),
    path("workbench/standards/notes/", catalogue.NoteListView.as_view(), name="notes"),
    path("standards/", public.PublicStandardListView.as_view(), name="public_list"),
    path(
        "standards/<slug:pilot>/<str:code>/",
        public.PublicStandardView.as_view(),
        name="public_detail",
    ),
]
