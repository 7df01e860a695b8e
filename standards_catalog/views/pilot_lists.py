"""Lists and pages of one pilot's records, on one date, for named roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic.base import TemplateView

from accounts.models import Unit
from accounts.permissions import RECORD_READERS, RolesRequiredMixin
from accounts.services import client_address, record_event
from listing.columns import Column
from listing.filters import ChoiceFilter
from listing.views import Panel, RecordDetailView, RecordListView
from standards_catalog.models import Pilot, Standard


def request_scope(request: HttpRequest) -> tuple[Pilot, date]:
    """The pilot and date that ``PilotScopeMiddleware`` found; a 404 without one."""
    scope: tuple[Pilot, date] = request.pilot_scope.required()  # type: ignore[attr-defined]
    return scope


class PilotPageMixin(RolesRequiredMixin):
    """A page about the pilot and the date of the request."""

    roles = RECORD_READERS

    @cached_property
    def _scope(self) -> tuple[Pilot, date]:
        return request_scope(self.request)

    @property
    def pilot(self) -> Pilot:
        """The pilot shown; a 404 while none is loaded."""
        return self._scope[0]

    @property
    def as_of(self) -> date:
        """The date shown."""
        return self._scope[1]


class PilotListView(PilotPageMixin, RecordListView):
    """A record list of one pilot.

    ``about`` is the subtitle, with ``{as_of}`` for the date; ``is_unit_list`` says
    that unit roles see their own unit's rows only.
    """

    about: ClassVar[str] = ""
    is_unit_list: ClassVar[bool] = False

    def subtitle(self) -> str:
        about = self.about.format(as_of=self.as_of.isoformat())
        if self.is_unit_list and self.account.is_unit_bound:
            return f"{about}（只显示本单位：{self.account.unit}）"
        return about

    def provenance(self) -> list[tuple[str, str]]:
        lines = [("试点", self.pilot.name), ("数据截至", self.as_of.isoformat())]
        if self.is_unit_list and self.account.is_unit_bound:
            lines.append(("单位", str(self.account.unit)))
        if self.pilot.is_demonstration:
            lines.insert(0, ("说明", "演示数据"))
        return lines

    def file_stem(self) -> str:
        mark = "（演示数据）" if self.pilot.is_demonstration else ""
        return f"{self.title}_{self.pilot.code}_{self.as_of.isoformat()}{mark}"

    def exported(self, row_count: int, form: str) -> None:
        # What leaves the system as a file leaves a trace, names of people included.
        record_event(
            actor=self.account,
            action="导出列表",
            object_label=f"{self.pilot.name} {self.title}",
            detail={"格式": form, "条数": row_count, "截至": self.as_of.isoformat()},
            address=client_address(self.request),
        )

    def unit_filter(
        self, key: str = "unit", label: str = "单位", narrowing: str = "unit"
    ) -> ChoiceFilter:
        """Any of the pilot's member units."""
        units = Unit.objects.filter(memberships__pilot=self.pilot).order_by(
            "memberships__position"
        )
        choices = [(str(unit.pk), str(unit)) for unit in units]
        return ChoiceFilter(key, label, choices=choices, narrowing=narrowing)

    def own_unit_filters(self) -> list[ChoiceFilter]:
        """The unit filter, for those who see more than one unit."""
        return [] if self.account.is_unit_bound else [self.unit_filter()]


class PilotDetailView(PilotPageMixin, RecordDetailView):
    """The page of one record of the pilot's."""


class StandardPanelView(PilotPageMixin, TemplateView):
    """What another app knows about a standard, for that standard's page.

    The standard's page fetches it as a fragment; opened by itself it is a page.
    """

    columns: ClassVar[Sequence[Column]] = ()

    def get_panel(self, standard: Standard) -> Panel:
        """The panel about ``standard``, with what this user may see."""
        raise NotImplementedError

    def get_template_names(self) -> list[str]:
        if "HX-Request" in self.request.headers:
            return ["listing/_panel.html"]
        return ["standards_catalog/panel.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standard = get_object_or_404(Standard, pilot=self.pilot, pk=kwargs["pk"])
        return super().get_context_data(
            **kwargs, standard=standard, panel=self.get_panel(standard)
        )
