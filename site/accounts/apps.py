from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "单位与账号"


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's screens for accounts, with our fields in them."""

    user_viewset = "accounts.viewsets.AccountViewSet"
