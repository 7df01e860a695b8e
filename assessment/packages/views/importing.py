"""From an upload to an import: hand in, look at what was found, confirm or discard."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.timezone import localtime
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import TemplateView

from accounts.permissions import OFFICE, RolesRequiredMixin
from accounts.services import client_address, record_event
from assessment.packages.containers import MANIFEST
from assessment.packages.forms import PackageForm
from assessment.packages.ledger import LedgerFileError
from assessment.packages.manifest import Manifest, read_manifest
from assessment.packages.models import PackageImport
from assessment.packages.problems import ProblemLog
from assessment.packages.synchronising import LoadRefusedError
from assessment.packages.views.checks import (
    Check,
    OutdatedCheckError,
    apply_check,
    check_upload,
    kept_check,
)
from assessment.packages.views.guarded import ReaderError
from assessment.packages.views.labels import table_label
from assessment.packages.views.problem_rows import (
    PROBLEM_COLUMNS,
    ProblemRows,
    problem_rows,
)
from assessment.packages.views.receiving import FIELD, PackageUploadHandler
from assessment.packages.views.uploads import (
    Upload,
    UploadBusyError,
    find_upload,
    keep_upload,
    new_folder,
    packaged_pilots,
    remove_expired,
    remove_folder,
    upload_limit,
    waiting_uploads,
)
from listing.filters import ChoiceFilter, Filter, choices_of
from listing.views import RecordListView
from standards_catalog.models import Pilot

_GONE = "这次检查已取消，或已超过 24 小时被删除；请重新选择试点包。"
_SEVERITIES = (("error", "错误"), ("warning", "警告"))
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PackagedPilot:
    """A pilot that comes with the program, and whether it is loaded already."""

    manifest: Manifest
    is_loaded: bool


def _packaged() -> list[PackagedPilot]:
    loaded = set(Pilot.objects.values_list("code", flat=True))
    manifests = [_manifest_of(path) for path in packaged_pilots().values()]
    found = [PackagedPilot(m, m.code in loaded) for m in manifests if m is not None]
    return sorted(found, key=lambda pilot: pilot.manifest.kind)


def _manifest_of(folder: Path) -> Manifest | None:
    return read_manifest((folder / MANIFEST).read_bytes(), ProblemLog())


# The file is streamed to its place by our own handler, which has to be set before the
# body is read; CSRF protection reads the body, so it comes after that, in `_receive`.
@method_decorator(csrf_exempt, name="dispatch")
class NewImportView(RolesRequiredMixin, TemplateView):
    """Choose a package; it is checked at once and nothing is written."""

    roles = OFFICE
    template_name = "packages/new_import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remove_expired()
        kwargs.setdefault("form", PackageForm())
        waiting = [
            (upload, kept_check(upload)) for upload in waiting_uploads(self.account.pk)
        ]
        return super().get_context_data(
            **kwargs, packaged=_packaged(), waiting=waiting, limit=upload_limit()
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the upload in, check it, and show the report."""
        handler = PackageUploadHandler(request, upload_limit())
        request.upload_handlers = [handler]
        try:
            return self._receive(request, handler)
        finally:
            handler.discard()

    @method_decorator(csrf_protect)
    def _receive(
        self, request: HttpRequest, handler: PackageUploadHandler
    ) -> HttpResponse:
        posted = request.POST, request.FILES
        form = PackageForm(*posted, is_too_large=handler.is_too_large)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        upload = self._kept(form)
        handler.claim()
        check = check_upload(upload)
        record_event(
            actor=self.account,
            action="检查试点包",
            object_label=check.pilot_name or upload.source_name,
            detail={
                "来源": upload.source_name,
                "错误": check.error_count,
                "警告": check.warning_count,
            },
            address=client_address(request),
        )
        return redirect("packages:check", token=upload.token)

    def _kept(self, form: PackageForm) -> Upload:
        received = form.cleaned_data[FIELD]
        if received is not None:
            return keep_upload(
                received.folder,
                owner_id=self.account.pk,
                source_name=str(received.name),
            )
        code = form.cleaned_data["packaged"]
        return keep_upload(
            new_folder(), owner_id=self.account.pk, source_name=code, packaged=code
        )


class _OwnUpload(RolesRequiredMixin):
    """One upload of the signed-in user; anybody else's does not exist."""

    roles = OFFICE

    @cached_property
    def upload(self) -> Upload | None:
        """The upload of the address, ``None`` once it was discarded."""
        upload = find_upload(self.kwargs["token"])
        if upload is not None and upload.owner_id != self.account.pk:
            raise Http404
        return upload

    def gone(self) -> HttpResponse:
        """Send on to where a package can be chosen again."""
        messages.warning(self.request, _GONE)
        return redirect("packages:new_import")


class CheckView(_OwnUpload, RecordListView):
    """检查报告: what the package would change and everything wrong with it; after
    the confirmation, what came of it."""

    template_name = "packages/check.html"
    title = "试点包检查问题"
    default_order = ("pk",)
    columns = PROBLEM_COLUMNS
    search_fields = ("reason",)
    search_hint = "文件、列、值、原因"

    upload: Upload
    check: Check

    def get(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        check = kept_check(self.upload) if self.upload is not None else None
        if check is None:
            return self.gone()
        self.check = check
        return super().get(request, *args, **kwargs)

    def get_rows(self) -> ProblemRows:
        return problem_rows(self.check.problems)

    def get_filters(self) -> Sequence[Filter]:
        files = dict.fromkeys(problem.file for problem in self.check.problems)
        return (
            ChoiceFilter("severity", "级别", choices=_SEVERITIES),
            ChoiceFilter("file", "文件", choices=choices_of(files)),
        )

    def search(self, rows: ProblemRows, text: str) -> ProblemRows:
        return rows.search(text)

    def provenance(self) -> list[tuple[str, str]]:
        check, at = self.check, localtime(self.check.checked_at)
        return [
            ("试点包", self.upload.source_name),
            ("检查时间", f"{at:%Y-%m-%d %H:%M}"),
            ("错误、警告", f"{check.error_count} 处错误，{check.warning_count} 条警告"),
            ("另有未列出", f"{self._unlisted()} 处（每个文件的每一列最多列 100 处）"),
        ]

    def file_stem(self) -> str:
        return f"{self.title}_{Path(self.upload.source_name).stem}"

    def exported(self, row_count: int, form: str) -> None:
        record_event(
            actor=self.account,
            action="导出试点包检查问题",
            object_label=self.upload.source_name,
            detail={"条数": row_count, "格式": form},
            address=client_address(self.request),
        )

    def _unlisted(self) -> int:
        check = self.check
        return check.error_count + check.warning_count - len(check.problems)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        import_id = self.upload.import_id()
        imports = PackageImport.objects.defer("journal")
        check = self.check
        counts = check.row_counts
        return super().get_context_data(
            **kwargs,
            upload=self.upload,
            check=check,
            changes=[(table_label(table.name), table) for table in check.tables],
            counted=[(table_label(n), n, count) for n, count in counts.items()],
            absent=[table_label(name) for name in check.absent],
            unlisted=self._unlisted(),
            is_busy=import_id is None and self.upload.is_held(),
            is_applied=import_id is not None,
            record=imports.filter(pk=import_id).first() if import_id else None,
            pilot=Pilot.objects.filter(code=check.pilot_code).first(),
        )


class ApplyView(_OwnUpload):
    """确认导入: load what the person saw, or show what is different by now."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        upload = self.upload
        if upload is None:
            return self.gone()
        try:
            with upload.held():
                self._apply(upload)
        except UploadBusyError:
            messages.info(request, "这个试点包正在导入，不需要再次确认。")
        return redirect("packages:check", token=token)

    def _apply(self, upload: Upload) -> None:
        """Load, once: an upload that has become an import stays that import."""
        check = kept_check(upload)
        if upload.import_id() is not None or check is None:
            return
        if self.request.POST.get("mark") != check.mark:
            messages.warning(self.request, "这份检查报告已更新，请核对后再确认。")
        elif not check.may_be_applied:
            messages.error(self.request, "检查没有通过，不能导入。")
        else:
            self._load(upload, check)

    def _load(self, upload: Upload, check: Check) -> None:
        try:
            report = apply_check(upload, check, self.account)
        except OutdatedCheckError:
            check_upload(upload)
            messages.warning(
                self.request,
                "检查之后试点包或数据库有了变化，没有导入；"
                "已按现在的数据重新检查，请核对后再确认。",
            )
        except (ReaderError, LoadRefusedError, LedgerFileError) as error:
            messages.error(self.request, f"没有导入，未作任何更改：{error}。")
        except DatabaseError:
            _logger.exception("loading an uploaded package failed")
            messages.error(
                self.request, "数据库正忙或出错，没有导入，未作任何更改；请稍后再试。"
            )
        else:
            if report.import_id is not None:
                upload.keep_import(report.import_id)


class CancelView(_OwnUpload):
    """取消: delete an upload that is not going to be loaded."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        upload = self.upload
        if upload is None:
            return self.gone()
        try:
            with upload.held():
                remove_folder(upload.folder)
        except UploadBusyError:
            messages.warning(request, "这个试点包正在导入，不能取消；导入后可以撤销。")
            return redirect("packages:check", token=token)
        messages.info(request, f"已取消“{upload.source_name}”，没有写入任何内容。")
        return redirect("packages:new_import")
