"""Telling the leadership group that reasons wait for its acceptance."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from assessment.coverage.models import WorkStep
from standards_catalog.procedure.services.notices import leadership_accounts, notify


def tell_of_open_reasons(steps: Sequence[WorkStep]) -> None:
    """One notice about those of ``steps``, just written, whose reason nobody has
    accepted."""
    waiting = [
        step
        for step in steps
        if not step.needs_standard
        and not step.reason_accepted_by
        and step.applicability == WorkStep.Applicability.APPLICABLE
    ]
    if not waiting:
        return
    if len(waiting) == 1:
        (step,) = waiting
        text = f"环节“{step}”写为不需要标准，理由待您认可：{step.no_standard_reason}"
        notify(leadership_accounts(), text, reverse("coverage:step", args=[step.pk]))
        return
    url = f"{reverse('coverage:steps')}?open_reason=yes"
    text = f"{len(waiting)} 个环节写为不需要标准，理由待您认可"
    notify(leadership_accounts(), text, url)
