from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "评估"
    # Answers standards_catalog.procedure when a revision changes a clause.
    clause_records = "assessment.clause_records.clause_records"
