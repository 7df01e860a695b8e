"""What other apps have to say about a step, for the coverage matrix and its pages.

Apps about steps (gaps, plans) read coverage, which may not import them. An app names
the function that answers for it in its configuration, as decision 0008 has it::

    class GapsConfig(AppConfig):
        step_marks = "assessment.gaps.marks.step_marks"

    def step_marks(question: MarkQuestion) -> Mapping[int, Sequence[StepMark]]: ...

The function is called once a page with all steps shown, and may take a few queries
whatever their number. It answers with what ``question.user`` may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.utils.module_loading import import_string

from accounts.models import User
from listing.columns import Badge
from standards_catalog.models import Pilot


@dataclass(frozen=True, slots=True)
class MarkQuestion:
    """Which marks of the steps ``step_ids`` stand on ``as_of``, for ``user``.

    What is dated after ``as_of`` has not happened.
    """

    pilot: Pilot
    as_of: date
    user: User
    step_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class StepMark:
    """A mark on a step: “缺项 · 市民政局 · 2021-09-30 前 · 认领”.

    ``badge`` is its word and tone, ``owner`` who has to act, ``due_on`` until when, and
    ``url`` the page about it. ``action`` is what this user can do there in one word
    (“认领”), empty for nothing; ``is_late`` says that ``due_on`` has passed.
    """

    badge: Badge
    url: str
    owner: str = ""
    due_on: date | None = None
    is_late: bool = False
    action: str = ""

    def __str__(self) -> str:
        due = f"{self.due_on.isoformat()} 前" if self.due_on else ""
        late = "已逾期" if self.is_late else ""
        return " ".join(filter(None, (self.badge.word, self.owner, due, late)))


Answer = Mapping[int, Sequence[StepMark]]
Provider = Callable[[MarkQuestion], Answer]


def marks_of(question: MarkQuestion) -> dict[int, tuple[StepMark, ...]]:
    """Step → its marks from every provider; steps without any are left out."""
    found: dict[int, tuple[StepMark, ...]] = {}
    for provider in _providers():
        for step_id, marks in provider(question).items():
            found[step_id] = (*found.get(step_id, ()), *marks)
    return found


def marks_on_steps(
    pilot: Pilot, as_of: date, user: User, step_ids: Iterable[int]
) -> dict[int, tuple[StepMark, ...]]:
    """The marks of some steps; asks nobody when there are none."""
    wanted = frozenset(step_ids)
    return marks_of(MarkQuestion(pilot, as_of, user, wanted)) if wanted else {}


def _providers() -> list[Provider]:
    names = (getattr(config, "step_marks", "") for config in apps.get_app_configs())
    return [import_string(name) for name in names if name]
