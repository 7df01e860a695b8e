"""Addresses of the site; see ``docs/architecture.md`` for the map.

Every app's ``urls.py`` writes its full paths, so each is included at the top.
"""

from importlib.util import find_spec

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

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
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
