"""Addresses of the procedure: workbench, review room, public consultations."""

from django.urls import path

from standards_catalog.procedure.views import (
    consulting,
    disposing,
    files,
    notices,
    one_project,
    periodic,
    projects,
    reviewing,
    steps,
    succession,
)

app_name = "procedure"

_PROJECTS = "workbench/projects/"
_PROJECT = f"{_PROJECTS}<int:pk>/"
_ROUND = f"{_PROJECTS}rounds/<int:pk>/"

urlpatterns = [
    path(_PROJECTS, projects.ProjectListView.as_view(), name="projects"),
    path(f"{_PROJECTS}board/", projects.BoardView.as_view(), name="board"),
    path(f"{_PROJECTS}new/", projects.ProposeView.as_view(), name="propose"),
    path(
        "workbench/standards/<int:pk>/projects/",
        projects.StandardProjectsView.as_view(),
        name="standard_projects",
    ),
    path(f"{_PROJECTS}rules/", files.RulesView.as_view(), name="rules"),
    path(_PROJECT, one_project.ProjectView.as_view(), name="project"),
    path(f"{_PROJECT}steps/<slug:key>/", steps.StepView.as_view(), name="step"),
    path(
        f"{_PROJECT}succession/",
        succession.SuccessionView.as_view(),
        name="succession",
    ),
    path(
        "workbench/standards/editions/<int:pk>/succession/",
        succession.EditionSuccessionView.as_view(),
        name="edition_succession",
    ),
    path(f"{_PROJECT}searches/new/", files.SearchView.as_view(), name="search"),
    path(
        f"{_PROJECT}documents/new/",
        files.DocumentUploadView.as_view(),
        name="upload",
    ),
    path(
        f"{_PROJECT}documents/<int:document>/",
        files.DocumentView.as_view(),
        name="document",
    ),
    path(
        f"{_PROJECT}texts/<int:snapshot>/",
        files.SnapshotView.as_view(),
        name="snapshot",
    ),
    path(_ROUND, disposing.DispositionView.as_view(), name="dispositions"),
    path(
        f"{_ROUND}table/<slug:form>/",
        disposing.DispositionFileView.as_view(),
        name="disposition_file",
    ),
    path(f"{_ROUND}blank/", disposing.BlankSheetView.as_view(), name="blank_sheet"),
    path(f"{_ROUND}sheets/", disposing.SheetUploadView.as_view(), name="sheets"),
    path(f"{_ROUND}sheets/<int:sheet>/", disposing.SheetView.as_view(), name="sheet"),
    path(
        f"{_ROUND}paper-replies/",
        disposing.PaperReplyView.as_view(),
        name="paper_reply",
    ),
    path(
        f"{_PROJECTS}minutes/<int:pk>/<slug:form>/",
        reviewing.MinutesView.as_view(),
        name="minutes",
    ),
    path("workbench/reviews/", reviewing.ReviewListView.as_view(), name="reviews"),
    path("workbench/reviews/<int:pk>/", reviewing.ReviewView.as_view(), name="review"),
    path(
        "workbench/reviews/<int:pk>/documents/<int:document>/",
        reviewing.ReviewDocumentView.as_view(),
        name="review_document",
    ),
    path(
        "workbench/consultations/",
        consulting.InvitationListView.as_view(),
        name="invitations",
    ),
    path(
        "workbench/consultations/<int:pk>/",
        consulting.InvitationView.as_view(),
        name="invitation",
    ),
    path(
        "workbench/periodic-reviews/",
        periodic.PeriodicReviewListView.as_view(),
        name="periodic_reviews",
    ),
    path(
        "workbench/periodic-reviews/<int:pk>/",
        periodic.PeriodicReviewView.as_view(),
        name="periodic_review",
    ),
    path("workbench/notices/", notices.NoticeListView.as_view(), name="notices"),
    path("workbench/notices/<int:pk>/", notices.NoticeView.as_view(), name="notice"),
    path(
        "consultations/",
        consulting.PublicConsultationListView.as_view(),
        name="public_list",
    ),
    path(
        "consultations/<int:pk>/",
        consulting.PublicConsultationView.as_view(),
        name="public_detail",
    ),
    path("c/<str:token>/", consulting.SignedConsultationView.as_view(), name="signed"),
]
