"""Trainings, sign-ins and exemptions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from assessment.training.models import Exemption, SignIn, StaffMember, Training
from listing.columns import Badge, Column, Kind, Tone, field_column, joined, link
from listing.filters import ChoiceFilter, DateRangeFilter, Filter, YesNoFilter
from listing.views import Panel, panel
from standards_catalog.models import Pilot, Standard
from standards_catalog.views.pilot_lists import (
    PilotDetailView,
    PilotListView,
    PilotPageMixin,
    StandardPanelView,
)

_EVERYBODY = "全员"


def _scope(row: Training) -> str:
    return joined(row.scope) or _EVERYBODY


def _standards(row: Training) -> str:
    return joined(standard.code for standard in row.standards.all())


def training_filter(pilot: Pilot) -> ChoiceFilter:
    """Any of the pilot's trainings, by 培训编号."""
    trainings = Training.objects.filter(pilot=pilot).values_list("code", "topic")
    choices = [(code, f"{code} {topic}") for code, topic in trainings]
    return ChoiceFilter("training", "培训", choices=choices, narrowing="training__code")


class _TrainingPage(PilotPageMixin):
    """Trainings are open to all units; what is counted in them is not."""

    def get_rows(self) -> QuerySet[Training]:
        trainings = Training.objects.filter(pilot=self.pilot)
        return trainings.prefetch_related("standards")

    def state_of(self, row: Training) -> Badge:
        """Whether the training has been held on the date."""
        if row.held_on <= self.as_of:
            return Badge("已举办", Tone.GOOD)
        return Badge("未举办", Tone.INFO)

    def get_columns(self) -> Sequence[Column]:
        return (
            field_column(Training, "code", url=link("training:training"), width=14),
            field_column(Training, "topic", width=36),
            field_column(Training, "held_on"),
            Column("state", "状态", Kind.STATUS, value=self.state_of, sort="held_on"),
            field_column(Training, "method", width=12),
            field_column(Training, "hours"),
            Column("scope", "应训范围", value=_scope, width=24),
            Column("standards", "涉及标准", value=_standards, width=30),
            field_column(Training, "needs_exam"),
            field_column(Training, "pass_mark"),
        )


class TrainingListView(_TrainingPage, PilotListView):
    """培训: sessions on the standards, with how many people signed in."""

    title = "培训"
    about = "签到人数为 {as_of} 及以前签到的在册工号数，同一人只计一次"
    is_unit_list = True
    purpose = "标准宣贯培训登记在这里；应训人员全部签到才算全员参训。"
    search_fields = ("code", "topic", "standards__code", "standards__title")
    search_hint = "编号、主题、涉及标准"

    def get_columns(self) -> Sequence[Column]:
        people = Column(
            "people", "签到人数", Kind.NUMBER, value=lambda row: self._people[row.pk]
        )
        columns = super().get_columns()
        return (*columns[:5], people, *columns[5:])

    def prepare(self, rows: list[Any]) -> list[Any]:
        counted = (
            SignIn.objects.for_user(self.account)
            .filter(training__in=rows, staff__isnull=False)
            .filter(signed_at__date__lte=self.as_of)
            .order_by()
            .values_list("training")
            .annotate(Count("staff", distinct=True))
        )
        self._people = dict.fromkeys((row.pk for row in rows), 0) | dict(counted)
        return rows

    def narrowed(self) -> Any:
        # A search through several standards of a training must not repeat it.
        return super().narrowed().distinct()

    def get_filters(self) -> Sequence[Filter]:
        held = Q(held_on__lte=self.as_of)

        def narrow(rows: Any, wanted: bool) -> Any:
            return rows.filter(held) if wanted else rows.exclude(held)

        return (
            ChoiceFilter("method", "方式", choices=Training.Method.choices),
            YesNoFilter("held", "已举办", narrowing=narrow),
            YesNoFilter("needs_exam", "需考核"),
            DateRangeFilter("held_on", "日期"),
        )


class TrainingDetailView(_TrainingPage, PilotDetailView):
    """One training: who owes it, who signed in and who has not, by unit."""

    list_title = "培训"
    about = "应训人员以在册名册为准"

    def list_url(self) -> str:
        return reverse("training:trainings")

    def subtitle(self) -> str:
        return f"在册人员和签到按 {self.as_of.isoformat()} 判定"

    def get_panels(self) -> Sequence[Panel]:
        if self.record.held_on > self.as_of:
            return []
        people = list(people_due(self.record, self.as_of).for_user(self.account))
        missing = [person for person in people if not person.has_signed]
        return [self._by_unit(people), self._missing(missing)]

    def _by_unit(self, people: list[Any]) -> Panel:
        counts: dict[str, list[int]] = {}
        for person in people:
            count = counts.setdefault(str(person.unit), [0, 0])
            count[0] += 1
            count[1] += person.has_signed
        columns = (
            Column("unit", "单位", value=lambda row: row[0]),
            Column("due", "应训人数", Kind.NUMBER, value=lambda row: row[1][0]),
            Column("signed", "已签到", Kind.NUMBER, value=lambda row: row[1][1]),
            Column(
                "missing",
                "未签到",
                Kind.NUMBER,
                value=lambda row: row[1][0] - row[1][1],
            ),
        )
        note = f"应训：{self.as_of.isoformat()} 在册、岗位在应训范围内且未免训的人员。"
        return panel(
            "各单位签到情况",
            columns,
            counts.items(),
            empty="没有应训人员。",
            note=note,
            more=f"{reverse('training:sign_ins')}?training={self.record.code}",
        )

    def _missing(self, people: list[Any]) -> Panel:
        columns = (
            field_column(StaffMember, "unit"),
            field_column(StaffMember, "number", url=link("training:staff_member")),
            field_column(StaffMember, "name"),
            field_column(StaffMember, "post_title"),
        )
        return panel(
            f"未签到人员（{len(people)} 人）",
            columns,
            people,
            empty="应训人员已全部签到。",
        )


def people_due(training: Training, day: date) -> Any:
    """The people who owe ``training`` on ``day``, each with ``has_signed``.

    As ``training_participation`` (``design/pilot-package.md``): on the roster, in a
    post the training names (or it is for 全员), not exempt.
    """
    signed = SignIn.objects.filter(
        training=training, staff=OuterRef("pk"), signed_at__date__lte=day
    )
    people = StaffMember.objects.filter(pilot=training.pilot_id).on_roster(day)
    if training.scope and _EVERYBODY not in training.scope:
        people = people.filter(post_title__in=training.scope)
    exempt = Exemption.objects.filter(training=training, staff=OuterRef("pk"))
    return (
        people.exclude(Exists(exempt))
        .annotate(has_signed=Exists(signed))
        .select_related("unit")
        .order_by("unit__position", "position")
    )


class StandardTrainingsPanel(StandardPanelView):
    """The trainings about a standard."""

    def get_panel(self, standard: Standard) -> Panel:
        columns = (
            field_column(Training, "code", url=link("training:training")),
            field_column(Training, "topic"),
            field_column(Training, "held_on"),
            field_column(Training, "method"),
        )
        trainings = Training.objects.filter(pilot=self.pilot, standards=standard)
        return panel("相关培训", columns, trainings, empty="还没有涉及这项标准的培训。")


_KNOWN, _OUTSIDER = Badge("在册", Tone.GOOD), Badge("非在册", Tone.WARNING)

_SIGN_IN_COLUMNS = (
    Column(
        "training",
        "培训",
        sort="training__position",
        url=link("training:training", "training_id"),
        width=36,
    ),
    field_column(SignIn, "staff_number", url=link("training:sign_in"), width=16),
    Column(
        "name",
        "姓名",
        value="staff.name",
        sort="staff__name",
        url=link("training:staff_member", "staff_id"),
    ),
    Column("unit", "单位", value="staff.unit", sort="staff__unit__position", width=24),
    field_column(SignIn, "signed_at"),
    field_column(SignIn, "method", width=8),
    field_column(SignIn, "score"),
    Column(
        "known",
        "名册",
        Kind.STATUS,
        value=lambda row: _OUTSIDER if row.staff_id is None else _KNOWN,
    ),
)


class _SignInsOfUser(PilotPageMixin):
    """The sign-ins this user may see."""

    def get_rows(self) -> QuerySet[SignIn]:
        sign_ins = SignIn.objects.for_user(self.account).filter(pilot=self.pilot)
        return sign_ins.select_related("training", "staff__unit")


class SignInListView(_SignInsOfUser, PilotListView):
    """签到: sign-ins as they came; outsiders are listed and never counted."""

    title = "签到"
    about = "{as_of} 及以前的签到；工号不在名册上的标“非在册”，保留但不计入参训率"
    is_unit_list = True
    purpose = "培训现场扫码、纸质或线上签到的记录。"
    search_fields = ("staff_number", "staff__name", "training__topic")
    search_hint = "工号、姓名、培训主题"
    columns = _SIGN_IN_COLUMNS

    def get_rows(self) -> QuerySet[SignIn]:
        return super().get_rows().filter(signed_at__date__lte=self.as_of)

    def get_filters(self) -> Sequence[Filter]:
        def narrow(rows: Any, wanted: bool) -> Any:
            return rows.filter(staff__isnull=not wanted)

        units = []
        if not self.account.is_unit_bound:
            units = [self.unit_filter(narrowing="staff__unit")]
        return (
            training_filter(self.pilot),
            *units,
            ChoiceFilter("method", "方式", choices=SignIn.Method.choices),
            YesNoFilter("known", "在册", narrowing=narrow, labels=("在册", "非在册")),
            DateRangeFilter("signed", "签到日期", field="signed_at", is_datetime=True),
        )


class SignInDetailView(_SignInsOfUser, PilotDetailView):
    """One sign-in."""

    list_title = "签到"
    columns = _SIGN_IN_COLUMNS

    def list_url(self) -> str:
        return reverse("training:sign_ins")


class ExemptionListView(PilotListView):
    """免训: people excused from a training, with the reason and who approved it."""

    title = "免训"
    about = "经批准免训的人员不计入该次培训的应训人数"
    is_unit_list = True
    purpose = "确因特殊情况不能参训的人员，写明理由并经批准后登记在这里。"
    search_fields = ("staff__number", "staff__name", "training__topic", "reason")
    search_hint = "工号、姓名、培训、理由"
    columns = (
        Column(
            "staff",
            "人员",
            sort="staff__number",
            url=link("training:staff_member", "staff_id"),
            width=24,
        ),
        Column(
            "unit", "单位", value="staff.unit", sort="staff__unit__position", width=24
        ),
        Column(
            "training",
            "培训",
            sort="training__position",
            url=link("training:training", "training_id"),
            width=36,
        ),
        field_column(Exemption, "reason"),
        field_column(Exemption, "approver_post", width=20),
    )

    def get_rows(self) -> QuerySet[Exemption]:
        staff = StaffMember.objects.for_user(self.account)
        exemptions = Exemption.objects.filter(pilot=self.pilot, staff__in=staff)
        return exemptions.select_related("training", "staff__unit")

    def get_filters(self) -> Sequence[Filter]:
        units = []
        if not self.account.is_unit_bound:
            units = [self.unit_filter(narrowing="staff__unit")]
        return (training_filter(self.pilot), *units)
