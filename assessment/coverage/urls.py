"""Addresses of the coverage matrix and the work steps."""

from django.urls import path

from assessment.coverage.links.views import StandardLinksView, StepLinksView
from assessment.coverage.views.arrange import ArrangeView, RenameView
from assessment.coverage.views.bulk import BulkChangeView
from assessment.coverage.views.editor import (
    ReasonAcceptView,
    StepAddView,
    StepChangeView,
    StepCorrectView,
    StepDeleteView,
    StepRestoreView,
    StepRetireView,
)
from assessment.coverage.views.matrix import CoverageMatrixView
from assessment.coverage.views.step_list import StepListPage
from assessment.coverage.views.steps import StandardStepsPanel, StepDetailView

app_name = "coverage"

_STEPS = "workbench/coverage/steps/"
_STEP = f"{_STEPS}<int:pk>/"

urlpatterns = [
    path("workbench/coverage/", CoverageMatrixView.as_view(), name="matrix"),
    path(_STEPS, StepListPage.as_view(), name="steps"),
    path(f"{_STEPS}new/", StepAddView.as_view(), name="step_add"),
    path(f"{_STEPS}arrange/", ArrangeView.as_view(), name="arrange"),
    path(f"{_STEPS}arrange/<slug:kind>/<int:pk>/", RenameView.as_view(), name="rename"),
    path(f"{_STEPS}bulk/", BulkChangeView.as_view(), name="bulk"),
    path(_STEP, StepDetailView.as_view(), name="step"),
    path(f"{_STEP}correct/", StepCorrectView.as_view(), name="step_correct"),
    path(f"{_STEP}change/", StepChangeView.as_view(), name="step_change"),
    path(f"{_STEP}retire/", StepRetireView.as_view(), name="step_retire"),
    path(f"{_STEP}restore/", StepRestoreView.as_view(), name="step_restore"),
    path(f"{_STEP}delete/", StepDeleteView.as_view(), name="step_delete"),
    path(f"{_STEP}accept/", ReasonAcceptView.as_view(), name="step_accept"),
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
