"""Addresses of the plans by which standards are carried out."""

from django.urls import path

from assessment.planning.views import changes, plans

app_name = "planning"

_PLANS = "workbench/implementation/plans/"
_PLAN = f"{_PLANS}standard/<int:pk>/"
_MEASURE = f"{_PLANS}measures/<int:pk>/"

urlpatterns = [
    path(_PLANS, plans.PlanListView.as_view(), name="plans"),
    path(f"{_PLANS}duties/", plans.DutyListView.as_view(), name="duties"),
    path(
        f"{_PLANS}duties/<int:pk>/report/", changes.ReportView.as_view(), name="report"
    ),
    path(f"{_PLANS}generate/", changes.GenerateView.as_view(), name="generate"),
    path(_PLAN, plans.PlanView.as_view(), name="plan"),
    path(f"{_PLAN}add/", changes.MeasureAddView.as_view(), name="measure_add"),
    path(f"{_PLAN}delete/", changes.PlanDeleteView.as_view(), name="plan_delete"),
    path(_MEASURE, changes.MeasureEditView.as_view(), name="measure_edit"),
    path(
        f"{_MEASURE}delete/", changes.MeasureDeleteView.as_view(), name="measure_delete"
    ),
    path(
        "workbench/standards/<int:pk>/plan/",
        plans.StandardPlanPanel.as_view(),
        name="standard_plan",
    ),
]
