"""The work list of what has ended, and the page of one item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import TemplateView

from accounts.permissions import RECORD_READERS
from accounts.services import client_address
from listing.columns import Badge, Column, Kind, Tone, joined
from listing.filters import ChoiceFilter, Filter, YesNoFilter
from standards_catalog.procedure.models import DraftingProject
from standards_catalog.validity.forms import DecisionForm
from standards_catalog.validity.selectors import (
    ItemKind,
    ItemState,
    ValidityItem,
    validity_items,
)
from standards_catalog.validity.services import decide, withdraw_decision
from standards_catalog.views.pilot_lists import PilotListView, PilotPageMixin

_TONES = {
    ItemState.OPEN: Tone.WARNING,
    ItemState.REVISING: Tone.INFO,
    ItemState.DONE: Tone.GOOD,
}
_LIST = "validity:items"


class ItemRows(Sequence[ValidityItem]):
    """Items as a record list wants its rows: counted, ordered, sliced, iterated."""

    def __init__(self, items: Iterable[ValidityItem]) -> None:
        self._items = tuple(items)

    def __getitem__(self, index: Any) -> Any:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def count(self, value: Any = None) -> int:
        return len(self._items)

    def iterator(self, chunk_size: int = 0) -> Iterator[ValidityItem]:
        return iter(self._items)

    def where(self, wanted: Callable[[ValidityItem], bool]) -> ItemRows:
        """The items that ``wanted`` says."""
        return ItemRows(filter(wanted, self._items))

    def order_by(self, *fields: str) -> ItemRows:
        """The items by the texts of ``fields``; a leading “-” turns the order round."""
        rows = list(self._items)
        for name in reversed(fields):
            key = name.removeprefix("-")
            rows.sort(key=_text_of(key), reverse=name.startswith("-"))
        return ItemRows(rows)


def _text_of(name: str) -> Callable[[ValidityItem], str]:
    """The sort key of one field; a date's text sorts as the date does."""

    def key(item: ValidityItem) -> str:
        return str(getattr(item, name) or "")

    return key


def _state_badge(item: ValidityItem) -> Badge:
    return Badge(item.state.value, _TONES[item.state])


def _item_url(item: ValidityItem) -> str:
    return reverse("validity:item", args=[item.subject])


class ItemListView(PilotListView):
    """被代替或废止的引用文件."""

    template_name = "validity/item_list.html"
    title = "失效文件"
    about = (
        "到 {as_of} 已被代替或废止、而本体系的标准还在引用或列为适用的标准和法律法规"
    )
    purpose = (
        "外部标准或法律法规被代替、废止后，引用它或把它列为适用的地方列在这里，逐项处理。"
        "现在没有需要处理的。"
    )
    roles = RECORD_READERS
    default_order = ("-since", "number")
    search_fields = ("number", "title", "citing")
    search_hint = "编号、名称、引用它的标准"
    columns = (
        Column("number", "编号", sort="number", url=_item_url, width=20),
        Column("title", "名称", sort="title", width=20),
        Column("state", "状态", Kind.STATUS, value=_state_badge, sort="state"),
        Column("since", "失效日期", Kind.DATE, sort="since"),
        Column(
            "replaced_by",
            "代替者",
            value=lambda item: " → ".join(item.replaced_by),
            width=20,
        ),
        Column(
            "citing",
            "引用它的标准（条款）",
            value=lambda item: joined(item.citing) or "列为适用",
            width=22,
        ),
        Column("turn", "轮到", sort="turn", width=14),
        Column("kind", "类别", sort="kind", width=10),
    )

    def get_rows(self) -> ItemRows:
        return ItemRows(validity_items(self.pilot, self.as_of))

    def get_filters(self) -> Sequence[Filter]:
        def by(attribute: str) -> Callable[[Any, tuple[str, ...]], Any]:
            def narrow(rows: ItemRows, chosen: tuple[str, ...]) -> ItemRows:
                return rows.where(lambda item: getattr(item, attribute) in chosen)

            return narrow

        def cited(rows: ItemRows, wanted: bool) -> ItemRows:
            return rows.where(lambda item: bool(item.citing) is wanted)

        states = [(state.value, state.value) for state in ItemState]
        kinds = [(kind.value, kind.value) for kind in ItemKind]
        return (
            ChoiceFilter("state", "状态", choices=states, narrowing=by("state")),
            ChoiceFilter("kind", "类别", choices=kinds, narrowing=by("kind")),
            YesNoFilter("cited", "文本中引用", narrowing=cited),
        )

    def search(self, rows: ItemRows, text: str) -> ItemRows:
        words = text.casefold().split()

        def found(item: ValidityItem) -> bool:
            here = f"{item.number}\n{item.title}\n{joined(item.citing)}".casefold()
            return all(word in here for word in words)

        return rows.where(found)


class ItemView(PilotPageMixin, TemplateView):
    """One item: its chain, who cites it where, and how it is dealt with."""

    roles = RECORD_READERS
    template_name: ClassVar[str] = "validity/item.html"  # type: ignore[misc]

    def item(self) -> ValidityItem:
        """The item of the address; a 404 for what has not ended by the date."""
        for item in validity_items(self.pilot, self.as_of):
            if item.subject == self.kwargs["subject"]:
                return item
        raise Http404("这个文件到所选日期没有失效，或没有被引用。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = kwargs.setdefault("item", self.item())
        decided = item.decision
        first = (
            {"conclusion": decided.conclusion, "note": decided.note} if decided else {}
        )
        kwargs.setdefault("form", DecisionForm(initial=first))
        visible = set(
            DraftingProject.objects.for_user(self.account).values_list("pk", flat=True)
        )
        return super().get_context_data(
            **kwargs,
            as_of=self.as_of,
            badge=_state_badge(item),
            citing=[(t, t.project and t.project.pk in visible) for t in item.citing],
            may_decide=self.account.is_office,
        )

    def post(self, request: HttpRequest, subject: str) -> HttpResponse:
        """Put down the decision of the office, or take it back."""
        if not self.account.is_office:
            self.raise_exception = True
            response: HttpResponse = self.handle_no_permission()
            return response
        item = self.item()
        address = client_address(request)
        if "withdraw" in request.POST:
            withdraw_decision(
                pilot=self.pilot,
                subject=item.subject,
                actor=self.account,
                address=address,
            )
            messages.success(request, "已撤回处理结果。")
            return redirect(_item_url(item))
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(item=item, form=form))
        decide(
            pilot=self.pilot,
            subject=item.subject,
            **form.cleaned_data,
            actor=self.account,
            address=address,
        )
        messages.success(request, f"已记下“{item.number}”的处理结果。")
        return redirect(_LIST)
