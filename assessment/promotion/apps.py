from django.apps import AppConfig


class PromotionConfig(AppConfig):
    name = "assessment.promotion"
    label = "promotion"
    verbose_name = "标准上升"
