"""批量修改: many steps chosen in the list, one change, shown before it is made."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.permissions import OFFICE
from accounts.services import client_address
from assessment.coverage.bulk import apply_change, chosen_steps, plan_change
from assessment.coverage.bulk_forms import CORRECT, BulkForm
from assessment.coverage.models import WorkStep
from assessment.coverage.versions import StepRefusedError
from assessment.coverage.views.step_list import StepListPage
from listing.address import ListAddress, read_address

_SHOWN = 200
_FORM, _PLAN = "coverage/bulk_form.html", "coverage/bulk_plan.html"


class BulkChangeView(StepListPage):
    """Choose, fill in, look at what would change, apply."""

    roles = OFFICE
    http_method_names = ["post"]

    def asked(self) -> QueryDict:
        """The list as it was filtered when everything in it was chosen."""
        return QueryDict(self.request.POST.get("query", "").removeprefix("?"))

    @cached_property
    def address(self) -> ListAddress:
        return read_address(self.asked(), self.get_filters(), self.columns)

    def _keys(self) -> list[int]:
        data = self.request.POST
        if data.get("all") == "yes":
            return list(self.narrowed().values_list("pk", flat=True))
        given = [*data.getlist("pick"), *data.get("keys", "").split(",")]
        return sorted({int(key) for key in given if key.isdigit()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """One stage after the other; each post carries everything along."""
        stage = request.POST.get("stage", "choose")
        steps = chosen_steps(self.pilot, self._keys())
        if not steps:
            messages.warning(request, "请先在列表中勾选要修改的环节。")
            return redirect("coverage:steps")
        if stage == "choose":
            form = self._form(None, initial={"how": CORRECT})
            return self._page(_FORM, steps, form)
        form = self._form(request.POST)
        if not form.is_valid() or stage == "back":
            return self._page(_FORM, steps, form)
        if stage == "apply":
            return self._applied(steps, form)
        return self._planned(steps, form)

    def _planned(self, steps: list[WorkStep], form: BulkForm) -> HttpResponse:
        plan = plan_change(self.pilot, steps, form.change())
        shown = [*plan.refused, *plan.changed][:_SHOWN]
        return self._page(
            _PLAN, steps, form, plan=plan, shown=shown, how_words=form.words()
        )

    def _applied(self, steps: list[WorkStep], form: BulkForm) -> HttpResponse:
        try:
            count = apply_change(
                pilot=self.pilot,
                keys=[step.pk for step in steps],
                change=form.change(),
                seen=self.request.POST.get("seen", ""),
                actor=self.account,
                address=client_address(self.request),
            )
        except StepRefusedError as error:
            messages.warning(self.request, str(error))
            self.pilot.refresh_from_db()
            return self._planned(steps, form)
        messages.success(self.request, f"已修改 {count} 个环节。")
        for note in form.named.notes:
            messages.info(self.request, note)
        return redirect(f"{reverse('coverage:steps')}?{self.asked().urlencode()}")

    def _page(
        self, template: str, steps: list[WorkStep], form: BulkForm, **more: Any
    ) -> HttpResponse:
        context = {
            "form": form,
            "view": self,
            "count": len(steps),
            "first": steps[:10],
            "keys": ",".join(str(step.pk) for step in steps),
            "query": self.request.POST.get("query", ""),
            "seen": self.pilot.data_version,
        }
        return render(self.request, template, {**context, **more})

    def _form(self, data: Any, **kwargs: Any) -> BulkForm:
        return BulkForm(data, pilot=self.pilot, day=self.as_of, **kwargs)
