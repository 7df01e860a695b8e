"""Own standards on their way to a national, sector or provincial standard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models

from accounts.models import Unit
from standards_catalog.models import PilotRecord, Standard, UnitRecordQuerySet


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the six stages; ``field`` begins the names of its three fields."""

    field: str
    word: str


STAGES = (
    Stage("intent", "意向"),
    Stage("application", "申报"),
    Stage("approval", "立项"),
    Stage("drafting", "起草和征求意见"),
    Stage("examination", "审查"),
    Stage("publication", "发布"),
)
PUBLICATION = STAGES[-1]
STAGE_BY_FIELD = {stage.field: stage for stage in STAGES}
ENDED = "终止"


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A stage that was reached: when, with which document, and what was noted."""

    stage: Stage
    done_on: date
    document: str
    note: str


def _day(word: str) -> models.DateField[date | None, date | None]:
    return models.DateField(f"{word}日期", null=True, blank=True)


def _document(word: str) -> models.CharField[str, str]:
    return models.CharField(f"{word}文号", max_length=200, blank=True)


def _note(word: str) -> models.TextField[str, str]:
    return models.TextField(f"{word}说明", blank=True)


class PromotionProject(PilotRecord):
    """上升项目: an own standard aims at a standard of a higher level.

    Each of the six stages has its date, document and note; the stage on a day is the
    last one whose date has come. ``result_number`` is the number of what came of it.
    """

    class Level(models.TextChoices):
        NATIONAL = "国家标准", "国家标准"
        SECTOR = "行业标准", "行业标准"
        PROVINCIAL = "省级地方标准", "省级地方标准"

    standard = models.ForeignKey(
        Standard,
        on_delete=models.CASCADE,
        related_name="promotions",
        verbose_name="标准",
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="责任单位")
    level = models.CharField("目标级别", max_length=10, choices=Level.choices)
    intent_on = _day("意向")
    intent_document = _document("意向")
    intent_note = _note("意向")
    application_on = _day("申报")
    application_document = _document("申报")
    application_note = _note("申报")
    approval_on = _day("立项")
    approval_document = _document("立项")
    approval_note = _note("立项")
    drafting_on = _day("起草和征求意见")
    drafting_document = _document("起草和征求意见")
    drafting_note = _note("起草和征求意见")
    examination_on = _day("审查")
    examination_document = _document("审查")
    examination_note = _note("审查")
    publication_on = _day("发布")
    publication_document = _document("发布")
    publication_note = _note("发布")
    result_number = models.CharField("结果编号", max_length=60, blank=True)
    next_due_on = models.DateField("下一步期限", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.TextField("终止原因", blank=True)

    objects = UnitRecordQuerySet["PromotionProject"].as_manager()

    class Meta:
        verbose_name = "上升项目"
        verbose_name_plural = "上升项目"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "level"], name="one_promotion_per_standard_level"
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard} → {self.level}"

    def taken(self, day: date | None = None) -> list[TakenStep]:
        """The stages reached by ``day``, in their order; all of them without a day."""
        steps = []
        for stage in STAGES:
            done_on: date | None = getattr(self, f"{stage.field}_on")
            if done_on is not None and (day is None or done_on <= day):
                document = getattr(self, f"{stage.field}_document")
                note = getattr(self, f"{stage.field}_note")
                steps.append(TakenStep(stage, done_on, document, note))
        return steps

    def has_ended(self, day: date) -> bool:
        """Whether it was given up by ``day``."""
        return self.ended_on is not None and self.ended_on <= day

    def following(self) -> tuple[Stage, ...]:
        """The stages that may be reached next: all after the last one."""
        taken = self.taken()
        place = STAGES.index(taken[-1].stage) + 1 if taken else 0
        return STAGES[place:]
