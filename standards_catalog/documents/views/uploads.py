"""导入 Word 草案: choose a file, look at what was read, make it the draft."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic.base import TemplateView

from accounts.models import Role
from accounts.permissions import OFFICE, RolesRequiredMixin
from accounts.services import client_address
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.permissions import is_responsible
from standards_catalog.authoring.selectors import draft_text
from standards_catalog.authoring.services import DraftError
from standards_catalog.comparison.documents import ChangeKind, compare_documents
from standards_catalog.documents.changes_word import KINDS
from standards_catalog.documents.forms import WordUploadForm
from standards_catalog.documents.models import WordUpload
from standards_catalog.documents.services import (
    apply_upload,
    give_up_upload,
    keep_upload,
    look_again,
)
from standards_catalog.documents.word_file import WordFileError
from standards_catalog.drafting.document import Block, Paragraph, StandardText
from standards_catalog.drafting.json_form import digest, from_plain
from standards_catalog.models import Standard

WRITERS = OFFICE | frozenset({Role.UNIT_LIAISON.value})
_NAMES = {
    "Clause": "章和条",
    "Annex": "附录",
    "ListItem": "列项",
    "Paragraph": "段",
    "Term": "术语",
    "NormativeReference": "规范性引用文件",
    "Table": "表",
    "Figure": "图",
    "Formula": "公式",
    "Note": "注",
    "Example": "示例",
    "BibliographyItem": "参考文献",
}


class _DraftOfWriter(RolesRequiredMixin, TemplateView):
    """A page about the draft of a standard that the user writes; 404 for others."""

    roles = WRITERS

    @cached_property
    def standard(self) -> Standard:
        """The standard of the address."""
        standards = Standard.objects.select_related("pilot")
        if not self.account.is_office:
            standards = standards.filter(responsible_units=self.account.unit_id)
        found: Standard = get_object_or_404(standards, pk=self.kwargs["pk"])
        return found

    @cached_property
    def page(self) -> StandardPage | None:
        """The standard's text; None before there is a draft."""
        return StandardPage.objects.filter(standard=self.standard).first()

    @property
    def refusal(self) -> str:
        """Why no file is taken now, in one Chinese line; empty if one is."""
        if self.page is None:
            return "还没有草案。立项后由系统建立草案，再导入 Word 文件。"
        if self.page.locked:
            reason = self.page.closed_reason or "已关闭"
            return f"文本现在不能修改：{reason}。退回起草或修改阶段后才能导入。"
        if not (self.account.is_office or is_responsible(self.account, self.standard)):
            return "只有标准化办公室和责任单位的联络员可以导入。"
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs, standard=self.standard, refusal=self.refusal
        )


class WordUploadView(_DraftOfWriter):
    """First step: the file is read and kept; nothing of the draft changes yet."""

    template_name = "standard_documents/upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", WordUploadForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Read the file and go to the preview."""
        form = WordUploadForm(request.POST, request.FILES)
        if self.page is None or self.refusal or not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        file = form.cleaned_data["file"]
        try:
            upload = keep_upload(
                page=self.page,
                file_name=file.name,
                content=file.read(),
                actor=self.account,
            )
        except (WordFileError, DraftError) as error:
            form.add_error("file", f"“{file.name}”：{str(error).rstrip('。')}。")
            return self.render_to_response(self.get_context_data(form=form))
        return redirect("standard_documents:upload", self.standard.pk, upload.pk)


class WordUploadPreview(_DraftOfWriter):
    """Second step: what was read, what is doubtful, and the button that applies it."""

    template_name = "standard_documents/preview.html"

    @cached_property
    def upload(self) -> WordUpload:
        """The upload of the address, if it still waits."""
        waiting = WordUpload.objects.waiting().filter(standard=self.standard)
        found: WordUpload = get_object_or_404(waiting, pk=self.kwargs["upload"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = from_plain(self.upload.text)
        draft = draft_text(self.page) if self.page is not None else StandardText()
        newest = self.page.latest_revision_id if self.page is not None else None
        return super().get_context_data(
            **{**kwargs, "upload": self.upload},
            text=text,
            counts=_counts(text.blocks),
            flagged=_flagged(text),
            changes=_changes(draft, text),
            changed_since=digest(draft) != self.upload.base_digest,
            is_same=draft == text,
            newest=newest,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Apply what was read, or give it up."""
        if request.POST.get("act") == "give-up":
            give_up_upload(upload=self.upload)
            messages.info(request, "已放弃导入，草案没有改动。")
            return redirect("authoring:draft", self.standard.pk)
        if self.refusal or request.POST.get("act") != "apply":
            return self.render_to_response(self.get_context_data())
        try:
            apply_upload(
                upload=self.upload, actor=self.account, address=client_address(request)
            )
        except DraftError as error:
            messages.error(request, str(error))
            look_again(upload=self.upload)
            return redirect("standard_documents:upload", **self.kwargs)
        messages.success(
            request,
            f"已把“{self.upload.file_name}”写入草案，原来的草案仍保留在历史中。",
        )
        return redirect("authoring:draft", self.standard.pk)


def _counts(blocks: tuple[Block, ...]) -> list[tuple[str, int]]:
    """How many blocks of each kind were read, in the usual order of a standard."""
    found = Counter(type(block).__name__ for block in blocks)
    return [(label, found[name]) for name, label in _NAMES.items() if found[name]]


def _flagged(text: StandardText) -> list[Paragraph]:
    """The paragraphs that arrived as they are, each with its doubt."""
    return [b for b in text.blocks if isinstance(b, Paragraph) and b.doubt]


def _changes(draft: StandardText, text: StandardText) -> list[tuple[str, int]]:
    kinds = Counter(change.kind for change in compare_documents(draft, text))
    labels = {**KINDS, ChangeKind.UNCHANGED: "未改动"}
    return [(label, kinds[kind]) for kind, label in labels.items() if kinds[kind]]
