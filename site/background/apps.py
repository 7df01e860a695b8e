from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class BackgroundConfig(AppConfig):
    name = "background"
    verbose_name = "后台任务"

    def ready(self) -> None:
        """Find the kinds of jobs: the ``tasks`` modules of all apps."""
        autodiscover_modules("tasks")
