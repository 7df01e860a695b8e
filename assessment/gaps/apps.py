from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "assessment.gaps"
    label = "gaps"
    verbose_name = "提标补缺"
    # Says on the coverage matrix which gap a step has.
    step_marks = "assessment.gaps.marks.step_marks"
