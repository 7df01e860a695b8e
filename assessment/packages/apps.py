from django.apps import AppConfig


class PackagesConfig(AppConfig):
    name = "assessment.packages"
    label = "packages"
    verbose_name = "试点包"
