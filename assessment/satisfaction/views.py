"""Satisfaction surveys and their answer sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from assessment.indicators.observations import (
    AnswerSheetFact,
    PilotFacts,
    SurveyFact,
)
from assessment.indicators.satisfaction import review_sheets
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.survey_statistics import channel_statistics
from assessment.satisfaction.models import (
    AnswerSheet,
    SatisfactionSurvey,
    SurveyQuestion,
)
from assessment.satisfaction.selectors import answer_sheet_facts, survey_facts
from assessment.selectors import pilot_settings
from listing.columns import (
    Badge,
    Column,
    Kind,
    Tone,
    field_column,
    link,
    share_text,
)
from listing.filters import ChoiceFilter, DateRangeFilter, Filter, YesNoFilter
from listing.views import Panel, panel
from standards_catalog.views.pilot_lists import (
    PilotDetailView,
    PilotListView,
    PilotPageMixin,
)

# AnswerSheet: 5 非常满意 … 1 非常不满意.
SCALE = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}


class _SurveyPage(PilotPageMixin):
    """Surveys are open to all units; the answers in them are not."""

    def get_rows(self) -> QuerySet[SatisfactionSurvey]:
        return SatisfactionSurvey.objects.filter(pilot=self.pilot)

    def state_of(self, row: SatisfactionSurvey) -> Badge:
        """Whether the survey is open on the date."""
        if row.closes_on < self.as_of:
            return Badge("已结束", Tone.NEUTRAL)
        if row.opens_on <= self.as_of:
            return Badge("进行中", Tone.GOOD)
        return Badge("未开始", Tone.INFO)

    def get_columns(self) -> Sequence[Column]:
        survey = link("satisfaction:survey")
        return (
            field_column(SatisfactionSurvey, "code", url=survey, width=14),
            field_column(SatisfactionSurvey, "name", url=survey, width=40),
            field_column(SatisfactionSurvey, "opens_on"),
            field_column(SatisfactionSurvey, "closes_on"),
            Column("state", "状态", Kind.STATUS, value=self.state_of),
        )


class SurveyListView(_SurveyPage, PilotListView):
    """满意度测评: the surveys with the number of sheets received."""

    title = "满意度测评"
    about = "答卷数为 {as_of} 及以前收到的全部答卷，含无效答卷"
    is_unit_list = True
    purpose = "服务对象现场评价、网络测评和电话回访的满意度测评登记在这里。"
    search_fields = ("code", "name")

    def get_columns(self) -> Sequence[Column]:
        received = Column(
            "sheets", "答卷数", Kind.NUMBER, value=lambda row: self._sheets[row.pk]
        )
        return (*super().get_columns(), received)

    def prepare(self, rows: list[Any]) -> list[Any]:
        sheets = AnswerSheet.objects.for_user(self.account).filter(
            survey__in=rows, rated_on__lte=self.as_of
        )
        self._sheets = Counter(sheets.order_by().values_list("survey", flat=True))
        return rows


class SurveyDetailView(_SurveyPage, PilotDetailView):
    """One survey: each question's n and distribution, each channel's n and rate."""

    list_title = "满意度测评"

    def list_url(self) -> str:
        return reverse("satisfaction:surveys")

    def subtitle(self) -> str:
        about = f"{self.as_of.isoformat()} 及以前的有效答卷"
        if self.account.is_unit_bound:
            return f"{about}（只统计本单位：{self.account.unit}）"
        return about

    def get_panels(self) -> Sequence[Panel]:
        facts = self._facts()
        unit = self.account.unit.name if self.account.is_unit_bound else None  # type: ignore[union-attr]
        review = review_sheets(Snapshot(facts, self.as_of), unit)
        received = len(review.valid) + len(review.excluded)
        note = (
            f"收到 {received} 份，有效 {len(review.valid)} 份；标记无效、答题不足 80% 和"
            "重复编号的答卷不计。"
        )
        more = f"{reverse('satisfaction:sheets')}?survey={self.record.code}"
        return [
            self._channels(facts, unit),
            _questions(facts.surveys[0], review.valid, note, more),
        ]

    def _facts(self) -> PilotFacts:
        """This survey alone, for the engine to review its sheets."""
        every = survey_facts(self.pilot)
        own = self.record.code
        return PilotFacts(
            code=self.pilot.code,
            name=self.pilot.name,
            surveys=tuple(s for s in every if s.survey_number == own),
            answer_sheets=tuple(
                sheet
                for sheet in answer_sheet_facts(self.pilot, every)
                if sheet.survey_number == own
            ),
            settings=pilot_settings(self.pilot),
        )

    def _channels(self, facts: PilotFacts, unit: str | None) -> Panel:
        columns = (
            Column("channel", "渠道"),
            Column("n", "有效答卷 n", Kind.NUMBER, value="share.n"),
            Column("satisfied", "满意", Kind.NUMBER, value="share.satisfied"),
            Column(
                "rate",
                "满意率",
                Kind.NUMBER,
                value=lambda row: share_text(row.share.rate),
            ),
        )
        counts_fair = facts.settings.satisfaction_counts_fair
        lowest = SCALE[3] if counts_fair else SCALE[4]
        return panel(
            "各渠道",
            columns,
            channel_statistics(facts, self.as_of, unit),
            note=f"满意率＝总体评价在“{lowest}”及以上的有效答卷÷有效答卷。",
        )


def _questions(
    survey: SurveyFact, sheets: Sequence[AnswerSheetFact], note: str, more: str
) -> Panel:
    """n and the distribution of each question over the valid sheets."""
    counts = [
        Counter(sheet.answers[index] for sheet in sheets)
        for index in range(len(survey.questions))
    ]
    rows = list(zip(survey.questions, counts, strict=True))
    columns = (
        Column("number", "题号", value=lambda row: f"Q{row[0].number}"),
        Column("text", "题目", value=lambda row: row[0].text, is_wide=True),
        Column("dimension", "维度", value=lambda row: row[0].dimension),
        Column(
            "n",
            "n",
            Kind.NUMBER,
            value=lambda row: sum(row[1][score] for score in SCALE),
        ),
        *(_score_column(score, word) for score, word in SCALE.items()),
    )
    return panel("各题答案分布", columns, rows, note=note, more=more)


def _score_column(score: int, word: str) -> Column:
    return Column(f"score_{score}", word, Kind.NUMBER, value=lambda row: row[1][score])


class _SheetsOfUser(PilotPageMixin):
    """The answer sheets this user may see."""

    def get_rows(self) -> QuerySet[AnswerSheet]:
        sheets = AnswerSheet.objects.for_user(self.account).filter(pilot=self.pilot)
        return sheets.select_related("survey", "unit")


def _mark(row: AnswerSheet) -> Badge:
    if row.is_valid is False:
        return Badge("标记无效", Tone.BAD)
    return Badge("未标记无效", Tone.NEUTRAL)


_SHEET_COLUMNS = (
    field_column(AnswerSheet, "code", url=link("satisfaction:sheet"), width=18),
    field_column(
        AnswerSheet, "survey", url=link("satisfaction:survey", "survey_id"), width=36
    ),
    field_column(AnswerSheet, "channel", width=12),
    field_column(AnswerSheet, "unit", width=24),
    field_column(AnswerSheet, "item", width=20),
    field_column(AnswerSheet, "rated_on"),
    field_column(AnswerSheet, "comment"),
    Column("valid", "有效标记", Kind.STATUS, value=_mark, sort="is_valid"),
    field_column(AnswerSheet, "invalid_reason", width=20),
)


class SheetListView(_SheetsOfUser, PilotListView):
    """答卷: answer sheets as they came, invalid ones marked and kept."""

    title = "答卷"
    about = "{as_of} 及以前收到的全部答卷；无效答卷保留并写明理由，不计入满意率"
    is_unit_list = True
    purpose = "三个渠道收到的答卷在这里逐份列出。"
    search_fields = ("code", "item", "comment", "unit__name")
    search_hint = "答卷编号、事项、意见、单位"
    columns = _SHEET_COLUMNS

    def get_rows(self) -> QuerySet[AnswerSheet]:
        return super().get_rows().filter(rated_on__lte=self.as_of)

    def get_filters(self) -> Sequence[Filter]:
        surveys = SatisfactionSurvey.objects.filter(pilot=self.pilot)
        names = [(survey.code, str(survey)) for survey in surveys]

        def narrow(rows: Any, wanted: bool) -> Any:
            marked = {"is_valid": False}
            return rows.filter(**marked) if wanted else rows.exclude(**marked)

        return (
            ChoiceFilter("survey", "测评", choices=names, narrowing="survey__code"),
            ChoiceFilter("channel", "渠道", choices=AnswerSheet.Channel.choices),
            *self.own_unit_filters(),
            YesNoFilter("invalid", "标记无效", narrowing=narrow),
            DateRangeFilter("rated", "评价日期", field="rated_on"),
        )


class SheetDetailView(_SheetsOfUser, PilotDetailView):
    """One answer sheet with its answers in words."""

    list_title = "答卷"
    columns = _SHEET_COLUMNS

    def list_url(self) -> str:
        return reverse("satisfaction:sheets")

    def get_panels(self) -> Sequence[Panel]:
        answers = self.record.answers

        def answer(row: SurveyQuestion) -> str:
            score = answers.get(str(row.number))
            return f"{score} {SCALE[score]}" if score else "未答"

        columns = (
            Column("number", "题号", value=lambda row: f"Q{row.number}"),
            field_column(SurveyQuestion, "text", is_wide=True),
            field_column(SurveyQuestion, "dimension"),
            Column("answer", "答案", value=answer),
        )
        questions = self.record.survey.questions.order_by("number")
        return [panel("答案", columns, questions)]
