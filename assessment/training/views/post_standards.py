"""岗位与标准: who must know what, and the choice of a post's standards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import IO, Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic.base import TemplateView

from accounts.permissions import OFFICE
from accounts.services import client_address
from assessment.services import indicator_value
from assessment.training.models import Post
from assessment.training.post_matrix import PostMatrix, post_matrix, unit_pages
from assessment.training.post_workbook import LEGEND, write_post_matrix
from assessment.training.services import set_post_standards
from listing.columns import Column, share_text
from listing.filters import ChoiceFilter, Filter, YesNoFilter
from listing.spreadsheets import Heading
from standards_catalog.models import Standard, Subsystem
from standards_catalog.procedure.forms.fields import StyledForm
from standards_catalog.selectors import with_standing
from standards_catalog.views.catalogue import standing_badge
from standards_catalog.views.pilot_lists import PilotListView, PilotPageMixin

_POSTS_A_PAGE = 40


def _as_they_are(rows: Any, chosen: Any) -> Any:
    """A filter of the matrix's columns leaves the posts as they are."""
    return rows


def _only_gaps(rows: Any, wanted: bool) -> Any:
    return rows.filter(is_covered=not wanted)


class PostStandardsView(PilotListView):
    """岗位与标准: posts by unit against the standards they must or should know."""

    template_name = "training/post_standards.html"
    title = "岗位与标准"
    about = "各岗位应掌握、应了解的标准和参训人数，标准状态和名册按 {as_of} 判定"
    is_unit_list = True
    purpose = "登记岗位并选定岗位标准后，这里显示每个岗位应掌握什么、多少人已参训。"
    search_fields = ("title", "unit__name", "standards__code", "standards__title")
    search_hint = "岗位、单位、标准"
    default_order = ("place", "unit_id", "position", "pk")
    # The matrix is no plain list: its only export is the sheet that looks like it.
    columns = (Column("title", "岗位"), Column("unit", "单位"))

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get_rows(self) -> Any:
        in_force = Standard.objects.filter(posts=OuterRef("pk")).in_force_on(self.as_of)
        places = self.pilot.pilotmembership_set.filter(unit=OuterRef("unit"))
        posts = Post.objects.for_user(self.account).filter(pilot=self.pilot)
        return posts.annotate(
            is_covered=Exists(in_force), place=places.values("position")[:1]
        ).select_related("unit")

    def get_filters(self) -> Sequence[Filter]:
        return (
            *self.own_unit_filters(),
            ChoiceFilter(
                "subsystem",
                "分体系",
                choices=Subsystem.choices,
                narrowing=_as_they_are,
            ),
            YesNoFilter(
                "gap",
                "缺口",
                narrowing=_only_gaps,
                labels=("只看缺口", "不看缺口"),
            ),
            YesNoFilter(
                "should",
                "应了解的标准",
                narrowing=_as_they_are,
                labels=("显示", "不显示"),
            ),
        )

    def narrowed(self) -> Any:
        # A search through several standards of a post must not repeat the post.
        return super().narrowed().distinct()

    def _chosen(self, key: str) -> tuple[str, ...]:
        readings = (r for item, r in self.address.filters if item.key == key)
        return next(readings).of(key)

    def _matrix(self, posts: Any) -> PostMatrix:
        return post_matrix(
            self.pilot,
            self.as_of,
            list(posts.prefetch_related("standards")),
            self._chosen("subsystem"),
            with_should=self._chosen("should") != ("no",),
        )

    @cached_property
    def _coverage(self) -> Any:
        unit = self.account.unit if self.account.is_unit_bound else None
        if unit is not None and not self.pilot.units.filter(pk=unit.pk).exists():
            raise Http404("您的单位不是这个试点的成员单位。")
        name = unit.name if unit is not None else None
        return indicator_value(self.pilot, "post_coverage", self.as_of, name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posts = self.narrowed()
        counts: dict[int, int] = {}
        for unit in posts.values_list("unit_id", flat=True):
            counts[unit] = counts.get(unit, 0) + 1
        pages = unit_pages(counts.items(), _POSTS_A_PAGE)
        number = min(self.address.page, max(len(pages), 1))
        shown = pages[number - 1] if pages else []
        matrix = self._matrix(posts.filter(unit__in=shown))
        value = self._coverage
        return {
            **kwargs,
            "list": self,
            "view": self,
            "table_id": "record-list",
            "problems": self.address.problems,
            "controls": self.controls(),
            "exports": [("xlsx", self.address.changed(export="xlsx"))],
            "matrix": matrix,
            "columns": [(c, standing_badge(c.standing)) for c in matrix.columns],
            "post_count": sum(counts.values()),
            "coverage": value,
            "coverage_share": share_text(
                value.value, value.target.value if value.target else None
            ),
            "pages": [(n, self.page_url(n)) for n in range(1, len(pages) + 1)],
            "page_number": number,
            "may_edit": self.account.is_office,
        }

    def provenance(self) -> list[tuple[str, str]]:
        value = self._coverage
        share = share_text(value.value, value.target.value if value.target else None)
        figure = f"{share}（{value.numerator} / {value.denominator} 个岗位）"
        return [*super().provenance(), ("岗位覆盖率", figure), *LEGEND]

    def workbook(self, heading: Heading, records: Any) -> IO[bytes]:
        return write_post_matrix(heading, self._matrix(self.narrowed()))


class ChoiceForm(StyledForm):
    """The standards that are named for a post."""

    standards = forms.ModelMultipleChoiceField(
        label="岗位标准",
        queryset=Standard.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, standards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["standards"]
        field.queryset = standards


class PostChoiceView(PilotPageMixin, TemplateView):
    """The office names the standards of a post."""

    roles = OFFICE
    template_name = "training/post_choice.html"

    @cached_property
    def post_record(self) -> Post:
        """The post of the address; a 404 for another pilot's."""
        posts = Post.objects.filter(pilot=self.pilot).select_related("unit", "pilot")
        return get_object_or_404(posts, pk=self.kwargs["pk"])

    def standards(self) -> Any:
        """What may be named: all that is not 废止 on the date, and what is named."""
        rows = with_standing(Standard.objects.filter(pilot=self.pilot), self.as_of)
        return rows.filter(~Q(standing="废止") | Q(posts=self.post_record)).distinct()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        post = self.post_record
        chosen = set(post.standards.values_list("pk", flat=True))
        form = kwargs.setdefault("form", ChoiceForm(standards=self.standards()))
        if form.is_bound:
            chosen = {int(pk) for pk in form["standards"].value() if pk.isdecimal()}
        # Post standards first: they are what is mostly looked for.
        rows = sorted(
            self.standards(),
            key=lambda s: (s.subsystem != Subsystem.POST, s.position, s.pk),
        )
        return super().get_context_data(
            **kwargs,
            record=post,
            rows=[(s, standing_badge(s.standing), s.pk in chosen) for s in rows],
            back=reverse("training:post", args=[post.pk]),
            propose=f"{reverse('procedure:propose')}?kind=制定",
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the choice."""
        form = ChoiceForm(request.POST, standards=self.standards())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        changed = set_post_standards(
            post=self.post_record,
            standards=form.cleaned_data["standards"],
            actor=self.account,
            address=client_address(request),
        )
        messages.success(request, "已保存岗位标准。" if changed else "没有改动。")
        return redirect("training:post", pk=self.post_record.pk)
