from django.apps import AppConfig


class ListingConfig(AppConfig):
    name = "listing"
    verbose_name = "列表"
