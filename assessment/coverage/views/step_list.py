"""The list of steps as the office works with it: chosen, changed, waiting reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from assessment.coverage.models import WorkStep
from assessment.coverage.views.steps import StepListView
from listing.columns import Badge, Column, Kind, Tone
from listing.filters import ChoiceFilter, Filter, YesNoFilter

_ENDED, _LATER = "ended", "later"
_PICK = Column("pick", "选择", Kind.PICK, value="step.pk")


class StepListPage(StepListView):
    """Work steps to look at, and for the office to change many at once."""

    template_name = "coverage/step_list.html"

    def get_columns(self) -> Sequence[Column]:
        reason = Column("reason", "理由认可", Kind.STATUS, value=self._reason)
        columns = (*self.columns[:9], reason, *self.columns[9:])
        # What is exported is read, not worked with.
        if "export" in self.request.GET or not self.account.is_office:
            return columns
        return (_PICK, *columns)

    def _reason(self, row: Any) -> Badge | None:
        if row.step.has_open_reason(self.as_of):
            return Badge("待认可", Tone.WARNING)
        return Badge("已认可", Tone.GOOD) if row.step.reason_accepted_by else None

    def get_filters(self) -> Sequence[Filter]:
        return (
            *super().get_filters(),
            YesNoFilter(
                "open_reason",
                "理由待认可",
                narrowing=self._with_open_reason,
                labels=("只看待认可", "不看待认可"),
            ),
            ChoiceFilter(
                "life",
                "停用和未启用",
                choices=[(_ENDED, "已停用的版本"), (_LATER, "以后启用的版本")],
                narrowing=self._not_in_use,
            ),
        )

    def _with_open_reason(
        self, rows: QuerySet[WorkStep], wanted: bool
    ) -> QuerySet[WorkStep]:
        waiting = WorkStep.objects.filter(pilot=self.pilot).with_open_reason(self.as_of)
        found = Q(pk__in=waiting.values("pk"))
        return rows.filter(found if wanted else ~found)

    def _not_in_use(
        self, rows: QuerySet[WorkStep], chosen: tuple[str, ...]
    ) -> QuerySet[WorkStep]:
        found = Q()
        if _ENDED in chosen:
            found |= Q(ends_on__lte=self.as_of)
        if _LATER in chosen:
            found |= Q(starts_on__gt=self.as_of)
        return rows.filter(found)

    def get_rows(self) -> Any:
        """The steps in use on the date, or, if these are asked for, the others."""
        if self.asked().get("life"):
            return self.all_rows()
        return super().get_rows()

    def asked(self) -> Any:
        """The query of the list."""
        return self.request.GET

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, may_edit=self.account.is_office)
