"""Snapshot rows of satisfaction: every rate with its n and its 95 % interval."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from assessment.indicators import engine
from assessment.indicators.observations import PilotFacts, SurveyFact
from assessment.indicators.survey_statistics import (
    Share,
    channel_statistics,
    dimension_statistics,
    overall_share,
)
from assessment.satisfaction.models import SatisfactionSurvey
from reports.acceptance.selectors.inputs import Inputs
from reports.acceptance.stored_values import Row, day_text, exact_text, value_row

# The interval is a float by nature; ten places are kept, far more than are printed.
_INTERVAL_PLACES = 10


def satisfaction_rows(inputs: Inputs) -> Row:
    """Satisfaction of the pilot, by survey, channel, dimension and unit."""
    facts, as_of = inputs.facts, inputs.as_of
    return {
        "rate": value_row(inputs.values["satisfaction_rate"]),
        "index": value_row(inputs.values["satisfaction_index"]),
        "overall": _share_row(overall_share(facts, as_of)),
        "left_out": _left_out(inputs),
        "surveys": _survey_rows(inputs),
        "channels": [
            {"name": found.channel.value, **_share_row(found.share)}
            for found in channel_statistics(facts, as_of)
        ],
        "dimensions": [
            {
                "name": found.dimension.value,
                "mean": exact_text(found.mean),
                **_share_row(found.share),
            }
            for found in dimension_statistics(facts, as_of)
        ],
        "units": _unit_rows(inputs),
    }


def _share_row(share: Share) -> Row:
    low, high = share.interval or (None, None)
    return {
        "satisfied": share.satisfied,
        "n": share.n,
        "low": None if low is None else f"{low:.{_INTERVAL_PLACES}f}",
        "high": None if high is None else f"{high:.{_INTERVAL_PLACES}f}",
    }


def _left_out(inputs: Inputs) -> list[Row]:
    """Why sheets are invalid, with how many; the reason without its details."""
    opened = inputs.opened("satisfaction_rate")
    reasons = Counter(
        "作答不足80%" if "不足80%" in entry.reason else entry.reason
        for entry in opened.exclusions
    )
    return [{"reason": reason, "count": count} for reason, count in reasons.items()]


def _survey_rows(inputs: Inputs) -> list[Row]:
    stored = SatisfactionSurvey.objects.filter(pilot=inputs.pilot).in_bulk()
    rows = []
    for survey in inputs.facts.surveys:
        facts = _of_survey(inputs.facts, survey)
        opened = engine.open_indicator(facts, "satisfaction_rate", inputs.as_of)
        index = engine.open_indicator(facts, "satisfaction_index", inputs.as_of)
        record = stored[survey.record_id]
        rows.append(
            {
                "code": survey.survey_number,
                "name": survey.title,
                "opens_on": day_text(record.opens_on),
                "closes_on": day_text(record.closes_on),
                "questions": len(survey.questions),
                "invalid": len(opened.exclusions),
                "rate": value_row(opened.value),
                "index": value_row(index.value),
                **_share_row(overall_share(facts, inputs.as_of)),
            }
        )
    return rows


def _of_survey(facts: PilotFacts, survey: SurveyFact) -> PilotFacts:
    number = survey.survey_number
    sheets = tuple(s for s in facts.answer_sheets if s.survey_number == number)
    return replace(facts, surveys=(survey,), answer_sheets=sheets)


def _unit_rows(inputs: Inputs) -> list[Row]:
    """Units that got any valid sheet; those below the minimum n are marked."""
    minimum = inputs.facts.settings.minimum_answers_per_unit
    rows = []
    for row in inputs.unit_rows("satisfaction_rate", "satisfaction_index"):
        share = overall_share(inputs.facts, inputs.as_of, row["unit"])
        if share.n:
            rows.append({**row, **_share_row(share), "is_small": share.n < minimum})
    return rows
