"""编排: the outline of domains, items and steps, put in order and renamed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import TemplateView

from accounts.permissions import OFFICE
from accounts.services import client_address
from assessment.coverage.arranging import (
    KINDS,
    Moving,
    OutdatedOrderError,
    move,
    rename,
)
from assessment.coverage.bulk_forms import RenameForm
from assessment.coverage.models import WorkStep
from assessment.coverage.ordering import order_mark, places
from assessment.coverage.versions import StepRefusedError
from standards_catalog.views.pilot_lists import PilotPageMixin

_OUTDATED = "没有移动：别人刚调整过顺序或名称，已显示最新的顺序，请在其中重新移动。"


@dataclass(frozen=True, slots=True)
class Branch:
    """A domain or an item with what is below it, named by its first step."""

    name: str
    pk: int
    branches: tuple[Branch, ...]
    steps: tuple[WorkStep, ...]

    @property
    def count(self) -> int:
        """The steps in it."""
        return len(self.steps) + sum(branch.count for branch in self.branches)


def outline(steps: Sequence[WorkStep]) -> tuple[Branch, ...]:
    """Domains, each with its items, each with its steps."""
    return tuple(
        Branch(name, rows[0].pk, _items(rows), ())
        for name, rows in _blocks(steps, "domain")
    )


def _items(steps: Sequence[WorkStep]) -> tuple[Branch, ...]:
    return tuple(
        Branch(name, rows[0].pk, (), tuple(rows))
        for name, rows in _blocks(steps, "item")
    )


def _blocks(steps: Sequence[WorkStep], field: str) -> list[tuple[str, list[WorkStep]]]:
    return [
        (name, list(rows)) for name, rows in groupby(steps, lambda s: getattr(s, field))
    ]


class ArrangeView(PilotPageMixin, TemplateView):
    """The outline as of the date; one POST puts one thing elsewhere."""

    roles = OFFICE

    def get_template_names(self) -> list[str]:
        if self.request.headers.get("HX-Target") == "outline":
            return ["coverage/_outline.html"]
        return ["coverage/arrange.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = places(self.pilot)
        in_use = WorkStep.objects.filter(pilot=self.pilot).in_use_on(self.as_of)
        by_pk = in_use.in_bulk()
        steps = [by_pk[row.pk] for row in rows if row.pk in by_pk]
        kwargs.setdefault("how", self.request.POST.get("how", "correct"))
        kwargs.setdefault("day", self.request.POST.get("day") or str(self.as_of))
        return super().get_context_data(
            **kwargs,
            domains=outline(steps),
            step_count=len(steps),
            mark=order_mark(rows),
            hidden_count=len(rows) - len(steps),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Move, and show the outline as it is now."""
        said, tone = self._moved()
        if request.headers.get("HX-Target") == "outline":
            context = self.get_context_data(said=said, tone=tone)
            return self.render_to_response(context)
        if said:
            level = messages.SUCCESS if tone == "success" else messages.WARNING
            messages.add_message(request, level, said)
        anchor = request.POST.get("pk", "")
        place = f"#place-{anchor}" if anchor.isdigit() else ""
        return redirect(f"{reverse('coverage:arrange')}{place}")

    def _moved(self) -> tuple[str, str]:
        """What was done or why not, and its tone."""
        try:
            moving = self._moving()
            from_day = self._from_day()
        except ValueError as error:
            return str(error), "warning"
        if moving is None:
            return "已经在最前或最后，没有移动。", "info"
        try:
            said = move(
                pilot=self.pilot,
                moving=moving,
                mark=self.request.POST.get("mark", ""),
                from_day=from_day,
                actor=self.account,
                address=client_address(self.request),
            )
        except OutdatedOrderError:
            return _OUTDATED, "warning"
        except StepRefusedError as error:
            return f"没有移动：{error}", "warning"
        return said or "顺序没有变化。", "success"

    def _from_day(self) -> date | None:
        data = self.request.POST
        if data.get("how") != "from_day":
            return None
        try:
            return date.fromisoformat(data.get("day", ""))
        except ValueError:
            raise ValueError("没有移动：请填写变更日期，如 2021-12-31。") from None

    def _moving(self) -> Moving | None:
        """What the buttons (上移, 下移) or the dropping of a row ask for."""
        data = self.request.POST
        for name, step in (("up", -1), ("down", 1)):
            if data.get(name):
                kind, _, pk = data[name].partition(":")
                return self._shifted(kind, _key(pk), step)
        kind, parent, before = (
            data.get("kind", ""),
            data.get("parent"),
            data.get("before"),
        )
        if kind not in KINDS:
            raise ValueError("没有移动：没有收到要移动的内容，请重新操作。")
        return Moving(
            kind,
            _key(data.get("pk", "")),
            _key(parent) if parent else None,
            _key(before) if before else None,
        )

    def _shifted(self, kind: str, pk: int, step: int) -> Moving | None:
        """One place up or down among its like, ``None`` at either end."""
        siblings = self._siblings(kind, pk)
        place = siblings.index(pk)
        if not 0 <= place + step < len(siblings):
            return None
        target = place - 1 if step < 0 else place + 2
        before = siblings[target] if target < len(siblings) else None
        return Moving(kind, pk, None, before)

    def _siblings(self, kind: str, pk: int) -> list[int]:
        """The keys of what stands beside ``pk`` in the outline."""
        context = self.get_context_data()
        domains: tuple[Branch, ...] = context["domains"]
        rows: list[list[int]] = [[domain.pk for domain in domains]]
        if kind == "item":
            rows = [[item.pk for item in domain.branches] for domain in domains]
        elif kind == "step":
            items = [item for domain in domains for item in domain.branches]
            rows = [[step.pk for step in item.steps] for item in items]
        found = next((keys for keys in rows if pk in keys), None)
        if found is None or kind not in KINDS:
            raise ValueError(_OUTDATED)
        return found


def _key(text: str) -> int:
    if not text.isdigit():
        raise ValueError("没有移动：没有收到要移动的内容，请重新操作。")
    return int(text)


class RenameView(PilotPageMixin, TemplateView):
    """A new name for a domain, or for an item of it."""

    roles = OFFICE
    template_name = "coverage/rename.html"

    def _steps(self) -> tuple[Any, str, str | None]:
        """The steps of the domain or item that holds the step of the address."""
        if self.kwargs["kind"] not in ("domain", "item"):
            raise Http404("只有领域和事项在这里改名。")
        own = WorkStep.objects.filter(pilot=self.pilot)
        step = get_object_or_404(own, pk=self.kwargs["pk"])
        item = step.item if self.kwargs["kind"] == "item" else None
        steps = own.filter(domain=step.domain)
        return steps if item is None else steps.filter(item=item), step.domain, item

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps, domain, item = self._steps()
        initial = {"name": item or domain, "how": "correct"}
        kwargs.setdefault("form", RenameForm(initial=initial))
        kind = KINDS["domain" if item is None else "item"]
        return super().get_context_data(
            **{name: kwargs[name] for name in kwargs if name not in self.kwargs},
            heading=f"重命名{kind}",
            advice=f"{domain} / {item}" if item else domain,
            kind=kind,
            count=steps.in_use_on(self.as_of).count(),
            back=reverse("coverage:arrange"),
        )

    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        """Rename, or say what is in the way."""
        _, domain, item = self._steps()
        form = RenameForm(request.POST)
        if form.is_valid():
            name = form.cleaned_data["name"]
            if name == (item or domain):
                form.add_error("name", "名称没有变化。")
            elif item is None and len(name) > 100:
                form.add_error("name", "领域名称不超过 100 字。")
        if form.is_valid():
            try:
                count = rename(
                    pilot=self.pilot,
                    domain=domain,
                    item=item,
                    name=form.cleaned_data["name"],
                    from_day=form.from_day(),
                    actor=self.account,
                    address=client_address(request),
                )
            except StepRefusedError as error:
                form.add_error("day" if error.field == "day" else "name", str(error))
            else:
                messages.success(
                    request,
                    f"已改为“{form.cleaned_data['name']}”，涉及 {count} 个环节。",
                )
                return redirect("coverage:arrange")
        return self.render_to_response(self.get_context_data(form=form))
