from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "standards_catalog.authoring"
    label = "authoring"
    verbose_name = "标准编写"
