"""Addresses of standards as files, of drafts from Word, and of collections."""

from django.urls import path

from standards_catalog.documents.views import collections, drafts, editions, uploads

app_name = "standard_documents"

_STANDARD = "workbench/standards/<int:pk>/"
_UPLOADS = f"{_STANDARD}draft/uploads/"

urlpatterns = [
    path(f"{_STANDARD}text.pdf", editions.EditionPdfView.as_view(), name="pdf"),
    path(f"{_STANDARD}text.docx", editions.EditionWordView.as_view(), name="word"),
    path(f"{_STANDARD}draft.<slug:form>", drafts.DraftFileView.as_view(), name="draft"),
    path(f"{_UPLOADS}new/", uploads.WordUploadView.as_view(), name="new_upload"),
    path(
        f"{_UPLOADS}<int:upload>/",
        uploads.WordUploadPreview.as_view(),
        name="upload",
    ),
    path(
        "workbench/projects/<int:pk>/texts/<int:snapshot>/text.<slug:form>",
        drafts.SnapshotFileView.as_view(),
        name="snapshot",
    ),
    path(
        "workbench/reviews/<int:pk>/text.<slug:form>",
        drafts.ReviewFileView.as_view(),
        name="review",
    ),
    path(
        "workbench/consultations/<int:pk>/text.<slug:form>",
        drafts.InvitationFileView.as_view(),
        name="invitation",
    ),
    path(
        "c/<str:token>/text.<slug:form>",
        drafts.SignedFileView.as_view(),
        name="signed",
    ),
    path(
        "consultations/<int:pk>/text.<slug:form>",
        drafts.PublicDraftView.as_view(),
        name="public_draft",
    ),
    path(
        "workbench/standards/collection/",
        collections.CollectionView.as_view(),
        name="collection",
    ),
    path(
        "standards/<slug:pilot>/<str:code>/text.pdf",
        editions.PublicPdfView.as_view(),
        name="public_pdf",
    ),
]
