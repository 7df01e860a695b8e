"""What the installation holds already, for reading a package against it."""

from __future__ import annotations

from collections import defaultdict

from django.db import models

from accounts.models import Unit, UnitAlias
from assessment.packages.reading import Known
from assessment.packages.references import KnownKeys
from assessment.packages.units import KnownUnits
from assessment.rectification.models import Finding
from assessment.satisfaction.models import SurveyQuestion
from assessment.supervision.models import Draw
from assessment.training.models import StaffMember, Training
from standards_catalog.models import (
    LegalInstrument,
    PilotMembership,
    Section,
    Standard,
)


def known_to_installation(code: str) -> Known:
    """All units, and the keys of the pilot called ``code``. Eleven queries."""
    return Known(units=_known_units(code), keys=_known_keys(code))


def _known_units(code: str) -> KnownUnits:
    names: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for name, short_name, kind in Unit.objects.values_list(
        "name", "short_name", "kind"
    ):
        kinds[name] = kind
        names[name] = name
        if short_name:
            names[short_name] = name
    names |= dict(UnitAlias.objects.values_list("name", "unit__name"))
    members = PilotMembership.objects.filter(pilot__code=code)
    return KnownUnits(names, kinds, tuple(members.values_list("unit__name", flat=True)))


def _known_keys(code: str) -> KnownKeys:
    questions: dict[str, set[int]] = defaultdict(set)
    asked = SurveyQuestion.objects.filter(pilot__code=code)
    for survey, number in asked.values_list("survey__code", "number"):
        questions[survey].add(number)
    sections = Section.objects.filter(pilot__code=code)
    return KnownKeys(
        standards=_codes(Standard, "code", code),
        laws=_codes(LegalInstrument, "code", code),
        staff=_codes(StaffMember, "number", code),
        trainings=_codes(Training, "code", code),
        draws=_codes(Draw, "code", code),
        findings=_codes(Finding, "code", code),
        sections=dict(sections.values_list("code", "title")),
        questions={survey: frozenset(found) for survey, found in questions.items()},
    )


def _codes(model: type[models.Model], field: str, code: str) -> frozenset[str]:
    rows = model._base_manager.filter(pilot__code=code)
    return frozenset(rows.values_list(field, flat=True))
