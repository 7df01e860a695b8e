"""Addresses of phases, deliverables and tasks."""

from django.urls import path

from assessment.programme import views

app_name = "programme"

urlpatterns = [
    path("workbench/programme/", views.PhaseBoardView.as_view(), name="phases"),
    path(
        "workbench/programme/deliverables/<int:pk>/",
        views.DeliverableDetailView.as_view(),
        name="deliverable",
    ),
    path("workbench/programme/tasks/", views.TaskListView.as_view(), name="tasks"),
    path(
        "workbench/programme/tasks/<int:pk>/",
        views.TaskDetailView.as_view(),
        name="task",
    ),
]
