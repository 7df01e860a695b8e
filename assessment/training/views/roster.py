"""Posts and the people on the roster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from assessment.training.models import Exemption, Post, SignIn, StaffMember
from listing.columns import Badge, Column, Kind, Tone, field_column, joined, link
from listing.filters import ChoiceFilter, Filter, YesNoFilter, choices_of
from listing.views import Panel, panel
from standards_catalog.models import Standard
from standards_catalog.selectors import with_standing
from standards_catalog.views.catalogue import EDITION_COLUMNS, STANDING_COLUMN
from standards_catalog.views.pilot_lists import (
    PilotDetailView,
    PilotListView,
    PilotPageMixin,
    StandardPanelView,
)

_COVERED = Badge("有现行标准", Tone.GOOD)
_UNCOVERED = Badge("无现行标准", Tone.BAD)


def _post_standards(row: Post) -> str:
    return joined(standard.code for standard in row.standards.all())


class _PostsOfUser(PilotPageMixin):
    """The posts this user may see."""

    def get_rows(self) -> QuerySet[Any]:
        in_force = Standard.objects.filter(posts=OuterRef("pk")).in_force_on(self.as_of)
        posts = Post.objects.for_user(self.account).filter(pilot=self.pilot)
        return posts.annotate(is_covered=Exists(in_force)).select_related("unit")


_STATE = Column(
    "is_covered",
    "岗位标准",
    Kind.STATUS,
    value=lambda row: _COVERED if row.is_covered else _UNCOVERED,
    sort="is_covered",
)


class PostListView(_PostsOfUser, PilotListView):
    """岗位: each post with the post standards that govern it."""

    title = "岗位"
    about = "岗岗有标准规范：有没有现行岗位标准按 {as_of} 判定"
    is_unit_list = True
    purpose = "岗位清单列出各单位的岗位和对应的岗位工作标准，用于计算岗位覆盖率。"
    search_fields = ("title", "unit__name", "standards__code")
    search_hint = "岗位、单位、体系编号"
    columns = (
        field_column(Post, "title", url=link("training:post"), width=30),
        field_column(Post, "unit", width=24),
        _STATE,
        Column("standards", "对应标准", value=_post_standards, width=30),
    )

    def get_rows(self) -> QuerySet[Any]:
        return super().get_rows().prefetch_related("standards")

    def narrowed(self) -> Any:
        # A search through several standards of a post must not repeat the post.
        return super().narrowed().distinct()

    def get_filters(self) -> Sequence[Filter]:
        return (*self.own_unit_filters(), YesNoFilter("is_covered", "有现行标准"))


class PostDetailView(_PostsOfUser, PilotDetailView):
    """One post with its standards."""

    template_name = "training/post.html"
    list_title = "岗位"
    columns = (field_column(Post, "title"), field_column(Post, "unit"), _STATE)

    def list_url(self) -> str:
        return reverse("training:posts")

    def get_panels(self) -> Sequence[Panel]:
        standards = with_standing(self.record.standards.all(), self.as_of)
        columns = (
            Column("code", "体系编号", url=link("standards_catalog:detail")),
            Column("title", "标准名称"),
            EDITION_COLUMNS[0],
            STANDING_COLUMN,
        )
        return [panel("岗位标准", columns, standards, empty="没有对应的岗位标准。")]


class StandardPostsPanel(StandardPanelView):
    """The posts a standard governs, of the units this user may see."""

    def get_panel(self, standard: Standard) -> Panel:
        posts = Post.objects.for_user(self.account).filter(standards=standard)
        columns = (
            field_column(Post, "title", url=link("training:post")),
            field_column(Post, "unit"),
        )
        return panel(
            "适用的岗位",
            columns,
            posts.select_related("unit"),
            empty="没有岗位引用这项标准。",
        )


class _StaffOfUser(PilotPageMixin):
    """The people this user may see."""

    def get_rows(self) -> QuerySet[StaffMember]:
        staff = StaffMember.objects.for_user(self.account).filter(pilot=self.pilot)
        return staff.select_related("unit")

    def state_of(self, row: StaffMember) -> Badge:
        """Whether the person is on the roster on the date."""
        if row.is_on_roster(self.as_of):
            return Badge("在册", Tone.GOOD)
        if row.on_roster_from > self.as_of:
            return Badge("未到岗", Tone.INFO)
        return Badge("已离册", Tone.NEUTRAL)

    def get_columns(self) -> Sequence[Column]:
        return (
            field_column(
                StaffMember, "number", url=link("training:staff_member"), width=16
            ),
            field_column(StaffMember, "name", width=16),
            field_column(StaffMember, "unit", width=24),
            field_column(StaffMember, "post_title", width=24),
            Column("state", "在册状态", Kind.STATUS, value=self.state_of),
            field_column(StaffMember, "on_roster_from"),
            field_column(StaffMember, "on_roster_until"),
        )


class StaffListView(_StaffOfUser, PilotListView):
    """在册人员: the roster that training is owed by."""

    title = "在册人员"
    about = "在册状态按 {as_of} 判定"
    is_unit_list = True
    purpose = "在册人员名册是全员参训率的分母；由各单位维护，可随资料包导入。"
    search_fields = ("number", "name", "post_title", "unit__name")
    search_hint = "工号、姓名、岗位、单位"

    def get_filters(self) -> Sequence[Filter]:
        posts = self.get_rows().order_by("post_title")
        titles = posts.values_list("post_title", flat=True).distinct()
        present = StaffMember.objects.on_roster(self.as_of).values("pk")

        def narrow(rows: Any, wanted: bool) -> Any:
            here = Q(pk__in=present)
            return rows.filter(here) if wanted else rows.exclude(here)

        return (
            *self.own_unit_filters(),
            ChoiceFilter(
                "post", "岗位", choices=choices_of(titles), narrowing="post_title"
            ),
            YesNoFilter("on_roster", "在册", narrowing=narrow),
        )


class StaffDetailView(_StaffOfUser, PilotDetailView):
    """One person: sign-ins and exemptions."""

    list_title = "在册人员"

    def list_url(self) -> str:
        return reverse("training:staff")

    def get_panels(self) -> Sequence[Panel]:
        signed = Q(signed_at__date__lte=self.as_of)
        sign_ins = SignIn.objects.filter(signed, staff=self.record)
        training = Column(
            "training", "培训", url=link("training:training", "training_id")
        )
        return [
            panel(
                "签到",
                (
                    training,
                    field_column(SignIn, "signed_at"),
                    field_column(SignIn, "method"),
                    field_column(SignIn, "score"),
                ),
                sign_ins.select_related("training").order_by("signed_at"),
                empty="还没有签到。",
                note=f"{self.as_of.isoformat()} 及以前的签到。",
            ),
            panel(
                "免训",
                (
                    training,
                    field_column(Exemption, "reason"),
                    field_column(Exemption, "approver_post"),
                ),
                Exemption.objects.filter(staff=self.record).select_related("training"),
                empty="没有免训。",
            ),
        ]
