"""Surveys: distributions over valid sheets only, by channel, per unit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessment.satisfaction.models import AnswerSheet, SatisfactionSurvey
from assessment.services import indicator_values
from tests.factories import AS_OF, Cast
from tests.records import make_sheet, make_survey

SignIn = Callable[[User], Client]
PHONE = AnswerSheet.Channel.PHONE


def panels(client: Client, survey: SatisfactionSurvey) -> list[list[list[str]]]:
    """The texts of the survey page's two tables."""
    url = reverse("satisfaction:survey", args=[survey.pk])
    shown = client.get(url).context["panels"]
    return [[[cell.text for cell in row] for row in panel.rows] for panel in shown]


def make_sheets(cast: Cast) -> SatisfactionSurvey:
    survey = make_survey(cast.pilot)
    make_sheet(survey, cast.own_unit, 5, 5)
    make_sheet(survey, cast.own_unit, 3, 2, channel=PHONE)
    make_sheet(survey, cast.other_unit, 4, 3)
    make_sheet(survey, cast.own_unit, 1, 1, is_valid=False, invalid_reason="重复填写")
    make_sheet(survey, cast.own_unit, 5)
    make_sheet(survey, cast.own_unit, 1, 1, rated_on=date(2022, 1, 1))
    return survey


def test_questions_show_n_and_the_distribution_of_valid_sheets(
    cast: Cast, signed_in: SignIn
) -> None:
    survey = make_sheets(cast)
    channels, questions = panels(signed_in(cast.office), survey)
    assert [row[3:] for row in questions] == [
        ["3", "1", "1", "1", "0", "0"],
        ["3", "1", "0", "1", "1", "0"],
    ]
    assert channels == [
        ["现场评价", "2", "2", "100.00%"],
        ["网络测评", "0", "0", "—"],
        ["电话回访", "1", "0", "0.00%"],
    ]


def test_a_unit_sees_the_answers_about_itself_only(
    cast: Cast, signed_in: SignIn
) -> None:
    survey = make_sheets(cast)
    _, questions = panels(signed_in(cast.liaison), survey)
    assert [row[3] for row in questions] == ["2", "2"]
    _, questions = panels(signed_in(cast.other_liaison), survey)
    assert [row[3] for row in questions] == ["1", "1"]


def test_the_channels_add_up_to_the_satisfaction_rate(
    cast: Cast, signed_in: SignIn
) -> None:
    channels, _ = panels(signed_in(cast.office), make_sheets(cast))
    values = {value.code: value for value in indicator_values(cast.pilot, AS_OF)}
    rate = values["satisfaction_rate"]
    assert sum(int(row[1]) for row in channels) == rate.denominator
    assert sum(int(row[2]) for row in channels) == rate.numerator


def test_a_sheet_shows_its_answers_in_words(cast: Cast, signed_in: SignIn) -> None:
    sheet = make_sheet(make_survey(cast.pilot), cast.own_unit, 2)
    url = reverse("satisfaction:sheet", args=[sheet.pk])
    (panel,) = signed_in(cast.liaison).get(url).context["panels"]
    assert [row[3].text for row in panel.rows] == ["2 不满意", "未答"]


def test_sheets_narrow_by_survey_channel_and_mark(
    cast: Cast, signed_in: SignIn
) -> None:
    survey = make_sheets(cast)
    make_sheet(make_survey(cast.pilot), cast.own_unit, 5, 5)
    client = signed_in(cast.office)
    url = reverse("satisfaction:sheets")

    def n(**query: str) -> int:
        count: int = client.get(url, query).context["page"].paginator.count
        return count

    assert n() == 6
    assert n(survey=survey.code) == 5
    assert n(channel=PHONE) == 1
    assert n(invalid="yes") == 1
    assert n(invalid="no") == 5
