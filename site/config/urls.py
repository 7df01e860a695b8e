"""Addresses of the site; see ``docs/architecture.md`` for the map.

Every app's ``urls.py`` writes its full paths, so each is included at the top.
"""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.views import SignOutView

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("background.urls")),
    path("", include("standards_catalog.urls")),
    path("", include("standards_catalog.authoring.urls")),
    path("", include("standards_catalog.procedure.urls")),
    path("", include("standards_catalog.documents.urls")),
    path("", include("standards_catalog.validity.urls")),
    path("", include("standards_catalog.search.urls")),
    path("", include("standards_catalog.comparing.urls")),
    path("", include("assessment.coverage.urls")),
    path("", include("assessment.evidence.urls")),
    path("", include("assessment.gaps.urls")),
    path("", include("assessment.implementation.urls")),
    path("", include("assessment.planning.urls")),
    path("", include("assessment.training.urls")),
    path("", include("assessment.satisfaction.urls")),
    path("", include("assessment.self_evaluation.urls")),
    path("", include("assessment.rectification.urls")),
    path("", include("assessment.supervision.urls")),
    path("", include("assessment.programme.urls")),
    path("", include("assessment.publication.urls")),
    path("", include("assessment.promotion.urls")),
    path("", include("assessment.packages.urls")),
    path("", include("reports.dashboards.urls")),
    path("", include("reports.trends.urls")),
    path("", include("reports.acceptance.urls")),
    path("", include("handbook.urls")),
    path("", include("home.urls")),
    # One door only: it counts wrong passwords and is recorded.
    path("admin/login/", RedirectView.as_view(pattern_name="accounts:sign_in")),
    path("_util/login/", RedirectView.as_view(pattern_name="accounts:sign_in")),
    path("admin/logout/", SignOutView.as_view()),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
