"""Gaps for the demonstration: found, settled, claimed, proposed, closed by coverage.

As with the projects, everything is done by the services that a user's click would call
and by the accounts whose acts they are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from accounts.models import Role, Unit, User
from assessment.gaps.models import Gap
from assessment.gaps.services.analysis import analyse
from assessment.gaps.services.claims import claim, remember_project
from assessment.gaps.services.upkeep import settle_gaps
from assessment.gaps.views.proposing import purpose_of
from standards_catalog.models import Pilot
from standards_catalog.procedure.models import DraftingProject
from standards_catalog.procedure.services.proposals import Proposal, propose

# Beginning and end of the trial run, and the end of the pilot.
_FIRST_RUN, _TRIAL_END, _LAST_RUN = (
    date(2021, 4, 1),
    date(2021, 6, 30),
    date(2021, 12, 31),
)
_DUE = (date(2021, 9, 30), date(2022, 3, 31), None)


@transaction.atomic
def create_gaps(*, pilot: Pilot, say: Callable[[str], object]) -> None:
    """Run the rules at the start of the trial run and at the end of the pilot; in
    between some gaps are settled and claimed, one is proposed as a project.

    Nothing is done once the pilot has gaps.
    """
    if Gap.objects.filter(pilot=pilot).exists():
        return
    say("分析标准体系的缺口……")
    accounts = {user.username: user for user in User.objects.filter(is_active=True)}
    office = accounts["office"]
    analyse(pilot=pilot, as_of=_FIRST_RUN, actor=office)
    _settle(pilot, office)
    analyse(pilot=pilot, as_of=_LAST_RUN, actor=office)
    _propose(pilot, office)


def _open(pilot: Pilot) -> list[Gap]:
    gaps = Gap.objects.filter(pilot=pilot, closed_on=None)
    return list(gaps.select_related("pilot", "step").order_by("position"))


def _settle(pilot: Pilot, office: User) -> None:
    """Of three gaps one is due before the end, one after it, one has no due date yet;
    every other one is claimed by the first unit that answers for it."""
    for number, gap in enumerate(_open(pilot)):
        due_on = _DUE[number % len(_DUE)]
        if due_on is not None:
            settle_gaps(gaps=[gap], owners=[], due_on=due_on, actor=office)
        if number % 2 == 0:
            _claim(gap, office)


def _claim(gap: Gap, office: User) -> Unit | None:
    unit = gap.owner_units.order_by("memberships__position").first()
    if unit is not None:
        liaisons = User.objects.filter(role=Role.UNIT_LIAISON, unit=unit)
        actor = liaisons.order_by("pk").first() or office
        claim(gap=gap, unit=unit, on=_TRIAL_END, actor=actor)
    return unit


def _propose(pilot: Pilot, office: User) -> None:
    """A revision for the first standard that lacks a limit.

    No entry is added to the catalogue: loading the package again would have to take
    it away.
    """
    for gap in _open(pilot):
        if gap.kind == Gap.Kind.WEAK and gap.standard and gap.claimed_by is None:
            unit = _claim(gap, office)
            busy = gap.standard.drafting_projects.active().exists()
            if unit is None or busy:
                continue
            kind = DraftingProject.Kind.REVISION
            proposal = Proposal(gap.standard, kind, unit, purpose_of(gap), gap.due_on)
            project = propose(proposal=proposal, actor=office)
            remember_project(gap=gap, project=project, actor=office)
            return
