"""Addresses of the site; see ``docs/architecture.md`` for the map.

Every app's ``urls.py`` writes its full paths, so each is included at the top.
"""

from importlib.util import find_spec

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.views import SignOutView

_APPS = (
    "accounts",
    "standards_catalog",
    "assessment.coverage",
    "assessment.implementation",
    "assessment.training",
    "assessment.satisfaction",
    "assessment.self_evaluation",
    "assessment.rectification",
    "assessment.programme",
    "assessment.packages",
    "reports.dashboards",
    "reports.acceptance",
    "home",
)

urlpatterns = [
    *(path("", include(f"{app}.urls")) for app in _APPS if find_spec(f"{app}.urls")),
    # One door only: it counts wrong passwords and is recorded.
    path("admin/login/", RedirectView.as_view(pattern_name="accounts:sign_in")),
    path("_util/login/", RedirectView.as_view(pattern_name="accounts:sign_in")),
    path("admin/logout/", SignOutView.as_view()),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
