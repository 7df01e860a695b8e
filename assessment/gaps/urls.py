"""Addresses of the gaps."""

from django.urls import path

from assessment.gaps.views import acting, analysing, lists, pages, proposing

app_name = "gaps"

_BASE = "workbench/coverage/gaps/"

urlpatterns = [
    path(_BASE, lists.GapListView.as_view(), name="gaps"),
    path(f"{_BASE}word/", lists.GapWordView.as_view(), name="word"),
    path(f"{_BASE}analyse/", analysing.AnalysisView.as_view(), name="analyse"),
    path(f"{_BASE}new/", acting.GapAddView.as_view(), name="add"),
    path(f"{_BASE}settle/", acting.GapSettleView.as_view(), name="settle"),
    path(f"{_BASE}<int:pk>/", pages.GapDetailView.as_view(), name="gap"),
    path(f"{_BASE}<int:pk>/edit/", acting.GapEditView.as_view(), name="edit"),
    path(f"{_BASE}<int:pk>/claim/", acting.GapClaimView.as_view(), name="claim"),
    path(f"{_BASE}<int:pk>/return/", acting.GapReturnView.as_view(), name="return"),
    path(f"{_BASE}<int:pk>/waive/", acting.GapWaiveView.as_view(), name="waive"),
    path(f"{_BASE}<int:pk>/close/", acting.GapCloseView.as_view(), name="close"),
    path(f"{_BASE}<int:pk>/reopen/", acting.GapReopenView.as_view(), name="reopen"),
    path(
        f"{_BASE}<int:pk>/propose/", proposing.GapProposeView.as_view(), name="propose"
    ),
    path(f"{_BASE}<int:pk>/entry/", proposing.GapEntryView.as_view(), name="entry"),
]
