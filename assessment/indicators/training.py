"""Indicators of training: who took part in all that was due, and who passed.

Source: 澄政发〔2020〕94号 五(三)(1) and 澄政发〔2018〕67号 五(三)(2) “确保全员参训率达
100%，使各岗位人员熟练掌握体系标准”.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from assessment.indicators.observations import (
    Fact,
    SignInFact,
    StaffFact,
    TrainingFact,
)
from assessment.indicators.snapshot import Snapshot, grouped_by_unit
from assessment.indicators.tally import Judged, Tally, rate_tally
from assessment.indicators.vocabulary import EVERYBODY


@dataclass(frozen=True, slots=True)
class AttendanceFact:
    """A person's attendance of a training that ends in an exam."""

    kind: ClassVar[str] = "attendance"
    person: StaffFact
    training: TrainingFact

    @property
    def record_id(self) -> int:
        """The person's record; the training is in the key."""
        return self.person.record_id

    @property
    def key(self) -> str:
        return f"{self.training.training_number}/{self.person.staff_number}"

    @property
    def label(self) -> str:
        return f"{self.person.name} {self.training.topic}"

    @property
    def unit(self) -> str:
        return self.person.unit


def trainings_held(snapshot: Snapshot) -> Mapping[str, TrainingFact]:
    """培训编号 → training held on or before the day, in file order."""
    return {
        training.training_number: training
        for training in snapshot.facts.trainings
        if snapshot.has_happened(training.held_on)
    }


def valid_sign_ins(snapshot: Snapshot) -> tuple[SignInFact, ...]:
    """Sign-ins dated on or before the day to trainings held by then."""
    held = snapshot.derive(trainings_held)
    return tuple(
        sign_in
        for sign_in in snapshot.facts.sign_ins
        if sign_in.training_number in held and snapshot.has_happened(sign_in.signed_on)
    )


def best_scores(snapshot: Snapshot) -> Mapping[str, Mapping[str, Decimal | None]]:
    """工号 → 培训编号 attended → best 成绩, `None` where no sign-in carries one."""
    scores: dict[str, dict[str, Decimal | None]] = defaultdict(dict)
    for sign_in in snapshot.derive(valid_sign_ins):
        own = scores[sign_in.staff_number]
        known = own.get(sign_in.training_number)
        score = sign_in.score
        if known is not None and (score is None or score < known):
            score = known
        own[sign_in.training_number] = score
    return scores


def roster_by_unit(snapshot: Snapshot) -> Mapping[str | None, list[StaffFact]]:
    """The people on the roster on the day: 在册起 ≤ day and no 在册止 < day."""
    return grouped_by_unit(
        person for person in snapshot.facts.staff if person.is_on_roster(snapshot.as_of)
    )


def trainings_due(snapshot: Snapshot, post: str) -> tuple[str, ...]:
    """培训编号 of the trainings held by the day for everybody or naming the post."""
    return tuple(
        number
        for number, training in snapshot.derive(trainings_held).items()
        if not training.scope or EVERYBODY in training.scope or post in training.scope
    )


def exemptions(snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    return frozenset(
        (exemption.training_number, exemption.staff_number)
        for exemption in snapshot.facts.exemptions
    )


def training_participation(snapshot: Snapshot, unit: str | None) -> Tally:
    """全员参训率: people who attended everything they owe.

    Distinct people on the roster on the day with a sign-in (≤ day) in every training
    due ÷ people on the roster with something due. Due: held ≤ day, scope 全员 (or
    empty) or naming the person's post, also when held before the person joined, minus
    exemptions. Outsiders (工号 not in the roster table) never count and are listed.
    With a unit: its people. Undefined when nobody is due anything.
    """
    attended = snapshot.derive(best_scores)
    exempt = snapshot.derive(exemptions)
    judged: list[Judged] = []
    excluded: list[tuple[Fact, str]] = []
    for person in snapshot.derive(roster_by_unit).get(unit, ()):
        named = snapshot.derive(trainings_due, person.post)
        due = [
            number for number in named if (number, person.staff_number) not in exempt
        ]
        if due:
            own = attended.get(person.staff_number, {})
            missed = [number for number in due if number not in own]
            judged.append((person, not missed, _participation(due, missed)))
        else:
            excluded.append((person, "应训培训均已免训" if named else "没有应训培训"))
    if unit is None:
        excluded.extend(_outsiders(snapshot))
    return rate_tally(judged, exclusions=excluded)


def _participation(due: Sequence[str], missed: Sequence[str]) -> str:
    if missed:
        return f"应训{len(due)}次，未签到：{'、'.join(missed)}"
    return f"应训{len(due)}次，全部签到"


def _outsiders(snapshot: Snapshot) -> Iterator[tuple[SignInFact, str]]:
    """The first sign-in of each 工号 that the roster table does not know."""
    known = {person.staff_number for person in snapshot.facts.staff}
    for sign_in in snapshot.derive(valid_sign_ins):
        if sign_in.staff_number not in known:
            known.add(sign_in.staff_number)
            yield sign_in, "工号不在册，不计入"


def training_pass_rate(snapshot: Snapshot, unit: str | None) -> Tally:
    """考核合格率: exams passed of the exams that attendance called for.

    People × trainings with best 成绩 ≥ 合格分 ÷ people × trainings that need an exam
    (需考核=是) and were attended; people on the roster on the day. Attended without
    a score, or with no 合格分 set, is not passed, and is flagged. With a unit: its
    people. Source: 五(三)(1) “熟练掌握体系标准”.
    Undefined when no such training was attended.
    """
    held = snapshot.derive(trainings_held)
    attended = snapshot.derive(best_scores)
    judged: list[Judged] = []
    unscored: list[tuple[Fact, str]] = []
    for person in snapshot.derive(roster_by_unit).get(unit, ()):
        for number, score in attended.get(person.staff_number, {}).items():
            training = held[number]
            if not training.exam_required:
                continue
            pair = AttendanceFact(person, training)
            mark = training.pass_mark
            passed = score is not None and mark is not None and score >= mark
            judged.append((pair, passed, _exam(score, mark)))
            if score is None or mark is None:
                unscored.append((pair, _exam(score, mark)))
    note = f"{len(unscored)}人次无成绩或未设合格分，按不合格计" if unscored else ""
    return rate_tally(judged, flagged=unscored, note=note)


def _exam(score: Decimal | None, pass_mark: Decimal | None) -> str:
    if score is None:
        return "无成绩"
    if pass_mark is None:
        return "未设合格分"
    return f"成绩{score}，合格分{pass_mark}"
