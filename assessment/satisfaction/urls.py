"""Addresses of surveys and answer sheets."""

from django.urls import path

from assessment.satisfaction import views

app_name = "satisfaction"

urlpatterns = [
    path("workbench/surveys/", views.SurveyListView.as_view(), name="surveys"),
    path(
        "workbench/surveys/<int:pk>/", views.SurveyDetailView.as_view(), name="survey"
    ),
    path("workbench/surveys/sheets/", views.SheetListView.as_view(), name="sheets"),
    path(
        "workbench/surveys/sheets/<int:pk>/",
        views.SheetDetailView.as_view(),
        name="sheet",
    ),
]
