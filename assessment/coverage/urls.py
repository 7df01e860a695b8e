"""Addresses of the coverage matrix and the work steps."""

from django.urls import path

from assessment.coverage.links.views import StandardLinksView, StepLinksView
from assessment.coverage.views.matrix import CoverageMatrixView
from assessment.coverage.views.steps import (
    StandardStepsPanel,
    StepDetailView,
    StepListView,
)

app_name = "coverage"

urlpatterns = [
    path("workbench/coverage/", CoverageMatrixView.as_view(), name="matrix"),
    path("workbench/coverage/steps/", StepListView.as_view(), name="steps"),
    path("workbench/coverage/steps/<int:pk>/", StepDetailView.as_view(), name="step"),
    path(
        "workbench/coverage/steps/<int:pk>/links/",
        StepLinksView.as_view(),
        name="step_links",
    ),
    path(
        "workbench/standards/<int:pk>/links/",
        StandardLinksView.as_view(),
        name="standard_links",
    ),
    path(
        "workbench/standards/<int:pk>/steps/",
        StandardStepsPanel.as_view(),
        name="standard_steps",
    ),
]
