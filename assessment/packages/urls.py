"""Addresses of the import history."""

from django.urls import path

from assessment.packages import views

app_name = "packages"

urlpatterns = [
    path("workbench/imports/", views.ImportListView.as_view(), name="imports"),
    path(
        "workbench/imports/<int:pk>/", views.ImportDetailView.as_view(), name="import"
    ),
]
