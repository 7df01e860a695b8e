"""What every form of a step has in common."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from standards_catalog.procedure.forms.fields import StyledForm
from standards_catalog.procedure.models import DraftingProject


class StepForm(StyledForm):
    """What one step asks for. ``advice`` says what the step does."""

    advice = ""

    def __init__(
        self, data: Any = None, *, project: DraftingProject, actor: User
    ) -> None:
        self.project, self.actor = project, actor
        super().__init__(data)
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices and first values from the project."""

    def take(self, address: str) -> None:
        """Take the step with the cleaned answers."""
        raise NotImplementedError
