"""Addresses of the shell."""

from django.urls import path
from wagtail.views import serve

from home.views import FiguresView, WorkbenchView, health, readiness

app_name = "home"
urlpatterns = [
    # The portal is a Wagtail page; naming its address lets templates link to it.
    path("", serve, {"path": ""}, name="portal"),
    path("workbench/", WorkbenchView.as_view(), name="workbench"),
    path("workbench/figures/", FiguresView.as_view(), name="figures"),
    path("healthz", health, name="health"),
    path("readyz", readiness, name="readiness"),
]
