"""Addresses of background jobs."""

from django.urls import path

from background import views

app_name = "background"

urlpatterns = [
    path("workbench/jobs/", views.JobListView.as_view(), name="jobs"),
    path("workbench/jobs/<int:pk>/", views.JobView.as_view(), name="job"),
    path("workbench/jobs/<int:pk>/result/", views.ResultView.as_view(), name="result"),
    path("workbench/jobs/<int:pk>/again/", views.AgainView.as_view(), name="again"),
]
