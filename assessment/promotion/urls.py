"""Addresses of promotions."""

from django.urls import path

from assessment.promotion.views import actions, lists

app_name = "promotion"

_BASE = "workbench/promotions/"
_ONE = f"{_BASE}<int:pk>/"

urlpatterns = [
    path(_BASE, lists.ProjectListView.as_view(), name="projects"),
    path(f"{_BASE}board/", lists.BoardView.as_view(), name="board"),
    path(f"{_BASE}propose/", actions.ProposeView.as_view(), name="propose"),
    path(_ONE, lists.ProjectView.as_view(), name="project"),
    path(f"{_ONE}step/", actions.StepView.as_view(), name="step"),
    path(f"{_ONE}end/", actions.GiveUpView.as_view(), name="end"),
    path(f"{_ONE}take-back/", actions.TakeBackView.as_view(), name="take_back"),
    path(
        "workbench/standards/<int:pk>/promotions/",
        lists.StandardPromotionsPanel.as_view(),
        name="standard_promotions",
    ),
]
