"""Addresses of the search."""

from django.urls import path

from standards_catalog.search import views

app_name = "standards_search"

urlpatterns = [
    path(
        "workbench/standards/search/",
        views.WorkbenchSearchView.as_view(),
        name="workbench",
    ),
    path("standards/search/", views.PublicSearchView.as_view(), name="public"),
]
