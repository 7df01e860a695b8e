"""修订对照与影响 of a project, and 条文沿革 of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic.base import TemplateView

from accounts.permissions import CATALOGUE_READERS, RECORD_READERS
from accounts.services import client_address
from listing.columns import Badge, Tone
from standards_catalog.comparison.documents import ChangeKind
from standards_catalog.models import StandardEdition
from standards_catalog.procedure.models import ClauseSuccession
from standards_catalog.procedure.selectors.clause_records import (
    WHOLE_STANDARD,
    ClauseRecords,
)
from standards_catalog.procedure.selectors.succession import (
    Succession,
    SuccessionLine,
    impact_of,
    succession_of,
)
from standards_catalog.procedure.services.steps import StepRefusedError
from standards_catalog.procedure.services.succession import confirm_kept, decide_match
from standards_catalog.procedure.views.projects import OneProjectMixin
from standards_catalog.views.pilot_lists import PilotPageMixin

_TONES = {
    "未改动": Tone.NEUTRAL,
    "仅编号变化": Tone.INFO,
    "修改": Tone.WARNING,
    "增加": Tone.GOOD,
    "删除": Tone.BAD,
}
_VERDICTS = {
    ChangeKind.UNCHANGED: Badge("继续有效", Tone.GOOD),
    ChangeKind.RENUMBERED: Badge("按新编号继续有效", Tone.GOOD),
    ChangeKind.CHANGED: Badge("须重新评价", Tone.WARNING),
    ChangeKind.ADDED: Badge("须首次评价", Tone.INFO),
    ChangeKind.REMOVED: Badge("随原版次终止", Tone.NEUTRAL),
}


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """A line of the page: the clause, what became of it, and what hangs on it."""

    line: SuccessionLine
    relation: Badge
    verdict: Badge
    records: tuple[ClauseRecords, ...]


class SuccessionView(OneProjectMixin, TemplateView):
    """修订对照与影响: old and new clauses matched, and what must be assessed anew."""

    template_name = "procedure/succession.html"
    roles = RECORD_READERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        succession = succession_of(self.project)
        rows, whole = self._rows(succession)
        changed = [row for row in rows if row.line.change.kind.value != "unchanged"]
        only_changed = self.request.GET.get("all") != "yes"
        return super().get_context_data(
            **kwargs,
            project=self.project,
            succession=succession,
            rows=changed if only_changed else rows,
            total=len(rows),
            open_count=sum(not row.line.is_decided for row in rows),
            kept_open=any(
                row.line.stays_valid and not row.line.is_decided for row in rows
            ),
            anew=sum(bool(row.records) for row in rows if _is_anew(row.line)),
            kept=sum(bool(row.records) for row in rows if row.line.stays_valid),
            whole=whole,
            only_changed=only_changed,
            may_decide=self.may_file,
        )

    def _rows(
        self, succession: Succession | None
    ) -> tuple[list[ImpactRow], tuple[ClauseRecords, ...]]:
        if succession is None:
            return [], ()
        impact = impact_of(succession, self.account)
        rows = []
        for line in succession.lines:
            old, kind = line.change.old, line.change.kind
            rows.append(
                ImpactRow(
                    line=line,
                    relation=Badge(line.relation, _TONES[line.relation]),
                    verdict=_VERDICTS[kind],
                    records=impact.get(old.id, ()) if old else (),
                )
            )
        return rows, impact.get(WHOLE_STANDARD, ())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Decide one clause, or confirm all whose words are the same."""
        if not self.may_file:
            raise PermissionDenied
        address = client_address(request)
        anchor = ""
        try:
            if request.POST.get("act") == "kept":
                count = confirm_kept(
                    project=self.project, actor=self.account, address=address
                )
                messages.success(request, f"已确认 {count} 条文字未变的章条。")
            else:
                match = decide_match(
                    project=self.project,
                    old_block_id=request.POST.get("old", ""),
                    new_block_id=request.POST.get("new", ""),
                    actor=self.account,
                    address=address,
                )
                anchor = f"#m-{match.new_block_id or match.old_block_id}"
        except StepRefusedError as error:
            messages.error(request, f"{error}。")
        query = f"?{request.META['QUERY_STRING']}" if request.GET else ""
        return redirect(f"{request.path}{query}{anchor}")


def _is_anew(line: SuccessionLine) -> bool:
    return line.change.kind is ChangeKind.CHANGED


class EditionSuccessionView(PilotPageMixin, TemplateView):
    """条文沿革: from which clause of the edition before each clause comes."""

    template_name = "procedure/edition_succession.html"
    roles = CATALOGUE_READERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        editions = StandardEdition.objects.filter(standard__pilot=self.pilot)
        edition = get_object_or_404(
            editions.select_related("standard"), pk=self.kwargs["pk"]
        )
        rows = ClauseSuccession.objects.filter(edition=edition)
        return super().get_context_data(
            **kwargs,
            edition=edition,
            standard=edition.standard,
            rows=[(row, Badge(row.relation, _TONES[row.relation])) for row in rows],
            predecessor=rows.select_related("predecessor").first(),
        )
