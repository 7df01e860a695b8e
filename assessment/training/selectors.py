"""Posts, roster, trainings and sign-ins as facts of the engine."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from django.utils import timezone

from assessment.indicators.observations import (
    ExemptionFact,
    PostFact,
    SignInFact,
    StaffFact,
    TrainingFact,
)
from assessment.training.models import (
    Exemption,
    Post,
    SignIn,
    StaffMember,
    Training,
)
from standards_catalog.models import Pilot


def post_facts(pilot: Pilot) -> tuple[PostFact, ...]:
    """The posts of ``pilot`` with their post standards. One query."""
    rows = (
        Post.objects.filter(pilot=pilot)
        .order_by("position", "pk", "standards__position", "standards__pk")
        .values_list("pk", "title", "unit__name", "standards__code")
    )
    # A post without standards is one row without a code.
    return tuple(
        PostFact(pk, title, unit, tuple(code for *_, code in links if code))
        for (pk, title, unit), links in groupby(rows, key=itemgetter(0, 1, 2))
    )


def staff_facts(pilot: Pilot) -> tuple[StaffFact, ...]:
    """The roster of ``pilot``, past members included. One query."""
    rows = StaffMember.objects.filter(pilot=pilot).values_list(
        "pk",
        "unit__name",
        "number",
        "name",
        "post_title",
        "on_roster_from",
        "on_roster_until",
    )
    return tuple(StaffFact(*row) for row in rows)


def training_facts(pilot: Pilot) -> tuple[TrainingFact, ...]:
    """The trainings of ``pilot``. One query."""
    return tuple(
        TrainingFact(
            record_id=training.pk,
            training_number=training.code,
            topic=training.topic,
            held_on=training.held_on,
            scope=tuple(training.scope),
            exam_required=training.needs_exam is True,
            pass_mark=training.pass_mark,
        )
        for training in Training.objects.filter(pilot=pilot)
    )


def sign_in_facts(pilot: Pilot) -> tuple[SignInFact, ...]:
    """The sign-ins of ``pilot``, dated by the local day. One query."""
    rows = SignIn.objects.filter(pilot=pilot).values_list(
        "pk", "training__code", "staff_number", "signed_at", "score"
    )
    zone = timezone.get_default_timezone()
    return tuple(
        SignInFact(pk, training, number, signed_at.astimezone(zone).date(), score)
        for pk, training, number, signed_at, score in rows
    )


def exemption_facts(pilot: Pilot) -> tuple[ExemptionFact, ...]:
    """The exemptions of ``pilot``. One query."""
    rows = Exemption.objects.filter(pilot=pilot).values_list(
        "pk", "training__code", "staff__number", "reason"
    )
    return tuple(ExemptionFact(*row) for row in rows)
